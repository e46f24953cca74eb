"""The rewritten graph: the same numbers, on a small network and on the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from briefing.engines.kokoro import controls, optimise
from briefing.engines.kokoro.graph import Graph
from briefing.errors import VoiceError

RNG = np.random.default_rng(7)
CHANNELS, TIME = 6, 40


def session(model: bytes | Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    data = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def constants(**arrays: np.ndarray | np.generic) -> list[onnx.TensorProto]:
    return [numpy_helper.from_array(np.asarray(array), name) for name, array in arrays.items()]


def save(
    path: Path, nodes: list[onnx.NodeProto], inits: list[onnx.TensorProto], output: str
) -> Path:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, None])
    result = helper.make_tensor_value_info(output, TensorProto.FLOAT, None)
    body = helper.make_graph(nodes, "g", [value], [result], inits)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(body, opset_imports=opsets, ir_version=9), path)
    return path


def convolution(path: Path, bias: bool, **shape: object) -> Path:
    """Save a convolution as onnxruntime's dynamic quantiser writes it."""
    taps = int(shape.pop("taps"))  # type: ignore[call-overload]
    node, out = helper.make_node, "/decoder/y"
    nodes = [
        node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]),
        node("ConvInteger", ["xq", "w", "xz", "wz"], ["/decoder/i"], **shape),
        node("Mul", ["xs", "ws"], ["scale"]),
    ]
    last = "/decoder/i"
    if bias:
        nodes += [
            node("Div", ["bias", "scale"], ["units"]),
            node("Floor", ["units"], ["rounded"]),
            node("Cast", ["rounded"], ["whole"], to=TensorProto.INT32),
            node("Reshape", ["whole", "column"], ["wholes"]),
            node("Add", [last, "wholes"], ["biased"]),
        ]
        last = "biased"
    nodes += [
        node("Cast", [last], ["f"], to=TensorProto.FLOAT),
        node("Mul", ["f", "scale"], [out]),
    ]
    inits = constants(
        w=RNG.integers(0, 256, (5, CHANNELS, taps)).astype(np.uint8),
        wz=np.uint8(121),
        ws=np.float32(0.013),
        bias=RNG.standard_normal(5).astype(np.float32),
        column=np.array([1, 5, 1], np.int64),
    )
    return save(path, nodes, inits, out)


def both(path: Path, change: optimise.Pass) -> tuple[np.ndarray, np.ndarray, Graph]:
    """Run a graph before and after a pass that must find something."""
    x = RNG.standard_normal((1, CHANNELS, TIME)).astype(np.float32)
    before = session(path).run(None, {"x": x})[0]
    changed = Graph(path)
    assert change(changed) > 0
    after = path.with_suffix(".after.onnx")
    changed.save(after)
    return before, session(after).run(None, {"x": x})[0], changed


SHAPES = [
    {"taps": 1},
    {"taps": 3, "pads": [1, 1]},
    {"taps": 5, "pads": [4, 4], "dilations": [2]},
    {"taps": 4, "pads": [1, 2], "strides": [2]},
    {"taps": 3, "pads": [0, 0], "strides": [3], "dilations": [2]},
]


@pytest.mark.skipif(not optimise.signed_products_are_exact(), reason="this CPU would saturate")
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_an_unfolded_convolution_gives_the_same(
    shape: dict[str, object], bias: bool, tmp_path: Path
) -> None:
    before, after, changed = both(
        convolution(tmp_path / "a.onnx", bias, **shape), optimise.integer_convolutions
    )
    np.testing.assert_allclose(after, before, rtol=1e-6, atol=1e-5)
    assert "ConvInteger" not in {node.op_type for node in changed.nodes}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_float_convolution_gives_nearly_the_same(
    shape: dict[str, object], tmp_path: Path
) -> None:
    before, after, _ = both(
        convolution(tmp_path / "a.onnx", True, **shape), optimise.float_products
    )
    assert np.abs(after - before).max() < 0.02 * np.abs(before).max()


