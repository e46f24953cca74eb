"""Sentences: where they end, where they do not, and that no word goes astray."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.benches import bench
from hypothesis import given
from hypothesis import strategies as st

from briefing.read.dandas import with_dandas
from briefing.read.sentences import sentences

CASES = Path(__file__).parent / "cases"
sentence_ends = bench("sentence_ends")


def rows(name: str) -> list[list[str]]:
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("row", rows("sentences"), ids=lambda row: row[0][:40])
def test_sentences(row: list[str]) -> None:
    assert sentences(row[0]) == row[1].split(" | ")


@pytest.mark.parametrize("row", rows("dandas"), ids=lambda row: row[0][:40])
def test_dandas(row: list[str]) -> None:
    assert with_dandas(row[0]) == row[1]


@pytest.mark.parametrize("name", sentence_ends.CASES)
def test_newspaper_prose(name: str) -> None:
    """At least 99 % of the ends are found; at most one cut in two hundred is false."""
    score = sentence_ends.total(sentence_ends.score(name))
    assert score.found >= 0.99 * score.ends, score.wrong
    assert score.false <= 0.005 * score.found, score.wrong


WORDS = (
    *("है", "डॉ.", "ए.", "के.", "5", "कि.मी.", "(क।)", "क…", "“हाँ।”", "॥ १ ॥", "गए.वे", "?", "'"),
    *("से.", "है।", "I", "l", "|", "गए", "जी.", "उन्होंने", "1.", "(", "”"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_no_word_is_lost(text: str) -> None:
    assert "".join(sentences(text)).replace(" ", "") == text.replace(" ", "")
