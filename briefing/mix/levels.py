"""Levels: how loud samples are by ITU-R BS.1770-4, how deep music goes under speech, and fades.

The loudness of a finished episode is ffmpeg's to measure; here it decides how loud music is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefing.model import Samples

#: Music is down when a word begins, and takes longer to come back, as a hand on a fader does.
ATTACK_MS, RELEASE_MS = 300, 900
#: A pause in which there is no time to come back and go down again is no pause for the music.
SHORTEST_GAP_MS = ATTACK_MS + RELEASE_MS + 300
#: Loudness of what has no sound.
SILENCE_LUFS = -70.0

# K-weighting as two filters of the second order at 48 kHz (BS.1770-4, annex 1, tables 1 and 2).
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (
        1.0,
        -1.69065929318241,
        0.73248077421585,
    ),
)
_HIGH_PASS = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
_FILTER_HZ = 48_000
_BLOCK_MS, _STEP_MS = 400, 100
#: So many samples on both sides of a join show how steep the sound is there.
_JOIN_SAMPLES = 64
_OFFSET_LU, _GATE_LU = 0.691, 10.0


def loudness_lufs(samples: Samples, rate_hz: int) -> float:
    """Return the integrated loudness of mono samples, gated by BS.1770-4, eq. 1 to 7.

    A sound shorter than a block counts as one block.

    >>> import numpy as np
    >>> tone = np.sin(2 * np.pi * 997 * np.arange(48_000) / 48_000).astype(np.float32)
    >>> round(loudness_lufs(tone, 48_000), 1)
    -3.0
    """
    import numpy as np

    if not len(samples):
        return SILENCE_LUFS
    weighted = _k_weighted(samples, rate_hz)
    block = min(len(samples), rate_hz * _BLOCK_MS // 1000)
    sums = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, len(samples) - block + 1, rate_hz * _STEP_MS // 1000)
    powers = (sums[starts + block] - sums[starts]) / block
    powers = powers[powers > 10 ** ((SILENCE_LUFS + _OFFSET_LU) / 10)]
    if not len(powers):
        return SILENCE_LUFS
    powers = powers[powers > powers.mean() * 10 ** (-_GATE_LU / 10)]
    return float(10 * np.log10(powers.mean()) - _OFFSET_LU)


def _k_weighted(samples: Samples, rate_hz: int) -> NDArray[Any]:
    """Return the samples after K-weighting, by its magnitude alone: phase has no power."""
    import numpy as np

    spectrum = np.fft.rfft(samples)
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(len(samples), 1 / rate_hz) / _FILTER_HZ)
    for above, below in (_SHELF, _HIGH_PASS):
        spectrum *= np.abs(np.polyval(above[::-1], delay) / np.polyval(below[::-1], delay))
    return np.fft.irfft(spectrum, len(samples))


def levelled(
    samples: Samples, loudness_lufs: float, share: float, most_db: float, usual_lufs: float
) -> tuple[Samples, float]:
    """Return a clip nearer to the usual loudness, and its loudness then.

    One gain for the whole clip: nothing in it is compressed, and no peak goes over full scale.

    >>> import numpy as np
    >>> clip, lufs = levelled(np.array([0.1, -0.2], np.float32), -27.0, 0.5, 6.0, -23.0)
    >>> [round(float(sample), 3) for sample in clip], lufs
    ([0.126, -0.252], -25.0)
    """
    import numpy as np

    peak = np.abs(samples).max(initial=0.0)
    if not share or loudness_lufs <= SILENCE_LUFS or not peak:
        return samples, loudness_lufs
    gain_db = share * (usual_lufs - loudness_lufs)
    gain_db = min(max(gain_db, -most_db), most_db, float(-20 * np.log10(peak)))
    louder: Samples = samples * np.float32(10 ** (gain_db / 20))
    return louder, loudness_lufs + gain_db


def ducking(
    length: int, rate_hz: int, speech_ms: Iterable[tuple[int, int]], depth_db: float
) -> Samples:
    """Return the gain of music of this many samples under speech, as a factor for each sample.

    ``speech_ms`` holds the start and end of each sentence from the beginning of the music, in
    order. The gain falls by ``depth_db`` over ``ATTACK_MS`` before a sentence and comes back over
    ``RELEASE_MS`` after it, along a raised cosine in decibels.

    >>> gain = ducking(4000, 1000, [(1000, 2000)], 20.0)
    >>> [round(float(gain[ms]), 2) for ms in (700, 850, 1000, 1999, 2450, 2900)]
    [1.0, 0.32, 0.1, 0.1, 0.32, 1.0]
    """
    import numpy as np

    time_ms = np.arange(0, length * 1000 // rate_hz + 2, dtype=np.float64)
    depth: NDArray[np.float64] = np.zeros_like(time_ms)
    for start, end in _joined(speech_ms):
        edges = (start - ATTACK_MS, start, end, end + RELEASE_MS)
        depth = np.maximum(depth, np.interp(time_ms, edges, (0.0, 1.0, 1.0, 0.0)))
    fallen_db = depth_db * (0.5 - 0.5 * np.cos(np.pi * depth))
    at_ms = np.arange(length) * (1000 / rate_hz)
    gain: Samples = (10 ** (-np.interp(at_ms, time_ms, fallen_db) / 20)).astype(np.float32)
    return gain


def _joined(speech_ms: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sentences as one where the pause between them is too short for the music."""
    joined: list[tuple[int, int]] = []
    for start, end in speech_ms:
        if joined and start - joined[-1][1] < SHORTEST_GAP_MS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def faded(samples: Samples, fade_in: int, fade_out: int) -> Samples:
    """Return a copy that rises over its first samples and falls over its last, without a corner.

    >>> import numpy as np
    >>> [round(float(value), 2) for value in faded(np.ones(6, np.float32), 0, 4)]
    [1.0, 1.0, 0.96, 0.69, 0.31, 0.04]
    """
    import numpy as np

    copy = samples.copy()
    for length, backwards in ((fade_in, False), (fade_out, True)):
        length = min(length, len(copy))
        ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / max(1, length))).astype("f4")
        end = copy[::-1] if backwards else copy
        end[:length] *= ramp
    return copy


