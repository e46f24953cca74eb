"""What samples show without a network: how loud each frame is, and whether noise lies over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from briefing.audio import resample
from briefing.listen.ear import FRAME_MS, RATE_HZ

if TYPE_CHECKING:
    from briefing.model import Samples

_BANDS_HZ = (500, 1500, 2500, 3500, 4500, 5500, 6500, 7500)
#: Under 16-bit noise.
_FLOOR = 1e-10

#: After its last loud frame a sentence fades for so many frames.
_LOUD_DB, _FADED_DB, _FADE_FRAMES = -12.0, -35.0, 6

Levels = NDArray[np.float32]


def levels_db(samples: Samples, rate_hz: int) -> tuple[Levels, Levels]:
    """Return the level of each frame of 20 ms, and of its weakest band, in dB under the loud ones.

    The loud ones are the loudest twentieth. The bands are a kilohertz wide, from 500 Hz to 7.5 kHz.
    A vowel leaves the upper ones empty and a fricative the lower ones; broad noise fills all.
    """
    sound = resample(samples, rate_hz, RATE_HZ)
    hop = RATE_HZ * FRAME_MS // 1000
    count = -(-len(sound) // hop)
    frames = np.pad(sound, (0, count * hop - len(sound))).reshape(count, hop)
    power = np.abs(np.fft.rfft(frames * np.hanning(hop), axis=1)) ** 2
    edges = [round(hz * hop / RATE_HZ) for hz in _BANDS_HZ]
    bands = np.add.reduceat(power, edges, axis=1)[:, :-1] / np.diff(edges)
    whole, weakest = power.mean(axis=1), bands.min(axis=1)
    loud = np.percentile(whole, 95) if count else 1.0
    found = (10 * np.log10(np.maximum(x, _FLOOR) / max(loud, _FLOOR)) for x in (whole, weakest))
    level, weak = (x.astype(np.float32) for x in found)
    return level, weak


def abruptness(level_db: Levels) -> int:
    """Return how many frames are missing from the fading of the last word, 6 to -6.

    >>> abruptness(np.array([0, 0, -90, -90], np.float32))
    6
    """
    loud, heard = (np.flatnonzero(level_db > db) for db in (_LOUD_DB, _FADED_DB))
    if not len(loud):
        return 0
    return max(-_FADE_FRAMES, _FADE_FRAMES - int(heard[-1] - loud[-1]))
