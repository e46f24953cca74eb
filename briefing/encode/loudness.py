"""Loudness: measure it by ITU-R BS.1770-4 (ffmpeg's ebur128) and bring it to a target."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.config import Loudness
from briefing.errors import EncodeError
from briefing.system import ffmpeg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A gain is a multiple of the step, so that an edit seldom changes it and what it was used for.
GAIN_STEP_DB, TOLERANCE_LU = 0.2, 0.1
# MP3 and AAC overshoot what they are given: the limiter stops this much lower.
HEADROOM_DB = 1.0
# Lower bound on the share of a gain that survives the limiter; the largest step, in dB, that is
# applied without measuring again.
_LEAST_KEPT, _SMALL_STEP_DB = 0.3, 0.6
#: Loudness is that of overlapping blocks (BS.1770-4, eq. 3).
BLOCK_MS, BLOCK_STEP_MS = 400, 100
#: The loudness reported for silence: BS.1770-4 leaves out blocks that are not louder than this.
SILENCE_LUFS = -70.0
_RELATIVE_GATE_LU = 10.0
_OFFSET_LU = 0.691


@dataclass(frozen=True)
class LoudnessMeasurement:
    """Integrated loudness (LUFS) and true peak (dBTP) of a piece of audio."""

    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True)
class ProgrammeLoudness:
    """Loudness of a programme (EBU R 128): LUFS, range in LU, true peak in dBTP.

    ``momentary_lufs`` is that of the loudest 400 ms, ``short_term_lufs`` of the loudest 3 s.
    """

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    momentary_lufs: float
    short_term_lufs: float


@dataclass(frozen=True)
class BlockLoudness:
    """What was heard of a piece of audio: the parts of an episode make up its loudness.

    ``blocks_lufs`` holds the loudness of each block, as doubles: ten hours have 360,000 of them.
    ``peak_dbtp`` is NaN where it was not asked for.
    """

    blocks_lufs: array[float]
    peak_dbtp: float

    @classmethod
    def load(cls, data: bytes) -> BlockLoudness:
        """Read what ``dump`` wrote."""
        blocks_lufs, peak_dbtp = json.loads(data)
        return cls(array("d", blocks_lufs), peak_dbtp)

    def dump(self) -> bytes:
        """Return it as a line of JSON."""
        return json.dumps([self.blocks_lufs.tolist(), self.peak_dbtp]).encode()


@dataclass(frozen=True)
class Mastering:
    """What brings an episode to its loudness: a gain, then a limiter at ``ceiling_dbfs``.

    ``makeup_db`` is added after the limiter, for an encoder that makes its input quieter.
    """

    gain_db: float
    ceiling_dbfs: float
    makeup_db: float = 0.0

    def at(self, rate_hz: int) -> str:
        """Return the filters for an encoder that takes this rate."""
        return f"aresample={rate_hz},{self.filters}"

    @property
    def filters(self) -> str:
        """Return ffmpeg's filter graph. The limiter looks ahead 5 ms and never amplifies."""
        ceiling = 10 ** (self.ceiling_dbfs / 20)
        return (
            f"volume={self.gain_db:.2f}dB,"
            f"alimiter=limit={ceiling:.6f}:attack=5:release=50:level=false,"
            f"volume={self.makeup_db:.2f}dB"
        )


def block_loudness(
    source: Sequence[str], filters: str = "anull", *, peak: bool = True
) -> BlockLoudness:
    """Measure what ffmpeg reads with the arguments ``source``, after ``filters``.

    Raises
    ------
    EncodeError
        if ffmpeg fails.
    """
    output, log = _metered(source, filters, ["M"], peak=peak)
    return BlockLoudness(_values(output, "M"), _in_summary(log, "Peak") if peak else float("nan"))


def programme_loudness(source: Sequence[str]) -> ProgrammeLoudness:
    """Measure what ffmpeg reads with the arguments ``source`` as a broadcaster does (EBU R 128).

    Raises
    ------
    EncodeError
        if ffmpeg fails.
    """
    output, log = _metered(source, "anull", ["M", "S"], peak=True)
    blocks = BlockLoudness(_values(output, "M"), _in_summary(log, "Peak"))
    return ProgrammeLoudness(
        combined([blocks]).loudness_lufs,
        _in_summary(log, "LRA"),
        blocks.peak_dbtp,
        max(blocks.blocks_lufs, default=SILENCE_LUFS),
        max(_values(output, "S"), default=SILENCE_LUFS),
    )


