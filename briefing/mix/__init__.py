"""Clips and pauses on one time line."""
