"""What is measured of a finished episode: once, and kept in the cache folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from briefing.episode import library
from briefing.system.files import write
from briefing.system.folders import cache_folder

T = TypeVar("T")


@dataclass(frozen=True)
class Measurement(Generic[T]):
    """A measurement of an episode's audio, kept under the sha256 of the audio.

    ``folder`` is where, in the cache folder, and ``key`` its name in the JSON there. ``measure``
    takes the audio file; ``parse`` returns what JSON made of it.
    """

    folder: str
    key: str
    measure: Callable[[Path], T]
    parse: Callable[[Any], T]

    def __call__(self, episode: library.StoredEpisode) -> T:
        """Return what is known of an episode, measured now if it is not.

        Raises
        ------
        BriefingError
            if the audio cannot be decoded, or the cache folder cannot be written to.
        """
        found = self.kept(episode)
        if found is None:
            found = self.measure(episode.audio)
            write(self._file(episode), json.dumps({self.key: found}) + "\n")
        return found

    def kept(self, episode: library.StoredEpisode) -> T | None:
        """Return what was measured before; None if nothing was, or another program broke it."""
        try:
            return self.parse(json.loads(self._file(episode).read_bytes())[self.key])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _file(self, episode: library.StoredEpisode) -> Path:
        return cache_folder() / self.folder / f"{episode.manifest.audio.sha256}.json"
