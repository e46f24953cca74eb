"""briefing: Hindi text into a podcast.

>>> from briefing import make
>>> from briefing.normalise import spoken
>>> spoken("₹2.5 लाख")
'ढाई लाख रुपये'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["EpisodeResult", "Settings", "__version__", "make", "say"]

if TYPE_CHECKING:
    from briefing.config import Settings
    from briefing.pipeline import EpisodeResult, make, say

_HOMES = {
    "EpisodeResult": "briefing.pipeline",
    "Settings": "briefing.config",
    "make": "briefing.pipeline",
    "say": "briefing.pipeline",
}


def __getattr__(name: str) -> Any:
    """Load a public name where it is asked for: ``import briefing.normalise`` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
