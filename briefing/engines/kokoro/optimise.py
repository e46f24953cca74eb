"""Rewrite a model's graph so that the same network runs faster, once, and keep it by the weights.

The published int8 graph of Kokoro spends two thirds of its time in ``ConvInteger``, whose kernel
multiplies unsigned by unsigned bytes. The same integers come out of ``MatMulInteger`` with signed
weights, which CPUs with dot-product instructions (AVX-512 VNNI, AVX-VNNI, Arm SDOT) do at more than
twice the rate. Where a CPU lacks them, signed weights would saturate: there the weights are turned
back into float32. The passes:

- :func:`integer_convolutions`: a convolution becomes the product of its unfolded input (im2col)
  with a constant matrix, of the same integers;
- :func:`float_products`: integer convolutions and products become float32 ones;
- :func:`instance_norms`: the nine nodes of an adaptive instance norm become one
  (Ulyanov et al. 2016; AdaIN of StyleTTS 2);
- :func:`squares`: ``Pow(x, 2)`` becomes ``Mul(x, x)``;
- :func:`durations`: how long each token lasts becomes a second output;
- :func:`melody`: two new inputs move the pitch of each token.

The first four touch the decoder alone. What predicts durations and pitch stays as it was, bit for
bit: it costs little, and the phase of the voice is a running sum of its pitch, so that the last bit
of a pitch moves the whole waveform. ``bench/graph.py`` measures them, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from briefing.engines.kokoro.controls import durations, melody
from briefing.engines.kokoro.graph import Graph, Node, new_node
from briefing.errors import VoiceError

#: Raised whenever a pass makes another graph of the same model: it names the file.
VERSION = 3
_CENTRE = 128  # between unsigned and signed bytes
_FLOAT = 1  # TensorProto.FLOAT
_CONTRIB = "com.microsoft"
Pass = Callable[[Graph], int]


def optimised(model: Path, join: Callable[[], Path] | None = None) -> Path:
    """Return the model rewritten for this machine; made at first use, beside the model.

    A model without integer convolutions (one in full precision) gets the other passes. Two
    processes at once both write, and either's rename leaves the same bytes. What earlier versions
    made of the model is removed. ``join`` makes a model that is not there yet, and which is not
    kept: the rewritten one takes its place.

    Raises
    ------
    VoiceError
        if the model cannot be read, or its folder cannot be written to.
    """
    from briefing.engines.kokoro.weights import written

    name = "integer" if signed_products_are_exact() else "float"
    path = model.with_name(f"{model.stem}.{name}-{VERSION}.onnx")
    if path.is_file():
        return path
    try:
        graph = Graph(join() if join else model)
    except VoiceError:
        if path.is_file():  # another process has made it, and removed what it was made of
            return path
        raise
    for change in PASSES[name]:
        change(graph)
    with written(path) as temporary:
        graph.save(temporary)
    for old in (*_of_earlier_versions(model), *([model] if join else [])):
        with suppress(OSError):  # it only takes room
            old.unlink(missing_ok=True)
    return path


def _of_earlier_versions(model: Path) -> Iterator[Path]:
    """Yield what earlier versions of this module made of a model, for any machine."""
    ours = re.compile(rf"{re.escape(model.stem)}\.(?:{'|'.join(PASSES)})-(\d+)\.onnx")
    for path in model.parent.iterdir():
        if (match := ours.fullmatch(path.name)) and int(match[1]) < VERSION:
            yield path


def signed_products_are_exact() -> bool:
    """Tell whether this CPU multiplies unsigned by signed bytes without saturating.

    Pairs of products are the largest there are: without dot-product instructions their sum, 64,770,
    is cut to the 32,767 of a 16-bit lane.
    """
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    weights = numpy_helper.from_array(np.full((64, 16), 127, np.int8), "b")
    node = helper.make_node("MatMulInteger", ["a", "b"], ["y"])
    given = helper.make_tensor_value_info("a", TensorProto.UINT8, [16, 64])
    result = helper.make_tensor_value_info("y", TensorProto.INT32, [16, 16])
    graph = helper.make_graph([node], "probe", [given], [result], [weights])
    probe = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(
        probe.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (sums,) = session.run(None, {"a": np.full((16, 64), 255, np.uint8)})
    return bool((sums == 64 * 255 * 127).all())


class _Product:
    """An integer convolution or product with what belongs to it.

    ``DynamicQuantizeLinear`` gives bytes, a scale and a zero point; then the product; then a bias
    in units of the product, if there is one; a cast; a multiplication with both scales.
    """

    def __init__(self, graph: Graph, node: Node) -> None:
        self.node = node
        self.bytes, self.weight, self.zero, self.weight_zero = node.input
        quantised = graph.producer(self.bytes, "DynamicQuantizeLinear")
        after = graph.consumer(node.output[0])
        bias = after if after is not None and after.op_type == "Add" else None
        cast = graph.consumer(bias.output[0]) if bias is not None else after
        scaled = graph.consumer(cast.output[0], "Mul") if cast is not None else None
        if quantised is None or cast is None or cast.op_type != "Cast" or scaled is None:
            raise VoiceError(f"the model has a product of an unknown shape: {node.name}")
        self.input, self.input_scale = quantised.input[0], quantised.output[1]
        self.output = scaled.output[0]
        self.scale = next(name for name in scaled.input if name != cast.output[0])
        scales = graph.producer(self.scale, "Mul")
        self.weight_scale = _other(scales, self.input_scale)
        self.bias, self.bias_in_units = "", ""
        if bias is not None:
            # Add ← Reshape ← Cast ← Floor ← Div(bias, scale)
            shaped = graph.producer(_other(bias, node.output[0]), "Reshape")
            whole = graph.producer(_inputs(shaped)[0], "Cast")
            rounded = graph.producer(_inputs(whole)[0], "Floor")
            if rounded is None or whole is None:
                raise VoiceError(f"the model has a bias of an unknown shape: {node.name}")
            self.bias_in_units = whole.output[0]
            self.bias = _inputs(graph.producer(rounded.input[0]))[0]


def integer_convolutions(graph: Graph) -> int:
    """Turn ``ConvInteger`` (one dimension, one group) into unfolded bytes times a matrix."""
    made = {}
    for node in graph.decoder("ConvInteger"):
        product = _Product(graph, node)
        made[product.output] = _unfolded(graph, product)
    return graph.replace(made)


def _unfolded(graph: Graph, product: _Product) -> list[Node]:
    """Return the nodes of one convolution: (1, C, T) bytes to (1, O, T') float32."""
    name, shape = product.node.output[0], _attributes(product.node)
    weights = graph.array(product.weight)
    channels_out, channels, taps = weights.shape
    signed = (weights.astype(np.int16) - _CENTRE).astype(np.int8)
    matrix = graph.constant(
        f"{product.weight}/signed", signed.transpose(2, 1, 0).reshape(taps * channels, channels_out)
    )
    zero = int(graph.array(product.weight_zero)) - _CENTRE
    nodes = [new_node("Transpose", [product.bytes], f"{name}/time", perm=[0, 2, 1])]
    nodes += _padded(graph, nodes[-1].output[0], product.zero, shape.get("pads", [0, 0]), name)
    stride, dilation = shape.get("strides", [1])[0], shape.get("dilations", [1])[0]
    if taps > 1 or stride > 1:
        nodes += _columns(graph, nodes[-1].output[0], (taps, channels, stride, dilation), name)
    inputs = [nodes[-1].output[0], matrix, product.input_scale, product.weight_scale, product.zero]
    inputs.append(graph.constant(f"signed zero {zero}", np.int8(zero)))
    if product.bias:
        nodes.append(new_node("Cast", [product.bias_in_units], f"{name}/units", to=_FLOAT))
        nodes.append(new_node("Mul", [f"{name}/units", product.scale], f"{name}/bias"))
        inputs.append(f"{name}/bias")
    nodes.append(new_node("MatMulIntegerToFloat", inputs, f"{name}/product", domain=_CONTRIB))
    nodes.append(new_node("Transpose", [nodes[-1].output[0]], product.output, perm=[0, 2, 1]))
    return nodes


def _padded(graph: Graph, value: str, zero: str, pads: Sequence[int], name: str) -> list[Node]:
    """Pad time with what stands for zero."""
    if not any(pads):
        return []
    before, after = pads
    amounts = np.array([0, before, 0, 0, after, 0], np.int64)
    amounts_name = graph.constant(f"pads {before} {after}", amounts)
    return [new_node("Pad", [value, amounts_name, zero], f"{name}/padded")]


def _columns(graph: Graph, value: str, shape: tuple[int, int, int, int], name: str) -> list[Node]:
    """Unfold (1, T, C) to (1, T', taps · C): row t holds what the taps see at t."""
    taps, channels, stride, dilation = shape
    reach = dilation * (taps - 1)

    def number(value: int) -> str:
        return graph.constant(f"int {value}", np.array(value, np.int64))

    places = graph.constant(f"taps {taps} {dilation}", np.arange(taps)[None] * np.int64(dilation))
    flat = graph.constant(f"flat {taps * channels}", np.array([1, -1, taps * channels], np.int64))
    last = graph.constant("axes 1", np.array([1], np.int64))
    return [
        new_node("Shape", [value], f"{name}/shape"),
        new_node("Gather", [f"{name}/shape", number(1)], f"{name}/length", axis=0),
        new_node("Sub", [f"{name}/length", number(reach)], f"{name}/end"),
        new_node("Range", [number(0), f"{name}/end", number(stride)], f"{name}/starts"),
        new_node("Unsqueeze", [f"{name}/starts", last], f"{name}/rows"),
        new_node("Add", [f"{name}/rows", places], f"{name}/places"),
        new_node("Gather", [value, f"{name}/places"], f"{name}/taps", axis=1),
        new_node("Reshape", [f"{name}/taps", flat], f"{name}/columns"),
    ]


def float_products(graph: Graph) -> int:
    """Turn ``ConvInteger`` and ``MatMulInteger`` with their scales into float32 ones."""
    kinds = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}
    made = {}
    for node in graph.decoder(*kinds):
        product = _Product(graph, node)
        weights = graph.array(product.weight).astype(np.float32)
        weights -= np.float32(graph.array(product.weight_zero))
        weights *= np.float32(graph.array(product.weight_scale))
        inputs = [product.input, graph.constant(f"{product.weight}/float", weights)]
        inputs += [product.bias] if product.bias else []
        kept = _attributes(node)
        made[product.output] = [new_node(kinds[node.op_type], inputs, product.output, **kept)]
    return graph.replace(made)


