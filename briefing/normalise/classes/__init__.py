"""One file a semiotic class."""
