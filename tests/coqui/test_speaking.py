"""Real Coqui with tiny models: each layout speaks, quietly, the same bytes for the same text."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from mutagen.id3 import ID3

from briefing.cli import main
from briefing.engines import SynthesisOptions, load
from briefing.model import Voice
from briefing.synthesise import check

pytestmark = pytest.mark.coqui
EXAMPLE = Path(__file__).parents[2] / "examples" / "briefing.hi.md"
SENTENCE = "सरकार ने आज बताया, कि ज़रूरी काम पूरा हुआ।"
GREETING = "नमस्ते दोस्तो।"
#: What each model's voice asks for beside its folder, and how many chapters of the example it
#: speaks here: the models of MMS and XTTS have sizes that cannot be made small.
KINDS: dict[str, tuple[dict[str, Any], int]] = {
    "vits": ({}, 11),
    "mms": ({}, 1),
    "indic": ({"speaker": "male"}, 11),
    "xtts": ({"speaker": "Asha", "most_characters": 70}, 1),
}
Add = Callable[..., Voice]


def briefing(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def shortened(chapters: int, folder: Path) -> Path:
    """The example's title and its first chapters, read as they stand and without music."""
    head, *parts = EXAMPLE.read_text(encoding="utf-8").split("\n## ")
    head = head.replace("form: bulletin\nsound: default\n", "")
    script = folder / "briefing.hi.md"
    script.write_text("\n## ".join([head, *parts[: chapters - 1]]), encoding="utf-8")
    return script


@pytest.mark.parametrize("kind", KINDS)
def test_speaks_the_example_with_chapters(kind: str, models: Path, home: Path, added: Add) -> None:
    options, chapters = KINDS[kind]
    added("mine", models / kind, **options)
    script = shortened(chapters, home)
    made = json.loads(
        briefing("make", script, "--voice", "mine", "--chapters", "heading", "--json")
    )
    assert len(made["chapters"]) == chapters
    assert made["voices"][0]["licence"]["commercial"] is False
    assert made["audio"]["duration_ms"] > 4000 * chapters
    (comment,) = ID3(made["file"]).getall("COMM")
    assert "CC-BY-NC-4.0 (not for commercial use)" in str(comment)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_text_gives_the_same_samples(kind: str, models: Path, added: Add) -> None:
    voice = added("mine", models / kind, **KINDS[kind][0])
    engine = load(voice)
    first = engine.speak(GREETING)
    engine.speak("और।")
    again = load(voice).speak(GREETING)
    assert first.dtype == np.float32 and first.ndim == 1
    assert np.array_equal(first, engine.speak(GREETING))
    assert np.array_equal(first, again)
    assert check.invalid_audio(first) is None


def test_another_seed_gives_another_sound(models: Path, added: Add) -> None:
    engine = load(added("mine", models / "vits"))
    assert not np.array_equal(engine.speak(SENTENCE), engine.speak(SENTENCE, seed=1))


@pytest.mark.parametrize("kind", ["vits", "indic"])
def test_speed(kind: str, models: Path, added: Add) -> None:
    voice = added("mine", models / kind, **KINDS[kind][0])
    usual = len(load(voice).speak(SENTENCE))
    fast = len(load(voice, SynthesisOptions(speed=1.5)).speak(SENTENCE))
    assert 0.5 < fast / usual < 0.9


@pytest.mark.parametrize("kind", KINDS)
def test_no_padding_follows(kind: str, models: Path, added: Add) -> None:
    """Coqui's own interface puts 10,000 zeros after every sentence."""
    sound = load(added("mine", models / kind, **KINDS[kind][0])).speak("नमस्ते दोस्तो।")
    assert np.flatnonzero(sound)[-1] > len(sound) - 1000


