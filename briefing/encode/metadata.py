"""Tags and chapters in ffmpeg's metadata format, for the containers whose tags ffmpeg writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from briefing.episode.tags import Tags
from briefing.model import ChapterMark
from briefing.system import ffmpeg


def texts(tags: Tags) -> dict[str, str]:
    """Return the tags by ffmpeg's names; empty ones are left out."""
    named = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "date": tags.date,
        "genre": "Podcast",
        "track": "" if tags.track is None else str(tags.track),
        "comment": tags.comment,
        "lyrics": tags.text,
        **tags.custom,
    }
    return {name: text for name, text in named.items() if text}


def ffmetadata(texts: Mapping[str, str], marks: Sequence[ChapterMark] = ()) -> str:
    """Return tags and chapters as an FFMETADATA1 file (ffmpeg formats, section Metadata).

    >>> print(ffmetadata({"title": "शाम"}, [ChapterMark("खेल; मौसम", 0, 1500)]))
    ;FFMETADATA1
    title=शाम
    [CHAPTER]
    TIMEBASE=1/1000
    START=0
    END=1500
    title=खेल\\; मौसम
    <BLANKLINE>
    """
    lines = [";FFMETADATA1"]
    lines += [f"{name}={_escaped(text)}" for name, text in texts.items()]
    for mark in marks:
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={mark.start_ms}", f"END={mark.end_ms}"]
        lines.append(f"title={_escaped(mark.title)}")
    return "\n".join(lines) + "\n"


@contextmanager
def temporary_file(
    path: Path, texts: Mapping[str, str], marks: Sequence[ChapterMark] = ()
) -> Iterator[Path]:
    """Yield an FFMETADATA1 file beside ``path`` that is removed afterwards."""
    file = path.with_suffix(".ffmetadata")
    try:
        file.write_text(ffmetadata(texts, marks), encoding="utf-8")
        yield file
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def inputs(
    path: Path,
    texts: Mapping[str, str],
    marks: Sequence[ChapterMark] = (),
    cover: bytes | None = None,
) -> Iterator[list[str]]:
    """Yield the arguments that add tags, chapters and a cover to ffmpeg's first input.

    The files that they name lie beside ``path`` and are removed afterwards.
    """
    picture = path.with_suffix(".cover")
    try:
        with temporary_file(path, texts, marks) as about:
            arguments = ffmpeg.reading(about, ffmpeg.METADATA)
            if cover:
                picture.write_bytes(cover)
                arguments += [*ffmpeg.reading(picture, ffmpeg.PICTURE), "-map", "2:v"]
                arguments += ["-c:v", "copy", "-disposition:v:0", "attached_pic"]
            chapters = "1" if marks else "-1"
            yield [*arguments, "-map", "0:a", "-map_metadata", "1", "-map_chapters", chapters]
    finally:
        picture.unlink(missing_ok=True)


def _escaped(text: str) -> str:
    return re.sub(r"([=;#\\\n])", r"\\\1", text)
