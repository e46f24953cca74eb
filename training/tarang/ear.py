"""A small phone recogniser, taught by the teacher's speech alone: a phone error rate for anyone.

    python training/tarang/ear.py WORK

The corpus holds which phone sounds in each frame, so cross-entropy on frames is enough. Writes
``WORK/ear.onnx``, log mel (1, mels, T) to scores (1, symbols, T); ``bench/voice_bar.py --ear``
listens with it. It never hears the student.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import config as configs
import features
import numpy as np
import onnxruntime

from briefing.system.files import atomic_path

EAR = "ear.onnx"
#: What is not heard as a sound of its own; frames of it are those of silence.
_SILENT = re.compile(r"[!,.:;?…— ^$ˈˌ]")


class Ear:
    """The recogniser, ready to listen."""

    def __init__(self, path: Path, config: SimpleNamespace) -> None:
        self._session = onnxruntime.InferenceSession(path)
        meta = self._session.get_modelmeta().custom_metadata_map
        self._symbols, self._audio = json.loads(meta["symbols"]), config.audio

    def heard(self, samples: np.ndarray, rate_hz: int) -> str:
        """Return the phones that are heard in some sound: float32 (n,)."""
        import soxr

        mel = features.log_mel(soxr.resample(samples, rate_hz, self._audio.rate_hz), self._audio)
        (scores,) = self._session.run(None, {"mel": mel.T[None].astype(np.float32)})
        return collapsed([self._symbols[place] for place in scores[0].argmax(0)])


def collapsed(frames: Sequence[str]) -> str:
    """Return the phones of a row of frames: runs become one, silence none; a single frame is noise.

    >>> collapsed(["", "n", "n", "ə", "ə", "x", "m", "m", ""])
    'nəm'
    """
    phones, before, count = [], "", 0
    for frame in [*frames, ""]:
        if frame == before:
            count += 1
            continue
        if before and count > 1:
            phones.append(before)
        before, count = frame, 1
    return "".join(phones)


def sounds(phones: str) -> str:
    """Return the phones of a text without stress, blanks and marks.

    >>> sounds("nəmˈʌsteː.")
    'nəmʌsteː'
    """
    return _SILENT.sub("", unicodedata.normalize("NFD", phones))


def labels(one: features.Features, symbols: dict[str, int]) -> np.ndarray:
    """Return the symbol of each frame, int64 (T,); a stress mark is part of what follows."""
    signs = ["^", *one.phones, "$"]
    for place in range(len(signs) - 2, -1, -1):
        if signs[place] in "ˈˌ":
            signs[place] = signs[place + 1]
    numbers = [symbols[_SILENT.sub("", sign)] for sign in signs]
    return np.repeat(numbers, one.frames())


def train(config: SimpleNamespace, work: Path) -> float:
    """Train, write the graph, and return the share of held-out frames that are heard right."""
    import torch
    from data import Corpus

    torch.manual_seed(config.ear.seed)
    torch.set_num_threads(config.training.threads)
    draw = random.Random(config.ear.seed)
    corpus = Corpus(work, config, None)
    symbols = {s: n for n, s in enumerate(["", *sounds(config.text.phones)])}
    network = _network(config, len(symbols))
    optimiser = torch.optim.AdamW(network.parameters(), lr=config.ear.learning_rate)
    steps = config.ear.steps
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        one = draw.choice(corpus.taught)
        mel = _disguised(torch.from_numpy(one.mel.T[None].copy()), draw)
        wanted = torch.from_numpy(labels(one, symbols))[None]
        loss = torch.nn.functional.cross_entropy(network(mel), wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    network.eval()
    right = total = 0
    with torch.no_grad():
        for one in corpus.held_out or corpus.taught:
            heard = network(torch.from_numpy(one.mel.T[None].copy())).argmax(1)[0].numpy()
            right, total = right + int((heard == labels(one, symbols)).sum()), total + len(heard)
    _write(network, list(symbols), config, work / EAR)
    return right / total


def _network(config: SimpleNamespace, symbols: int) -> Any:
    from torch import nn

    channels, layers, inner = config.ear.channels, [], config.audio.num_mels
    for dilation in config.ear.dilations:
        edge = 2 * dilation
        layers += [nn.Conv1d(inner, channels, 5, padding=edge, dilation=dilation), nn.ReLU()]
        layers += [nn.BatchNorm1d(channels), nn.Dropout(0.1)]
        inner = channels
    return nn.Sequential(*layers, nn.Conv1d(channels, symbols, 1))


def _disguised(mel: Any, draw: random.Random) -> Any:
    """Return a mel of another loudness, colour, vocal tract and noise."""
    import torch

    channels = mel.shape[1]
    shift = draw.randint(-2, 2)
    mel = torch.roll(mel, shift, 1)
    tilt = torch.linspace(-1, 1, channels).view(1, -1, 1) * draw.uniform(-0.7, 0.7)
    floor = torch.full_like(mel, draw.uniform(-11.5, -6.0))
    return torch.logaddexp(mel + tilt + draw.uniform(-1.0, 1.0), floor)


def _write(network: Any, symbols: list[str], config: SimpleNamespace, path: Path) -> None:
    import onnx
    import torch

    mel = torch.zeros(1, config.audio.num_mels, 50)
    with atomic_path(path) as beside:
        torch.onnx.export(
            network,
            (mel,),
            str(beside),
            input_names=["mel"],
            output_names=["scores"],
            dynamic_axes={"mel": {2: "frames"}, "scores": {2: "frames"}},
            opset_version=17,
            dynamo=False,
        )
        graph = onnx.load(str(beside))
        onnx.helper.set_model_props(graph, {"symbols": json.dumps(symbols)})
        onnx.save(graph, str(beside))


def main() -> None:
    args = configs.arguments(__doc__).parse_args()
    share = train(configs.load(args.changes), args.work)
    print(f"{args.work / EAR}: {share:.1%} of the frames held out are heard right")


if __name__ == "__main__":
    configs.run(main)
