"""What must hold for every text, made up or real."""

from __future__ import annotations

import re
import unicodedata

import pytest
from helpers import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.lexicon import rows as lexicon_rows
from briefing.normalise import Lexicon, normalise, spoken
from briefing.normalise.chars import LETTER, PUNCTUATION, READABLE
from briefing.normalise.english.clusters import clusters, is_sayable

ROWS = [
    row
    for path in sorted((cases.FOLDER / "normalise").glob("*.tsv"))
    for row in cases.rows(f"normalise/{path.name}")
]
WRITTEN = sorted({unicodedata.normalize("NFC", row[0]) for row in ROWS})

#: Pieces that rules look at, put together at random: the texts no editor writes.
PIECES = [
    piece
    for line in (
        "0 7 12 100 1,50,000 2.5 .5 १२ ½ ² - – — / : . ॰ , ( ) [ ] [1] { } % ₹ $ Rs. रु. & @ # + =",
        "× ÷ ° § | → • … * _ ~ < > ' \" ’ “ A B X IV COVID G20 U.S. NATO MPs iPhone e- .com @a",
        "a@b.in J&K km °C बजे PM लाख करोड़ वीं से में और डॉ. कि.मी. जन. उ.प्र. क दिल्ली दो-तीन ज़ क्\u200dष",
        "😀 👨\u200d👩\u200d👧 🇮🇳 1\ufe0f\u20e3 中 Ж ß é α \u00ad \u200b \u200d \u0301 \ufffd",
    )
    for piece in line.split(" ")
]
PIECES += [" ", " ", "\n", "\t", "\u00a0"]
made_up = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
texts = st.one_of(
    st.text(max_size=60),
    made_up,
    st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=3).map(" ".join),
    st.tuples(st.sampled_from(WRITTEN), made_up).map("".join),
)

HINDI_LETTERS = [chr(c) for c in range(0x904, 0x93A)]
HINDI_SIGNS = [*map(chr, range(0x93E, 0x94D)), "\u0902", "\u0901", "\u093c", "\u094d", "\u200d"]
syllables = st.tuples(st.sampled_from(HINDI_LETTERS), st.sampled_from([*HINDI_SIGNS, ""]))
words = st.lists(syllables.map("".join), min_size=2, max_size=5).map("".join)
joined = st.one_of(words, st.tuples(words, words).map("-".join))
marks = st.sampled_from(
    [" ", " ", " ", "  ", ", ", "; ", ": ", "! ", "? ", "… ", "। ", "। \n", "\n"]
)
quoted = joined.map(lambda word: f"“{word}”") | joined.map(lambda word: f"'{word}'")
hindi = st.lists(st.tuples(joined | quoted, marks).map("".join), max_size=8).map("".join)

#: Words in Latin letters that no one has written, and known ones with letters put before or after.
letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
roots = st.sampled_from([row[0] for row in lexicon_rows("english") if row[0].isalpha()])
latin_words = st.one_of(
    letters,
    letters.map(str.capitalize),
    st.tuples(roots, letters).map("".join),
    st.tuples(letters, roots).map("".join),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(texts)
def test_nothing_unreadable_is_left(text: str) -> None:
    said = spoken(text)
    assert READABLE.fullmatch(said), re.sub(f"[{LETTER}{PUNCTUATION}\\s]", "", said)
    assert not re.search(r"\d|[A-Za-z]", said)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(texts)
def test_tokens_cover_the_text(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    tokens = normalise(text)
    assert "".join(token.written for token in tokens) == text
    ends = [0, *(token.end for token in tokens)]
    assert [token.start for token in tokens] == ends[:-1]
    assert all(token.written == text[token.start : token.end] for token in tokens)
    assert all(token.spoken == token.written for token in tokens if token.kind == "plain")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(texts)
def test_what_is_said_is_said_again(text: str) -> None:
    said = spoken(text)
    assert spoken(said) == said


@settings(max_examples=400, deadline=None, derandomize=True)
@given(latin_words)
def test_no_word_has_consonants_that_cannot_be_said_together(written: str) -> None:
    said = spoken(written)
    assert READABLE.fullmatch(said)
    assert [cluster for cluster in clusters(said) if not is_sayable(cluster)] == []


@pytest.mark.parametrize("cluster", ["र्क", "क्व्ब", "ह्य्द्र", "ब्द", "स्क्य्व"])
def test_what_cannot_be_said_is_told_from_what_can(cluster: str) -> None:
    assert not is_sayable((cluster, True, False))
    assert is_sayable(("स्ट्र", True, False))
    assert is_sayable(("म्प्ट्स", False, True))
    assert not is_sayable(("ट्म", False, True))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(hindi)
def test_hindi_goes_through_as_it_is(text: str) -> None:
    assert spoken(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:30])
def test_case_readings_are_final(row: list[str]) -> None:
    assert [spoken(reading) for reading in row[1:]] == row[1:]


#: Runs of letters in the cases: what a lexicon can have an entry for.
WORDS = sorted({word for text in WRITTEN for word in re.findall(f"[{LETTER}A-Za-z]+", text)})


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(WORDS), st.data())
def test_a_lexicon_wins_where_it_matches(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(word) - 1))
    written = word[start : start + data.draw(st.integers(1, 12))]
    said = spoken(f"{written} है", lexicon=Lexicon.of({written: "कखग"}))
    assert said == "कखग है"


#: Inputs that make a careless pattern quadratic: each is read whole, and its work is counted.
HOSTILE = {
    "digits": "1",
    "dots": ".",
    "brackets": "(",
    "letters-hyphens": "a-",
    "fractions": "1/",
    "commas": "1,",
    "decimals": "1.1",
    "capitals": "A",
    "ampersands": "A&",
    "dotted": "A.",
    "initials": "ए.",
    "ats": "a@",
    "hosts": "a.b",
    "hashes": "#a",
    "slashes": "/",
    "spaces": " ",
    "dashes": "– ",
    "quotes": "“",
    "emoji": "😀\u200d",
    "joiners": "\u200d",
    "matras": "ि",
    "rupees": "₹1",
    "lakhs": "1 लाख ",
    "open-close": "[1]",
    "mixed": "क1",
    "times": "1:",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_whole(piece: str) -> None:
    text = piece * 2000
    tokens = normalise(text)
    assert tokens[-1].end == len(unicodedata.normalize("NFC", text))
    assert READABLE.fullmatch("".join(token.spoken for token in tokens))
