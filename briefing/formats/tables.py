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
