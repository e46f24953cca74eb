"""Write FastPitch with HiFi-GAN as two ONNX graphs, to be spoken by ``onnx-fastpitch``.

Durations become frames inside the acoustic graph: a frame is of the phone whose end it has not
reached yet. Torch is imported inside functions, as everywhere here.
"""

from __future__ import annotations

import copy
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefing.engines.coqui.layout import Layout
from briefing.engines.fastpitch_onnx import ACOUSTIC, FORMAT, TABLE, VOCODER
from briefing.errors import VoiceError
from briefing.model import Voice
from briefing.system.files import atomic_path, write

_OPSET = 17
#: What must be the same in both models' audio settings, or a mel of one is another to the other.
_SAME = (
    *("sample_rate", "hop_length", "num_mels", "signal_norm", "symmetric_norm", "max_norm"),
    *("min_level_db", "ref_level_db", "stats_path"),
)


def export(voice: Voice, files: Layout, model: Any, vocoder: Any, folder: Path) -> Voice:
    """Write both graphs and ``model.json`` into a folder, and return the voice they make.

    ``vocoder`` is a pair of the model and its audio processor, None where there is none.

    Raises
    ------
    VoiceError
        if there is no vocoder, or its spectrograms are not those of the acoustic model.
    """
    if vocoder is None:
        what = f"the voice {voice.name} has no vocoder"
        raise VoiceError(what, remedy="name one in voice.toml: vocoder = …, vocoder_config = …")
    network, processor = vocoder
    _check_same(model.config.audio, processor, files)
    with atomic_path(folder / ACOUSTIC) as temporary:
        write_acoustic(model, temporary)
    with atomic_path(folder / VOCODER) as temporary:
        write_vocoder(network, model.config.audio, temporary)
    table = describe(model, voice)
    write(folder / TABLE, json.dumps(table, ensure_ascii=False, indent=1) + "\n")
    return replace(
        voice,
        name=folder.name,
        engine="onnx-fastpitch",
        source=f"{voice.source}; exported as ONNX",
        rate_hz=table["sample_rate"],
        size_bytes=sum((folder / name).stat().st_size for name in (ACOUSTIC, VOCODER)),
        folder=folder,
        options={"model": ACOUSTIC, "vocoder": VOCODER, **_kept(voice)},
    )


def _kept(voice: Voice) -> dict[str, Any]:
    return {key: value for key, value in voice.options.items() if key in ("g2p", "pace")}


def _check_same(audio: Any, processor: Any, files: Layout) -> None:
    for name in _SAME:
        own, other = getattr(audio, name, None), getattr(processor, name, None)
        if own != other:
            what = f"the vocoder's {name} is {other!r}, the model's {own!r}"
            raise VoiceError(
                what, where=str(files.vocoder_config), remedy="use a vocoder of its own"
            )


def describe(model: Any, voice: Voice) -> dict[str, Any]:
    """Return what the engine must know of a model beside its graphs."""
    hop_length = int(model.config.audio.hop_length)
    return {"format": FORMAT, **reading(model, voice), "hop_length": hop_length}


def reading(model: Any, voice: Voice) -> dict[str, Any]:
    """Return how a model of Coqui's reads, whichever it is: its characters, its speakers."""
    tokenizer, characters = model.tokenizer, model.tokenizer.characters
    special = {characters.blank, characters.bos, characters.eos}
    special |= {characters.pad} - {" "}
    manager = model.speaker_manager
    return {
        "sample_rate": int(model.config.audio.sample_rate),
        "vocabulary": {
            sign: number
            for number, sign in enumerate(characters.vocab)
            if len(sign) == 1 and sign not in special
        },
        "blank": tokenizer.blank_id if tokenizer.add_blank else None,
        "begin": characters.bos_id if tokenizer.use_eos_bos else None,
        "end": characters.eos_id if tokenizer.use_eos_bos else None,
        "length_scale": float(voice.options.get("length_scale", model.length_scale)),
        "speakers": dict(manager.name_to_id) if manager is not None else {},
        "speaker": voice.options.get("speaker"),
    }


