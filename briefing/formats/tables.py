"""Tab-separated tables: the one reader of the word lists and symbol tables of the package.

A row is a line, its columns separated by one tab. Blank lines are skipped, and lines that begin
with ``#`` are comments.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a table as its line number, from 1, and its columns.

    >>> list(rows("# word\\treading\\n\\nRBI\\tरिज़र्व बैंक\\n"))
    [(3, ['RBI', 'रिज़र्व बैंक'])]
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.split("\t")


def read(file: Path) -> tuple[tuple[str, ...], ...]:
    """Read a table of the package (UTF-8) as rows of columns in NFC."""
    text = file.read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return tuple(tuple(columns) for _, columns in rows(text))


class SortedTable:
    """A large table sorted by its first column, binary-searched in place without parsing it.

    ``text`` ends with a line end; its lines, comments first, are in the order of code points.

    >>> SortedTable("# river\\tlength\\nganga\\t2525\\nyamuna\\t1376\\n").row("yamuna")
    ['yamuna', '1376']
    """

    def __init__(self, text: str, separator: str = "\t") -> None:
        self._text = text
        self._separator = separator

    def row(self, key: str) -> list[str]:
        """Return the columns of the row of a key; none if there is no such row."""
        text = self._text
        low, high = 0, len(text)
        while low < high:
            start = text.rfind("\n", low, (low + high) // 2) + 1 or low
            end = text.find("\n", start)
            columns = text[start:end].split(self._separator)
            if columns[0] == key:
                return columns
            low, high = (end + 1, high) if columns[0] < key else (low, start)
        return []