def _metered(
    source: Sequence[str], filters: str, keys: Iterable[str], *, peak: bool
) -> ffmpeg.Printed:
    """Run ffmpeg's meter: the output has these values every 100 ms, the log a summary."""
    meter = "ebur128=framelog=quiet:metadata=1" + (":peak=true" if peak else "")
    shown = [f"ametadata=mode=print:key=lavfi.r128.{key}:file=pipe\\\\:1" for key in keys]
    arguments = [*source, "-vn", "-af", ",".join([filters, meter, *shown]), "-f", "null", "-"]
    return ffmpeg.run(arguments, doing="measuring loudness")


def _values(output: str, key: str) -> array[float]:
    return array("d", map(float, re.findall(rf"lavfi\.r128\.{key}=(-?[\d.]+)", output)))


def _in_summary(log: str, name: str) -> float:
    found = re.search(rf"{name}:\s+(-?[\d.]+|-inf) (?:dBFS|LU)", log)
    if found is None:
        raise EncodeError("ffmpeg gave no loudness", remedy="report this with the script")
    return float(found[1])


def combined(parts: Iterable[BlockLoudness]) -> LoudnessMeasurement:
    """Return the loudness of what was heard in parts, gated by BS.1770-4, eq. 4 to 7.

    Audio without a block that is louder than ``SILENCE_LUFS`` has that loudness.

    >>> parts = [[-120.0, -20.0, -20.0], [-20.0, -50.0]]
    >>> combined(BlockLoudness(array("d", lufs), -3.0) for lufs in parts)
    LoudnessMeasurement(loudness_lufs=-20.0, true_peak_dbtp=-3.0)
    """
    import numpy as np

    lufs, peak_dbtp = array("d"), float("-inf")
    for part in parts:
        lufs += part.blocks_lufs
        peak_dbtp = max(part.peak_dbtp, peak_dbtp)
    blocks = np.frombuffer(lufs)
    blocks = blocks[blocks > SILENCE_LUFS]
    if not blocks.size:
        return LoudnessMeasurement(SILENCE_LUFS, peak_dbtp)
    gate_lufs = _mean_lufs(blocks) - _RELATIVE_GATE_LU
    return LoudnessMeasurement(round(_mean_lufs(blocks[blocks > gate_lufs]), 2), peak_dbtp)


def _mean_lufs(blocks_lufs: NDArray[np.float64]) -> float:
    """Return the loudness of the blocks' mean power."""
    import numpy as np

    powers = 10 ** ((blocks_lufs + _OFFSET_LU) / 10)
    return float(10 * np.log10(powers.mean()) - _OFFSET_LU)


def measure(source: Sequence[str]) -> LoudnessMeasurement:
    """Measure what ffmpeg reads with the arguments ``source``.

    Raises
    ------
    EncodeError
        if ffmpeg fails.
    """
    return combined([block_loudness(source)])


def loudness_range_lu(path: Path) -> float:
    """Return the loudness range of an audio file, in LU (EBU Tech 3342).

    Raises
    ------
    EncodeError
        if ffmpeg fails.
    """
    arguments = [*ffmpeg.reading(path), "-vn", "-af", "ebur128=framelog=quiet", "-f", "null", "-"]
    found = re.search(r"LRA:\s+(-?[\d.]+) LU\b", ffmpeg.run(arguments, doing="measuring").log)
    if found is None:
        raise EncodeError("ffmpeg gave no loudness range", where=str(path))
    return float(found[1])


def master(
    loudness_with: Callable[[Mastering], LoudnessMeasurement], wanted: Loudness
) -> Mastering:
    """Choose the gain that brings audio to its target.

    ``loudness_with`` measures the result of a given mastering; it reads the episode's samples and
    decodes no finished file.
    A limiter takes back part of a gain: how much is known from two measurements, and a last small
    step is taken without a third. Audio too short for a loudness (BS.1770-4 gates at -70 LUFS over
    blocks of 400 ms) keeps its level.
    """
    mastering = Mastering(0.0, wanted.peak_dbtp - HEADROOM_DB)
    step_db = before_lufs = 0.0
    for _ in range(4):
        lufs = loudness_with(mastering).loudness_lufs
        lacking_lu = wanted.target_lufs - lufs
        if lufs <= SILENCE_LUFS or abs(lacking_lu) <= TOLERANCE_LU:
            break
        kept = min(max((lufs - before_lufs) / step_db, _LEAST_KEPT), 1.0) if step_db else 1.0
        last = bool(step_db)
        step_db = round(lacking_lu / kept / GAIN_STEP_DB) * GAIN_STEP_DB
        before_lufs = lufs
        mastering = replace(mastering, gain_db=mastering.gain_db + step_db)
        if last and abs(step_db) <= _SMALL_STEP_DB:
            break
    return mastering
