"""The normaliser: its case files, and what must hold for every text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from briefing.normalise import normalise, spoken
from briefing.normalise.lexicon import rows

CASES = Path(__file__).parent / "cases" / "normalise"
FILES = sorted(CASES.glob("*.tsv"))


def cases(path: Path) -> list[list[str]]:
    """Read a case file: rows of written, spoken and other good readings."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases(path: Path) -> None:
    wrong = [
        f"{row[0]}\n  got  {said}\n  want {' | '.join(row[1:])}"
        for row in cases(path)
        if (said := spoken(row[0])) not in row[1:]
    ]
    assert not wrong, f"{len(wrong)} of {len(cases(path))} wrong\n" + "\n".join(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case_files_are_tidy(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[-1] == "", "the last line has no line end"
    table = cases(path)
    for row in table:
        assert len(row) >= 2, row
        assert all(cell == cell.strip() and "  " not in cell for cell in row), row
        assert len(set(row[1:])) == len(row[1:]), row
    written = [row[0] for row in table]
    twice = {text for text in written if written.count(text) > 1}
    assert not twice


@pytest.mark.parametrize(("number", "word"), rows("numbers"))
def test_every_number_word_is_said(number: str, word: str) -> None:
    assert spoken(f"कुल {number} लोग") == f"कुल {word} लोग"


def test_tokens_cover_the_text() -> None:
    text = "कुल 1,50,000 (डेढ़ लाख) लोग 😀 आए।"
    tokens = normalise(text)
    assert "".join(token.written for token in tokens) == unicodedata.normalize("NFC", text)
    assert [token.start for token in tokens[1:]] == [token.end for token in tokens[:-1]]
