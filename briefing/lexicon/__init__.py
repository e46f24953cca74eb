"""The built-in lexicons: one fact in one row of one TSV file."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from briefing.formats import tables

_FOLDER = Path(__file__).parent
_GZIP = 31  # zlib's word for a file with the header of gzip


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


@cache
def large(name: str) -> tables.SortedTable:
    """Return a built-in lexicon of many thousand sorted rows, to be searched, not read.

    >>> large("indian_names").row("aarif")
    ['aarif', 'आरिफ़', 'given']
    """
    return tables.SortedTable((_FOLDER / f"{name}.tsv").read_text(encoding="utf-8"))


@cache
def english_sounds() -> tables.SortedTable:
    """Return the CMU Pronouncing Dictionary: words of letters and apostrophes, then ARPAbet."""
    return tables.SortedTable(compressed("cmudict.txt.gz"), separator=" ")


def compressed(name: str) -> str:
    """Return the text of a compressed file beside the lexicons."""
    return zlib.decompress((_FOLDER / name).read_bytes(), wbits=_GZIP).decode("utf-8")


@cache
def abbreviations() -> frozenset[str]:
    """Return every abbreviation as written, with its dots, which do not end a sentence.

    >>> "डॉ." in abbreviations()
    True
    """
    return frozenset(row[0] for row in rows("abbreviations"))
