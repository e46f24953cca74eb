"""Music: what the settings may say of it, and what is heard."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.model import Utterance

if TYPE_CHECKING:
    from briefing.model import Samples

#: The ``set`` of an episode without music, and the file of a sound that is left out of a set.
OFF = "off"
SETS = ("", OFF, "default")
FILES = ("tune", "bed", "sting", "chime")


@dataclass(frozen=True)
class Sound:
    """What music is heard, how loud, and for how long.

    ``set`` is ``default`` for the music of the package, ``off`` for none at all, even if files are
    named. ``tune`` opens and closes the episode, ``bed`` lies under the headlines, a ``sting``
    stands before each chapter but the first, ``chime`` ends the episode: files, or ``off`` to
    leave one of the set out. Music is ``level_db`` louder than speech, and ``duck_db`` quieter
    than that under it. The tune is heard alone for ``tune_alone_ms`` before the greeting and for
    ``closing_ms`` after the last word, and ends after ``tune_end_ms`` (0: where it ends); a sting
    is cut after ``sting_ms``.
    """

    set: str = ""
    tune: str = ""
    bed: str = ""
    sting: str = ""
    chime: str = ""
    level_db: float = -3.0
    duck_db: float = 15.0
    tune_alone_ms: int = 6000
    tune_end_ms: int = 0
    closing_ms: int = 5000
    sting_ms: int = 2500


#: What the numbers may be.
RANGES = {
    "level_db": (-30.0, 3.0),
    "duck_db": (12.0, 40.0),
    "tune_alone_ms": (0, 30_000),
    "tune_end_ms": (0, 60_000),
    "closing_ms": (0, 30_000),
    "sting_ms": (300, 10_000),
}


@dataclass(frozen=True)
class Music:
    """The sounds of an episode at its rate; an empty one is not heard."""

    settings: Sound
    rate_hz: int
    tune: Samples
    bed: Samples
    stings: tuple[Samples, ...]
    chime: Samples

    def sting(self, story: Utterance) -> Samples | None:
        """Return the sting before a story: by its words, so that an edit elsewhere moves none."""
        if not story.opens_story or not self.stings:
            return None
        return self.stings[zlib.crc32(story.written.encode()) % len(self.stings)]

    def length_ms(self, samples: Samples) -> int:
        """Return how long a sound is, in milliseconds."""
        return len(samples) * 1000 // self.rate_hz
