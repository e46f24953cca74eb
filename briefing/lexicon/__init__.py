"""The built-in lexicons: one fact in one row of one TSV file.

A line that begins with ``#`` is a comment; columns are parted by one tab. Text is read as NFC.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Return the names of the built-in lexicons."""
    return sorted(path.stem for path in _FOLDER.glob("*.tsv"))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Read a built-in lexicon: its rows as tuples of columns.

    >>> rows("numbers")[6]
    ('6', 'छह')
    """
    text = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    lines = text.splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


@cache
def pairs(name: str) -> dict[str, str]:
    """Read a built-in lexicon as a dict from its first column to its second."""
    return {row[0]: row[1] for row in rows(name)}


def packed(name: str) -> bytes:
    """Return a compressed file that stands beside the lexicons, as it is."""
    return (_FOLDER / name).read_bytes()


@cache
def abbreviations() -> frozenset[str]:
    """Return every abbreviation as it is written, with its dots: they may end no sentence.

    >>> "डॉ." in abbreviations()
    True
    """
    return frozenset(row[0] for row in rows("abbreviations"))
