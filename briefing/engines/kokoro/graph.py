"""An ONNX graph that can be changed: its nodes with producers, consumers and constants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from briefing.errors import VoiceError

_DECODER = "/decoder/"

Node = Any


class Graph:
    """An ONNX graph with its producers, consumers and constants at hand.

    Raises
    ------
    VoiceError
        if the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        import onnx

        try:
            self.model = onnx.load(path)
        except Exception as error:  # protobuf's classes and onnx's own share no other base
            raise VoiceError(
                f"the model cannot be loaded: {error}",
                where=str(path),
                remedy="give another model; one in the cache is made again once it is deleted",
            ) from error
        self.nodes: list[Node] = [*self.model.graph.node]
        self.constants = {tensor.name: tensor for tensor in self.model.graph.initializer}
        self._index()

    def array(self, name: str) -> Any:
        """Return the constant of that name as an array, None if it is computed."""
        from onnx import numpy_helper

        return numpy_helper.to_array(self.constants[name]) if name in self.constants else None

    def constant(self, name: str, value: Any) -> str:
        """Add a constant, once, and return its name."""
        from onnx import numpy_helper

        if name not in self.constants:
            array = np.ascontiguousarray(value).reshape(np.shape(value))
            self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def producer(self, name: str, kind: str = "") -> Node | None:
        """Return the node that makes a value, if there is one and it is of the kind."""
        node = self._producers.get(name)
        return node if node is not None and kind in ("", node.op_type) else None

    def consumer(self, name: str, kind: str = "") -> Node | None:
        """Return the only node that takes a value, if it is the only one and of the kind."""
        nodes = self._consumers.get(name, [])
        return nodes[0] if len(nodes) == 1 and kind in ("", nodes[0].op_type) else None

    def consumers(self, name: str) -> list[Node]:
        """Return the nodes that take a value."""
        return self._consumers.get(name, [])

    def replace(self, made: Mapping[str, Iterable[Node]]) -> int:
        """Put other nodes where the nodes stood that made these values; drop what nobody takes."""
        nodes: list[Node] = []
        for node in self.nodes:
            nodes += made.get(node.output[0], [node])
        self.nodes = _sorted(_alive(nodes, self.model.graph.output), self._given())
        self._index()
        return len(made)

    def save(self, path: Path) -> None:
        """Write the graph."""
        import onnx

        used = {name for node in self.nodes for name in node.input}
        graph = self.model.graph
        del graph.node[:], graph.initializer[:]
        graph.node.extend(self.nodes)
        graph.initializer.extend(t for name, t in self.constants.items() if name in used)
        onnx.save(self.model, path)

    def decoder(self, *kinds: str) -> list[Node]:
        """Return the decoder's nodes of these kinds, in order."""
        return [
            node
            for node in self.nodes
            if node.op_type in kinds and node.output[0].startswith(_DECODER)
        ]

    def _given(self) -> set[str]:
        return {"", *self.constants, *(given.name for given in self.model.graph.input)}

    def _index(self) -> None:
        self._producers = {name: node for node in self.nodes for name in node.output}
        self._consumers: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in node.input:
                self._consumers.setdefault(name, []).append(node)


def new_node(kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> Node:
    """Return a node with one output, which it is named by."""
    from onnx import helper

    return helper.make_node(kind, inputs, [output], name=f"{output}/{kind}", **attributes)


def _alive(nodes: Sequence[Node], outputs: Iterable[Any]) -> list[Node]:
    """Return the nodes whose results reach an output."""
    wanted = {output.name for output in outputs}
    alive = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            alive.append(node)
            wanted.update(node.input)
    return alive[::-1]


def _sorted(nodes: Sequence[Node], given: set[str]) -> list[Node]:
    """Return the nodes, each after those it takes from; in their order where they may be."""
    done, waiting = [], list(nodes)
    while waiting:
        ready = []
        for node in waiting:
            if all(name in given for name in node.input):
                given.update(node.output)
                done.append(node)
            else:
                ready.append(node)
        if len(ready) == len(waiting):
            raise VoiceError(f"the model's graph has a circle at {waiting[0].name}")
        waiting = ready
    return done
