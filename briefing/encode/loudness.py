"""Loudness: measure it by ITU-R BS.1770-4 (ffmpeg's ebur128) and bring it to a target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefing import ffmpeg
from briefing.config import Loudness
from briefing.errors import EncodeError

# Two passes always reach the target within this; speech through a limiter loses a little loudness.
TOLERANCE_LU = 0.1
# MP3 and AAC overshoot what they are given: the limiter stops this much lower.
HEADROOM_DB = 1.0


@dataclass(frozen=True)
class Measured:
    """Integrated loudness (LUFS) and true peak (dBTP) of a piece of audio."""

    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True)
class Mastering:
    """What brings an episode to its loudness: a gain, then a limiter at ``ceiling_dbfs``.

    ``makeup_db`` is added behind the limiter, for an encoder that makes its input quieter.
    """

    gain_db: float
    ceiling_dbfs: float
    makeup_db: float = 0.0

    @property
    def filters(self) -> str:
        """Return ffmpeg's filter graph. The limiter looks ahead 5 ms and never amplifies."""
        ceiling = 10 ** (self.ceiling_dbfs / 20)
        return (
            f"aresample=44100,volume={self.gain_db:.2f}dB,"
            f"alimiter=limit={ceiling:.6f}:attack=5:release=50:level=false,"
            f"volume={self.makeup_db:.2f}dB"
        )


def measure(source: Sequence[str], filters: str = "", *, peak: bool = True) -> Measured:
    """Measure what ffmpeg reads with the arguments ``source``, after ``filters``.

    Raises
    ------
    EncodeError
        if ffmpeg fails, or the audio is too short or too quiet to have a loudness.
    """
    chain = f"{filters}," if filters else ""
    meter = f"{chain}ebur128=framelog=quiet" + (":peak=true" if peak else "")
    said = ffmpeg.run([*source, "-vn", "-af", meter, "-f", "null", "-"], doing="measuring loudness")
    summary = said[said.rfind("Summary:") :]
    lufs = re.search(r"I:\s+(-?[\d.]+|-inf|nan) LUFS", summary)
    dbtp = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    if lufs is None or (peak and dbtp is None):
        raise EncodeError("ffmpeg gave no loudness", remedy="report this with the script")
    return Measured(float(lufs[1]), float(dbtp[1]) if dbtp else float("nan"))


def master(source: Sequence[str], wanted: Loudness) -> Mastering:
    """Choose the gain that brings audio to its target, limiter included.

    Audio too short for a loudness (BS.1770-4 gates at -70 LUFS over blocks of 400 ms) keeps its
    level.
    """
    mastering = Mastering(0.0, wanted.peak_dbtp - HEADROOM_DB)
    for _ in range(4):
        reached = measure(source, mastering.filters, peak=False).loudness_lufs
        if reached <= -70.0 or abs(reached - wanted.target_lufs) <= TOLERANCE_LU:
            return mastering
        gain_db = mastering.gain_db + wanted.target_lufs - reached
        mastering = replace(mastering, gain_db=gain_db)
    return mastering
