"""The voice of our own as it lies in the tree; marked ``voice``, its sound."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from briefing import voices
from briefing.audio import sounding
from briefing.engines import load, missing
from briefing.engines.g2p import kokoro_symbols
from briefing.synthesise.check import pace

FOLDER = Path(__file__).parent.parent / "voices" / "tarang"
WEIGHTS = ("fastpitch/model.pth", "hifigan/model.pth", "light.onnx")
LONG = (
    "सरकार ने आज बताया कि नई योजना के तहत गाँव के हर घर तक साफ़ पानी पहुँचाया जाएगा, सड़कों की मरम्मत होगी, "
    "स्कूलों में नए कमरे बनाए जाएँगे, अस्पतालों में दवाइयाँ मुफ़्त मिलेंगी, किसानों को समय पर बीज और खाद दी जाएगी, "
    "और जिनके पास अपना मकान नहीं है उन्हें अगले साल तक पक्का मकान देने का काम पूरा होगा।"
)
SENTENCES = ["हाँ।", "नमस्ते, आप सुन रहे हैं आज के समाचार।", "क्या कल भी बारिश होगी?", LONG]


def test_it_is_installed_and_free_to_use() -> None:
    voice = voices.find("tarang")
    assert missing(voice) is None
    assert voice.title == "तरंग"
    assert voice.licence.commercial is True
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert "Kokoro-82M" in notice and "Jungil Kong" in notice and "Apache-2.0" in notice


def test_its_digest_names_its_weights() -> None:
    digest = hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in WEIGHTS)).hexdigest()
    assert voices.find("tarang").options["sha256"] == digest


def test_it_is_small() -> None:
    files = [FOLDER / name for name in (*WEIGHTS, "acoustic.onnx", "vocoder.onnx", "model.json")]
    size = sum(file.stat().st_size for file in files)
    assert size <= 55_000_000
    assert abs(voices.find("tarang").size_bytes - size) < 1000


def test_the_large_vocoder_is_a_choice() -> None:
    standard, high = voices.find("tarang"), voices.find("tarang", quality="high")
    assert (standard.options["vocoder"], high.options["vocoder"]) == ("light.onnx", "vocoder.onnx")
    assert standard.digest != high.digest


def test_it_has_a_number_for_each_phone_of_our_g2p() -> None:
    table = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    letters = "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल व श ष स ह क़ ख़ ग़ ज़ झ़ ड़ ढ़ फ़"
    vowels = "अ आ इ ई उ ऊ ऋ ए ऐ ओ औ ऑ ऍ अँ आँ हिँ हीँ हुँ हूँ हेँ हैँ होँ हौँ"
    signs = kokoro_symbols(f"{letters} {vowels}, ; : ! ? … — ।")
    assert set(unicodedata.normalize("NFD", signs)) <= set(table["vocabulary"])


@pytest.fixture(scope="module")
def spoken() -> dict[str, tuple[Any, int]]:
    engine = load(voices.find("tarang"))
    return {text: (engine.speak(text), engine.rate_hz) for text in SENTENCES}


@pytest.mark.voice
@pytest.mark.parametrize("text", SENTENCES, ids=["a word", "news", "a question", "300 letters"])
def test_its_sound(text: str, spoken: dict[str, tuple[Any, int]]) -> None:
    samples, rate_hz = spoken[text]
    assert np.isfinite(samples).all() and 0.2 < np.abs(samples).max() <= 1
    edge = rate_hz // 50
    assert np.abs(samples[:edge]).max() < 0.02 and np.abs(samples[-edge:]).max() < 0.02
    start, end = sounding(samples)
    expected_ms = pace(voices.find("tarang")).expected_ms(text)
    assert 0.6 < (end - start) * 1000 / rate_hz / expected_ms < 1.6


@pytest.mark.voice
def test_the_same_text_sounds_the_same(spoken: dict[str, tuple[Any, int]]) -> None:
    text = SENTENCES[1]
    again = load(voices.find("tarang")).speak(text)
    assert np.array_equal(again, spoken[text][0])
