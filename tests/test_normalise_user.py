"""The user's lexicon: what it takes, what it wins over, and how it says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.normalise import Lexicon, normalise, spoken


def load(folder: Path, text: str, name: str = "lexicon.tsv") -> Lexicon:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Lexicon.load(path)


def test_the_longest_row_wins_over_shorter_ones_and_over_every_rule(tmp_path: Path) -> None:
    rows = "G20\tजी बीस\nG20 देश\tबीस का समूह\n5 करोड़\tपाँच कोटि\nGoogle\tगुगल\n"
    lexicon = load(tmp_path, rows)
    assert spoken("G20 देश और G20 ने Google को 5 करोड़ दिए", lexicon=lexicon) == (
        "बीस का समूह और जी बीस ने गुगल को पाँच कोटि दिए"
    )


def test_a_row_matches_whole_words_alone(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "राम\tश्रीराम\n")
    assert spoken("राम रामपुर गए", lexicon=lexicon) == "श्रीराम रामपुर गए"


def test_class_and_rule_are_told(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "# names\n\nXYZ\tएक्स वाई ज़ी\tname\tas its people say it\n")
    token = next(token for token in normalise("XYZ ने", lexicon=lexicon) if token.kind != "plain")
    assert (token.written, token.spoken, token.kind, token.rule) == (
        "XYZ",
        "एक्स वाई ज़ी",
        "name",
        "lexicon",
    )


def test_a_later_file_replaces_a_row(tmp_path: Path) -> None:
    load(tmp_path, "XYZ\tएक\n", "a.tsv")
    load(tmp_path, "XYZ\tदो\n", "b.tsv")
    lexicon = Lexicon.load(tmp_path / "a.tsv", tmp_path / "b.tsv")
    assert spoken("XYZ", lexicon=lexicon) == "दो"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("one column", "1 column(s)"),
        ("a\tक\tb\tc\td\te", "6 column(s)"),
        ("\tक", "2 column(s)"),
        ("XYZ\tX Y Z", "what a voice cannot speak"),
        ("XYZ\tतीन 3", "what a voice cannot speak"),
    ],
)
def test_a_bad_row_is_an_error_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f"# good\nABC\tए बी सी\n{row}\n")
    assert said in str(caught.value)
    assert "lexicon.tsv:3" in str(caught.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Lexicon.load(tmp_path / "none.tsv")
