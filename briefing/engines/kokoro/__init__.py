"""Kokoro-82M, the embedded default voices."""
