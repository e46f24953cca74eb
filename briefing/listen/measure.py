"""What samples show without a network: how loud they are when, and whether noise lies over them."""

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

#: A sound is outlined so often.
STEP_MS = 5
#: A sound ends between the last time that it is heard and the last that it is faint.
_HEARD_DB, _FAINT_DB, _MOST_FALL_DB = -25.0, -35.0, 50.0

Levels = NDArray[np.float32]


def weakest_band_db(samples: Samples, rate_hz: int) -> Levels:
    """Return the level of the weakest band of each frame of 20 ms, in dB under the loud frames.

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
    return _under_the_loud(bands.min(axis=1), power.mean(axis=1))


def outline_db(samples: Samples, rate_hz: int) -> Levels:
    """Return how loud a sound is every 5 ms, in dB under its loudest twentieth.

    >>> outline_db(np.repeat([1.0, 0.0], [78, 2]).astype(np.float32), 400)[-2:].tolist()
    [0.0, -100.0]
    """
    count = len(samples) * 1000 // (rate_hz * STEP_MS)
    edges = np.arange(count + 1) * rate_hz * STEP_MS // 1000
    sums = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])[edges]
    power = np.diff(sums) / np.diff(edges)
    return _under_the_loud(power, power)


def _under_the_loud(power: NDArray[np.floating], whole: NDArray[np.floating]) -> Levels:
    loud = np.percentile(whole, 95) if len(whole) else 1.0
    found: Levels = 10 * np.log10(np.maximum(power, _FLOOR) / max(loud, _FLOOR))
    return found.astype(np.float32)


def last_fall_db(outline: Levels) -> float:
    """Return how steeply a sound ends: by how many dB it falls in 10 ms, at most 50.

    ``outline`` is that of :func:`outline_db`.

    >>> last_fall_db(np.array([0, 0, -6, -90, -90, -90], np.float32))
    50.0
    """
    heard, faint = (np.flatnonzero(outline > db) for db in (_HEARD_DB, _FAINT_DB))
    if not len(heard):
        return 0.0
    end = np.pad(outline[max(0, heard[-1] - 3) : faint[-1] + 3], (0, 2), mode="edge")
    return float(min(_MOST_FALL_DB, (end[:-2] - end[2:]).max()))
