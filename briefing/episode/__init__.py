"""An episode before it has a sound: its plan, its identity, its manifest."""
