"""Write a voice as ONNX, to be spoken without torch.

VITS is spoken by ``onnx-vits``, FastPitch with HiFi-GAN by ``onnx-fastpitch`` (written by
``export_fastpitch``).

What VITS draws at random becomes an input of the graph, so that the same noise gives the same
sound: ONNX's own random operators cannot be seeded for each sentence.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefing.engines.coqui import export_fastpitch, layout, load
from briefing.engines.coqui.export_fastpitch import reading
from briefing.engines.coqui.remedies import remedies
from briefing.engines.vits_onnx import FORMAT, NOISE
from briefing.errors import VoiceError
from briefing.model import Voice
from briefing.system.files import atomic_path, write

_RANDOM = ("RandomNormalLike", "RandomNormal")


def export(voice: Voice, folder: Path) -> Voice:
    """Write a voice's graphs and ``model.json`` into a folder, and return the voice they make.

    ``model.json`` holds the vocabulary, the rate and the voice's own scales.

    Raises
    ------
    VoiceError
        if the voice is neither VITS nor FastPitch with a vocoder, or reads what a package makes.
    """
    files = layout.find(voice)
    with remedies(voice, "exporting"), load.quiet(), warnings.catch_warnings():
        model = load.model(files, "cpu")
        if not (_is_vits(model) or _is_fastpitch(model)) or model.tokenizer.use_phonemes:
            raise VoiceError(
                f"the voice {voice.name} is neither VITS nor FastPitch that reads characters",
                remedy="such a model can be exported: coqui-mms, coqui-indic-male, one of your own",
            )
        if _is_fastpitch(model):
            vocoder = load.vocoder(files, "cpu")
            return export_fastpitch.export(voice, files, model, vocoder, folder)
        return _vits(voice, model, folder)


def _is_vits(model: Any) -> bool:
    return hasattr(model, "export_onnx")


def _is_fastpitch(model: Any) -> bool:
    return type(model).__name__ == "ForwardTTS"


def _vits(voice: Voice, model: Any, folder: Path) -> Voice:
    table = _table(model, voice)
    with atomic_path(folder / "model.onnx") as temporary:
        model.export_onnx(output_path=str(temporary), verbose=False)
        _noise_from_outside(temporary)
    write(folder / "model.json", json.dumps(table, ensure_ascii=False, indent=1) + "\n")
    return replace(
        voice,
        name=folder.name,
        engine="onnx-vits",
        source=f"{voice.source}; exported as ONNX",
        rate_hz=table["sample_rate"],
        size_bytes=(folder / "model.onnx").stat().st_size,
        folder=folder,
        options={"model": "model.onnx"},
    )


def _table(model: Any, voice: Voice) -> dict[str, Any]:
    """Return what the engine must know of a model beside its graph."""
    options = voice.options
    return {
        "format": FORMAT,
        **reading(model, voice),
        "noise_scale": float(options.get("noise_scale", model.inference_noise_scale)),
        "noise_w": float(options.get("noise_scale_dp", model.inference_noise_scale_dp)),
    }


def _noise_from_outside(path: Path) -> None:
    """Let the graph take its noise from an input: a vector of standard normal numbers.

    Each random operator is replaced by as many numbers as its shape asks for, read round and round
    from a place of its own, so no two operators hear the same noise.
    """
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load(str(path))
    graph = model.graph
    nodes: list[Any] = []
    for number, node in enumerate(graph.node):
        if node.op_type in _RANDOM:
            nodes += _read_noise(node, number)
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    graph.input.append(helper.make_tensor_value_info(NOISE, TensorProto.FLOAT, ["noise_length"]))
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _read_noise(node: Any, number: int) -> list[Any]:
    """Return the operators that stand for a random one."""
    import numpy as np
    from onnx import helper, numpy_helper

    def name(part: str) -> str:
        return f"briefing_noise_{number}_{part}"

    def constant(part: str, value: int) -> Any:
        tensor = numpy_helper.from_array(np.array(value, np.int64))
        return helper.make_node("Constant", [], [name(part)], value=tensor)

    if node.op_type == "RandomNormalLike":
        shape = [helper.make_node("Shape", [node.input[0]], [name("shape")])]
    else:
        sizes = next(a.ints for a in node.attribute if a.name == "shape")
        tensor = numpy_helper.from_array(np.array(sizes, np.int64))
        shape = [helper.make_node("Constant", [], [name("shape")], value=tensor)]
    made = helper.make_node
    return [
        *shape,
        made("ReduceProd", [name("shape")], [name("count")], keepdims=0),
        constant("zero", 0),
        constant("one", 1),
        constant("from", number * 7919),
        made("Range", [name("zero"), name("count"), name("one")], [name("counted")]),
        made("Add", [name("counted"), name("from")], [name("places")]),
        made("Size", [NOISE], [name("length")]),
        made("Mod", [name("places"), name("length")], [name("round")]),
        made("Gather", [NOISE, name("round")], [name("flat")]),
        made("Reshape", [name("flat"), name("shape")], list(node.output)),
    ]
