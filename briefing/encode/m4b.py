"""M4B: AAC in MP4 with a chapter track, as Apple Books and audiobook players read it."""

from __future__ import annotations

from pathlib import Path

from briefing import ffmpeg
from briefing.encode import metadata
from briefing.encode.loudness import Mastering
from briefing.model import Episode, Tags


def write(
    episode: Episode, tags: Tags, mastering: Mastering, bitrate_kbps: int, path: Path
) -> None:
    """Encode an episode to M4B with its tags, chapters and cover."""
    cover = path.with_suffix(".cover")
    try:
        with metadata.beside(path, metadata.texts(tags), episode.marks) as about:
            arguments = [*ffmpeg.source(episode), "-i", str(about)]
            if tags.cover:
                cover.write_bytes(tags.cover)
                arguments += ["-i", str(cover), "-map", "2:v", "-c:v", "copy"]
                arguments += ["-disposition:v:0", "attached_pic"]
            arguments += ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
            arguments += ["-af", mastering.filters, "-ar", "44100", "-c:a", "aac"]
            arguments += ["-b:a", f"{bitrate_kbps}k", "-bitexact", "-movflags", "+faststart"]
            ffmpeg.run([*arguments, "-f", "ipod", str(path)], doing="encoding M4B")
    finally:
        cover.unlink(missing_ok=True)