def test_a_spelled_out_instance_norm_becomes_one_node(tmp_path: Path) -> None:
    node = helper.make_node
    nodes = [
        node("ReduceMean", ["x", "axes"], ["mean"]),
        node("Sub", ["x", "mean"], ["centred"]),
        node("Mul", ["centred", "centred"], ["square"]),
        node("ReduceMean", ["square", "axes"], ["variance"]),
        node("Add", ["variance", "eps"], ["sum"]),
        node("Sqrt", ["sum"], ["deviation"]),
        node("Div", ["centred", "deviation"], ["/decoder/n"]),
        node("Mul", ["gamma", "/decoder/n"], ["/decoder/m"]),
        node("Add", ["/decoder/m", "beta"], ["/decoder/y"]),
    ]
    inits = constants(
        axes=np.array([2], np.int64),
        eps=np.float32(1e-5),
        gamma=RNG.standard_normal((1, CHANNELS, 1)).astype(np.float32),
        beta=RNG.standard_normal((1, CHANNELS, 1)).astype(np.float32),
    )
    path = save(tmp_path / "a.onnx", nodes, inits, "/decoder/y")
    before, after, changed = both(path, optimise.instance_norms)
    np.testing.assert_allclose(after, before, rtol=1e-4, atol=1e-5)
    assert [n.op_type for n in changed.nodes] == ["Reshape", "Reshape", "InstanceNormalization"]


def test_a_square_becomes_a_product(tmp_path: Path) -> None:
    nodes = [helper.make_node("Pow", ["x", "two"], ["/decoder/y"])]
    path = save(tmp_path / "a.onnx", nodes, constants(two=np.float32(2)), "/decoder/y")
    before, after, _ = both(path, optimise.squares)
    np.testing.assert_array_equal(after, before)


def pitched(path: Path) -> Path:
    """Save a graph with the pitch, the alignment and the speed of Kokoro's, under their names."""
    node, info = helper.make_node, helper.make_tensor_value_info
    nodes = [
        node("Identity", ["x"], [controls.PITCH]),
        node("Identity", ["a"], ["/encoder/Cast_4_output_0"]),
        node("Squeeze", [controls.PITCH, "axis"], ["squeezed"]),
        node("Div", ["a", "speed"], ["slower"]),
    ]
    given = {"x": [1, 1, None], "a": [None, None], "speed": [1]}
    body = helper.make_graph(
        nodes,
        "g",
        [info(name, TensorProto.FLOAT, shape) for name, shape in given.items()],
        [info(name, TensorProto.FLOAT, None) for name in ("squeezed", "slower")],
        constants(axis=np.array([1], np.int64)),
    )
    opsets = [helper.make_opsetid("", 20)]
    onnx.save(helper.make_model(body, opset_imports=opsets, ir_version=9), path)
    return path


def test_the_pitch_of_each_token_can_be_moved(tmp_path: Path) -> None:
    changed = Graph(pitched(tmp_path / "a.onnx"))
    assert controls.melody(changed) == 1
    changed.save(tmp_path / "b.onnx")
    ready = session(tmp_path / "b.onnx")
    frames = np.array([10, 20, 10])
    pitch = RNG.uniform(80, 200, 2 * frames.sum()).astype(np.float32)
    pitch[30:34] = -3  # no voice
    inputs = {
        "x": pitch[None, None],
        "a": np.repeat(np.eye(3, dtype=np.float32), frames, axis=1),
        "speed": np.ones(frames.sum(), np.float32),
    }

    def moved(scale: list[float], shift: list[float]) -> np.ndarray:
        curves = {
            controls.PITCH_SCALE: np.array([scale], np.float32),
            controls.PITCH_SHIFT: np.array([shift], np.float32),
        }
        (squeezed, _) = ready.run(None, {**inputs, **curves})
        return np.ravel(squeezed)

    assert np.array_equal(moved([1, 1, 1], [0, 0, 0]), pitch)
    higher = moved([1, 2, 1], [0, 0, 10]) - pitch
    assert np.allclose(higher[:18], 0)
    assert np.allclose(higher[34:58], pitch[34:58], rtol=1e-5)
    assert np.allclose(higher[30:34], 0)  # what has no voice gets none
    assert np.allclose(higher[62:], 10, atol=1e-3)
    assert 10 < higher[59] < pitch[59]  # not at once


