"""MP3 as podcasts want it: 44.1 kHz, mono, CBR with an Info header, ID3v2.3 with chapters.

One table of contents, top-level and ordered; chapters in order of time, each ending where the next
begins (ID3v2 Chapter Frame Addendum 1.0, sections 3.1 and 3.2).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from briefing import ffmpeg, id3
from briefing.encode.loudness import Mastering
from briefing.model import Episode, Mark, Tags

RATE_HZ = 44_100


def write(
    episode: Episode, tags: Tags, mastering: Mastering, bitrate_kbps: int, path: Path
) -> None:
    """Encode an episode to MP3, behind a tag with its texts, chapters and cover."""
    audio = path.with_suffix(".audio.mp3")
    arguments = [*ffmpeg.source(episode), "-af", mastering.filters, "-ar", str(RATE_HZ)]
    arguments += ["-c:a", "libmp3lame", "-b:a", f"{bitrate_kbps}k", "-id3v2_version", "0"]
    arguments += ["-map_metadata", "-1", "-bitexact", "-write_xing", "1", "-f", "mp3", str(audio)]
    try:
        ffmpeg.run(arguments, doing="encoding MP3")
        with path.open("wb") as file, audio.open("rb") as sound:
            file.write(id3.render(_frames(tags, episode.marks)))
            shutil.copyfileobj(sound, file, 1 << 20)
    finally:
        audio.unlink(missing_ok=True)


def _frames(tags: Tags, marks: Sequence[Mark]) -> Iterator[id3.Frame]:
    """Yield the frames in the file's order: short texts, chapters, the long text, the cover."""
    for name, value in _texts(tags).items():
        if value:
            yield id3.text(name, value)
    if tags.comment:
        yield id3.described("COMM", tags.language, tags.comment)
    ids = [f"chp{i}" for i in range(len(marks))]
    if marks:
        yield id3.contents(ids, "Chapters")
    for element_id, mark in zip(ids, marks, strict=True):
        yield id3.chapter(element_id, mark.start_ms, mark.end_ms, mark.title)
    if tags.text:
        yield id3.described("USLT", tags.language, tags.text)
    if tags.cover:
        png = tags.cover.startswith(b"\x89PNG")
        yield id3.picture(tags.cover, "image/png" if png else "image/jpeg")


def _texts(tags: Tags) -> dict[str, str]:
    """Return the text frames; a date is a year and a day with month (ID3v2.3, 4.2.1)."""
    year, _, month_day = tags.date.partition("-")
    month, _, day = month_day.partition("-")
    return {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TYER": year,
        "TDAT": day + month,
        "TCON": "Podcast",
        "TLAN": tags.language,
        "TRCK": "" if tags.track is None else str(tags.track),
    }
