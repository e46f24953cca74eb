"""M4B: AAC in MP4 with a chapter track, as Apple Books and audiobook players read it."""

from __future__ import annotations

from pathlib import Path

from briefing.encode import ffmpeg
from briefing.encode.chapters import ffmetadata
from briefing.encode.loudness import Mastering
from briefing.model import Episode, Tags


def write(
    episode: Episode, tags: Tags, mastering: Mastering, bitrate_kbps: int, path: Path
) -> None:
    """Encode an episode to M4B with its tags and chapters."""
    chapters = path.with_suffix(".ffmetadata")
    chapters.write_text(ffmetadata(episode.marks), encoding="utf-8")
    arguments = [*ffmpeg.source(episode), "-i", str(chapters), "-map", "0:a", "-map_chapters", "1"]
    arguments += ["-af", mastering.filters, "-ar", "44100", "-c:a", "aac"]
    arguments += ["-b:a", f"{bitrate_kbps}k", "-bitexact"]
    try:
        ffmpeg.run(
            [*arguments, "-movflags", "+faststart", "-f", "ipod", str(path)], doing="encoding M4B"
        )
    finally:
        chapters.unlink()
    _tag(tags, path)


def _tag(tags: Tags, path: Path) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    file = MP4(path)
    texts = {
        "\xa9nam": tags.title,
        "\xa9ART": tags.artist,
        "\xa9alb": tags.album,
        "\xa9day": tags.date,
        "\xa9gen": "Podcast",
        "\xa9cmt": tags.comment,
        "\xa9lyr": tags.text,
    }
    for name, text in texts.items():
        if text:
            file[name] = [text]
    if tags.track is not None:
        file["trkn"] = [(tags.track, 0)]
    if tags.cover:
        png = tags.cover.startswith(b"\x89PNG")
        kind = MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG
        file["covr"] = [MP4Cover(tags.cover, imageformat=kind)]
    file.save()
