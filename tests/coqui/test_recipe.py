"""The recipe of the voice tarang from end to end, at a small size: real teacher, real training.

The corpus is a few short sentences; a hundred steps on the CPU must lower the losses, across a
stop; what is exported must speak by Coqui, by our engine, and without torch.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from briefing import voices
from briefing.cli import main
from briefing.engines import SynthesisOptions, load
from briefing.engines.coqui.load import quiet
from briefing.errors import BriefingError
from briefing.synthesise import check
from briefing.system.folders import data_folder

pytestmark = pytest.mark.coqui
RECIPE = Path(__file__).parents[2] / "voices" / "tarang" / "recipe"
PROMPTS = [
    *("नमस्ते, आप कैसे हैं?", "आज मौसम साफ़ है।", "गाड़ी समय पर आई।", "बच्चे मैदान में खेल रहे हैं।"),
    *("यह बड़ी ख़बर है!", "किसान खेत गए।", "शाम को बारिश हुई।", "सब ठीक है।"),
]
SENTENCE = "आज शाम को बड़ी ख़बर आई है, सब ठीक है।"
SMALL = [
    *("model.hidden_channels=32", "model.hidden_channels_ffn_text_encoder=64"),
    *("model.num_layers_text_encoder=2", "model.num_layers_posterior_encoder=2"),
    *("model.num_layers_flow=2", "model.upsample_initial_channel_decoder=64"),
    "model.spec_segment_size=16",
    *("discriminators.period_channels=[4, 8, 16]", "discriminators.resolution_channels=4"),
    *("training.batch=4", "training.steps=100", "training.adversarial_from=30"),
    *("training.warm_up=5", "training.learning_rate=1e-3", "training.print_every=10"),
    *("corpus.held_out=0.3", "corpus.jobs=1", "state.part_bytes=300_000"),
]
MEGABYTE = 1_000_000
HALF = 50


def step(name: str, *arguments: object, changes: list[str]) -> str:
    """Run a step of the recipe as its README does; return what it printed."""
    sets = [word for change in changes for word in ("--set", change)]
    command = [sys.executable, str(RECIPE / f"{name}.py"), *map(str, arguments), *sets]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    prompts = tmp_path_factory.mktemp("prompts") / "prompts.txt"
    prompts.write_text("\n".join(PROMPTS), encoding="utf-8")
    return [*SMALL, f"corpus.prompts={json.dumps([str(prompts)])}"]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, changes: list[str]) -> Path:
    """The working folder after a corpus, fifty steps, a stop, and fifty more."""
    folder = tmp_path_factory.mktemp("work")
    assert "8 sentences" in step("corpus", folder, changes=changes)
    for until in (HALF, 2 * HALF):
        said = step("train", folder, "--until", until, "--device", "cpu", changes=changes)
        assert f"step {until} of 100" in said
    return folder


@pytest.fixture(scope="module")
def exported(work: Path, changes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices") / "tarang"
    step("export", work, folder, changes=changes)
    return folder


@pytest.fixture
def tarang(exported: Path, home: Path) -> Path:
    """The voice, in the folder of the user's voices of an empty machine."""
    return Path(shutil.copytree(exported, data_folder() / "voices" / "tarang"))


def losses(work: Path, name: str) -> list[float]:
    """Return the means of a loss, each over ten steps."""
    rows = (work / "log.tsv").read_text(encoding="utf-8").splitlines()
    tables = [dict(cell.split("=") for cell in row.split("\t")[2:]) for row in rows]
    return [float(table[name]) for table in tables if name in table]


@pytest.mark.parametrize(("name", "share"), [("mel", 0.7), ("stft", 0.85), ("kl", 0.5)])
def test_a_hundred_steps_lower_the_losses(name: str, share: float, work: Path) -> None:
    heard = losses(work, name)
    assert len(heard) == 10
    assert heard[-1] < share * heard[0]


def test_the_discriminators_learn(work: Path) -> None:
    heard = losses(work, "judges")
    assert len(heard) == 7 and heard[-1] < heard[0]


@pytest.mark.parametrize("name", ["mel", "stft"])
def test_a_run_goes_on_where_it_stopped(name: str, work: Path) -> None:
    before, after = losses(work, name)[4:6]
    assert after < 1.2 * before
    state = json.loads((work / "state" / "state.json").read_text(encoding="utf-8"))
    assert state["step"] == 2 * HALF
    assert len(state["parts"]) > 1
    assert {path.name for path in (work / "state").glob("*.pt")} == set(state["parts"])


def test_a_damaged_state_is_refused(work: Path, changes: list[str], tmp_path: Path) -> None:
    shutil.copytree(work / "state", tmp_path / "state")
    part = min((tmp_path / "state").glob("*-student-*.pt"))
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(AssertionError, match="not whole"):
        step("train", tmp_path, changes=changes)


def test_the_average_may_be_left_behind(work: Path, changes: list[str], tmp_path: Path) -> None:
    shutil.copytree(work / "state", tmp_path / "state")
    for part in (tmp_path / "state").glob("*-average-*.pt"):
        part.unlink()
    shutil.copytree(work, tmp_path, ignore=lambda *_: ["state"], dirs_exist_ok=True)
    said = step("train", tmp_path, changes=[*changes, "training.steps=101"])
    assert "step 101 of 101" in said
    assert list((tmp_path / "state").glob("*-average-*.pt"))


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the recipe's modules importable, for one test."""
    monkeypatch.syspath_prepend(str(RECIPE))
    before = set(sys.modules)
    yield
    for name in {file.stem for file in RECIPE.glob("*.py")} - before:
        sys.modules.pop(name, None)


