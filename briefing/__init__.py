"""briefing: Hindi text into a podcast.

>>> from briefing import make
>>> from briefing.normalise import spoken
>>> spoken("₹2.5 लाख")
'ढाई लाख रुपये'
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from briefing.version import __version__

# Libraries that report on their users ask these before they are imported; workers inherit them.
# onnxruntime sends a device id, the Python's path and the machine's make; Coqui's trainer and
# huggingface_hub say what was run.
os.environ.update(
    ORT_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_TELEMETRY="1", TRAINER_TELEMETRY="0", DO_NOT_TRACK="1"
)

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
