"""The ear of the package: its phones, its frames, and what it hears of a voice."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from briefing.engines.g2p.tables import rows
from briefing.listen.ear import FRAME_MS, MODEL, RATE_HZ, Ear, log_mel
from briefing.listen.phones import PHONES, SILENCE, phones_of, spans, words_of
from briefing.system import ffmpeg

#: MP3 at 48 kbit/s: ``hm_psi`` says what is in no corpus.
CLIP = Path(__file__).parent / "cases" / "heard.mp3"
SAID = "मुख्यमंत्री ने पहले चरण की सड़कों का उद्घाटन किया।"


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear()


@pytest.fixture(scope="module")
def clip() -> np.ndarray:
    return np.frombuffer(ffmpeg.decoded(CLIP, 24000, 60), "<f4")


def collapsed(scores: np.ndarray) -> list[str]:
    """Return the likeliest phone of each frame, each run once, without silence."""
    best = scores.argmax(1)
    runs = best[np.flatnonzero(np.diff(best, prepend=-1))]
    return [PHONES[place] for place in runs if PHONES[place] != SILENCE]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("उनतीस", "ʊ n t iː s"),
        ("उनतालीस", "ʊ n t aː l iː s"),
        ("पढ़ाई में ख़ुशी!", "p ə ɽʰ aː iː m ẽ x ʊ ʃ iː"),
        ("सिद्ध, बच्चा", "s ɪ d dʰ b ə c aː"),
        ("शेष क़लम", "ʃ eː ʃ k ə l ə m"),
    ],
)
def test_the_phones_of_a_text(text: str, phones: str) -> None:
    assert phones_of(text) == unicodedata.normalize("NFD", phones).split()


def test_a_lexicon_decides_what_should_be_heard() -> None:
    assert phones_of("दुबे", {"दुबे": "डुबे"}) == phones_of("डुबे")


def test_words_have_the_phones_of_their_text() -> None:
    text = "आज, पाँच सौ लोग आए।"
    words = words_of(text)
    assert [text[slice(*word.place)] for word in words] == ["आज", "पाँच", "सौ", "लोग", "आए"]
    assert [phone for word in words for phone in word.phones] == phones_of(text)


def test_every_symbol_of_a_phone_is_heard_as_one() -> None:
    for _, *symbols in rows("kokoro.tsv"):
        for symbol in filter(None, symbols):
            decomposed = unicodedata.normalize("NFD", symbol)
            heard = spans(decomposed)
            assert "".join(decomposed[start:end] for _, start, end in heard) == decomposed


def test_it_hears_what_is_said_and_nothing_else(ear: Ear, clip: np.ndarray) -> None:
    heard = collapsed(ear.hear(clip, 24000))

    def likeness(text: str) -> float:
        return SequenceMatcher(None, phones_of(text), heard, autojunk=False).ratio()

    assert likeness(SAID) > 0.65
    assert likeness("किसानों ने नई फ़सल की बुवाई शुरू कर दी है।") < 0.5


def test_it_is_small_and_hears_probabilities(ear: Ear, clip: np.ndarray) -> None:
    assert MODEL.stat().st_size < 5_000_000
    scores = ear.hear(clip, 24000)
    assert scores.shape == (-(-len(clip) * 50 // 24000), len(PHONES))
    assert scores.dtype == np.float32
    assert np.allclose(np.exp(scores).sum(1), 1, atol=1e-4)


@pytest.mark.parametrize("rate_hz", [16000, 22050, 44100])
def test_frames_stand_where_the_sound_is(ear: Ear, clip: np.ndarray, rate_hz: int) -> None:
    """Half a second of silence before the clip moves what is heard by 25 frames."""
    sound = np.frombuffer(ffmpeg.decoded(CLIP, rate_hz, 60), "<f4")
    late = np.concatenate([np.zeros(rate_hz // 2, np.float32), sound])
    first, second = ear.hear(sound, rate_hz).argmax(1), ear.hear(late, rate_hz).argmax(1)
    assert (second[:20] == 0).all()
    assert (first[: len(second) - 25] == second[25 : 25 + len(first)]).mean() > 0.97


def test_long_sound_is_heard_in_blocks_as_in_one(
    ear: Ear, clip: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = np.tile(clip, 3)[: 10 * 24000 + 100]
    whole = ear.hear(long, 24000)
    monkeypatch.setattr("briefing.listen.ear._BLOCK_S", 2)
    parts = ear.hear(long, 24000)
    assert parts.shape == whole.shape
    assert np.abs(np.exp(parts) - np.exp(whole)).max() < 0.02


@pytest.mark.parametrize("count", [0, 1, 319, 320, 321])
def test_short_sound_has_its_frames(ear: Ear, count: int) -> None:
    assert len(ear.hear(np.zeros(count, np.float32), RATE_HZ)) == -(-count // 320)


def test_a_tone_stands_in_its_band_at_its_time() -> None:
    time_s = np.arange(RATE_HZ) / RATE_HZ
    tone = np.where(time_s < 0.5, 0, np.sin(2 * np.pi * 1000 * time_s)).astype(np.float32)
    mel = log_mel(tone)
    assert mel.shape == (2 * 1000 // FRAME_MS, 64)
    # 1000 mel of 111 to 2762: the bands are 41 mel apart.
    assert mel[75].argmax() in (21, 22)
    assert mel[48].max() < mel[51].max() - 3
