"""Where data of the user and caches are kept, in the places of the operating system."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Return the folder for the user's own voices: ``BRIEFING_DATA`` or the system's place."""
    import platformdirs

    return Path(os.environ.get("BRIEFING_DATA") or platformdirs.user_data_dir("briefing"))


def cache_folder() -> Path:
    """Return the folder for what can be made again: ``BRIEFING_CACHE`` or the system's place."""
    import platformdirs

    return Path(os.environ.get("BRIEFING_CACHE") or platformdirs.user_cache_dir("briefing"))
