"""M4B: AAC in MP4 with a chapter track, as Apple Books and audiobook players read it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.encode import metadata
from briefing.encode.loudness import LoudnessMeasurement, measure
from briefing.errors import EncodeError
from briefing.formats import mp4
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = 44_100


def write(request: EncodeRequest) -> LoudnessMeasurement:
    """Encode an episode to M4B with its tags, chapters and cover."""
    episode, tags, path = request.episode, request.tags, request.path
    cover = path.with_suffix(".cover")
    try:
        with metadata.temporary_file(path, metadata.texts(tags), episode.marks) as about:
            arguments = [*ffmpeg.source(episode), *ffmpeg.reading(about, ffmpeg.METADATA)]
            if tags.cover:
                cover.write_bytes(tags.cover)
                arguments += [*ffmpeg.reading(cover, ffmpeg.PICTURE), "-map", "2:v", "-c:v", "copy"]
                arguments += ["-disposition:v:0", "attached_pic"]
            arguments += ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
            arguments += ["-af", request.mastering.at(RATE_HZ), "-ar", str(RATE_HZ), "-c:a", "aac"]
            arguments += [
                "-b:a",
                f"{request.bitrate_kbps}k",
                "-bitexact",
                "-movflags",
                "+faststart",
            ]
            ffmpeg.run([*arguments, "-f", "ipod", ffmpeg.writing(path)], doing="encoding M4B")
    finally:
        cover.unlink(missing_ok=True)
    _add_texts(path, tags.custom)
    return measure(ffmpeg.reading(path))


def _add_texts(path: Path, texts: Mapping[str, str]) -> None:
    """Write texts into a file for which ffmpeg has no name: it leaves them out."""
    larger = path.with_suffix(".tagged")
    try:
        with path.open("rb") as file, larger.open("wb") as out:
            for name, box in mp4.boxes(file, before=b"mdat"):
                out.write(mp4.with_texts(box, texts) if name == b"moov" else box)
            shutil.copyfileobj(file, out, 1 << 20)
        larger.replace(path)
    except ValueError as error:
        remedy = "unset BRIEFING_FFMPEG, or report this with the script"
        raise EncodeError(f"ffmpeg wrote a strange M4B: {error}", remedy=remedy) from error
    finally:
        larger.unlink(missing_ok=True)
