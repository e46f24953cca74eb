"""What the graph is given and tells beside the sound: pitch and speed of each token, durations."""

from __future__ import annotations

from typing import Any

import numpy as np

from briefing.engines.kokoro.graph import Graph, Node, new_node

#: How many units of 25 ms each token lasts, float32 of shape (n,), padding included.
DURATIONS = "/encoder/Clip_output_0"
#: The pitch in Hz, of shape (1, 1, 2 · frames); below ``_LOWEST_HZ`` where there is no voice.
PITCH = "/encoder/F0_proj/Conv_output_0"
_LOWEST_HZ = 40.0
#: Which token sounds in which frame: 0 or 1, float32 of shape (n, frames).
_ALIGNMENT = "/encoder/Cast_4_output_0"
#: The inputs of :func:`melody`: float32 of shape (1, n), 1 and 0 for the pitch as it is.
PITCH_SCALE, PITCH_SHIFT = "pitch_scale", "pitch_shift_hz"
#: A change of pitch is spread over this many halves of a frame, 62 ms.
_SMOOTH = 5


def durations(graph: Graph) -> int:
    """Make the durations of the tokens an output, if the graph has them under their name."""
    from onnx import TensorProto, helper

    if graph.producer(DURATIONS) is None:
        return 0
    shown = helper.make_tensor_value_info(DURATIONS, TensorProto.FLOAT, None)
    graph.model.graph.output.append(shown)
    return 1


def melody(graph: Graph) -> int:
    """Have the pitch of a voiced frame be ``scale · pitch + shift``, by two inputs for each token.

    The speed may then be given for each token, too. A graph without these names stays as it is.
    """
    from onnx import TensorProto, helper

    taken = graph.consumer(PITCH, "Squeeze")
    if taken is None or graph.producer(_ALIGNMENT) is None:
        return 0
    lowest = graph.constant("lowest Hz", np.float32(_LOWEST_HZ))
    nodes = [*_by_frame(graph, PITCH_SCALE), *_by_frame(graph, PITCH_SHIFT)]
    nodes += [
        new_node("Mul", [PITCH, f"{PITCH_SCALE}/smooth"], "melody/scaled"),
        new_node("Add", ["melody/scaled", f"{PITCH_SHIFT}/smooth"], "melody/moved"),
        new_node("Greater", [PITCH, lowest], "melody/voiced"),
        new_node("Where", ["melody/voiced", "melody/moved", PITCH], "melody/pitch"),
        new_node("Squeeze", ["melody/pitch", taken.input[1]], taken.output[0]),
    ]
    for name in (PITCH_SCALE, PITCH_SHIFT):
        given = helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens"])
        graph.model.graph.input.append(given)
    for given in graph.model.graph.input:
        if given.name == "speed":
            given.type.tensor_type.shape.dim[0].dim_param = "speeds"
    return graph.replace({taken.output[0]: nodes})


def unmoved(tokens: int) -> dict[str, Any]:
    """Return the inputs of :func:`melody` that leave the pitch as it is."""
    return {
        PITCH_SCALE: np.ones((1, tokens), np.float32),
        PITCH_SHIFT: np.zeros((1, tokens), np.float32),
    }


def _by_frame(graph: Graph, name: str) -> list[Node]:
    """Spread what is given for each token, (1, n), over the halves of its frames, (1, 1, 2 · T)."""
    column = graph.constant("shape of a column", np.array([1, 1, -1, 1], np.int64))
    row = graph.constant("shape of a row", np.array([1, 1, -1], np.int64))
    around = [_SMOOTH // 2] * 2
    return [
        new_node("MatMul", [name, _ALIGNMENT], f"{name}/frames"),
        new_node("Reshape", [f"{name}/frames", column], f"{name}/column"),
        new_node("Concat", [f"{name}/column"] * 2, f"{name}/twice", axis=3),
        new_node("Reshape", [f"{name}/twice", row], f"{name}/halves"),
        new_node(
            "AveragePool", [f"{name}/halves"], f"{name}/smooth", kernel_shape=[_SMOOTH], pads=around
        ),
    ]
