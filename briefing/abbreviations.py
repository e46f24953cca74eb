"""The abbreviations Hindi is written with: a dot that may end no sentence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "normalise" / "lexicon" / "abbreviations.tsv"


@cache
def known() -> frozenset[str]:
    """Return every abbreviation as it is written, with its dots.

    >>> "डॉ." in known()
    True
    """
    rows = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(row.split("\t")[0] for row in rows if row and not row.startswith("#"))
