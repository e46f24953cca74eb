"""briefing: Hindi text into a podcast.

>>> from briefing import make, normalise
>>> normalise("₹2.5 लाख")
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

__all__ = [
    "BriefingError",
    "EpisodeResult",
    "Script",
    "Settings",
    "__version__",
    "make",
    "make_all",
    "normalise",
    "say",
]

if TYPE_CHECKING:
    from briefing.batch import make_all
    from briefing.config import Settings
    from briefing.episode.result import EpisodeResult
    from briefing.errors import BriefingError
    from briefing.model import Script
    from briefing.normalise import spoken as normalise
    from briefing.pipeline import make, say

_HOMES = {
    "BriefingError": "briefing.errors",
    "EpisodeResult": "briefing.episode.result",
    "Script": "briefing.model",
    "Settings": "briefing.config",
    "make": "briefing.pipeline",
    "make_all": "briefing.batch",
    "normalise": "briefing.normalise",
    "say": "briefing.pipeline",
}


def __getattr__(name: str) -> Any:
    """Load a public name where it is asked for: ``import briefing.normalise`` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    home = importlib.import_module(_HOMES[name])
    # The import has put the package ``normalise`` here, which can be called.
    return globals().get(name, getattr(home, name))


def __dir__() -> list[str]:
    return sorted(__all__)
