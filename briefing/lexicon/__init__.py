"""The built-in lexicons: one fact in one row of one TSV file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from briefing.formats import tables

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
    return tables.read(_FOLDER / f"{name}.tsv")


@cache
def pairs(name: str) -> dict[str, str]:
    """Read a built-in lexicon as a dict from its first column to its second."""
    return {row[0]: row[1] for row in rows(name)}


def packed(name: str) -> bytes:
    """Return the bytes of a compressed file in the folder of the lexicons."""
    return (_FOLDER / name).read_bytes()


@cache
def abbreviations() -> frozenset[str]:
    """Return every abbreviation as written, with its dots, which do not end a sentence.

    >>> "डॉ." in abbreviations()
    True
    """
    return frozenset(row[0] for row in rows("abbreviations"))
