"""Rules about the chapters in an MP3's tag (ID3v2 Chapter Frame Addendum 1.0)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from briefing.formats.id3 import MOST_CHAPTERS, NO_OFFSET, TOP_LEVEL_ORDERED
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.id3 import Chapter, Contents
from briefing.lint.rule import Problem, rule

_ONE_BYTE_SIZE = 127  # up to this size ID3v2.3 and 2.4 write sizes alike
_LONGEST_ID = 32
_END_MS = 100  # how precisely the end of an MP3 is known


def _contents(mp3: Mp3) -> list[Contents]:
    return mp3.tag.contents if mp3.tag else []


@rule(
    "chap-missing",
    "note",
    ("Apple Podcasts", "Overcast", "AntennaPod", "Pocket Casts"),
    why="without chapters a listener cannot skip a story",
    remedy="write chapters (briefing make, or ffmpeg with FFMETADATA)",
)
def _none(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and not mp3.chapters:
        yield Problem("no chapters in the tag")


@rule(
    "chap-count",
    "error",
    why=f"the table of contents counts in one byte, so {MOST_CHAPTERS} at most (addendum, 3.2)",
    remedy="merge chapters",
)
def _count(mp3: Mp3) -> Iterator[Problem]:
    if len(mp3.chapters) > MOST_CHAPTERS:
        yield Problem(f"{len(mp3.chapters)} chapters")


@rule(
    "ctoc-missing",
    "error",
    ("Apple Podcasts", "Overcast"),
    why="players that list chapters from the table of contents find none",
    remedy="write one CTOC that names every chapter",
)
def _no_contents(mp3: Mp3) -> Iterator[Problem]:
    if mp3.chapters and not _contents(mp3):
        yield Problem("chapters without a table of contents (CTOC)")


@rule(
    "ctoc-one",
    "error",
    ("Apple Podcasts", "Overcast"),
    why="given several tables of contents, players pick any of them",
    remedy="keep one, top-level and ordered, that names every chapter",
)
def _many_contents(mp3: Mp3) -> Iterator[Problem]:
    if len(_contents(mp3)) > 1:
        yield Problem(f"{len(_contents(mp3))} tables of contents (CTOC)")


@rule(
    "ctoc-flags",
    "error",
    ("Apple Podcasts", "Overcast"),
    why="players look for the table that is top-level and ordered (addendum, 3.2, flags a and b)",
    remedy="set the flags to 3",
)
def _flags(mp3: Mp3) -> Iterator[Problem]:
    for contents in _contents(mp3)[:1]:
        unset = TOP_LEVEL_ORDERED & ~contents.flags
        missing = [name for bit, name in ((2, "top-level"), (1, "ordered")) if unset & bit]
        if missing:
            yield Problem(
                f"the table of contents is not marked {' and '.join(missing)}", contents.id
            )


@rule(
    "ctoc-children",
    "error",
    ("Apple Podcasts", "Overcast"),
    why="players do not list what the table of contents leaves out",
    remedy="name every chapter's element id once, in time order",
)
def _children(mp3: Mp3) -> Iterator[Problem]:
    tables = _contents(mp3)
    named = [child for contents in tables for child in contents.children]
    known = {contents.id for contents in tables}
    ids = [chapter.id for chapter in mp3.chapters]
    unknown = [child for child in named if child not in ids and child not in known]
    left_out = [name for name in ids if name not in named]
    if unknown:
        yield Problem(f"names chapters that do not exist: {', '.join(unknown[:5])}", "CTOC")
    if left_out and tables:
        yield Problem(f"leaves out chapters: {', '.join(left_out[:5])}", "CTOC")


@rule(
    "ctoc-title",
    "warning",
    ("Apple Podcasts",),
    why="files whose CTOC has no TIT2 of its own have been seen to show no chapters",
    remedy="give the CTOC a TIT2, for example «Chapters»",
)
def _contents_title(mp3: Mp3) -> Iterator[Problem]:
    for contents in _contents(mp3):
        if not (contents.title or "").strip():
            yield Problem("the table of contents has no title (TIT2)", contents.id)


@rule(
    "chap-id",
    "error",
    why="chapters with the same element id replace each other; non-ASCII ids are misread",
    remedy="number them: chp0, chp1, …",
)
def _ids(mp3: Mp3) -> Iterator[Problem]:
    counts = Counter(chapter.id for chapter in mp3.chapters)
    for name, count in counts.items():
        if not name.isascii() or not name or len(name) > _LONGEST_ID:
            yield Problem("the element id is not short ASCII", repr(name[:40]))
        if count > 1:
            yield Problem(f"{count} chapters have this element id", name)


@rule(
    "chap-title",
    "error",
    why="a chapter without a title is shown as a blank line or not at all",
    remedy="give each CHAP a TIT2",
)
def _titles(mp3: Mp3) -> Iterator[Problem]:
    for chapter in mp3.chapters:
        if not (chapter.title or "").strip():
            yield Problem(f"the chapter at {chapter.start_ms} ms has no title (TIT2)", chapter.id)


@rule(
    "chap-v24",
    "error",
    ("Apple Podcasts", "Overcast", "Pocket Casts"),
    why=f"over {_ONE_BYTE_SIZE} bytes (about 32 Devanagari letters) sizes differ between 2.3 and "
    "2.4: a player that confuses them loses every chapter",
    remedy="write ID3v2.3 with UTF-16 text (ffmpeg: -id3v2_version 3; mutagen: save(v2_version=3))",
)
def _long_frames(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag is None or mp3.tag.version != 4:
        return
    parts: list[Chapter | Contents] = [*mp3.chapters, *_contents(mp3)]
    long = [part for part in parts if part.size_bytes > _ONE_BYTE_SIZE]
    if long:
        most = max(part.size_bytes for part in long)
        yield Problem(f"{len(long)} chapter frames over {_ONE_BYTE_SIZE} bytes, up to {most}")


@rule(
    "chap-order",
    "error",
    ("AntennaPod", "Apple Podcasts", "Overcast"),
    why="some players list chapters in file order, others by the table of contents",
    remedy="write the CHAP frames, and their ids in the CTOC, in time order",
)
def _order(mp3: Mp3) -> Iterator[Problem]:
    for previous, chapter in pairwise(mp3.chapters):
        if chapter.start_ms < previous.start_ms:
            what = f"starts at {chapter.start_ms} ms, but follows one at {previous.start_ms} ms"
            yield Problem(what, chapter.id)
    starts = {chapter.id: chapter.start_ms for chapter in mp3.chapters}
    for contents in _contents(mp3):
        listed = [starts[child] for child in contents.children if child in starts]
        if listed != sorted(listed):
            yield Problem("lists the chapters out of time order", contents.id)


def _in_time(mp3: Mp3) -> list[Chapter]:
    return sorted(mp3.chapters, key=lambda chapter: chapter.start_ms)


@rule(
    "chap-span",
    "error",
    why="a chapter that ends before it begins is skipped, or cuts the list off",
    remedy="end each chapter where the next begins",
)
def _spans(mp3: Mp3) -> Iterator[Problem]:
    for chapter in mp3.chapters:
        if chapter.end_ms <= chapter.start_ms:
            yield Problem(
                f"ends at {chapter.end_ms} ms, starts at {chapter.start_ms} ms", chapter.id
            )


@rule(
    "chap-first",
    "warning",
    ("Apple Podcasts", "Overcast"),
    why="players show no chapter until the first one starts",
    remedy="start the first chapter at 0",
)
def _first(mp3: Mp3) -> Iterator[Problem]:
    for chapter in _in_time(mp3)[:1]:
        if chapter.start_ms:
            yield Problem(f"the first chapter starts at {chapter.start_ms} ms", chapter.id)


@rule(
    "chap-gap",
    "warning",
    ("Apple Podcasts", "Overcast"),
    why="in a gap players show no chapter, and «next chapter» does nothing",
    remedy="end each chapter where the next begins",
)
def _gaps(mp3: Mp3) -> Iterator[Problem]:
    for chapter, following in pairwise(_in_time(mp3)):
        if chapter.end_ms < following.start_ms:
            gap = following.start_ms - chapter.end_ms
            yield Problem(f"{gap} ms without a chapter before {following.id}", chapter.id)


@rule(
    "chap-overlap",
    "error",
    why="in an overlap players show either chapter, or jump between them",
    remedy="end each chapter where the next begins",
)
def _overlaps(mp3: Mp3) -> Iterator[Problem]:
    for chapter, following in pairwise(_in_time(mp3)):
        if chapter.end_ms > following.start_ms:
            over = chapter.end_ms - following.start_ms
            yield Problem(f"overlaps {following.id} by {over} ms", chapter.id)


@rule(
    "chap-end",
    "warning",
    ("Apple Podcasts", "Overcast"),
    why="players draw the last chapter's progress from its end",
    remedy="end the last chapter with the audio",
)
def _end(mp3: Mp3) -> Iterator[Problem]:
    for chapter in _in_time(mp3)[-1:]:
        if mp3.duration_ms and abs(chapter.end_ms - mp3.duration_ms) > _END_MS:
            yield Problem(
                f"ends at {chapter.end_ms} ms, the audio at {mp3.duration_ms} ms", chapter.id
            )


@rule(
    "chap-beyond",
    "error",
    why="a chapter past the end cannot be played: these are the chapters of another file",
    remedy="take the chapter times from this file",
)
def _beyond(mp3: Mp3) -> Iterator[Problem]:
    for chapter in mp3.chapters:
        if mp3.duration_ms and chapter.start_ms >= mp3.duration_ms:
            what = f"starts at {chapter.start_ms} ms, the audio ends at {mp3.duration_ms} ms"
            yield Problem(what, chapter.id)


@rule(
    "chap-offset",
    "warning",
    why="an offset overrides the time (addendum, 3.1), and is wrong once the tag grows",
    remedy="write 0xFFFFFFFF for both offsets",
)
def _offsets(mp3: Mp3) -> Iterator[Problem]:
    wrong = [c.id for c in mp3.chapters if c.offsets != (NO_OFFSET, NO_OFFSET)]
    if wrong:
        yield Problem(f"{len(wrong)} chapters give byte offsets", wrong[0])
