"""Rows of a table as they are spoken: each with the names of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefing.model import Omission
from briefing.read.document import sentence
from briefing.read.paragraphs import Block

_FEWEST_ROWS = 2


def spoken_rows(
    rows: Iterable[tuple[int, Sequence[str]]], headed: bool = False
) -> tuple[list[Block], list[Omission]]:
    """Return a block per row, and the row of names, which is said with each cell instead.

    A row is its line and its cells. Where no row is marked as the header (``headed``), the first is
    one if it names every column without a number, and another row holds a number.

    >>> rows = [(1, ["शहर", "ताप"]), (2, ["दिल्ली", "8"])]
    >>> [block.text for block in spoken_rows(rows)[0]]
    ['शहर: दिल्ली, ताप: 8।']
    """
    table = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in rows]
    table = [(line, cells) for line, cells in table if any(cells)]
    names: Sequence[str] = ()
    omitted = []
    if table and (headed or _looks_headed([cells for _, cells in table])):
        line, names = table.pop(0)
        omitted.append(Omission("table_header", ", ".join(names), line))
    return [Block(sentence(_row(cells, names)), line, row=True) for line, cells in table], omitted


def _looks_headed(rows: Sequence[Sequence[str]]) -> bool:
    first, rest = rows[0], rows[1:]
    if len(rows) < _FEWEST_ROWS or len(first) < 2 or not all(first) or any(map(_counts, first)):
        return False
    return any(_counts(cell) for row in rest for cell in row)


def _counts(cell: str) -> bool:
    return any(char.isdecimal() for char in cell)


def _row(cells: Sequence[str], names: Sequence[str]) -> str:
    named = len(cells) == len(names)
    shown = [
        f"{names[place]}: {cell}" if named and names[place] else cell
        for place, cell in enumerate(cells)
        if cell
    ]
    return ", ".join(shown)
