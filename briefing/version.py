"""The version of the product; nothing else names it."""

from __future__ import annotations

__version__ = "0.1.0"
