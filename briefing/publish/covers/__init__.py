"""Covers: artwork, colours, typeface."""
