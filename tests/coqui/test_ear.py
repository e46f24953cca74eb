"""The training of the ear from end to end, at a small size: real voices, real training."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from briefing.listen.ear import Ear
from briefing.listen.phones import PHONES

pytestmark = pytest.mark.coqui
ROOT = Path(__file__).parents[2]
STEPS = 60
PROMPTS = [
    *("नमस्ते, आप कैसे हैं?", "आज मौसम साफ़ है।", "गाड़ी समय पर आई।", "शाम को बारिश हुई।"),
    *("यह बड़ी ख़बर है!", "किसान खेत गए।"),
]
SMALL = [
    *(
        'corpus.voices=["hm_omega", "hf_alpha"]',
        "corpus.block=3",
        "corpus.sentences=[3, 3]",
        "corpus.guests=[]",
    ),
    *("corpus.unheard=[]", "corpus.blends=0", "corpus.composed=0", "corpus.held_out=0.0"),
    "disguise.copies=1",
    *("ear.channels=32", "ear.inner=64", "ear.blocks=2", f"ear.steps={STEPS}", "ear.warm_up=5"),
    *("ear.batch=4", "ear.frames=60", "ear.print_every=10", "ear.average=0.9"),
    "ear.learning_rate=5e-3",
]


def step(work: Path, *arguments: object) -> str:
    """Make the ear as its README does, as far as the arguments say; return what is printed."""
    prompts = work / "prompts.txt"
    prompts.write_text("\n".join(PROMPTS), encoding="utf-8")
    changes = [*SMALL, f"corpus.texts={json.dumps([str(prompts)])}"]
    sets = [word for change in changes for word in ("--set", change)]
    model = work / "ear.onnx"
    command = [sys.executable, "-m", "training.ear", work, "--model", model, *arguments, *sets]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder after half of the steps, a stop, and the others."""
    folder = tmp_path_factory.mktemp("ear")
    assert "6 sentences, 6 to speak" in step(folder, "--until", STEPS // 2)
    assert "6 sentences, 0 to speak" in step(folder)
    return folder


def test_it_learns_and_goes_on_where_it_stopped(work: Path) -> None:
    with (work / "log.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [int(row["step"]) for row in rows] == list(range(10, STEPS + 1, 10))
    loss = [float(row["loss"]) for row in rows]
    assert loss[-1] < 0.75 * loss[0]
    assert loss[3] < 1.15 * loss[2]  # the stop


def test_what_is_exported_is_what_was_learnt(work: Path) -> None:
    script = """
import sys, numpy, onnxruntime, torch
from pathlib import Path
from training.ear.export import learnt
from training.ear.__main__ import configuration
network = learnt(configuration(sys.argv[2:]), Path(sys.argv[1]))
mel = torch.randn(1, 64, 74, generator=torch.Generator().manual_seed(1)) - 8
with torch.no_grad():
    own = network(mel).exp().numpy()
session = onnxruntime.InferenceSession(Path(sys.argv[1]) / "ear.onnx")
other = numpy.exp(session.run(None, {"mel": mel.numpy()})[0])
assert own.shape == other.shape == (1, 56, 37)
assert numpy.abs(own - other).max() < 0.01, numpy.abs(own - other).max()
"""
    command = [sys.executable, "-c", script, str(work), *SMALL]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_ear_of_the_product_listens_with_it(work: Path) -> None:
    scores = Ear(work / "ear.onnx").hear(np.zeros(16000, np.float32), 16000)
    assert scores.shape == (50, len(PHONES))
    assert PHONES[int(scores.mean(0).argmax())] == "sil"
