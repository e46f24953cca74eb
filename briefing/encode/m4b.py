"""M4B: AAC in MP4 with a chapter track, as Apple Books and audiobook players read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.encode import metadata
from briefing.encode.loudness import Measured, measure
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = 44_100


def write(order: EncodeRequest) -> Measured:
    """Encode an episode to M4B with its tags, chapters and cover."""
    episode, tags, path = order.episode, order.tags, order.path
    cover = path.with_suffix(".cover")
    try:
        with metadata.beside(path, metadata.texts(tags), episode.marks) as about:
            arguments = [*ffmpeg.source(episode), *ffmpeg.reading(about, ffmpeg.METADATA)]
            if tags.cover:
                cover.write_bytes(tags.cover)
                arguments += [*ffmpeg.reading(cover, ffmpeg.PICTURE), "-map", "2:v", "-c:v", "copy"]
                arguments += ["-disposition:v:0", "attached_pic"]
            arguments += ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
            arguments += ["-af", order.mastering.at(RATE_HZ), "-ar", str(RATE_HZ), "-c:a", "aac"]
            arguments += ["-b:a", f"{order.bitrate_kbps}k", "-bitexact", "-movflags", "+faststart"]
            ffmpeg.run([*arguments, "-f", "ipod", ffmpeg.writing(path)], doing="encoding M4B")
    finally:
        cover.unlink(missing_ok=True)
    return measure(ffmpeg.reading(path))
