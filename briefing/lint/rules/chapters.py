"""Rules over the chapters in an MP3's tag (ID3v2 Chapter Frame Addendum 1.0)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from briefing.formats.id3 import MOST_CHAPTERS, NO_OFFSET, TOP_LEVEL_ORDERED
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.id3 import Chapter, Contents
from briefing.lint.rule import (
    ALL,
    ANTENNAPOD,
    APPLE,
    ERROR,
    NOTE,
    OVERCAST,
    POCKET_CASTS,
    WARNING,
    Problem,
    Rule,
)

_ONE_BYTE_SIZE = 127  # up to here the sizes of ID3v2.3 and 2.4 are written alike
_LONGEST_ID = 32
_END_MS = 100  # how exactly the end of an MP3 is known


def _contents(mp3: Mp3) -> list[Contents]:
    return mp3.tag.contents if mp3.tag else []


def _none(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and not mp3.chapters:
        yield Problem("no chapters in the tag")


def _count(mp3: Mp3) -> Iterator[Problem]:
    if len(mp3.chapters) > MOST_CHAPTERS:
        yield Problem(f"{len(mp3.chapters)} chapters")


def _no_contents(mp3: Mp3) -> Iterator[Problem]:
    if mp3.chapters and not _contents(mp3):
        yield Problem("chapters without a table of contents (CTOC)")


def _many_contents(mp3: Mp3) -> Iterator[Problem]:
    if len(_contents(mp3)) > 1:
        yield Problem(f"{len(_contents(mp3))} tables of contents (CTOC)")


def _flags(mp3: Mp3) -> Iterator[Problem]:
    for contents in _contents(mp3)[:1]:
        lacks = TOP_LEVEL_ORDERED & ~contents.flags
        words = [word for bit, word in ((2, "top-level"), (1, "ordered")) if lacks & bit]
        if words:
            yield Problem(f"the table of contents is not marked {' and '.join(words)}", contents.id)


def _children(mp3: Mp3) -> Iterator[Problem]:
    tables = _contents(mp3)
    named = [child for contents in tables for child in contents.children]
    known = {contents.id for contents in tables}
    ids = [chapter.id for chapter in mp3.chapters]
    lacking = [child for child in named if child not in ids and child not in known]
    left_out = [name for name in ids if name not in named]
    if lacking:
        yield Problem(f"names chapters that are not there: {', '.join(lacking[:5])}", "CTOC")
    if left_out and tables:
        yield Problem(f"leaves out chapters that are there: {', '.join(left_out[:5])}", "CTOC")


def _contents_title(mp3: Mp3) -> Iterator[Problem]:
    for contents in _contents(mp3):
        if not (contents.title or "").strip():
            yield Problem("the table of contents has no title (TIT2)", contents.id)


def _ids(mp3: Mp3) -> Iterator[Problem]:
    counts = Counter(chapter.id for chapter in mp3.chapters)
    for name, count in counts.items():
        if not name.isascii() or not name or len(name) > _LONGEST_ID:
            yield Problem("an element id that is not short ASCII", repr(name[:40]))
        if count > 1:
            yield Problem(f"{count} chapters have this element id", name)


def _titles(mp3: Mp3) -> Iterator[Problem]:
    for chapter in mp3.chapters:
        if not (chapter.title or "").strip():
            yield Problem(f"the chapter at {chapter.start_ms} ms has no title (TIT2)", chapter.id)


def _long_frames(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag is None or mp3.tag.version != 4:
        return
    parts: list[Chapter | Contents] = [*mp3.chapters, *_contents(mp3)]
    long = [part for part in parts if part.size_bytes > _ONE_BYTE_SIZE]
    if long:
        most = max(part.size_bytes for part in long)
        yield Problem(f"{len(long)} frames of chapters over {_ONE_BYTE_SIZE} bytes, up to {most}")


def _order(mp3: Mp3) -> Iterator[Problem]:
    for before, this in pairwise(mp3.chapters):
        if this.start_ms < before.start_ms:
            what = f"starts at {this.start_ms} ms, stands after one of {before.start_ms} ms"
            yield Problem(what, this.id)
    starts = {chapter.id: chapter.start_ms for chapter in mp3.chapters}
    for contents in _contents(mp3):
        listed = [starts[child] for child in contents.children if child in starts]
        if listed != sorted(listed):
            yield Problem("lists the chapters in another order than that of time", contents.id)


def _in_time(mp3: Mp3) -> list[Chapter]:
    return sorted(mp3.chapters, key=lambda chapter: chapter.start_ms)


def _spans(mp3: Mp3) -> Iterator[Problem]:
    for chapter in mp3.chapters:
        if chapter.end_ms <= chapter.start_ms:
            yield Problem(
                f"ends at {chapter.end_ms} ms, starts at {chapter.start_ms} ms", chapter.id
            )


def _first(mp3: Mp3) -> Iterator[Problem]:
    for chapter in _in_time(mp3)[:1]:
        if chapter.start_ms:
            yield Problem(f"the first chapter starts at {chapter.start_ms} ms", chapter.id)


def _gaps(mp3: Mp3) -> Iterator[Problem]:
    for chapter, following in pairwise(_in_time(mp3)):
        if chapter.end_ms < following.start_ms:
            gap = following.start_ms - chapter.end_ms
            yield Problem(f"{gap} ms without a chapter before {following.id}", chapter.id)


def _overlaps(mp3: Mp3) -> Iterator[Problem]:
    for chapter, following in pairwise(_in_time(mp3)):
        if chapter.end_ms > following.start_ms:
            over = chapter.end_ms - following.start_ms
            yield Problem(f"overlaps {following.id} by {over} ms", chapter.id)


def _end(mp3: Mp3) -> Iterator[Problem]:
    for chapter in _in_time(mp3)[-1:]:
        if mp3.duration_ms and abs(chapter.end_ms - mp3.duration_ms) > _END_MS:
            yield Problem(
                f"ends at {chapter.end_ms} ms, the audio at {mp3.duration_ms} ms", chapter.id
            )


def _beyond(mp3: Mp3) -> Iterator[Problem]:
    for chapter in mp3.chapters:
        if mp3.duration_ms and chapter.start_ms >= mp3.duration_ms:
            what = f"starts at {chapter.start_ms} ms, the audio ends at {mp3.duration_ms} ms"
            yield Problem(what, chapter.id)


def _offsets(mp3: Mp3) -> Iterator[Problem]:
    wrong = [c.id for c in mp3.chapters if c.offsets != (NO_OFFSET, NO_OFFSET)]
    if wrong:
        yield Problem(f"{len(wrong)} chapters give byte offsets", wrong[0])


RULES = (
    Rule(
        "chap-missing",
        NOTE,
        Mp3,
        (APPLE, OVERCAST, ANTENNAPOD, POCKET_CASTS),
        "without chapters a listener cannot skip a story",
        "write chapters (briefing make, or ffmpeg with FFMETADATA)",
        _none,
    ),
    Rule(
        "chap-count",
        ERROR,
        Mp3,
        ALL,
        f"the table of contents counts in one byte: {MOST_CHAPTERS} at most (addendum, 3.2)",
        "join chapters",
        _count,
    ),
    Rule(
        "ctoc-missing",
        ERROR,
        Mp3,
        (APPLE, OVERCAST),
        "a player that lists chapters by the table of contents finds none without it",
        "write one CTOC that names every chapter",
        _no_contents,
    ),
    Rule(
        "ctoc-one",
        ERROR,
        Mp3,
        (APPLE, OVERCAST),
        "of several tables of contents players take any",
        "keep one, top-level and ordered, that names every chapter",
        _many_contents,
    ),
    Rule(
        "ctoc-flags",
        ERROR,
        Mp3,
        (APPLE, OVERCAST),
        "players look for the table that is top-level and ordered (addendum, 3.2, flags a and b)",
        "set the flags to 3",
        _flags,
    ),
    Rule(
        "ctoc-children",
        ERROR,
        Mp3,
        (APPLE, OVERCAST),
        "what the table of contents does not name is not listed",
        "name every chapter's element id once, in order of time",
        _children,
    ),
    Rule(
        "ctoc-title",
        WARNING,
        Mp3,
        (APPLE,),
        "files whose CTOC lacks a TIT2 of its own were seen to show no chapters",
        "give the CTOC a TIT2, for example «Chapters»",
        _contents_title,
    ),
    Rule(
        "chap-id",
        ERROR,
        Mp3,
        ALL,
        "chapters with the same element id replace one another; others than ASCII are misread",
        "number them: chp0, chp1, …",
        _ids,
    ),
    Rule(
        "chap-title",
        ERROR,
        Mp3,
        ALL,
        "a chapter without a title is shown as a blank line or not at all",
        "give each CHAP a TIT2",
        _titles,
    ),
    Rule(
        "chap-v24",
        ERROR,
        Mp3,
        (APPLE, OVERCAST, POCKET_CASTS),
        f"over {_ONE_BYTE_SIZE} bytes (32 Devanagari letters or so) the sizes of 2.3 and 2.4 "
        "differ: a player that mistakes them loses every chapter",
        "write ID3v2.3 with UTF-16 texts (ffmpeg: -id3v2_version 3; mutagen: save(v2_version=3))",
        _long_frames,
    ),
    Rule(
        "chap-order",
        ERROR,
        Mp3,
        (ANTENNAPOD, APPLE, OVERCAST),
        "some players list chapters as they stand in the file, others by the table of contents",
        "write the CHAP frames, and their names in the CTOC, in order of time",
        _order,
    ),
    Rule(
        "chap-span",
        ERROR,
        Mp3,
        ALL,
        "a chapter that ends before it begins is skipped or ends the list",
        "let each end where the next begins",
        _spans,
    ),
    Rule(
        "chap-first",
        WARNING,
        Mp3,
        (APPLE, OVERCAST),
        "before the first chapter players show none",
        "let the first chapter start at 0",
        _first,
    ),
    Rule(
        "chap-gap",
        WARNING,
        Mp3,
        (APPLE, OVERCAST),
        "in a gap players show no chapter, and «next chapter» does nothing",
        "let each end where the next begins",
        _gaps,
    ),
    Rule(
        "chap-overlap",
        ERROR,
        Mp3,
        ALL,
        "in an overlap players show either chapter, and jump between them",
        "let each end where the next begins",
        _overlaps,
    ),
    Rule(
        "chap-end",
        WARNING,
        Mp3,
        (APPLE, OVERCAST),
        "the last chapter's progress is drawn by its end",
        "let the last chapter end with the audio",
        _end,
    ),
    Rule(
        "chap-beyond",
        ERROR,
        Mp3,
        ALL,
        "a chapter behind the end cannot be played: the chapters are of another file",
        "take the chapters' times from this file",
        _beyond,
    ),
    Rule(
        "chap-offset",
        WARNING,
        Mp3,
        ALL,
        "an offset takes the place of the time (addendum, 3.1), and is wrong when the tag grows",
        "write 0xFFFFFFFF for both offsets",
        _offsets,
    ),
)
