"""The case files of ``tests/cases``: tab-separated rows, comments begin with ``#``."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cases"


def rows(name: str) -> list[list[str]]:
    """Read a case file, such as ``read.tsv`` or ``normalise/date.tsv``, as it is written."""
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
