"""Every row of the built-in lexicons says what it is there to say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.lexicon import large, names, rows
from briefing.normalise import patterns, spoken
from briefing.normalise.patterns import compile_pattern, cue

NORMALISE = Path(patterns.__file__).parent

CASES = Path(__file__).parent / "cases" / "normalise" / "abbreviation.tsv"
_FRAME = "आज {} आया"
#: Rows that are spoken as they stand, in any surroundings.
_DIRECT = ("acronyms", "english", "indian_names", "names", "named_numbers", "phrases")
#: Lexicons that are searched by bisection.
_LARGE = ("indian_names", "roman_hindi")


@pytest.mark.parametrize("lexicon", _DIRECT)
def test_every_row_is_said(lexicon: str) -> None:
    wrong = [
        (written, heard, said)
        for written, said, *_ in rows(lexicon)
        if (heard := spoken(_FRAME.format(_as_name(lexicon, written)))) != _FRAME.format(said)
        and not _is_overruled(lexicon, written)
    ]
    assert not wrong, f"{len(wrong)} rows: {wrong[:20]}"


def _as_name(lexicon: str, written: str) -> str:
    """Return a name with its capital: small, some are Hindi words in Latin letters (agar)."""
    return written.capitalize() if "names" in lexicon and written.islower() else written


def _is_overruled(lexicon: str, written: str) -> bool:
    """Tell whether an article or a letter reads another way alone (a, i), as it must."""
    return lexicon == "english" and written in {"a", "i"}


@pytest.mark.parametrize("lexicon", _LARGE)
def test_every_row_of_a_large_lexicon_is_found(lexicon: str) -> None:
    keys = [row[0] for row in rows(lexicon)]
    assert keys == sorted(set(keys))
    assert [key for key in keys if large(lexicon).row(key)[:1] != [key]] == []
    assert large(lexicon).row("zzzz") == large(lexicon).row("") == large(lexicon).row("#") == []


def test_every_row_of_roman_hindi_is_said() -> None:
    """A word of the lexicon stands between Hindi words; `ki` and `main` depend on more."""
    wrong = [
        (written, heard)
        for written, said, *_ in rows("roman_hindi")
        if (heard := spoken(f"yeh bahut {written} hai nahi")) != f"यह बहुत {said} है नहीं"
        and written not in {"ki", "main"}
    ]
    assert wrong == []


def test_a_name_is_in_one_lexicon() -> None:
    first_columns = [
        {row[0] for row in rows(name)} for name in ("english", "indian_names", "names")
    ]
    assert sum(map(len, first_columns)) == len(set.union(*first_columns))


def test_every_abbreviation_is_said() -> None:
    wrong = [
        (written, heard)
        for written, said, *_ in rows("abbreviations")
        if (heard := spoken(f"आज यहाँ {written} शब्द")) != f"आज यहाँ {said} शब्द" and said != "="
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("row", [row for row in rows("abbreviations") if len(row) > 2])
def test_every_other_reading_has_its_case(row: tuple[str, ...]) -> None:
    written, _, *others = row
    cases = [case.split("\t") for case in CASES.read_text(encoding="utf-8").splitlines()]
    said = " ".join(case[1] for case in cases[1:] if written in case[0])
    assert any(other.rsplit("=", 1)[1] in said for other in others)


@pytest.mark.parametrize(("written", "said"), [row[:2] for row in rows("dotless")])
def test_every_abbreviation_without_a_dot_is_said(written: str, said: str) -> None:
    number = {"नं": "7", "सं": "7"}.get(written, "शर्मा")
    assert spoken(f"और {written} {number}").startswith(f"और {said} ")
    inside = f"क{written.partition(' ')[0]}"
    assert spoken(inside) == inside


@pytest.mark.parametrize(("written", "said"), [row[:2] for row in rows("named_fractions")])
def test_every_named_fraction_is_said(written: str, said: str) -> None:
    assert spoken(f"यहाँ {written} के हमले") == f"यहाँ {said} के हमले"


@pytest.mark.parametrize(
    ("sign", "said"), [row for row in rows("symbols") if row[1] not in {"", ","}]
)
def test_every_sign_is_said(sign: str, said: str) -> None:
    assert spoken(f"आज क {sign} ख आया") == f"आज क {said} ख आया"


@pytest.mark.parametrize("sign", [sign for sign, said in rows("symbols") if said == ","])
def test_every_pause_is_made(sign: str) -> None:
    assert spoken(f"आज क {sign} ख आया") == "आज क, ख आया"


@pytest.mark.parametrize("sign", [sign for sign, said in rows("symbols") if not said])
def test_every_silent_sign_is_dropped(sign: str) -> None:
    assert spoken(f"आज क {sign} ख आया") == "आज क ख आया"


@pytest.mark.parametrize(("sign", "mark"), rows("marks"))
def test_every_foreign_mark_is_turned(sign: str, mark: str) -> None:
    assert spoken(f"आज क{sign}ख आया") == f"आज क{mark}ख आया"


@pytest.mark.parametrize(("label", "said"), rows("domains"))
def test_every_part_of_an_address_is_told(label: str, said: str) -> None:
    assert spoken(f"पता {label}.example.com है") == f"पता {said} डॉट एग्ज़ैंपल डॉट कॉम है"


@pytest.mark.parametrize(("ending", "kind"), rows("address_ends"))
def test_every_ending_makes_an_address(ending: str, kind: str) -> None:
    name = "पत्रिका" if kind == "hindi" else "name"
    said = "पत्रिका" if kind == "hindi" else "नेम"
    assert spoken(f"पता {name}.{ending} है").startswith(f"पता {said} डॉट "), kind


@pytest.mark.parametrize(("code", "_name"), rows("airlines"))
def test_flights_are_said_by_digits(code: str, _name: str) -> None:
    assert spoken(f"उड़ान {code}-302 आई").endswith(" तीन शून्य दो आई")


def test_every_cue_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in NORMALISE.rglob("*.py"))
    code += "".join(" ".join(row) for name in names() for row in rows(name) if name != "cues")
    used = {*re.findall("«([a-z-]+)»", code), *re.findall(r"\bcue\(\"([a-z-]+)\"\)", code)}
    assert {name for name, _ in rows("cues")} == used


@pytest.mark.parametrize(("name", "word"), rows("cues"))
def test_a_cue_is_found_in_every_spelling(name: str, word: str) -> None:
    for spelling in (word, word.replace("\u093c", ""), word.replace("ँ", "ं")):
        assert spelling in cue(name)
        assert compile_pattern(f"(?:\\A|.)«{name}»\\Z").search(spelling)


def test_every_lexicon_is_tested_somewhere() -> None:
    here = {
        "roman_hindi",
        *_DIRECT,
        "abbreviations",
        "symbols",
        "marks",
        "domains",
        "address_ends",
        "airlines",
        "cues",
        "dotless",
        "named_fractions",
    }
    elsewhere = {"currencies", "genders", "letters", "months", "numbers", "romans", "units"}
    elsewhere |= {"scales", "zones", "per", "english_numbers", "initialisms", "weekdays"}
    elsewhere |= {"sentence_words", "english_ordinals", "elements", "number_spellings"}
    elsewhere |= {"question_words"}
    rules_of_thumb = {"affixes", "british"}  # by the cases of English
    rules_of_thumb |= {"roman_spellings"}  # by those of Roman Hindi
    assert set(names()) == here | elsewhere | rules_of_thumb
