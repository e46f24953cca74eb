"""What the training of tarang does before torch: sentences, order, features, shared weights."""

from __future__ import annotations

import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from briefing.engines.g2p import kokoro_symbols
from briefing.errors import ConfigError
from briefing.normalise import spoken

TRAINING = Path(__file__).parent.parent / "training" / "tarang"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the modules of the training importable, for one test."""
    monkeypatch.syspath_prepend(str(TRAINING))
    before = set(sys.modules)
    yield
    for name in {file.stem for file in TRAINING.glob("*.py")} - before:
        sys.modules.pop(name, None)


def settings(*changes: str) -> SimpleNamespace:
    import config

    settings: SimpleNamespace = config.load(changes)
    return settings


def test_a_change_is_taken() -> None:
    assert settings("training.steps=5", "training.learning_rate=1").training.steps == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("training.step=5", "did you mean training.steps"),
        ('training.steps="5"', "another type"),
        ("training.steps=", "write the value as in TOML"),
    ],
)
def test_a_change_that_will_not_do(change: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(change)
    assert words in str(caught.value)


def test_every_composed_sentence_can_be_said() -> None:
    import compose

    sentences = compose.composed(settings().corpus.composed)
    known = set(settings().text.phones + settings().text.marks)
    for sentence in sentences:
        assert set(unicode_decomposed(kokoro_symbols(spoken(sentence)))) <= known


def unicode_decomposed(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFD", text)


def test_the_corpus_is_large_and_has_what_it_must() -> None:
    import texts

    sentences = texts.sentences(settings())
    assert len(sentences) >= 3000
    assert sum(sentence.endswith("?") for sentence in sentences) >= 250
    assert sum(len(sentence.split()) == 1 for sentence in sentences) >= 100
    assert sum(len(sentence) > 150 for sentence in sentences) >= 50
    held = [sentence for sentence in sentences if texts.held_out(sentence, 0.02)]
    assert 0.01 < len(held) / len(sentences) < 0.03


def test_no_slot_is_left_empty() -> None:
    import compose

    assert not [sentence for sentence in compose.composed(400) if "{" in sentence]


def test_a_beginning_covers_most() -> None:
    import texts

    lines = ["a" * 30, "abcdefgh", "abc", "hgfedcba"]
    order = list(texts.by_coverage(lines))
    assert sorted(order) == [0, 1, 2, 3]
    assert {order[0], order[1]} == {1, 3}


def test_coverage_order_meets_pairs_sooner() -> None:
    import texts

    phones = [kokoro_symbols(spoken(s)) for s in texts.sentences(settings())[:400]]
    order = list(texts.by_coverage(phones))

    def kinds(places: list[int]) -> int:
        symbols, met = 0, Counter[str]()
        for place in places:
            symbols += len(phones[place])
            met.update(texts.pairs(phones[place]))
            if symbols > 3000:
                break
        return len(met)

    assert kinds(order) > 1.2 * kinds(list(range(400)))


def test_frames_add_up_to_the_sound() -> None:
    import features

    durations = np.array([17.23, 4.31, 2.15, 17.23], np.float32)
    made = features.Features("नम", durations, np.zeros(4, np.float32), np.zeros((40, 80)))
    frames = made.frames()
    assert frames.sum() == 40 and (frames > 0).all()
    assert np.abs(frames - durations).max() < 1.5


def test_silence_is_cut_or_added() -> None:
    import features

    sound = np.arange(12 * 600, dtype=np.float32)
    durations, samples = features._with_silence(np.array([10, 1, 1]), sound, 8)
    assert durations.tolist() == [8, 1, 8]
    assert len(samples) == durations.sum() * 600
    assert samples[0] == 2 * 600 and samples[10 * 600 - 1] == sound[-1] and samples[-1] == 0


def test_weights_are_read_out_of_a_checkpoint(tmp_path: Path) -> None:
    """An archive as torch writes it: members that are not compressed."""
    import onnx_shared

    weight = np.random.default_rng(1).normal(size=(40, 20)).astype(np.float16)
    (tmp_path / "part").mkdir()
    checkpoint = tmp_path / "part" / "model.pth"
    with zipfile.ZipFile(checkpoint, "w") as archive:
        archive.writestr("model/data/0", b"other")
        archive.writestr("model/data/1", weight.tobytes())
    graph = tmp_path / "model.onnx"
    save(graph, weight.astype(np.float32))
    size, given = graph.stat().st_size, np.ones((3, 40), np.float32)
    (before,) = onnxruntime.InferenceSession(graph).run(None, {"x": given})
    assert onnx_shared.share(graph, checkpoint) == weight.nbytes
    (after,) = onnxruntime.InferenceSession(graph).run(None, {"x": given})
    assert graph.stat().st_size < size / 4
    assert np.array_equal(before, after)


def test_what_rounding_would_change_stays_in_the_graph(tmp_path: Path) -> None:
    import onnx_shared

    weight = np.random.default_rng(1).normal(size=(40, 20)).astype(np.float32)
    checkpoint = tmp_path / "model.pth"
    with zipfile.ZipFile(checkpoint, "w") as archive:
        archive.writestr("model/data/0", weight.astype(np.float16).tobytes())
    save(tmp_path / "model.onnx", weight)
    assert onnx_shared.share(tmp_path / "model.onnx", checkpoint) == 0


def save(path: Path, weight: Any) -> None:
    shape = [None, weight.shape[0]]
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    made = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = helper.make_graph([node], "g", [given], [made], [numpy_helper.from_array(weight, "w")])
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), str(path))
