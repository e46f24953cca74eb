"""Hindi in Latin letters: what language a text is taken for, and what the user is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing import pipeline
from briefing.config import Settings
from briefing.errors import ScriptError
from briefing.normalise import normalise
from briefing.normalise.english.roman_hindi import guess, skeleton
from briefing.read import read_text

CHAT = "aap kaise ho? kal school band hai, ghar par raho. main thoda fusfusaunga lekin aaunga."
#: English sentences of words that Hindi in Latin letters has too.
ENGLISH = (
    "Main road closed for repair work till Sunday",
    "To do or not to do: a voter's dilemma",
    "Is the rupee in trouble again?",
    "Me too movement returns to the spotlight",
    "Do not share your password with anyone",
    "Den of thieves busted in the old city",
    "So far so good, says the coach",
    "Kin of victims demand a fair probe",
)


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_not_taken_for_hindi(text: str) -> None:
    assert [token.written for token in normalise(text) if token.kind == "roman-hindi"] == []
    with pytest.raises(ScriptError, match="no Hindi"):
        read_text(text)


def test_a_text_all_in_latin_letters_is_made_and_its_guesses_are_told(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    made = pipeline.make(tmp_path / "chat.txt", Settings(voice="tone", output=str(tmp_path)))
    told = "1 word of Hindi in Latin letters guessed: fusfusaunga"
    assert told in made.warnings
    assert [u.guessed for u in made.manifest.utterances if u.guessed] == [("fusfusaunga",)]
    assert "आप कैसे हो?" in [utterance.spoken for utterance in made.manifest.utterances]


def test_devanagari_and_english_words_are_no_guesses() -> None:
    tokens = normalise("आज office में meeting है, bahut kaam hai")
    assert [token.written for token in tokens if token.is_guess] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acchaa", "acha"),
        ("jaaye", "jaye"),
        ("pooree", "puri"),
        ("wajah", "vajah"),
        ("phir", "fir"),
    ],
)
def test_spellings_of_a_word_are_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize("one", ["sat", "bat", "kam"])
def test_other_words_are_not_alike(one: str) -> None:
    assert skeleton(one) != skeleton(one + "h")
    assert skeleton(one) != skeleton(one + "i")


def test_a_spelling_that_no_lexicon_has_is_read_like_its_neighbour() -> None:
    assert guess("shubhkaamnaayen") == "शुभकामनाएँ"
