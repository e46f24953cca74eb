"""Chapters that fit: a file format may hold fewer than a long text has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from briefing.model import ChapterMark


def merge_warning(chapters: int, fitting: int) -> list[str]:
    """Return what to tell the user of ``chapters`` where only ``fitting`` are left.

    >>> merge_warning(300, 300)
    []
    """
    if chapters == fitting:
        return []
    return [
        f"{chapters} chapters are more than this format holds: the {chapters - fitting} shortest "
        "were merged with a neighbour; use --chapters auto for fewer"
    ]


def fitted(marks: Sequence[ChapterMark], most: int) -> tuple[ChapterMark, ...]:
    """Merge neighbouring chapters until no more than ``most`` are left.

    The two neighbours that are shortest together are merged first, the earlier ones among equals;
    what they become has the title of the first. No sound is without a chapter, and a long chapter
    stays as it is.

    >>> times = [("क", 0, 9000), ("ख", 9000, 9500), ("ग", 9500, 9900)]
    >>> news = [ChapterMark(*each) for each in times]
    >>> [(mark.title, mark.start_ms, mark.end_ms) for mark in fitted(news, 2)]
    [('क', 0, 9000), ('ख', 9000, 9900)]
    """
    kept = list(marks)
    while len(kept) > most:
        lengths = [after.end_ms - mark.start_ms for mark, after in pairwise(kept)]
        at = lengths.index(min(lengths))
        kept[at : at + 2] = [replace(kept[at], end_ms=kept[at + 1].end_ms)]
    return tuple(kept)
