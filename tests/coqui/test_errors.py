"""What can go wrong with a Coqui voice: each is told, with what to do about it."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from briefing import voices
from briefing.engines import SynthesisOptions, load
from briefing.engines.coqui import remedies
from briefing.errors import VoiceError
from briefing.model import Voice

pytestmark = pytest.mark.coqui
Add = Callable[..., Voice]


def copied(models: Path, kind: str, folder: Path) -> Path:
    """A copy of a model that a test may break."""
    return shutil.copytree(models / kind, folder / kind)


@pytest.mark.parametrize("text", ["", "  \n ", "।", "“…”"])
@pytest.mark.parametrize("kind", ["vits", "indic"])
def test_nothing_to_say(kind: str, text: str, models: Path, added: Add) -> None:
    engine = load(added("mine", models / kind, **_speaker(kind)))
    with pytest.raises(VoiceError, match="nothing to say"):
        engine.speak(text)


def _speaker(kind: str) -> dict[str, str]:
    return {"indic": {"speaker": "male"}, "xtts": {"speaker": "Asha"}}.get(kind, {})


@pytest.mark.parametrize("kind", ["vits", "mms", "indic", "xtts"])
@pytest.mark.parametrize(("text", "named"), [("漢", r"U\+6F22"), ("कुल ★ हुआ", r"U\+2605")])
def test_what_is_out_of_the_vocabulary_is_named(
    kind: str, text: str, named: str, models: Path, added: Add
) -> None:
    engine = load(added("mine", models / kind, **_speaker(kind)))
    with pytest.raises(VoiceError, match=named) as caught:
        engine.speak(text)
    assert "lexicon" in caught.value.remedy


def test_a_digit_never_reaches_xtts(models: Path, added: Add) -> None:
    engine = load(added("mine", models / "xtts", speaker="Asha"))
    with pytest.raises(VoiceError, match=r"no sound for '5'"):
        engine.speak("आज 5 ख़बरें")


def test_a_file_that_holds_code_is_refused(models: Path, home: Path, added: Add) -> None:
    class Attack:
        def __reduce__(self) -> Any:
            return os.system, (f"touch {home}/attacked",)

    model = copied(models, "vits", home)
    torch.save({"model": {}, "more": Attack()}, model / "model.pth")
    with pytest.raises(VoiceError, match=r"would run (posix|os)\.system") as caught:
        load(added("mine", model))
    assert "weights_only" in caught.value.remedy
    assert not (home / "attacked").exists()


def test_a_plain_pickle_is_refused(models: Path, home: Path, added: Add) -> None:
    model = copied(models, "vits", home)
    (model / "model.pth").write_bytes(pickle.dumps({"model": Path("x")}))
    with pytest.raises(VoiceError, match=r"refused|no checkpoint"):
        load(added("mine", model))


@pytest.mark.parametrize("kind", ["vits", "mms", "xtts"])
def test_a_damaged_file(kind: str, models: Path, home: Path, added: Add) -> None:
    model = copied(models, kind, home)
    checkpoint = next(p for p in model.glob("*.pth") if not p.name.startswith("speakers"))
    os.truncate(checkpoint, checkpoint.stat().st_size // 2)
    with pytest.raises(VoiceError, match=r"damaged|no checkpoint"):
        load(added("mine", model, **_speaker(kind)))


def test_another_models_configuration(models: Path, home: Path, added: Add) -> None:
    model = copied(models, "vits", home)
    table = json.loads((model / "config.json").read_text(encoding="utf-8"))
    table["model_args"]["hidden_channels"] = 32
    (model / "config.json").write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(VoiceError, match="not of one model"):
        load(added("mine", model))


def test_a_configuration_that_is_none(models: Path, home: Path, added: Add) -> None:
    model = copied(models, "vits", home)
    (model / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(VoiceError, match=r"config\.json: not a configuration"):
        load(added("mine", model))


@pytest.mark.parametrize("name", ["fastpitch/speakers.pth", "hifigan/config.json"])
def test_a_missing_file_is_named(name: str, models: Path, home: Path, added: Add) -> None:
    model = copied(models, "indic", home)
    (model / name).unlink()
    with pytest.raises(VoiceError, match=Path(name).name):
        load(added("mine", model, speaker="male"))


def test_a_changed_file_is_found(models: Path, home: Path, added: Add) -> None:
    model = copied(models, "vits", home)
    voice = added("mine", model)
    load(voice)
    with (model / "config.json").open("a") as file:
        file.write("\n")
    with pytest.raises(VoiceError, match=r"config\.json .* has changed since it was first used"):
        load(voice)
    voices.sums_file("mine").unlink()
    load(voice)


@pytest.mark.parametrize(
    ("kind", "options", "message", "remedy"),
    [
        ("indic", {}, "has 2 speakers", "mine:female"),
        ("indic", {"speaker": "mail"}, "no speaker 'mail'", "did you mean male"),
        ("vits", {"speaker": "male"}, "no speakers to choose from", "remove the speaker"),
        ("xtts", {"speaker": "Asho"}, "no speaker 'Asho'", "did you mean Asha"),
    ],
)
def test_speakers(
    kind: str, options: dict[str, str], message: str, remedy: str, models: Path, added: Add
) -> None:
    with pytest.raises(VoiceError, match=message) as caught:
        load(added("mine", models / kind, **options))
    assert remedy in caught.value.remedy


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_no_gpu(models: Path, added: Add) -> None:
    with pytest.raises(VoiceError, match="no GPU") as caught:
        load(added("mine", models / "vits"), SynthesisOptions(device="cuda"))
    assert "--device cpu" in caught.value.remedy


def test_a_recording_that_is_none(models: Path, home: Path, added: Add) -> None:
    added("mine", models / "xtts", speaker="Asha")
    with pytest.raises(VoiceError, match="recording to speak like cannot be read"):
        voices.find("mine", home / "me.wav")
    (home / "me.wav").write_text("no sound")
    with pytest.raises(VoiceError, match="the recording cannot be read"):
        load(voices.find("mine", home / "me.wav"))


@pytest.mark.parametrize("name", ["tone", "mine"])
def test_only_a_voice_that_can_takes_a_recording(
    name: str, models: Path, home: Path, added: Add
) -> None:
    added("mine", models / "vits")
    (home / "me.wav").write_bytes(b"")
    with pytest.raises(VoiceError, match="cannot speak like a recording") as caught:
        load(voices.find(name, home / "me.wav"))
    assert "coqui" in caught.value.remedy


class OutOfMemoryError(RuntimeError):
    """As torch calls it."""


#: Errors that a test cannot bring about, with Coqui's and torch's own words.
WORDS = [
    (OutOfMemoryError, "CUDA out of memory. Tried to allocate 2.00 GiB", "not enough memory"),
    (RuntimeError, "[enforce fail] DefaultCPUAllocator: not enough memory", "not enough memory"),
    (MemoryError, "", "not enough memory"),
    (AssertionError, "CUDA is not availabe on this machine.", "GPU cannot be used"),
    (
        RuntimeError,
        "Detected that PyTorch and TorchAudio were compiled with different CUDA versions.",
        "do not fit together",
    ),
    (OSError, "libtorchaudio.so: undefined symbol: _ZNK5torch8autograd", "do not fit together"),
    (ModuleNotFoundError, "No module named 'six'", "do not fit together"),
    (NotImplementedError, "", "number in digits"),
    (AssertionError, " ❗ XTTS can only generate text with a maximum of 400 tokens.", "400 tokens"),
    (ZeroDivisionError, "division by zero", "so short a text"),
    (RuntimeError, "Calculated padded input size: (1). Kernel size: (3)", "so short a text"),
    (RuntimeError, "Given groups=1, weight of size [256, 16, 3], expected", "so short a text"),
    (KeyError, "'X is not a valid speaker of the model.'", "no such speaker"),
    (ValueError, "Looks like you are using a multi-speaker model.", "several speakers"),
    (FileNotFoundError, "[Errno 2] No such file: 'speakers.pth'", "speakers.pth"),
    (LookupError, "something new", "speaking failed: LookupError: something new"),
]


@pytest.mark.parametrize(("kind", "words", "meant"), WORDS)
def test_what_errors_mean(kind: type[Exception], words: str, meant: str, home: Path) -> None:
    found = remedies.meaning(kind(words), voices.find("coqui-mms"), "speaking")
    assert meant in found.what
    assert found.remedy
