"""A number that is spoken otherwise than it is written is noticed, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing import lexicon
from briefing.config import Settings
from briefing.formats import tables
from briefing.listen.facts import compare
from briefing.listen.inverse import numbers
from briefing.pipeline import prepare
from briefing.read import read_text

CASES = Path(__file__).parent / "cases"
NORMALISED = sorted((CASES / "normalise").glob("*.tsv"))
WORDS = {int(number): word for number, word in lexicon.rows("numbers")}
#: Quarters of a financial year are said behind the year, which is right, and reported.
IN_ANOTHER_ORDER = re.compile(r"\dQ ?FY|Q\d FY")


@pytest.mark.parametrize(
    ("written", "spoken", "wrong"), tables.read(CASES / "facts.tsv"), ids=lambda text: text[:30]
)
def test_a_wrong_number_is_noticed(written: str, spoken: str, wrong: str) -> None:
    assert [number for number, _ in compare(written, spoken)] == [wrong]


@pytest.mark.parametrize("file", NORMALISED, ids=lambda file: file.stem)
def test_what_is_right_is_left_alone(file: Path) -> None:
    rows = [row for row in tables.read(file) if not IN_ANOTHER_ORDER.search(row[0])]
    assert [row[:2] for row in rows if compare(*row[:2])] == []


def test_every_number_below_a_hundred_is_told_from_every_other() -> None:
    for number, word in WORDS.items():
        unlike = [other for other in WORDS if not compare(f"कुल {other} लोग", f"कुल {word} लोग")]
        assert unlike == [number]


@pytest.mark.parametrize(
    ("spoken", "values"),
    [
        ("पाँच सौ दो सौ", ["500", "200"]),
        ("तीन हज़ार पाँच सौ करोड़", ["35000000000"]),
        ("दो लाख करोड़", ["2000000000000"]),
        ("उन्नीस सौ चौरासी", ["1984"]),
        ("सवा सौ, पौने दो करोड़", ["125", "17500000"]),
        ("एक सौ छठा", ["106"]),
        ("शून्य दशमलव शून्य पाँच", ["1/20"]),
        ("सिक्स्टी सिक्स", ["66"]),
        ("दसों, तीन चौथाई", ["10", "3/4"]),
        ("घर और लोग", []),
    ],
)
def test_numbers_are_read_back(spoken: str, values: list[str]) -> None:
    words = spoken.replace(",", " ,").split()
    assert [str(number.value) for number in numbers(words)] == values


def test_a_wrong_reading_of_the_user_is_reported(tmp_path: Path) -> None:
    (tmp_path / "lexicon.tsv").write_text("40%\tचौदह प्रतिशत\n", encoding="utf-8")
    settings = Settings(voice="tone", output=str(tmp_path), lexicon=str(tmp_path / "lexicon.tsv"))
    prepared = prepare(read_text("आज 40% मतदान हुआ।"), settings)
    assert prepared.warnings == ["text:1: 40 is spoken as: चौदह प्रतिशत; check the number"]
