"""The default voice: its tokens and styles; marked ``voice``, its sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.voices import own_voice

from briefing.audio import sounding
from briefing.engines import SynthesisOptions, load
from briefing.engines.g2p import by_name
from briefing.engines.g2p.symbols import kokoro_tokens
from briefing.engines.kokoro.tokens import tokens
from briefing.errors import VoiceError
from briefing.model import Voice

VOICES = Path(__file__).parent.parent / "voices"
NAMES = ["hf_alpha", "hf_beta", "hm_omega", "hm_psi"]


@pytest.mark.parametrize("name", NAMES)
def test_styles_are_complete(name: str) -> None:
    styles = np.fromfile(VOICES / name / "style.bin", "<f4")
    assert styles.size == 510 * 256
    assert np.isfinite(styles).all() and styles.std() > 0.05


def test_tokens_are_those_of_the_model() -> None:
    table = kokoro_tokens()
    assert len(table) == 114
    assert len(set(table.values())) == 114
    assert (table[" "], table["ˈ"], table["."]) == (16, 156, 4)


def test_composed_symbols_are_decomposed() -> None:
    assert tokens("ã") == tokens("a\u0303")


def test_an_unknown_symbol_is_named() -> None:
    with pytest.raises(VoiceError, match=r"U\+0915"):
        tokens("क")


def test_an_unknown_g2p_is_named() -> None:
    with pytest.raises(VoiceError) as caught:
        by_name("espaek")
    assert caught.value.remedy == "did you mean espeak?"


def voice(tmp_path: Path, **options: Any) -> Voice:
    (tmp_path / "style.bin").write_bytes(bytes(510 * 256 * 4))
    return own_voice(tmp_path, "kokoro", **{"style": "style.bin", "g2p": "espeak", **options})


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"no model file .*mine\.onnx"):
        load(voice(tmp_path, model="mine.onnx"))


def test_a_model_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "mine.onnx").write_text("no model")
    with pytest.raises(VoiceError, match="cannot be loaded"):
        load(voice(tmp_path, model="mine.onnx"))


def test_styles_of_another_shape(tmp_path: Path) -> None:
    broken = voice(tmp_path)
    (tmp_path / "style.bin").write_bytes(bytes(100))
    with pytest.raises(VoiceError, match="style vectors"):
        load(broken)


SENTENCE = "आज देश भर में अच्छी बारिश हुई, और किसानों ने राहत की साँस ली।"


@pytest.mark.voice
@pytest.mark.parametrize("name", NAMES)
def test_speaks(name: str) -> None:
    from briefing.voices import find

    engine = load(find(name), SynthesisOptions())
    sound = engine.speak(SENTENCE)
    assert sound.dtype == np.float32 and sound.ndim == 1
    assert np.isfinite(sound).all()
    assert 3.0 < len(sound) / engine.rate_hz < 8.0
    assert 0.1 < np.abs(sound).max() <= 1.0
    assert np.sqrt(np.mean(sound**2)) > 0.02
    assert np.array_equal(sound, engine.speak(SENTENCE))


@pytest.mark.voice
def test_speed_and_seed_change_the_sound() -> None:
    from briefing.voices import find

    usual = load(find("hm_omega"), SynthesisOptions()).speak(SENTENCE)
    fast = load(find("hm_omega"), SynthesisOptions(speed=1.5)).speak(SENTENCE)
    assert 0.55 < len(fast) / len(usual) < 0.8
    assert not np.array_equal(
        usual, load(find("hm_omega"), SynthesisOptions()).speak(SENTENCE, seed=1)
    )


def sounding_length(samples: np.ndarray) -> int:
    """Count the samples between the silence at both ends."""
    start, end = sounding(samples)
    return end - start


@pytest.mark.voice
def test_a_long_sentence_is_spoken_whole_and_at_its_pace() -> None:
    from briefing.voices import find

    engine = load(find("hm_omega"), SynthesisOptions())
    once = sounding_length(engine.speak(SENTENCE))
    long = ", ".join([SENTENCE.rstrip("।")] * 8) + "।"
    # A repetition left out would be 7; all eight in one rush, about 6.5.
    assert 7.5 < sounding_length(engine.speak(long)) / once < 8.6


@pytest.mark.voice
def test_a_pronunciation_is_spoken() -> None:
    from briefing.voices import find

    taught = load(find("hm_omega"), SynthesisOptions(pronunciations=(("दुबे", "डुबे"),)))
    usual = load(find("hm_omega"), SynthesisOptions())
    assert np.array_equal(taught.speak("दुबे आए।"), usual.speak("डुबे आए।"))
    assert not np.array_equal(taught.speak("दुबे आए।"), usual.speak("दुबे आए।"))
    assert np.array_equal(taught.speak("वे आए।"), usual.speak("वे आए।"))
