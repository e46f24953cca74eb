"""Opus in Ogg, with chapters as Vorbis comments (``CHAPTER000``, ``CHAPTER000NAME``).

The comments are written as texts: of ffmpeg's own, half come a second late, because it rounds the
seconds of a time and not its milliseconds.

Source: Xiph.org, «Chapter Extension».
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from briefing.encode import metadata
from briefing.encode.loudness import LoudnessMeasurement, measure
from briefing.formats.text import timestamp
from briefing.model import ChapterMark
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = 48_000
#: Without it, ``-bitexact`` numbers the stream 0, which some tools take for none (opusinfo warns).
STREAM_NUMBER = ("-serial_offset", "1")
_FRONT_COVER = 3


def write(request: EncodeRequest) -> LoudnessMeasurement:
    """Encode an episode to Opus with its tags, chapters and cover."""
    episode, tags, path = request.episode, request.tags, request.path
    texts = metadata.texts(tags) | {"language": tags.language} | dict(chapters(episode.marks))
    if tags.cover:
        texts["METADATA_BLOCK_PICTURE"] = base64.b64encode(picture_block(tags.cover)).decode()
    with metadata.inputs(path, texts) as inputs:
        arguments = [*ffmpeg.source(episode), *inputs, "-af", request.mastering.at(RATE_HZ)]
        arguments += ["-ar", str(RATE_HZ), "-c:a", "libopus", "-b:a", f"{request.bitrate_kbps}k"]
        arguments += ["-application", "voip", "-bitexact", *STREAM_NUMBER, "-f", "opus"]
        ffmpeg.run([*arguments, ffmpeg.writing(path)], doing="encoding Opus")
    return measure(ffmpeg.reading(path))


def chapters(marks: Sequence[ChapterMark]) -> Iterator[tuple[str, str]]:
    """Yield the names and the texts of the comments.

    >>> list(chapters([ChapterMark("खेल", 12_852, 20_000)]))
    [('CHAPTER000', '00:00:12.852'), ('CHAPTER000NAME', 'खेल')]
    """
    for number, mark in enumerate(marks):
        yield f"CHAPTER{number:03}", timestamp(mark.start_ms, ".")
        yield f"CHAPTER{number:03}NAME", mark.title


def picture_block(image: bytes) -> bytes:
    """Return a picture as FLAC's metadata block (RFC 9639, section 8.8); its size is left open."""
    mime_type = b"image/png" if image.startswith(b"\x89PNG") else b"image/jpeg"
    kind, no_description, no_size = _u32(_FRONT_COVER), _u32(0), _u32(0) * 4
    mime = _u32(len(mime_type)) + mime_type
    return kind + mime + no_description + no_size + _u32(len(image)) + image


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "big")
