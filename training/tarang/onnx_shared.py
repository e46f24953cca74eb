"""Let a graph read its weights out of the checkpoint they came from.

A checkpoint of torch is a ZIP archive whose members are not compressed, and ONNX lets a constant
lie in another file at an offset. So both can use one copy.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from briefing.system.files import atomic_path

#: Smaller constants stay in the graph.
_LEAST = 256
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


def share(graph: Path, checkpoint: Path) -> int:
    """Replace a graph's weights by the checkpoint's, in half precision; return how many bytes.

    A weight of float32 is widened when the graph is loaded: the sound is the same. What rounding
    would change, and what the checkpoint does not hold, stays in the graph.
    """
    places = {data: (offset, len(data)) for data, offset in _members(checkpoint)}
    location = checkpoint.relative_to(graph.parent).as_posix()
    shared = 0

    def replacement(name: str, value: np.ndarray, half: np.ndarray) -> TensorProto | None:
        nonlocal shared
        place = places.get(half.tobytes())
        if place is None or not np.array_equal(half.astype(np.float32), value):
            return None
        shared += place[1]
        return _external(name, half.shape, location, *place)

    _replace(graph, replacement)
    return shared


def halve(graph: Path) -> None:
    """Round a graph's weights to half precision, which are widened when it is loaded."""
    _replace(graph, lambda name, _, half: numpy_helper.from_array(half, name))


def _replace(
    path: Path, replacement: Callable[[str, np.ndarray, np.ndarray], TensorProto | None]
) -> None:
    """Give each large weight of a graph its replacement in half precision, where there is one."""
    model = onnx.load(str(path), load_external_data=False)
    kept, widening = [], []
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        new = None
        if value.dtype == np.float32 and value.size >= _LEAST:
            new = replacement(f"{tensor.name}/half", value, value.astype(np.float16))
        kept.append(tensor if new is None else new)
        if new is not None:
            widening.append(
                helper.make_node("Cast", [new.name], [tensor.name], to=TensorProto.FLOAT)
            )
    nodes = [*widening, *model.graph.node]
    for field, items in ((model.graph.initializer, kept), (model.graph.node, nodes)):
        del field[:]
        field.extend(items)
    _shorten(model.graph)
    with atomic_path(path) as beside:
        onnx.save(model, str(beside))


def _shorten(graph: Any) -> None:
    """Give what is inside a graph short names: the exporter's are half of its size."""
    given = {value.name for value in (*graph.input, *graph.output)}
    short: dict[str, str] = {"": "", **{name: name for name in given}}

    def rename(name: str) -> str:
        return short.setdefault(name, f"v{len(short)}")

    for tensor in graph.initializer:
        tensor.name = rename(tensor.name)
    for node in graph.node:
        node.name = ""
        node.input[:] = [rename(name) for name in node.input]
        node.output[:] = [rename(name) for name in node.output]
    del graph.value_info[:]


def _external(name: str, shape: Any, location: str, offset: int, length: int) -> TensorProto:
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT16, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def _members(checkpoint: Path) -> Iterator[tuple[bytes, int]]:
    """Yield the bytes of each member of a checkpoint, with where they begin in the file."""
    with zipfile.ZipFile(checkpoint) as archive, checkpoint.open("rb") as file:
        for member in archive.infolist():
            file.seek(member.header_offset)
            header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
            begin = member.header_offset + _LOCAL_HEADER.size + header[-2] + header[-1]
            file.seek(begin)
            yield file.read(member.file_size), begin
