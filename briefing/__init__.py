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
    "BatchResult",
    "BriefingError",
    "Chapter",
    "ConfigError",
    "EncodeError",
    "EpisodeResult",
    "FeedError",
    "Manifest",
    "Paragraph",
    "Progress",
    "Script",
    "ScriptError",
    "Settings",
    "StoppedError",
    "VoiceError",
    "__version__",
    "make",
    "make_all",
    "normalise",
    "read_text",
    "samples",
    "say",
]

if TYPE_CHECKING:
    from briefing.batch import BatchResult, make_all
    from briefing.clip import samples, say
    from briefing.config import Settings
    from briefing.episode.manifest import Manifest
    from briefing.episode.result import EpisodeResult
    from briefing.errors import (
        BriefingError,
        ConfigError,
        EncodeError,
        FeedError,
        ScriptError,
        StoppedError,
        VoiceError,
    )
    from briefing.model import Chapter, Paragraph, Script
    from briefing.normalise import spoken as normalise
    from briefing.pipeline import make
    from briefing.progress import Progress
    from briefing.read import read_text

_HOMES = {
    "BatchResult": "briefing.batch",
    "BriefingError": "briefing.errors",
    "Chapter": "briefing.model",
    "ConfigError": "briefing.errors",
    "EncodeError": "briefing.errors",
    "EpisodeResult": "briefing.episode.result",
    "FeedError": "briefing.errors",
    "Manifest": "briefing.episode.manifest",
    "Paragraph": "briefing.model",
    "Progress": "briefing.progress",
    "Script": "briefing.model",
    "ScriptError": "briefing.errors",
    "Settings": "briefing.config",
    "StoppedError": "briefing.errors",
    "VoiceError": "briefing.errors",
    "make": "briefing.pipeline",
    "make_all": "briefing.batch",
    "normalise": "briefing.normalise",
    "read_text": "briefing.read",
    "samples": "briefing.clip",
    "say": "briefing.clip",
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