@pytest.mark.parametrize("kind", ["vits", "indic"])
def test_a_long_sentence_is_spoken_to_its_end(kind: str, models: Path, added: Add) -> None:
    engine = load(added("mine", models / kind, most_characters=80, **KINDS[kind][0]))
    once = len(engine.speak(SENTENCE))
    long = ", ".join([SENTENCE.rstrip("।")] * 6) + "।"
    assert 5 < len(engine.speak(long)) / once < 8


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_letter(kind: str, models: Path, added: Add) -> None:
    sound = load(added("mine", models / kind, **KINDS[kind][0])).speak("आ")
    assert len(sound) > 400


def test_a_pause_is_made_where_the_model_has_no_comma(models: Path, added: Add) -> None:
    engine = load(added("mine", models / "mms"))
    sound = np.abs(engine.speak("एक, दो।"))
    silence = np.convolve(sound == 0, np.ones(1600), "valid")
    assert silence.max() == 1600


@pytest.mark.parametrize("kind", KINDS)
def test_the_screen_and_the_logs_stay_empty(
    kind: str,
    models: Path,
    added: Add,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    engine = load(added("mine", models / kind, **KINDS[kind][0]))
    engine.speak(SENTENCE)
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if "सरकार" in record.getMessage()]
    assert not [r for r in caplog.records if r.name.split(".")[0] in ("TTS", "trainer")]


def test_it_is_quiet_in_a_fresh_process_too(models: Path, home: Path, added: Add) -> None:
    """Some of what Coqui prints comes when it is imported for the first time."""
    added("mine", models / "xtts", speaker="Asha")
    said = ["say", "नमस्ते", "--voice", "mine", "--progress", "none"]
    command = [sys.executable, "-W", "default", "-m", "briefing", *said]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    licence = "briefing: the voice mine forbids commercial use (CC-BY-NC-4.0)\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, "clip.wav\n", licence)


def test_two_newsreaders(models: Path, home: Path, added: Add) -> None:
    added("indic", models / "indic")
    script = home / "two.md"
    script.write_text(
        "---\nvoices:\n  आशा: indic:female\n  रवि: indic:male\n---\n\n"
        "> [आशा]: नमस्ते, मैं आशा हूँ।\n\n> [रवि]: और मैं रवि हूँ।\n",
        encoding="utf-8",
    )
    made = json.loads(briefing("make", script, "--voice", "tone", "--json"))
    voices = [row["voice"] for row in made["utterances"]]
    # Whoever speaks first says that the voice is synthetic, too.
    assert voices == ["indic:female", "indic:female", "indic:male"]
    assert len({voice["digest"] for voice in made["voices"]}) == 2


def recording(path: Path, seconds: float) -> Path:
    noise = np.random.default_rng(7).normal(0, 3000, int(22050 * seconds)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(noise.tobytes())
    return path


def test_xtts_speaks_like_a_recording(models: Path, home: Path, added: Add) -> None:
    added("mine", models / "xtts", speaker="Asha")
    recording(home / "me.wav", 3)
    options = ["--voice", "mine", "-o"]
    briefing("say", "नमस्ते दोस्तो", *options, "a.wav")
    briefing("say", "नमस्ते दोस्तो", "--speaker-wav", "me.wav", *options, "b.wav")
    assert (home / "a.wav").read_bytes() != (home / "b.wav").read_bytes()


def test_an_original_xtts_checkpoint(home: Path, models: Path, added: Add) -> None:
    """XTTS-v2 was published with its settings as objects, which are taken out once."""
    import torch
    from helpers import tiny

    from briefing.engines.coqui.load import quiet

    with quiet():
        tiny.xtts(home / "xtts", original=True)
    checkpoint = home / "xtts" / "model.pth"
    assert torch.serialization.get_unsafe_globals_in_checkpoint(checkpoint)
    voice = added("mine", home / "xtts", speaker="Asha")
    first = load(voice).speak(SENTENCE)
    assert not torch.serialization.get_unsafe_globals_in_checkpoint(checkpoint)
    assert np.array_equal(first, load(voice).speak(SENTENCE))