def test_a_graph_without_a_pitch_stays_as_it_is(tmp_path: Path) -> None:
    graph = Graph(convolution(tmp_path / "a.onnx", False, taps=1))
    assert controls.melody(graph) == 0


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"no model")
    with pytest.raises(VoiceError, match="cannot be loaded"):
        optimise.optimised(tmp_path / "a.onnx")


def test_the_rewritten_graph_is_made_once(tmp_path: Path) -> None:
    path = convolution(tmp_path / "a.onnx", True, taps=3, pads=[1, 1])
    made = optimise.optimised(path)
    stamp = made.stat().st_mtime_ns
    assert optimise.optimised(path) == made
    assert made.stat().st_mtime_ns == stamp
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([path.name, made.name])


def test_a_joined_model_is_replaced(tmp_path: Path) -> None:
    joined: list[Path] = []

    def join() -> Path:
        joined.append(convolution(tmp_path / "a.onnx", True, taps=3, pads=[1, 1]))
        return joined[-1]

    made = optimise.optimised(tmp_path / "a.onnx", join)
    assert not (tmp_path / "a.onnx").exists()
    assert optimise.optimised(tmp_path / "a.onnx", join) == made
    assert len(joined) == 1


@pytest.mark.parametrize("joined", [True, False])
def test_what_earlier_versions_made_is_removed(joined: bool, tmp_path: Path) -> None:
    """A cache that is shared by machines and installations may hold others' files, too."""
    model = convolution(tmp_path / "a.b.onnx", True, taps=3, pads=[1, 1])
    newest = f"a.b.integer-{optimise.VERSION + 1}.onnx"
    kept = {newest, "a.b.other-1.onnx", "a.integer-1.onnx", "b.float-1.onnx"}
    for name in (*kept, "a.b.integer-1.onnx", "a.b.float-1.onnx", "a.b.float-02.onnx"):
        (tmp_path / name).write_bytes(b"")
    made = optimise.optimised(model, (lambda: model) if joined else None)
    there = {path.name for path in tmp_path.iterdir()}
    assert there == kept | {made.name} | (set() if joined else {model.name})


def test_two_processes_at_once(tmp_path: Path) -> None:
    path = convolution(tmp_path / "a.onnx", True, taps=3, pads=[1, 1])
    data = path.read_bytes()
    made = optimise.optimised(path)
    path.unlink()
    made.rename(tmp_path / "made")

    def removed() -> Path:  # between its making and its reading
        (tmp_path / "made").rename(made)
        return path

    assert optimise.optimised(path, removed) == made
    path.write_bytes(data)


@pytest.mark.voice
def test_the_default_voice_sounds_the_same() -> None:
    from briefing.engines.g2p import by_name
    from briefing.engines.kokoro import engine
    from briefing.engines.kokoro.tokens import tokens
    from briefing.voices import find

    voice = find("hm_omega")
    model = engine._model(voice)
    ids = tokens(by_name("own")("नमस्ते।"))
    style = np.fromfile(voice.folder / "style.bin", "<f4").reshape(510, 1, 256)[len(ids) - 1]
    inputs = {
        "tokens": np.array([[0, *ids, 0]], np.int64),
        "style": style,
        "speed": np.ones(1, np.float32),
    }
    published = session(model).run(None, inputs)[0].ravel()
    inputs |= controls.unmoved(len(ids) + 2)
    rewritten = session(optimise.optimised(model)).run(None, inputs)[0].ravel()
    assert len(published) == len(rewritten)  # durations are the published model's, bit for bit
    assert np.corrcoef(published, rewritten)[0, 1] > 0.99
