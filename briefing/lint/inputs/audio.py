"""An audio file: its tag, its frames, and how it sounds."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from briefing.errors import BriefingError
from briefing.formats import mp4
from briefing.lint.inputs import id3, mpeg
from briefing.system import ffmpeg

SILENCE_DB = -50
SILENCE_S = 3


@dataclass(frozen=True)
class Sound:
    """What ffmpeg measures in decoded audio.

    ``clipped`` is how many samples are at full scale; ``silences`` are (start, length) in
    seconds.
    """

    loudness_lufs: float
    true_peak_dbtp: float
    clipped: int
    silences: tuple[tuple[float, float], ...]


class Audio:
    """An audio file of any format; :func:`opened` gives the class of its own."""

    holds_chapters = True

    def __init__(self, path: Path, name: str = "") -> None:
        self.path = path
        self.name = name or str(path)

    @cached_property
    def sound(self) -> Sound | str:
        """Return what was measured in the decoded audio, or why it cannot be decoded."""
        try:
            return measure(self.path)
        except BriefingError as error:
            return error.what

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the tags by name as ffmpeg tells them, names in capitals; none if it cannot."""
        try:
            return ffmpeg.tags(self.path)
        except BriefingError:  # the rule sound-decodes reports it
            return {}

    @cached_property
    def marks(self) -> tuple[tuple[str, int], ...]:
        """Return the (title, start in ms) of each chapter; none if it cannot be read."""
        try:
            return tuple(ffmpeg.chapters(self.path))
        except BriefingError:  # the rule sound-decodes reports it
            return ()

    @property
    def duration_ms(self) -> int:
        """Return the length of the audio; 0 if it is not known."""
        return 0


class Ogg(Audio):
    """An Opus or Vorbis file in Ogg."""


class Wav(Audio):
    """A WAV file, which has no place for chapters."""

    holds_chapters = False


class Mp4(Audio):
    """An MP4 file: M4A or M4B."""

    @cached_property
    def nero_chapters(self) -> list[tuple[str, int]]:
        """Return the (title, start in ms) of the chapters in ``chpl``, none if it is broken."""
        try:
            return mp4.nero_chapters(self.path)
        except ValueError:  # the rule sound-decodes reports it
            return []

    @cached_property
    def languages(self) -> list[str]:
        """Return the language of each track; none if the file is broken."""
        try:
            return mp4.languages(self.path)
        except ValueError:
            return []


class Mp3(Audio):
    """An MP3 file."""

    @cached_property
    def data(self) -> bytes | mmap.mmap:
        """Return the file's bytes, mapped rather than read into memory."""
        with self.path.open("rb") as file:
            if not self.path.stat().st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @cached_property
    def tag(self) -> id3.Tag | None:
        """Return the ID3v2 tag."""
        return id3.read(self.data)

    @cached_property
    def stream(self) -> mpeg.Stream | None:
        """Return the audio frames; None if there are none."""
        return mpeg.walk(self.data, self.tag.size_bytes if self.tag else 0)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the texts of the tag that have no frame of their own, names in capitals."""
        return dict(frame.user_text for frame in self.tag.all("TXXX")) if self.tag else {}

    @cached_property
    def marks(self) -> tuple[tuple[str, int], ...]:
        """Return the (title, start in ms) of each chapter, in the order of the file."""
        return tuple((chapter.title or "", chapter.start_ms) for chapter in self.chapters)

    @property
    def duration_ms(self) -> int:
        """Return the length of the audio; 0 if there is none."""
        return self.stream.duration_ms if self.stream else 0

    @property
    def chapters(self) -> list[id3.Chapter]:
        """Return the chapters of the tag, in the order of the file."""
        return self.tag.chapters if self.tag else []


_CLASSES: Mapping[str, type[Audio]] = {
    ".mp3": Mp3,
    ".m4a": Mp4,
    ".m4b": Mp4,
    ".opus": Ogg,
    ".ogg": Ogg,
    ".wav": Wav,
    ".flac": Audio,
}
#: The ends of the names of audio files.
SUFFIXES = tuple(_CLASSES)


def opened(path: Path) -> Audio:
    """Return an audio file as what its name says it is."""
    return _CLASSES.get(path.suffix.lower(), Audio)(path)


def measure(path: Path) -> Sound:
    """Decode a file once and measure loudness, peaks (BS.1770-4), silences and full-scale samples.

    Raises
    ------
    EncodeError
        if ffmpeg cannot decode it.
    """
    chain = (
        f"ebur128=framelog=quiet:peak=true,silencedetect=noise={SILENCE_DB}dB:d={SILENCE_S},"
        "aformat=sample_fmts=s16,"
        "astats=measure_perchannel=none:measure_overall=Peak_level+Peak_count"
    )
    arguments = [*ffmpeg.reading(path), "-vn", "-af", chain, "-f", "null", "-"]
    _, log = ffmpeg.run(arguments, doing="listening")
    at_full_scale = _number(r"Peak level dB: (\S+)", log) > -0.001
    starts = re.findall(r"silence_start: (-?[\d.]+)", log)
    lengths = re.findall(r"silence_duration: ([\d.]+)", log)
    pairs = zip(starts, lengths, strict=False)
    return Sound(
        loudness_lufs=_number(r"I:\s+(\S+) LUFS", log[log.rfind("Summary:") :]),
        true_peak_dbtp=_number(r"Peak:\s+(\S+) dBFS", log),
        clipped=int(_number(r"Peak count: (\S+)", log)) if at_full_scale else 0,
        silences=tuple((max(0.0, float(start)), float(length)) for start, length in pairs),
    )


def _number(pattern: str, log: str) -> float:
    match = re.search(pattern, log)
    number = float(match[1]) if match else float("-inf")
    return float("-inf") if number != number else number
