"""The columns of a page: where they are, and their lines one column after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from briefing.read.pdf_text import Line

_FEWEST_LINES = 4  # of a column
_FEWEST_SWITCHES = 4  # between columns, where a page was written across them
_MOST_CROSSING = 0.2  # share of lines across the strip between two columns
_FULL = 0.6  # of a column's width: the lines of a text fill it, the cells of a table do not
_SHORTEST = 12  # letters of a line of text
_STEPS = range(12, 89)  # per cent of the width at which a strip is looked for


def ordered(page: list[Line]) -> list[Line]:
    """Return the lines in reading order, each with the edge of its column.

    The order of the content is kept, unless it goes to and fro between columns: then a column is
    read after the other, between the lines that span them.
    """
    gutters = _gutters(page)
    if not gutters or not _are_full(page, gutters):
        return page
    columns = [_column(line, gutters) for line in page]
    edges = {
        column: max(line.right for line, its in zip(page, columns, strict=True) if its == column)
        for column in set(columns)
    }
    lines = [replace(line, edge=edges[its]) for line, its in zip(page, columns, strict=True)]
    alone = (column for column in columns if column is not None)
    switches = sum(a != b for a, b in pairwise(alone))
    return list(_by_column(lines, gutters)) if switches >= _FEWEST_SWITCHES else lines


def _gutters(lines: Sequence[Line]) -> list[float]:
    """Return where the strips between the columns are, from left to right."""
    gutter = _gutter(lines)
    if gutter is None:
        return []
    left = [line for line in lines if line.right <= gutter]
    right = [line for line in lines if line.left >= gutter]
    if len(lines) in (len(left), len(right)):  # they have no width
        return []
    return [*_gutters(left), gutter, *_gutters(right)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return the middle of the widest strip that the fewest lines cross; None for none."""
    if len(lines) < 2 * _FEWEST_LINES:
        return None
    begin, end = min(line.left for line in lines), max(line.right for line in lines)
    found = []
    for step in _STEPS:
        at = begin + (end - begin) * step / 100
        before = sum(line.right <= at for line in lines)
        after = sum(line.left >= at for line in lines)
        crossing = len(lines) - before - after
        fits = crossing <= _MOST_CROSSING * len(lines) and min(before, after) >= _FEWEST_LINES
        found.append((crossing if fits else len(lines), at))
    fewest = min(crossing for crossing, _ in found)
    if fewest == len(lines):
        return None
    runs = [list(run) for crossing, run in groupby(found, lambda row: row[0]) if crossing == fewest]
    widest = max(runs, key=len)
    return widest[len(widest) // 2][1]


def _are_full(page: Sequence[Line], gutters: Sequence[float]) -> bool:
    """Tell whether the lines of every column fill it, as those of a text do."""
    edges = [min(line.left for line in page), *gutters, max(line.right for line in page)]
    for column, (left, right) in enumerate(pairwise(edges)):
        lines = [line for line in page if _column(line, gutters) == column]
        width, letters = (
            median(sizes)
            for sizes in ([x.right - x.left for x in lines], [len(x.text) for x in lines])
        )
        if width < _FULL * (right - left) or letters < _SHORTEST:
            return False
    return True


def _column(line: Line, gutters: Sequence[float]) -> int | None:
    """Return the column that a line stands in, None if it spans several."""
    if any(line.left < gutter < line.right for gutter in gutters):
        return None
    return sum(gutter <= line.left for gutter in gutters)


def _by_column(lines: Sequence[Line], gutters: Sequence[float]) -> Iterator[Line]:
    """Yield the lines left and right of the gutter that the fewest cross, between those that do."""
    if not gutters:
        yield from lines
        return
    at = min(gutters, key=lambda gutter: sum(line.left < gutter < line.right for line in lines))
    spans = groupby(lines, lambda line: line.left < at < line.right)
    for across, held in spans:
        band = list(held)
        if across:
            yield from band
            continue
        yield from _by_column([x for x in band if x.right <= at], [g for g in gutters if g < at])
        yield from _by_column([x for x in band if x.right > at], [g for g in gutters if g > at])
