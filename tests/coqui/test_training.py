"""The training of tarang from end to end, at a small size: real teacher, real training.

A few short sentences, a hundred steps on the CPU with a stop between: the losses fall, and what is
exported speaks by Coqui's own API and, with the same sound, by our engine without torch.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.voices import own_voice

from briefing import voices
from briefing.engines import SynthesisOptions, load
from briefing.engines.coqui.load import quiet
from briefing.model import Voice

pytestmark = pytest.mark.coqui
TRAINING = Path(__file__).parents[2] / "training" / "tarang"
PROMPTS = [
    *("नमस्ते, आप कैसे हैं?", "आज मौसम साफ़ है।", "गाड़ी समय पर आई।", "बच्चे मैदान में खेल रहे हैं।"),
    *("यह बड़ी ख़बर है!", "किसान खेत गए।", "शाम को बारिश हुई।", "सब ठीक है।"),
]
SENTENCE = "आज शाम को बड़ी ख़बर आई है, सब ठीक है।"
STEPS = 100
SMALL = [
    *("model.hidden_channels=32", "model.encoder_layers=1", "model.encoder_ffn=64"),
    *("model.decoder_dilations=[1, 2]", "model.predictor_channels=32"),
    *(f"training.steps={STEPS}", "training.warm_up=10", "training.learning_rate=3e-3"),
    *("training.print_every=10", "training.check_every=50", "training.average=0.9"),
    *("training.batch_frames=1200", "corpus.held_out=0.3", "corpus.jobs=1", "corpus.composed=0"),
    *("light.channels=32", "light.inner=64", "light.blocks=2", "light.frames=32", "light.batch=4"),
    *(f"light.steps={STEPS}", "light.warm_up=10", "light.print_every=10", "light.average=0.9"),
    "light.learning_rate=3e-3",
]


def step(name: str, *arguments: object, changes: list[str]) -> str:
    """Run a step as the README does; return what it printed."""
    sets = [word for change in changes for word in ("--set", change)]
    command = [sys.executable, str(TRAINING / f"{name}.py"), *map(str, arguments), *sets]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    prompts = tmp_path_factory.mktemp("prompts") / "prompts.txt"
    prompts.write_text("\n".join(PROMPTS), encoding="utf-8")
    return [*SMALL, f"corpus.texts={json.dumps([str(prompts)])}"]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, changes: list[str]) -> Path:
    """The working folder after a corpus, fifty steps, a stop, and fifty more."""
    folder = tmp_path_factory.mktemp("work")
    assert "8 sentences, 8 to speak" in step("corpus", folder, changes=changes)
    assert "8 sentences, 0 to speak" in step("corpus", folder, changes=changes)
    for until in (STEPS // 2, STEPS):
        step("train", folder, "--until", until, changes=changes)
    return folder


@pytest.fixture(scope="module")
def exported(work: Path, changes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices") / "tiny"
    made = json.loads(step("export", work, folder, changes=changes))
    assert made["step"] == STEPS
    return folder


@pytest.fixture(scope="module")
def light(work: Path, exported: Path, changes: list[str]) -> Path:
    """The graph of a light vocoder after fifty steps, a stop, and fifty more."""
    for until in (STEPS // 2, STEPS):
        step("light", work, "--until", until, changes=changes)
    assert json.loads(step("light_export", work, exported, changes=changes))["step"] == STEPS
    return exported / "light.onnx"


def losses(work: Path, kind: str) -> list[float]:
    with (work / "log.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [float(row["mel"]) for row in rows if row["set"] == kind]


def test_a_hundred_steps_lower_the_losses(work: Path) -> None:
    taught, held = losses(work, "taught"), losses(work, "held out")
    assert len(taught) == STEPS // 10 and len(held) == 2
    assert taught[-1] < 0.6 * taught[0]
    assert held[1] < held[0]


def test_a_run_goes_on_where_it_stopped(work: Path) -> None:
    before, after = losses(work, "taught")[4:6]
    assert after < 1.2 * before


def tiny(folder: Path, engine: str, **options: Any) -> Voice:
    return own_voice(folder, engine, rate_hz=22_050, g2p="own", **options)


def test_torch_and_onnx_sound_the_same(exported: Path, home: Path) -> None:
    slow = SynthesisOptions(speed=0.8)
    for text in (SENTENCE, "हाँ।"):
        by_onnx = load(tiny(exported, "onnx-fastpitch"), slow).speak(text)
        by_torch = load(tiny(exported, "coqui", model="."), slow).speak(text)
        assert len(by_torch) == len(by_onnx) > 4000
        assert np.abs(by_torch - by_onnx).max() < 1e-3


def test_the_graphs_hold_no_second_copy_of_the_weights(exported: Path) -> None:
    for graph, part in (("acoustic.onnx", "fastpitch"), ("vocoder.onnx", "hifigan")):
        weights = (exported / part / "model.pth").stat().st_size
        assert (exported / graph).stat().st_size < max(200_000, weights / 50)


def test_the_light_vocoder_learns_and_goes_on(light: Path, work: Path) -> None:
    with (work / "light.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [int(row["step"]) for row in rows] == list(range(10, STEPS + 1, 10))
    stft = [float(row["stft"]) for row in rows]
    assert stft[5] < 1.2 * stft[4]
    assert stft[-1] < 0.6 * stft[0]
    assert float(rows[-1]["pitch"]) < float(rows[0]["pitch"])


def test_the_light_graph_sounds_as_in_training(
    light: Path, work: Path, changes: list[str], tmp_path: Path
) -> None:
    """Rounding, which moves the pitch a little, is all that differs from what was learnt."""
    script = """