def instance_norms(graph: Graph) -> int:
    """Turn γ · (x − mean) / sqrt(variance + ε) + β over time into ``InstanceNormalization``."""
    made: dict[str, list[Node]] = {}
    flat = graph.constant("flat", np.array([-1], np.int64))
    for node in graph.decoder("Div"):
        found = _normalised(graph, node)
        for scaled in graph.consumers(node.output[0]):
            shifted = graph.consumer(scaled.output[0], "Add")
            if found is None or scaled.op_type != "Mul" or shifted is None:
                continue
            value, epsilon = found
            name = shifted.output[0]
            made[name] = [
                new_node("Reshape", [_other(scaled, node.output[0]), flat], f"{name}/gamma"),
                new_node("Reshape", [_other(shifted, scaled.output[0]), flat], f"{name}/beta"),
                new_node(
                    "InstanceNormalization",
                    [value, f"{name}/gamma", f"{name}/beta"],
                    name,
                    epsilon=epsilon,
                ),
            ]
    return graph.replace(made)


def _normalised(graph: Graph, node: Node) -> tuple[str, float] | None:
    """Return what a division normalises over its last of three axes, and ε; None if it does not."""
    centred = graph.producer(node.input[0], "Sub")
    deviation = graph.producer(node.input[1], "Sqrt")
    if centred is None or deviation is None:
        return None
    mean = graph.producer(centred.input[1], "ReduceMean")
    variance = graph.producer(deviation.input[0], "Add")
    if mean is None or variance is None or graph.array(mean.input[1]) != [2]:
        return None
    (epsilon,) = (graph.array(name) for name in variance.input if name in graph.constants)
    return centred.input[0], float(epsilon)


def squares(graph: Graph) -> int:
    """Turn ``Pow(x, 2)`` into ``Mul(x, x)``."""
    made = {}
    for node in graph.decoder("Pow"):
        exponent = graph.array(node.input[1])
        if exponent is not None and exponent.size == 1 and float(exponent) == 2:
            made[node.output[0]] = [new_node("Mul", [node.input[0]] * 2, node.output[0])]
    return graph.replace(made)


#: What is done to a graph, in order, by what the machine does well.
_SEAMS: tuple[Pass, ...] = (durations, melody)
PASSES: Mapping[str, tuple[Pass, ...]] = {
    "integer": (integer_convolutions, instance_norms, squares, *_SEAMS),
    "float": (float_products, instance_norms, squares, *_SEAMS),
}


def _attributes(node: Node) -> dict[str, Any]:
    from onnx import helper

    found = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    return {k: v.decode() if isinstance(v, bytes) else v for k, v in found.items()}


def _inputs(node: Node | None) -> list[str]:
    return list(node.input) if node is not None else [""]


def _other(node: Node | None, name: str) -> str:
    """Return the other of a node's two inputs."""
    return next((other for other in _inputs(node) if other != name), "")
