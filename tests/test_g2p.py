"""How words sound: the cases, the encodings, the errors, the symbols of the voices."""

from __future__ import annotations

import unicodedata

import pytest
from helpers import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.engines import SynthesisOptions
from briefing.engines.g2p import (
    by_name,
    checked_pronunciations,
    kokoro_symbols,
    phonemes,
    piper_symbols,
    tables,
)
from briefing.engines.g2p.words import PUNCTUATION
from briefing.engines.kokoro.tokens import tokens
from briefing.errors import ConfigError, VoiceError
from briefing.lexicon import rows

CASES = cases.rows("g2p.tsv")


@pytest.mark.parametrize(("written", "phones"), CASES, ids=[row[0] for row in CASES])
def test_word_has_its_phones(written: str, phones: str) -> None:
    assert phonemes(written) == unicodedata.normalize("NFC", phones)


def test_every_number_word_has_its_case() -> None:
    assert {word for _, word in rows("numbers")} <= {written for written, _ in CASES}


def test_no_case_stands_twice() -> None:
    words = [written for written, _ in CASES]
    assert len(words) == len(set(words))


def test_both_encodings_of_nukta_sound_alike() -> None:
    for letter in ("क", "ख", "ग", "ज", "ड", "ढ", "फ"):
        pair = letter + "\u093c"
        single = next(
            chr(c) for c in range(0x958, 0x960) if unicodedata.normalize("NFD", chr(c)) == pair
        )
        assert phonemes(f"अ{single}र") == phonemes(f"अ{pair}र")


def test_joiners_are_silent() -> None:
    assert phonemes("क्\u200dया") == phonemes("क्\u200cया") == phonemes("क्या")


@pytest.mark.parametrize("slip", ["यह ँ है", "यह ़ है", "यह् है", "ऽ यह है", "य॑ह है", "यह हैै"])
def test_a_stray_sign_is_passed_over(slip: str) -> None:
    assert phonemes(slip).startswith("jɛɦ ɦɛː")


def test_a_nasal_sign_written_twice_counts_once() -> None:
    assert phonemes("हैंं") == phonemes("हैं")


@settings(max_examples=300)
@given(st.text(st.characters(min_codepoint=0x900, max_codepoint=0x963), min_size=1, max_size=12))
def test_any_devanagari_has_symbols_of_the_voice(text: str) -> None:
    assert tokens(kokoro_symbols(unicodedata.normalize("NFC", text))) is not None


def test_unknown_character_is_named() -> None:
    with pytest.raises(VoiceError, match=r"'Q' \(U\+0051, LATIN CAPITAL LETTER Q\)"):
        kokoro_symbols("यह Q है")


def test_lexicon_gives_ipa_or_a_respelling() -> None:
    lexicon = {"लखनऊ": "lakʰnəuː", "दुबे": "डुबे"}
    assert phonemes("लखनऊ दुबे", lexicon) == "ləkʰnəuː ɖʊbeː"


def test_lexicon_names_an_unknown_phone() -> None:
    with pytest.raises(ConfigError, match="'θ'"):
        phonemes("थ", {"थ": "θə"})


def test_marks_pause_and_sentences_end() -> None:
    assert kokoro_symbols("हाँ, ठीक है।") == "hˈa\u0303, ʈʰˈiːk hɛː."
    assert piper_symbols("क्या?") == "kjaː?"


def test_a_text_needs_only_the_pronunciations_of_its_words() -> None:
    options = SynthesisOptions(
        pronunciations=checked_pronunciations({"दुबे": "डुबे", "लखनऊ": "ləkʰnəʊ"})
    )
    assert options.pronounced("दुबे जी आए।") == (("दुबे", "डुबे"),)
    assert options.pronounced("वे आए।") == ()


def test_a_pronunciation_changes_what_the_voice_reads() -> None:
    for name in ("own", "espeak"):
        if name == "espeak":
            pytest.importorskip("phonemizer")
        symbols = by_name(name)
        assert "ɖˈʊbeː, ˈaːeː" in symbols("दुबे, आए।", {"दुबे": "ɖʊbeː"})
        assert "ɖ" not in symbols("दुबे, आए।")


@pytest.mark.parametrize("table", ["kokoro", "piper"])
def test_a_voice_has_symbols_for_the_whole_inventory(table: str) -> None:
    names = {unicodedata.normalize("NFD", ipa) for ipa, *_ in tables.rows(f"{table}.tsv")}
    phones = [row for row in tables.rows("phones.tsv") if row[2] != "mark" or row[0] == "ˀ"]
    assert {unicodedata.normalize("NFD", ipa) for _, ipa, *_ in phones} <= names


def test_every_phone_is_heard_in_the_word_that_shows_it() -> None:
    for _, ipa, _, word in tables.rows("phones.tsv"):
        heard = unicodedata.normalize("NFD", phonemes(word))
        assert unicodedata.normalize("NFD", ipa) in heard, word


def test_every_mark_is_a_token_of_the_voice() -> None:
    for mark, spoken in PUNCTUATION.items():
        assert tokens(kokoro_symbols(f"हाँ{mark}")) == tokens(f"hˈã{spoken}".strip())


def test_a_respelling_with_seams_is_read_as_it_stands() -> None:
    marked = [row for row in tables.rows("exceptions.tsv") if set("-ऽ") & set(row[1])]
    for word, respelling in marked:
        assert phonemes(word) == phonemes(word, {word: respelling}), word


def test_a_respelling_is_in_one_script() -> None:
    with pytest.raises(ConfigError, match="'b' in the respelling"):
        phonemes("बल", {"बल": "bल"})
