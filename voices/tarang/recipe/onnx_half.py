"""Halve an ONNX file: store as half precision what is a number of half precision already."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from briefing.system.files import atomic_path

#: Smaller tensors are not worth an operator.
_LEAST = 256


def halve(path: Path) -> None:
    """Store weights in half precision, with an operator that widens them when the graph is loaded.

    onnxruntime does that once, so nothing is computed in half precision: the sound stays the same.
    A tensor that rounding would change is left as it is.
    """
    model = onnx.load(str(path))
    graph, kept, widening = model.graph, [], []
    for tensor in graph.initializer:
        value = numpy_helper.to_array(tensor)
        half = value.astype(np.float16) if value.dtype == np.float32 else None
        if half is None or value.size < _LEAST or not np.allclose(half, value, rtol=1e-6, atol=0):
            kept.append(tensor)
            continue
        name = f"{tensor.name}_half"
        kept.append(numpy_helper.from_array(half, name))
        widening.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*widening, *graph.node]
    for field, items in ((graph.initializer, kept), (graph.node, nodes)):
        del field[:]
        field.extend(items)
    onnx.checker.check_model(model)
    with atomic_path(path) as beside:
        onnx.save(model, str(beside))