def write_acoustic(model: Any, path: Path) -> None:
    """Write a ``ForwardTTS`` as a graph from numbers to a mel spectrogram and durations."""
    import torch

    several = hasattr(model, "emb_g")
    inputs: dict[str, Any] = {
        "input": torch.arange(1, 9).remainder(model.args.num_chars).unsqueeze(0),
        "length_scale": torch.ones(8),
        "pitch_scale": torch.ones(8),
        "pitch_shift": torch.zeros(8),
    }
    if several:
        inputs["sid"] = torch.zeros(1, dtype=torch.int64)
    _write(
        _acoustic(model),
        inputs,
        {"mel": {2: "frames"}, "durations": {0: "n"}},
        {
            "input": {1: "n"},
            "length_scale": {0: "paces"},
            "pitch_scale": {0: "scales"},
            "pitch_shift": {0: "shifts"},
        },
        path,
    )


def write_vocoder(network: Any, audio: Any, path: Path) -> None:
    """Write a HiFi-GAN as a graph from a mel spectrogram to samples."""
    import torch

    mel = torch.zeros(1, int(audio.num_mels), 40)
    most = float(audio.max_norm) if audio.signal_norm and audio.clip_norm else None
    frames = {"mel": {2: "frames"}}
    _write(_vocoder(network, most), {"mel": mel}, {"samples": {2: "n"}}, frames, path)


def _write(
    module: Any, inputs: dict[str, Any], outputs: dict[str, Any], given: dict[str, Any], path: Path
) -> None:
    import torch

    with torch.inference_mode():
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**given, **outputs},
            opset_version=_OPSET,
            do_constant_folding=False,
            dynamo=False,
        )


def _acoustic(model: Any) -> Any:
    """Return a module that does what ``ForwardTTS.inference`` does, pace and pitch given."""
    import torch

    model = copy.deepcopy(model)
    for module in list(model.modules()):
        for name, inner in module.named_children():
            if isinstance(inner, torch.nn.MultiheadAttention):
                setattr(module, name, _attention(inner))

    class Acoustic(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self,
            numbers: Any,
            length_scale: Any,
            pitch_scale: Any,
            pitch_shift: Any,
            sid: Any = None,
        ) -> Any:
            own = self.model
            mask = torch.ones_like(numbers, dtype=torch.float32).unsqueeze(1)
            speaker = None if sid is None else own.emb_g(sid).unsqueeze(-1)
            hidden, _, _, _ = own._forward_encoder(numbers, mask, speaker)
            longer = (torch.exp(own.duration_predictor(hidden, mask)) - 1) * length_scale
            durations = torch.round(longer.clamp(min=1)).to(torch.int64).reshape(-1)
            if own.args.use_pitch:
                pitch = own.pitch_predictor(hidden, mask) * pitch_scale + pitch_shift
                hidden = hidden + own.pitch_emb(pitch)
            if own.args.use_energy:
                hidden = hidden + own.energy_emb(own.energy_predictor(hidden, mask))
            ends = torch.cumsum(durations, 0)
            frames = torch.arange(ends[-1])
            places = (frames.unsqueeze(1) >= ends.unsqueeze(0)).sum(1)
            expanded = hidden.index_select(2, places)
            heard = torch.ones_like(expanded[:, :1])
            if hasattr(own, "pos_encoder"):
                expanded = own.pos_encoder(expanded, heard)
            return own.decoder(expanded, heard), durations

    return Acoustic()


def _attention(own: Any) -> Any:
    """Return a module that attends as torch's own does, for one sentence of any length.

    What torch exports of its own holds the length of the example.
    """
    import torch

    class Attention(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.own = own

        def forward(self, query: Any, *_: Any, **__: Any) -> tuple[Any, Any]:
            mixed = torch.nn.functional.linear(query, own.in_proj_weight, own.in_proj_bias)
            parts = mixed.reshape(-1, 3, own.num_heads, own.head_dim).permute(1, 2, 0, 3)
            scores = parts[0] @ parts[1].transpose(1, 2) / math.sqrt(own.head_dim)
            weights = torch.softmax(scores, dim=-1)
            heard = (weights @ parts[2]).transpose(0, 1).reshape(-1, 1, own.embed_dim)
            return own.out_proj(heard), weights.unsqueeze(0)

    return Attention()


def _vocoder(network: Any, most: float | None) -> Any:
    """Return a module that does what ``HifiganGenerator.inference`` does."""
    import torch

    generator = getattr(network, "model_g", network)

    class Vocoder(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.generator = generator

        def forward(self, mel: Any) -> Any:
            if most is not None:
                mel = mel.clamp(-most, most)
            edge = generator.inference_padding
            return self.generator(torch.nn.functional.pad(mel, (edge, edge), "replicate"))

    return Vocoder()
