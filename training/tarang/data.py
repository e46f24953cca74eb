"""The corpus in memory, and batches of sentences of like length."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import features
import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from briefing.errors import BriefingError
from briefing.system.files import write

#: Sentences are sorted by length within windows of so many, then cut into batches.
_WINDOW = 96
STATISTICS = "statistics.json"


@dataclass(frozen=True)
class Batch:
    """Sentences, padded to the longest; what pads a mel is the silence after a sentence.

    ``numbers`` int64 (B, n); ``mask`` float32 (B, 1, n), zero where padded; ``durations`` float32
    (B, 1, n), frames; ``pitch`` float32 (B, 1, n), normalised; ``places`` int64 (B, T), which phone
    sounds in a frame; ``mel`` float32 (B, mels, T), normalised; ``heard`` float32 (B, 1, T), zero
    where padded.
    """

    numbers: Tensor
    mask: Tensor
    durations: Tensor
    pitch: Tensor
    places: Tensor
    mel: Tensor
    heard: Tensor


@dataclass(frozen=True)
class Statistics:
    """Mean and deviation of each mel channel, (mels,), and of the voiced phones' pitch, Hz."""

    mel_mean: np.ndarray
    mel_deviation: np.ndarray
    pitch_mean: float
    pitch_deviation: float


class Corpus:
    """The clips that are spoken so far: those to learn from, and those held out.

    Raises
    ------
    BriefingError
        if the corpus step has not been run.
    """

    def __init__(self, work: Path, config: SimpleNamespace, tokenizer: Any) -> None:
        self._work, self._config, self._tokenizer = work, config, tokenizer
        self._known: dict[str, features.Features] = {}
        self.taught: list[features.Features] = []
        self.held_out: list[features.Features] = []
        self.refresh()
        self.statistics = self._statistics()

    def refresh(self) -> int:
        """Read the clips that came since; return how many there are to learn from."""
        index = self._work / "corpus.json"
        if not index.is_file():
            remedy = f"python training/tarang/corpus.py {self._work}"
            raise BriefingError("there is no corpus", where=str(index), remedy=remedy)
        for row in json.loads(index.read_text(encoding="utf-8")):
            clip = self._work / "clips" / row["file"]
            if row["file"] in self._known or not clip.is_file():
                continue
            made = features.load(clip, self._config)
            self._known[row["file"]] = made
            (self.held_out if row["held_out"] else self.taught).append(made)
        return len(self.taught)

    def batches(
        self, seed: int, items: Sequence[features.Features] | None = None
    ) -> Iterator[Batch]:
        """Yield every sentence once, in batches of at most so many frames, in a drawn order."""
        items = self.taught if items is None else items
        draw = np.random.default_rng(seed)
        order = [items[i] for i in draw.permutation(len(items))]
        groups: list[list[features.Features]] = []
        most = self._config.training.batch_frames
        for begin in range(0, len(order), _WINDOW):
            window = sorted(order[begin : begin + _WINDOW], key=lambda one: -len(one.mel))
            group: list[features.Features] = []
            for one in window:
                if group and len(group[0].mel) * (len(group) + 1) > most:
                    groups.append(group)
                    group = []
                group.append(one)
            groups.append(group)
        for place in draw.permutation(len(groups)):
            yield self.batch(groups[place])

    def batch(self, items: Sequence[features.Features]) -> Batch:
        """Return some sentences as one batch."""
        s = self.statistics
        longest = max(len(one.mel) for one in items)
        places = [np.repeat(np.arange(len(f)), f) for f in (one.frames() for one in items)]
        pitch = [
            np.where(one.pitch > 0, (one.pitch - s.pitch_mean) / s.pitch_deviation, 0.0)
            for one in items
        ]
        silence = np.log(np.float32(self._config.audio.floor))
        mels = np.stack([_longer(one.mel, longest, silence) for one in items])
        numbers = [torch.tensor(self._tokenizer.text_to_ids(one.phones)) for one in items]
        return Batch(
            numbers=pad_sequence(numbers, batch_first=True),
            mask=_padded([np.ones(len(n)) for n in numbers]),
            durations=_padded([one.durations for one in items]),
            pitch=_padded(pitch),
            places=torch.from_numpy(
                np.stack([np.pad(p, (0, longest - len(p)), mode="edge") for p in places])
            ),
            mel=torch.from_numpy((mels - s.mel_mean) / s.mel_deviation).transpose(1, 2),
            heard=_padded([np.ones(len(one.mel)) for one in items]),
        )

    def _statistics(self) -> Statistics:
        """Return the statistics of the corpus, taken once: they are part of the model."""
        path = self._work / STATISTICS
        if not path.is_file():
            mels = np.concatenate([one.mel for one in self.taught])
            pitch = np.concatenate([one.pitch[one.pitch > 0] for one in self.taught])
            table = {
                "mel_mean": [round(float(v), 5) for v in mels.mean(0)],
                "mel_deviation": [round(float(v), 5) for v in mels.std(0)],
                "pitch_mean": round(float(pitch.mean()), 3),
                "pitch_deviation": round(float(pitch.std()), 3),
            }
            write(path, json.dumps(table) + "\n")
        return read_statistics(self._work)


def read_statistics(work: Path) -> Statistics:
    """Read the statistics that a training began with."""
    table = json.loads((work / STATISTICS).read_text(encoding="utf-8"))
    mean, deviation = (np.array(table[f"mel_{k}"], np.float32) for k in ("mean", "deviation"))
    return Statistics(mean, deviation, table["pitch_mean"], table["pitch_deviation"])


def _longer(mel: np.ndarray, length: int, value: float) -> np.ndarray:
    return np.pad(mel, ((0, length - len(mel)), (0, 0)), constant_values=value)


def _padded(rows: Sequence[np.ndarray]) -> Tensor:
    tensors = [torch.from_numpy(np.asarray(row, np.float32)) for row in rows]
    return pad_sequence(tensors, batch_first=True).unsqueeze(1)
