"""WAV and FLAC, 16 bits at 48 kHz: what a radio station or an editor works on.

FLAC holds tags, a cover and chapters, as Vorbis comments. WAV has RIFF INFO for the title, and an
``id3`` chunk with the tag of an MP3; over 4 GB it is RF64 (EBU Tech 3306), and has no chunk.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from briefing.encode import metadata, mp3
from briefing.encode.loudness import LoudnessMeasurement, measure
from briefing.encode.opus import chapters
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = 48_000
_WAV = ("-c:a", "pcm_s16le", "-rf64", "auto", "-f", "wav")
_FLAC = ("-c:a", "flac", "-sample_fmt", "s16", "-f", "flac")


def write_wav(request: EncodeRequest) -> LoudnessMeasurement:
    """Write an episode as WAV with its tags."""
    measured = _write(request, metadata.texts(request.tags), None, _WAV)
    with request.path.open("r+b") as file:
        if file.read(4) == b"RIFF":
            tag = mp3.tag(request.tags, request.episode)
            file.seek(0, os.SEEK_END)
            file.write(b"id3 " + len(tag).to_bytes(4, "little") + tag + bytes(len(tag) % 2))
            size = file.tell() - 8
            file.seek(4)
            file.write(size.to_bytes(4, "little"))
    return measured


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
