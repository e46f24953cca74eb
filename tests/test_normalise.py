"""The normaliser: its case files, its lexicons, and what must hold for every text.

A case file is ``tests/cases/normalise/<class>.tsv``: written, spoken, and other good readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from briefing.errors import ConfigError
from briefing.lexicon import pairs, rows
from briefing.normalise import Lexicon, Style, normalise, spoken
from briefing.normalise.rule import Rule
from briefing.normalise.rules import required_characters, rules, rules_for

CASES = Path(__file__).parent / "cases" / "normalise"
FILES = sorted(CASES.glob("*.tsv"))
#: Each class has at least this many cases.
FEWEST = 40
UNSPOKEN = re.compile(r"[\dA-Za-z]")


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
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n"), "the last line has no line end"
    assert unicodedata.is_normalized("NFC", text)
    for row in cases(path):
        assert len(row) >= 2, row
        assert all(cell == cell.strip() and "  " not in cell for cell in row), row
        assert len(set(row[1:])) == len(row[1:]), row
        assert not any(UNSPOKEN.search(said) for said in row[1:]), row


def test_no_case_stands_twice() -> None:
    written = [row[0] for path in FILES for row in cases(path)]
    assert not {text for text in written if written.count(text) > 1}


def test_every_class_has_its_cases() -> None:
    classes = {rule.kind for rule in rules()} - {"unread"}
    counts = {path.stem: len(cases(path)) for path in FILES}
    few = {kind: counts.get(kind, 0) for kind in classes if counts.get(kind, 0) < FEWEST}
    assert not few


def test_every_rule_is_put_to_use() -> None:
    tokens = [token for path in FILES for row in cases(path) for token in normalise(row[0])]
    assert {rule.name for rule in rules()} - {token.rule for token in tokens} == {
        "unread",
        "abbreviation-unknown",
    }


def test_no_rule_misses_a_text_for_want_of_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [row[0] for path in FILES for row in cases(path)]
    said = [spoken(text) for text in texts]
    assert any(rule.needs for rule in rules())
    module = import_module("briefing.normalise.scan")
    monkeypatch.setattr(
        module, "rules_for", lambda start, _signs: rules_for(start, required_characters())
    )
    assert [spoken(text) for text in texts] == said


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("प. नाम की संस्था", ["प."]),
        ("त. हसील में बैठक", ["त."]),
        ("ट्र. चालक पकड़ा गया", ["ट्र."]),
        ("वह कृ. ध्यान दें", ["कृ."]),
        ("किताब भ.", ["भ."]),
        ("ढ. ण. लिखिए", ["ढ.", "ण."]),
        ("प. रेलवे ने कहा", []),
        ("फ़ैसला सरकार ले. इस पर बहस हुई", []),
        ("काम हो. फिर चलें", []),
        ("यह सही है. वह आया था. सब ठीक", []),
        ("مكة गए", ["مكة"]),
        ("वह 中国 गया", ["中国"]),
    ],
)
def test_what_no_rule_can_read_is_reported(text: str, unread: list[str]) -> None:
    tokens = normalise(text)
    assert [token.written.strip() for token in tokens if token.kind == "unread"] == unread


@pytest.mark.parametrize(
    ("pattern", "starts", "text", "said"),
    [
        ("\\d+", "digit", "कुल 50 लोग", "कुल पचास लोग"),
        ("[A-Z]+ ", "latin", "नेता NATO गए", "नेता नाटो गए"),
        ("प्रो\\.", "word", "यह प्रो. राव", "यह प्रोफ़ेसर राव"),
        ("₹\\d+ लाख", "symbol", "भाव ₹5 लाख है", "भाव पाँच लाख रुपये है"),
    ],
)
def test_no_rule_loses_words(
    monkeypatch: pytest.MonkeyPatch, pattern: str, starts: str, text: str, said: str
) -> None:
    """A rule that drops a word is planted before all others: it is passed over."""
    module = import_module("briefing.normalise.scan")

    def plant(*, silent: bool) -> str:
        rule = Rule("planted", "symbol", pattern, lambda *_: "", (starts,), silent=silent)
        monkeypatch.setattr(
            module,
            "rules_for",
            lambda start, signs: (*([rule] if start == starts else []), *rules_for(start, signs)),
        )
        return spoken(text)

    assert plant(silent=False) == said
    assert plant(silent=True) != said


def test_what_is_dropped_on_purpose_is_declared() -> None:
    silent = {rule.name for rule in rules() if rule.silent}
    assert silent == {"bullet", "footnote", "footnote-mark", "unread"}


@pytest.mark.parametrize(
    ("style", "written", "said"),
    [
        (Style(six="छः"), "6 लोग", "छः लोग"),
        (Style(six="छः"), "शाम 6:30 बजे", "शाम साढ़े छः बजे"),
        (Style(numbers=((79, "उन्यासी"),)), "79 पदक", "उन्यासी पदक"),
        (Style(percent="फ़ीसदी"), "5-7% मत", "पाँच से सात फ़ीसदी मत"),
        (Style(clock="exact"), "सुबह 10:30 बजे आए", "सुबह दस बजकर तीस मिनट पर आए"),
        (Style(clock="exact"), "सुबह 10:00 बजे आए", "सुबह दस बजे आए"),
        (Style(quarters=False), "2.5 लाख लोग", "दो दशमलव पाँच लाख लोग"),
        (Style(quarters=False), "1.5 गुना", "एक दशमलव पाँच गुना"),
        (Style(billions="indian"), "$1.5 मिलियन", "पंद्रह लाख डॉलर"),
        (Style(billions="indian"), "$2bn का सौदा", "दो अरब डॉलर का सौदा"),
        (Style(billions="indian"), "3.5 ट्रिलियन", "पैंतीस खरब"),
        (Style(minus="ऋण"), "-5°C", "ऋण पाँच डिग्री सेल्सियस"),
    ],
)
def test_styles(style: Style, written: str, said: str) -> None:
    assert spoken(written, style=style) == said


# --- The built-in lexicons: every row is said. ---------------------------------------------------

#: A lexicon, and what each of its rows says: (written, spoken) pairs.
Sentences = Iterator[tuple[str, str]]


def _numbers() -> Sentences:
    for number, word in rows("numbers"):
        yield f"कुल {number} लोग", f"कुल {word} लोग"


def _months() -> Sentences:
    for _, name, others in rows("months"):
        yield f"वह 7 {name} को लौटे", f"वह सात {name} को लौटे"
        for form in others.split(","):
            own = form > "z" and not form.endswith(".")
            yield f"वह 7 {form} को लौटे", f"वह सात {form if own else name} को लौटे"


def _currencies() -> Sentences:
    for name, part, forms in rows("currencies"):
        for form in forms.split(","):
            if name == "=":
                yield f"क़ीमत 7.25 {form} रही", f"क़ीमत सात {form} पच्चीस {part} रही"
                continue
            yield f"क़ीमत {form} 70 रही", f"क़ीमत सत्तर {name} रही"
            if part != "-":
                yield f"क़ीमत {form}7.25 रही", f"क़ीमत सात {name} पच्चीस {part} रही"
            if re.search("[^\\W\\d_]\\Z", form):
                yield f"क़ीमत 70 {form} रही", f"क़ीमत सत्तर {name} रही"


def _units() -> Sentences:
    for name, _, forms in rows("units"):
        for form in forms.split(","):
            yield f"कुल 7{form} दर्ज", f"कुल सात {form if name == '=' else name} दर्ज"


def _romans() -> Sentences:
    letters = {10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    for number, word in rows("romans"):
        rest, roman = int(number), ""
        for amount, letter in letters.items():
            roman += letter * (rest // amount)
            rest %= amount
        yield f"राजा हेनरी {roman} आए", f"राजा हेनरी {word} आए"


def _named_numbers() -> Sentences:
    for written, said in rows("named_numbers"):
        yield f"देश में {written} पर बात", f"देश में {said} पर बात"


def _scales() -> Sentences:
    for written, said, power in rows("scales"):
        spoken_scale = {"=": written, "-": "हज़ार"}.get(said, said)
        yield f"कुल 7 {written} लोग", f"कुल सात {spoken_scale} लोग"
        if power != "-":
            assert int(power) in {6, 9, 12}


def _english_numbers() -> Sentences:
    for number, said in rows("english_numbers"):
        low = "".join(chr(0x2080 + int(digit)) for digit in number)
        yield f"यहाँ Q{low} बना", f"यहाँ क्यू {said} बना"


def _english_ordinals() -> Sentences:
    for number, said in rows("english_ordinals"):
        yield f"फ़िल्म {number}th Fail देखी", f"फ़िल्म {said} फ़ेल देखी"


def _elements() -> Sentences:
    letters = pairs("letters")
    for symbol, _ in rows("elements"):
        said = " ".join(letters[letter] for letter in f"{symbol}NaO".upper())
        yield f"लवण {symbol}NaO मिला", f"लवण {said} मिला"


def _zones() -> Sentences:
    for written, said in rows("zones"):
        yield f"शाम 7 बजे {written} भेजा", f"शाम सात बजे {said} भेजा"


def _per() -> Sentences:
    for written, said in rows("per"):
        yield f"दर 7 रुपये/{written} रही", f"दर सात रुपये प्रति {said} रही"


def _genders() -> Sentences:
    for noun, gender in rows("genders"):
        yield f"यह 1st {noun}", f"यह {'पहली' if gender == 'f' else 'पहला'} {noun}"


def _letters() -> Sentences:
    for letter, said in rows("letters"):
        yield f"धारा 7{letter} लागू", f"धारा सात {said} लागू"


#: How the rows of each lexicon of numbers are put to the test.
EXERCISES: dict[str, Callable[[], Sentences]] = {
    "numbers": _numbers,
    "months": _months,
    "currencies": _currencies,
    "units": _units,
    "romans": _romans,
    "named_numbers": _named_numbers,
    "genders": _genders,
    "letters": _letters,
    "scales": _scales,
    "zones": _zones,
    "english_ordinals": _english_ordinals,
    "elements": _elements,
    "english_numbers": _english_numbers,
    "per": _per,
}


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_every_lexicon_row_is_said(name: str) -> None:
    wrong = [
        f"{written}\n  got  {said}\n  want {expected}"
        for written, expected in EXERCISES[name]()
        if (said := spoken(written)) != expected
    ]
    assert not wrong, "\n".join(wrong)


# --- What must hold for every text. --------------------------------------------------------------


def test_tokens_cover_the_text() -> None:
    text = "कुल 1,50,000 (डेढ़ लाख) लोग 😀 आए।"
    tokens = normalise(text)
    assert "".join(token.written for token in tokens) == unicodedata.normalize("NFC", text)
    assert [token.start for token in tokens[1:]] == [token.end for token in tokens[:-1]]


def lexicon(path: Path, *rows: str) -> Lexicon:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return Lexicon.load(path)


def test_a_lexicon_gives_the_words_of_a_reading_their_sound(tmp_path: Path) -> None:
    rows = ("RBI\tरिज़र्व बैंक\tname\tthe bank\tरिज़र्व बॅंक", "लखनऊ\tलखनऊ\t\t\tləkʰnəʊ")
    found = lexicon(tmp_path / "lexicon.tsv", *rows)
    assert found.pronunciations() == {"बैंक": "बॅंक", "लखनऊ": "ləkʰnəʊ"}
    assert spoken("RBI", found) == "रिज़र्व बैंक"


def test_a_sound_has_as_many_words_as_its_reading(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="another number of words") as caught:
        lexicon(tmp_path / "lexicon.tsv", "RBI\tरिज़र्व बैंक\t\t\tबॅंक")
    assert caught.value.where.endswith("lexicon.tsv:1")
