"""MP3 as podcasts want it: 44.1 kHz, mono, CBR with an Info header, ID3v2.3 with chapters.

ID3v2.3 and UTF-16, not ID3v2.4: with 2.4, a CHAP frame over 127 bytes (about 32 Devanagari letters
of title) is misread by some players, and all chapters vanish. One table of contents, top-level and
ordered; ID3v2 Chapter Frame Addendum 1.0, sections 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.encode import ffmpeg
from briefing.encode.loudness import Mastering
from briefing.model import Episode, Mark, Tags

if TYPE_CHECKING:
    from mutagen.id3 import ID3

RATE_HZ = 44_100
MOST_CHAPTERS = 255  # the entry count of CTOC is one byte
_UTF16 = 1
_NO_OFFSET = 0xFFFFFFFF
_TOP_LEVEL_ORDERED = 3
_FRONT_COVER = 3


def write(
    episode: Episode, tags: Tags, mastering: Mastering, bitrate_kbps: int, path: Path
) -> None:
    """Encode an episode to MP3 and write its tags and chapters."""
    arguments = [*ffmpeg.source(episode), "-af", mastering.filters, "-ar", str(RATE_HZ)]
    arguments += ["-c:a", "libmp3lame", "-b:a", f"{bitrate_kbps}k", "-write_id3v2", "0"]
    arguments += ["-map_metadata", "-1", "-bitexact", "-write_xing", "1", "-f", "mp3", str(path)]
    ffmpeg.run(arguments, doing="encoding MP3")
    id3 = _id3(tags, episode.marks)
    id3.save(path, v1=0, v2_version=3, padding=lambda info: 0)
    _put_chapters_in_order(path)


def _id3(tags: Tags, marks: Sequence[Mark]) -> ID3:
    """Return the tag: text frames first, chapters next, the cover last."""
    from mutagen.id3 import ID3

    id3 = ID3()
    for frame in [*_texts(tags), *_chapters(marks), *_cover(tags.cover)]:
        id3.add(frame)
    id3.update_to_v23()
    return id3


def _texts(tags: Tags) -> Iterator[Any]:
    from mutagen import id3

    texts = {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TDRC": tags.date,
        "TCON": "Podcast",
        "TLAN": tags.language,
        "TRCK": "" if tags.track is None else str(tags.track),
    }
    for name, text in texts.items():
        if text:
            yield id3.Frames[name](encoding=_UTF16, text=[text])
    if tags.comment:
        yield id3.COMM(encoding=_UTF16, lang=tags.language, desc="", text=[tags.comment])
    if tags.text:
        yield id3.USLT(encoding=_UTF16, lang=tags.language, desc="", text=tags.text)


def _chapters(marks: Sequence[Mark]) -> Iterator[Any]:
    from mutagen.id3 import CHAP, CTOC, TIT2

    ids = [f"chp{i}" for i in range(len(marks))]
    title = TIT2(encoding=_UTF16, text=["Chapters"])
    yield CTOC(
        element_id="toc", flags=_TOP_LEVEL_ORDERED, child_element_ids=ids, sub_frames=[title]
    )
    for element_id, mark in zip(ids, marks, strict=True):
        yield CHAP(
            element_id=element_id,
            start_time=mark.start_ms,
            end_time=mark.end_ms,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[TIT2(encoding=_UTF16, text=[mark.title])],
        )


def _cover(cover: bytes | None) -> Iterator[Any]:
    from mutagen.id3 import APIC

    if cover:
        mime = "image/png" if cover.startswith(b"\x89PNG") else "image/jpeg"
        yield APIC(encoding=_UTF16, mime=mime, type=_FRONT_COVER, desc="", data=cover)


def _put_chapters_in_order(path: Path) -> None:
    """Sort the CHAP frames of a file's tag by time; mutagen sorts frames by their size.

    Readers that ignore the table of contents show chapters as they stand in the file. ID3v2.3,
    sections 3.1 and 3.3: a header of 10 bytes with the tag's size in 7-bit bytes, then frames, each
    a header of 10 bytes (id, size, flags) and its data.
    """
    with path.open("r+b") as file:
        head = file.read(10)
        size = sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        tag = file.read(size)
        frames = []
        while tag:
            end = 10 + int.from_bytes(tag[4:8], "big")
            frames.append(tag[:end])
            tag = tag[end:]
        others = [frame for frame in frames if not frame.startswith(b"CHAP")]
        chapters = [frame for frame in frames if frame.startswith(b"CHAP")]
        file.seek(10)
        file.write(b"".join([*others, *sorted(chapters, key=_start_ms)]))


def _start_ms(chap: bytes) -> int:
    """Return a CHAP frame's start time, which follows its element id and a zero byte."""
    begins = chap.index(0, 10) + 1
    return int.from_bytes(chap[begins : begins + 4], "big")
