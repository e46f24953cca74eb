"""The model that writes unknown Latin words in Devanagari, and how it is learnt."""

from __future__ import annotations

import json

import pytest

from briefing.lexicon import compressed
from briefing.normalise.english.letters import Letters, model
from training.letters.__main__ import MODELS, align, alignments, count, digest, fold, taught

READINGS = [
    ("indian", "balwantpur", "बलवंतपुर"),
    ("indian", "shankaracharya", "शंकराचार्य"),
    ("indian", "majhiaon", "मझियांव"),
    ("english", "explainer", "एक्सप्लेनर"),
    ("english", "deepfake", "डीपफ़ेक"),
    ("hindi", "aazmaunga", "आज़माऊँगा"),
]


@pytest.mark.parametrize(("name", "word", "said"), READINGS)
def test_a_model_writes_words(name: str, word: str, said: str) -> None:
    assert model(name).read(word) == said


@pytest.mark.parametrize("name", MODELS)
def test_a_model_was_learnt_from_the_words_of_today(name: str) -> None:
    learnt = json.loads(compressed(f"letters_{name}.json.gz"))
    assert learnt["words_sha256"] == digest(taught(name)), "run: python -m training.letters"


@pytest.mark.parametrize("name", MODELS)
def test_every_letter_can_be_written(name: str) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert model(name).read(f"a{letter}o")


def test_every_letter_of_a_word_gets_its_signs() -> None:
    pieces = align("sharma", "शर्मा", {})
    assert "".join(letter for letter, _ in pieces) == "sharma"
    assert "".join(signs for _, signs in pieces) == "शर्मा"
    assert dict(pieces)["s"] == "श"


def test_a_reading_that_is_too_long_is_not_aligned() -> None:
    assert align("un", "संयुक्त राष्ट्र", {}) == []


def test_a_model_writes_what_it_was_taught() -> None:
    taught = [("rama", "रामा"), ("mara", "मारा"), ("amar", "अमर"), ("ram", "राम"), ("mar", "मार")]
    learnt = Letters(*count(alignments(taught)))
    assert [learnt.read(word) for word, _ in taught] == [said for _, said in taught]


def test_spellings_of_one_reading_are_folded() -> None:
    assert fold("ज़िन्दगी") == fold("जिंदगी")
