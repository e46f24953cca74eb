"""WAV and FLAC, 16 bits at 48 kHz: what a radio station or an editor works on.

FLAC holds tags, a cover and chapters, as Vorbis comments; WAV a title, a name and a comment (RIFF
INFO), and is RF64 over 4 GB (EBU Tech 3306).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.encode import metadata
from briefing.encode.loudness import LoudnessMeasurement, measure
from briefing.encode.opus import chapters
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = 48_000
_WAV = ("-c:a", "pcm_s16le", "-rf64", "auto", "-f", "wav")
_FLAC = ("-c:a", "flac", "-sample_fmt", "s16", "-f", "flac")


def write_wav(request: EncodeRequest) -> LoudnessMeasurement:
    """Write an episode as WAV with its title and author."""
    return _write(request, metadata.texts(request.tags), None, _WAV)


def write_flac(request: EncodeRequest) -> LoudnessMeasurement:
    """Write an episode as FLAC with its tags, chapters and cover."""
    tags = request.tags
    texts = metadata.texts(tags) | {"language": tags.language}
    return _write(request, texts | dict(chapters(request.episode.marks)), tags.cover, _FLAC)


def _write(
    request: EncodeRequest, texts: dict[str, str], cover: bytes | None, form: tuple[str, ...]
) -> LoudnessMeasurement:
    with metadata.inputs(request.path, texts, cover=cover) as inputs:
        arguments = [*ffmpeg.source(request.episode), *inputs]
        arguments += ["-af", request.mastering.at(RATE_HZ), "-ar", str(RATE_HZ), *form]
        ffmpeg.run([*arguments, "-bitexact", ffmpeg.writing(request.path)], doing="writing audio")
    return measure(ffmpeg.reading(request.path))
