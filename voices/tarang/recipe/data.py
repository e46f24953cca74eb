"""The corpus on the device: all sound, all numbers; batches of sentences of like length."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import soundfile
import torch
from losses import magnitudes
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from TTS.tts.utils.text.tokenizer import TTSTokenizer

from briefing.engines.vocabulary import fit
from briefing.errors import BriefingError

#: A batch is drawn from so many times its number of neighbours by length.
_NEIGHBOURS = 4


@dataclass(frozen=True)
class Batch:
    """Sentences with their sound; what a shorter one lacks is zero.

    ``numbers`` int64 (B, n), ``spectrograms`` float32 (B, fft/2 + 1, T), ``waves`` float32
    (B, 1, T · hop); ``lengths`` and ``frames`` int64 (B,).
    """

    numbers: Tensor
    lengths: Tensor
    spectrograms: Tensor
    frames: Tensor
    waves: Tensor


def known(recipe: SimpleNamespace) -> frozenset[str]:
    """Return the characters that the student has a number for."""
    return frozenset(recipe.text.letters + recipe.text.marks)


def held_out(index: dict[str, Any], recipe: SimpleNamespace) -> list[tuple[str, int]]:
    """Return the sentences of a corpus that are not trained on, with their frames; all, if none."""
    hop = recipe.audio.hop_length
    kept = [clip for clip in index["clips"] if clip["held_out"]] or index["clips"]
    return [(fit(clip["text"], known(recipe)), clip["samples"] // hop) for clip in kept]


class Corpus:
    """What is trained on, resident on a device.

    Raises
    ------
    BriefingError
        if the corpus step has not been run, or was run with another rate.
    """

    def __init__(
        self, work: Path, recipe: SimpleNamespace, tokenizer: TTSTokenizer, device: str
    ) -> None:
        index = work / "corpus.json"
        if not index.is_file():
            remedy = f"python voices/{recipe.voice.name}/recipe/corpus.py {work}"
            raise BriefingError("there is no corpus", where=str(index), remedy=remedy)
        table = json.loads(index.read_text(encoding="utf-8"))
        if table["rate_hz"] != recipe.voice.rate_hz:
            what = f"the corpus is at {table['rate_hz']} Hz, the recipe at {recipe.voice.rate_hz}"
            raise BriefingError(what, where=str(index), remedy="speak the corpus again")
        self._hop = recipe.audio.hop_length
        audio = recipe.audio
        self._resolution = (audio.fft_size, audio.hop_length, audio.win_length)
        clips = sorted(table["clips"], key=lambda clip: clip["samples"])
        taught = [clip for clip in clips if not clip["held_out"]]
        self._places = [(clip["start"], clip["samples"]) for clip in taught]
        self._numbers = [
            torch.tensor(tokenizer.text_to_ids(fit(clip["text"], known(recipe))), device=device)
            for clip in taught
        ]
        samples, _ = soundfile.read(work / table["sound"], dtype="int16")
        self._sound = torch.from_numpy(np.ascontiguousarray(samples)).to(device)

    def __len__(self) -> int:
        return len(self._places)

    def batch(self, size: int, seed: int) -> Batch:
        """Return sentences of like length, which ``seed`` draws; all there are, if fewer."""
        draw = np.random.default_rng(seed)
        size = min(size, len(self))
        span = min(len(self), _NEIGHBOURS * size)
        # Windows reach beyond both ends, so that the shortest and longest are heard too.
        first = int(draw.integers(size - span, len(self) - size + 1))
        near = range(max(0, first), min(len(self), first + span))
        chosen = draw.choice(near, size, replace=False)
        numbers = [self._numbers[i] for i in chosen]
        waves = [self._wave(i) for i in chosen]
        padded = pad_sequence(waves, batch_first=True).unsqueeze(1)
        device = padded.device
        return Batch(
            pad_sequence(numbers, batch_first=True),
            torch.tensor([len(n) for n in numbers], device=device),
            magnitudes(padded, self._resolution),
            torch.tensor([len(w) // self._hop for w in waves], device=device),
            padded,
        )

    def _wave(self, number: int) -> Tensor:
        start, length = self._places[number]
        return self._sound[start : start + length].float() / 32767