import sys, numpy, onnxruntime, torch, config, light_export
from pathlib import Path
work, graph = map(Path, sys.argv[1:3])
_, network = light_export.learnt(work, config.load(sys.argv[3:]))
for weight in network.parameters():
    if weight.numel() >= 256:  # smaller ones stay as they are
        weight.data = weight.half().float()
for frames in (37, 90):
    mel = torch.randn(1, 80, frames, generator=torch.Generator().manual_seed(1)) - 5
    with torch.no_grad():
        own = network(mel).numpy()
    (other,) = onnxruntime.InferenceSession(graph).run(None, {"mel": mel.numpy()})
    assert own.shape == other.shape == (1, 1, 256 * frames)
    assert numpy.abs(own).max() > 0
    assert numpy.abs(own - other).max() < 0.02 * numpy.abs(own).max()
"""
    command = [sys.executable, "-c", script, str(work), str(light), *changes]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TRAINING)
    assert done.returncode == 0, done.stderr


def test_coquis_own_api_speaks_phones(exported: Path) -> None:
    with quiet():
        from TTS.api import TTS

        api = TTS(
            model_path=str(exported / "fastpitch" / "model.pth"),
            config_path=str(exported / "fastpitch" / "config.json"),
            vocoder_path=str(exported / "hifigan" / "model.pth"),
            vocoder_config_path=str(exported / "hifigan" / "config.json"),
            progress_bar=False,
        )
        sound = api.tts("nəmˈʌsteː.", split_sentences=False)
    assert len(sound) > 4000


def test_a_batch_learns_what_a_sentence_alone_speaks(work: Path, changes: list[str]) -> None:
    """Nothing leaks from the padding: the encoder of a batch is Coqui's of each sentence."""
    script = """
import sys, torch, config, model, train
from pathlib import Path
training = train.Training(config.load(sys.argv[2:]), Path(sys.argv[1]))
own, batch = training.average.eval(), training.corpus.batch(training.corpus.taught)
together = model.encode(own, batch.numbers, batch.mask)
for row, mask in enumerate(batch.mask):
    n = int(mask.sum())
    alone = own._forward_encoder(batch.numbers[row : row + 1, :n], torch.ones(1, 1, n))[0]
    assert torch.allclose(together[row : row + 1, :, :n], alone, atol=1e-4)
"""
    command = [sys.executable, "-c", script, str(work), *changes]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TRAINING)
    assert done.returncode == 0, done.stderr


TARANG = "tarang"


@pytest.mark.skipif(TARANG not in voices.known(), reason="the voice is not in the tree")
def test_tarang_speaks_by_coquis_engine_as_without_torch(home: Path) -> None:
    own = voices.find(TARANG, quality="high")  # by the vocoder that Coqui speaks with
    other = tiny(own.folder, "coqui", model=".")
    by_torch, by_onnx = load(other).speak(SENTENCE), load(own).speak(SENTENCE)
    assert len(by_torch) == len(by_onnx)
    assert np.abs(by_torch - by_onnx).max() < 1e-3