def test_the_real_sizes(recipe: None, tmp_path: Path) -> None:
    """The state can be carried, and the voice is as small as it must be."""
    with quiet():
        import export
        import recipe as recipes
        import train

        training = train.Training(tmp_path, recipes.load(), "cpu")
    training.save()
    sizes = [path.stat().st_size for path in (tmp_path / "state").iterdir()]
    assert max(sizes) <= 16 * MEGABYTE
    assert sum(sizes) < 64 * MEGABYTE
    export.write_model(training.student, training.recipe, 1.0, tmp_path / "voice")
    assert (tmp_path / "voice" / "model.pth").stat().st_size < 45 * MEGABYTE
    count = sum(parameter.numel() for parameter in training.student.parameters())
    assert count == pytest.approx(14.7e6, rel=0.01)


def test_the_same_seed_gives_the_same_run(
    work: Path, changes: list[str], recipe: None, tmp_path: Path
) -> None:
    with quiet():
        import recipe as recipes
        import train
        from data import Corpus

        heard = []
        for _ in range(2):
            training = train.Training(tmp_path, recipes.load(changes), "cpu")
            corpus = Corpus(work, training.recipe, training.student.tokenizer, "cpu")
            train.torch.manual_seed(1)
            heard.append([training.learn(corpus.batch(2, seed)) for seed in range(2)])
    assert heard[0] == heard[1]
    assert heard[0][0] != heard[0][1]


def test_a_training_that_broke_down_is_not_kept(
    changes: list[str], recipe: None, tmp_path: Path
) -> None:
    with quiet():
        import recipe as recipes
        import train

        training = train.Training(tmp_path, recipes.load(changes), "cpu")
    next(iter(training.average.values())).fill_(float("nan"))
    with pytest.raises(BriefingError, match="broke down"):
        training.save()
    assert not (tmp_path / "state").exists()


def test_what_is_exported(exported: Path) -> None:
    names = {"model.pth", "config.json", "model.onnx", "model.json", "voice.toml", "NOTICE"}
    assert {path.name for path in exported.iterdir()} == names | {"README.md"}
    text = "".join(
        (exported / name).read_text(encoding="utf-8") for name in ("NOTICE", "README.md")
    )
    assert "$" not in text
    assert "hm_omega of Kokoro-82M" in text and "Apache-2.0" in text and "100 steps" in text
    # The graph lacks the posterior encoder; both are in half precision.
    graph, model = (exported / name for name in ("model.onnx", "model.pth"))
    assert graph.stat().st_size < 1.5 * model.stat().st_size


def test_coquis_own_api_speaks(exported: Path, tmp_path: Path) -> None:
    with quiet():
        from TTS.api import TTS

        paths = {"model_path": exported / "model.pth", "config_path": exported / "config.json"}
        tts = TTS(**{name: str(path) for name, path in paths.items()}, progress_bar=False)
        tts.tts_to_file(SENTENCE, file_path=str(tmp_path / "a.wav"))
    samples, rate_hz = soundfile.read(tmp_path / "a.wav", dtype="float32")
    assert rate_hz == 24000
    assert check.invalid_audio(samples) is None


def briefing(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_episode_with_torch(tarang: Path, home: Path) -> None:
    assert voices.find("tarang").engine == "coqui"
    script = home / "news.md"
    script.write_text(f"# आज की ख़बर\n\n{SENTENCE} {PROMPTS[0]}\n", encoding="utf-8")
    made = json.loads(briefing("make", script, "--voice", "tarang", "--json"))
    assert made["voices"][0]["engine"] == "coqui"
    assert made["voices"][0]["licence"]["commercial"] is True


WITHOUT = """
import sys
sys.modules.update(torch=None, TTS=None)
from briefing.cli import main
from briefing.errors import BriefingError
main(["make", "news.md", "--voice", "tarang", "--json"])
"""


def test_an_episode_without_torch(tarang: Path, home: Path) -> None:
    (home / "news.md").write_text(f"# आज की ख़बर\n\n{SENTENCE}\n", encoding="utf-8")
    command = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["voices"][0]["engine"] == "onnx-vits"
    assert made["audio"]["duration_ms"] > 1000


def test_torch_and_onnx_agree(tarang: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, table = tarang / "voice.toml", tarang / "model.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[options]\n", "[options]\nnoise_scale = 0.0\n"), encoding="utf-8")
    quietly = json.loads(table.read_text(encoding="utf-8")) | {"noise_scale": 0.0}
    table.write_text(json.dumps(quietly), encoding="utf-8")
    by_torch = load(voices.find("tarang"), SynthesisOptions()).speak(SENTENCE)
    monkeypatch.setitem(sys.modules, "TTS", None)
    other = voices.find("tarang")
    assert other.engine == "onnx-vits"
    by_onnx = load(other, SynthesisOptions()).speak(SENTENCE)
    assert len(by_torch) == len(by_onnx)
    assert np.abs(by_torch - by_onnx).max() < 5e-5