def looped(samples: Samples, length: int, overlap: int) -> Samples:
    """Return a sound again and again until it is this long.

    A loop whose end goes on in its beginning is repeated as it is, in its own tempo. The ends of
    another sound are laid over one another and cross-fade with constant power, so that a join
    neither clicks nor dips.
    """
    import numpy as np

    if len(samples) >= length or not len(samples):
        return samples[:length]
    if _goes_on(samples):
        return np.resize(samples, length)
    overlap = min(overlap, len(samples) // 4)
    step = len(samples) - overlap
    angle = (np.arange(overlap, dtype=np.float32) + 0.5) * (np.pi / 2 / max(1, overlap))
    out = np.zeros(length + len(samples), np.float32)
    for start in range(0, length, step):
        turn = samples.copy()
        if start:
            turn[:overlap] *= np.sin(angle)
        turn[step:] *= np.cos(angle)
        out[start : start + len(turn)] += turn
    return out[:length]


def _goes_on(samples: Samples) -> bool:
    """Tell whether the step from the last sample to the first is like those around it."""
    import numpy as np

    around = np.concatenate((samples[-_JOIN_SAMPLES:], samples[:_JOIN_SAMPLES]))
    bends = np.abs(np.diff(around, n=2))
    join = [_JOIN_SAMPLES - 2, _JOIN_SAMPLES - 1]
    return bool(bends[join].max() <= 2 * np.delete(bends, join).max())


def mean_lufs(loudnesses: Sequence[float]) -> float:
    """Return the loudness of sounds of one length together, leaving out what has no sound.

    >>> mean_lufs([-20.0, -20.0, -70.0])
    -20.0
    """
    import numpy as np

    heard = [lufs for lufs in loudnesses if lufs > SILENCE_LUFS]
    if not heard:
        return SILENCE_LUFS
    return round(float(10 * np.log10(np.mean(10 ** (np.array(heard) / 10)))), 6)
