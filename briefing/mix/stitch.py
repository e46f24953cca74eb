"""Stitch clips and pauses into one stream of samples, and say when what is heard.

Clips are joined as raw samples once, in a file: nothing is cross-faded, copied again or held in
memory, and every time comes from a count of samples. Now and then a pause is made a few
milliseconds longer, so that what follows can be encoded on its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from briefing.model import FRAME_RATE_HZ, FRAME_SAMPLES, SAMPLE_BYTES, Clip, Episode, Mark, Part
from briefing.system.files import atomic_path, os_error

if TYPE_CHECKING:
    from pydub import AudioSegment

    from briefing.model import Samples

LEAD_MS, TAIL_MS = 15, 60  # of silence, left at the edges of every clip
FADE_IN_MS, FADE_OUT_MS = 5, 15
# What is 50 dB under the clip's peak is breath and noise, not the edge of a sound.
SILENCE = 10 ** (-50 / 20)
#: A part has so many sentences at most and lies in one chapter: what comes later in the episode or
#: in another chapter does not move its bounds. It ends only where there is so much silence.
PART_SENTENCES, PART_SILENCE_MS = 24, 120
_BLOCK_BYTES = 1 << 20


def stitch(clips: Iterable[Clip], chapters: Sequence[str], pcm: Path) -> Episode:
    """Write the samples of an episode to ``pcm`` and return its times.

    Clips come in order and are taken one at a time. Each is trimmed to its sound with ``LEAD_MS``
    before and ``TAIL_MS`` after it, and faded at both edges. The silence between two sounds is the
    first one's ``pause_ms``. The rate is that of the first clip; others are resampled to it.

    Raises
    ------
    BriefingError
        if the file cannot be written.
    """
    try:
        with pcm.open("wb") as file:
            tape = _Tape(file)
            for clip in clips:
                tape.add(clip)
    except OSError as error:
        raise os_error(error, pcm) from error
    return Episode(
        pcm=pcm,
        rate_hz=tape.rate_hz,
        duration_ms=tape.now_ms,
        marks=tuple(_marks(tape.starts_ms, chapters, tape.now_ms)),
        spans=tuple(tape.spans),
        clips=tuple(tape.digests),
        parts=(*tape.parts, Part(tape.start, tape.written, None)),
    )


def wav(episode: Episode, path: Path) -> None:
    """Write an episode's samples to a 16-bit mono WAV file, as they are.

    Raises
    ------
    BriefingError
        if the file cannot be written.
    """
    import wave

    with (
        atomic_path(path) as beside,
        episode.pcm.open("rb") as pcm,
        wave.open(str(beside), "wb") as out,
    ):
        out.setnchannels(1)
        out.setsampwidth(SAMPLE_BYTES)
        out.setframerate(episode.rate_hz)
        while block := pcm.read(_BLOCK_BYTES):
            out.writeframes(block)


def _marks(starts_ms: dict[int, int], chapters: Sequence[str], end_ms: int) -> list[Mark]:
    """Return a mark for each chapter that is heard, each ending where the next begins."""
    ends_ms = [*list(starts_ms.values())[1:], end_ms]
    return [
        Mark(chapters[chapter], start_ms, stop_ms)
        for (chapter, start_ms), stop_ms in zip(starts_ms.items(), ends_ms, strict=True)
    ]


@dataclass
class _Tape:
    """What has been written so far: samples, and the times that follow from their number."""

    file: BinaryIO
    rate_hz: int = 0
    written: int = 0
    starts_ms: dict[int, int] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    start: int = 0
    frames: int = 0
    sentences: int = 0
    silence_ms: int = 0
    chapter: int | None = None

    @property
    def now_ms(self) -> int:
        return round(self.written * 1000 / self.rate_hz) if self.rate_hz else 0

    def add(self, clip: Clip) -> None:
        self.rate_hz = self.rate_hz or clip.rate_hz
        if self._is_full(clip.utterance.chapter):
            self._begin_part()
        samples = resample(trim(clip.samples, clip.rate_hz), clip.rate_hz, self.rate_hz)
        start_ms = self.now_ms
        self.starts_ms.setdefault(clip.utterance.chapter, start_ms)
        self._write(_faded(samples, self.rate_hz).raw_data)
        self.spans.append((start_ms, self.now_ms))
        self.digests.append(clip.digest)
        self.silence_ms = max(0, clip.utterance.pause_ms - LEAD_MS - TAIL_MS)
        self._write(bytes(SAMPLE_BYTES * round(self.silence_ms * self.rate_hz / 1000)))
        self.sentences += 1
        self.chapter = clip.utterance.chapter

    def _is_full(self, chapter: int) -> bool:
        """Tell whether a new part begins before the next sentence, which is of this chapter."""
        over = self.sentences >= PART_SENTENCES or self.chapter not in (None, chapter)
        return over and self.silence_ms >= PART_SILENCE_MS

    def _begin_part(self) -> None:
        """End a part, and lengthen its last silence to a whole number of frames."""
        # A frame is ``frame / unit`` samples, which is no whole number of them.
        frame, unit = FRAME_SAMPLES * self.rate_hz, FRAME_RATE_HZ
        frames = -(-(self.written - self.start + 1) * unit // frame)
        self.parts.append(Part(self.start, self.written, frames))
        self.frames += frames
        self.start, self.sentences = round(self.frames * frame / unit), 0
        self._write(bytes(SAMPLE_BYTES * (self.start - self.written)))

    def _write(self, data: bytes) -> None:
        self.file.write(data)
        self.written += len(data) // SAMPLE_BYTES


def trim(samples: Samples, rate_hz: int) -> Samples:
    """Cut silence from both edges and give them a known length of it.

    A clip without any sound comes back as the two edges alone.
    """
    import numpy as np

    level = np.abs(samples)
    loud = np.flatnonzero(level > SILENCE * level.max(initial=0.0))
    lead, tail = rate_hz * LEAD_MS // 1000, rate_hz * TAIL_MS // 1000
    if not len(loud):
        return np.zeros(lead + tail, np.float32)
    first, last = int(loud[0]), int(loud[-1]) + 1
    before = samples[max(0, first - lead) : first]
    after = samples[last : last + tail]
    parts = (
        np.zeros(lead - len(before), np.float32),
        before,
        samples[first:last],
        after,
        np.zeros(tail - len(after), np.float32),
    )
    return np.concatenate(parts)


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Return the samples at another rate, band-limited, by the discrete Fourier transform.

    Only an episode that mixes voices of different rates needs it. A clip begins and ends in
    silence, so the transform's assumption that it repeats does no harm.
    """
    import numpy as np

    if from_hz == to_hz:
        return samples
    n = round(len(samples) * to_hz / from_hz)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(n // 2 + 1, spectrum.dtype)
    common = min(len(kept), len(spectrum))
    kept[:common] = spectrum[:common]
    return (np.fft.irfft(kept, n) * (n / len(samples))).astype(np.float32)


def _faded(samples: Samples, rate_hz: int) -> AudioSegment:
    import numpy as np

    data = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
    return _segment(data, rate_hz).fade_in(FADE_IN_MS).fade_out(FADE_OUT_MS)


def _segment(data: bytes, rate_hz: int) -> AudioSegment:
    """Return raw 16-bit mono samples as pydub's type."""
    with warnings.catch_warnings():
        # pydub looks for an ffmpeg on the PATH, which nothing here asks it to use.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(data=data, sample_width=SAMPLE_BYTES, frame_rate=rate_hz, channels=1)
