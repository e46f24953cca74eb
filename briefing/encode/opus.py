"""Opus in Ogg, with chapters as Vorbis comments (``CHAPTER000``, ``CHAPTER000NAME``)."""

from __future__ import annotations

import base64
from pathlib import Path

from briefing.encode import ffmpeg
from briefing.encode.loudness import Mastering
from briefing.model import Episode, Mark, Tags


def write(
    episode: Episode, tags: Tags, mastering: Mastering, bitrate_kbps: int, path: Path
) -> None:
    """Encode an episode to Opus with its tags and chapters."""
    arguments = [*ffmpeg.source(episode), "-af", mastering.filters, "-ar", "48000"]
    arguments += ["-c:a", "libopus", "-b:a", f"{bitrate_kbps}k", "-application", "voip"]
    arguments += ["-map_metadata", "-1", "-bitexact", "-f", "opus", str(path)]
    ffmpeg.run(arguments, doing="encoding Opus")
    _tag(tags, episode.marks, path)


def _tag(tags: Tags, marks: tuple[Mark, ...], path: Path) -> None:
    from mutagen.flac import Picture
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    texts = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "ALBUM": tags.album,
        "DATE": tags.date,
        "GENRE": "Podcast",
        "LANGUAGE": tags.language,
        "TRACKNUMBER": "" if tags.track is None else str(tags.track),
        "COMMENT": tags.comment,
        "LYRICS": tags.text,
    }
    for i, mark in enumerate(marks):
        texts[f"CHAPTER{i:03}"] = timestamp(mark.start_ms)
        texts[f"CHAPTER{i:03}NAME"] = mark.title
    for name, text in texts.items():
        if text:
            file[name] = [text]
    if tags.cover:
        picture = Picture()
        picture.data, picture.type = tags.cover, 3
        png = tags.cover.startswith(b"\x89PNG")
        picture.mime = "image/png" if png else "image/jpeg"
        file["METADATA_BLOCK_PICTURE"] = [base64.b64encode(picture.write()).decode()]
    file.save()


def timestamp(ms: int) -> str:
    """Return a time as hours, minutes, seconds and milliseconds.

    >>> timestamp(3_661_005)
    '01:01:01.005'
    """
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
