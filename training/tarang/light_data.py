"""What the light vocoder is taught with: sound, its mel, and the teacher's pulses."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import features
import model as models
import numpy as np
import torch
from data import Corpus
from teacher import FRAME_SAMPLES, Teacher
from torch import Tensor
from train import learnt

_HALF_FRAME_S = FRAME_SAMPLES / Teacher.rate_hz / 2
PREDICTED = "predicted"


def predict(work: Path, config: SimpleNamespace) -> None:
    """Write the acoustic model's mels of all clips, with the teacher's durations and pitch."""
    folder = work / PREDICTED
    folder.mkdir(exist_ok=True)
    _, student = learnt(work, config)
    corpus = Corpus(work, config, student.tokenizer)
    for clip in clips(work, True) + clips(work, False):
        if (folder / f"{clip.stem}.npy").is_file():
            continue
        with torch.no_grad():
            mel = models.forward(student, corpus.batch([features.load(clip, config)]))[0][0]
        np.save(folder / f"{clip.stem}.npy", mel.T.numpy().astype(np.float16))


def clips(work: Path, held_out: bool) -> list[Path]:
    """Return the clips that are spoken so far."""
    rows = json.loads((work / "corpus.json").read_text(encoding="utf-8"))
    named = [work / "clips" / row["file"] for row in rows if row["held_out"] == held_out]
    return [clip for clip in named if clip.is_file()]


class Sounds:
    """Clips in memory, and segments of them.

    A clip is mel and predicted mel (T, mels), samples, phase in cycles and pitch in Hz (256 · T).
    """

    def __init__(self, work: Path, config: SimpleNamespace) -> None:
        self._config, self._work = config, work
        self.taught = clips(work, False)
        self._known: dict[Path, dict[str, np.ndarray]] = {}

    def clip(self, path: Path) -> dict[str, np.ndarray]:
        """Return a clip, read once."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def _read(self, path: Path) -> dict[str, np.ndarray]:
        import soxr

        audio = self._config.audio
        mel = features.load(path, self._config).mel
        with np.load(path) as file:
            durations, pitch = file["durations"].astype(np.int64), file["pitch"].astype(np.float64)
            samples = file["samples"].astype(np.float32) / 32767
        skipped = (int(durations[0]) - audio.silence_frames) * FRAME_SAMPLES
        samples = np.pad(samples[max(0, skipped) :], (max(0, -skipped), 0))
        n = len(mel) * audio.hop_length
        sound = soxr.resample(samples, Teacher.rate_hz, audio.rate_hz)
        sound = np.pad(sound, (0, max(0, n - len(sound))))[:n]
        seconds = np.arange(n) / audio.rate_hz + skipped / Teacher.rate_hz
        knots = (np.arange(len(pitch)) + 0.5) * _HALF_FRAME_S
        cycles = np.interp(seconds, knots, np.cumsum(np.maximum(pitch, 0)) * _HALF_FRAME_S)
        return {
            "mel": mel.astype(np.float16),
            "predicted": np.load(self._work / PREDICTED / f"{path.stem}.npy"),
            "sound": sound.astype(np.float16),
            "phase": (cycles % 1).astype(np.float32),
            "hertz": np.interp(seconds, knots, pitch).astype(np.float16),
        }

    def batch(self, draw: np.random.Generator) -> tuple[Tensor, ...]:
        """Return segments: mel (B, mels, T), samples, phase, pitch (B, n)."""
        light, hop = self._config.light, self._config.audio.hop_length
        parts: list[Any] = []
        while len(parts) < light.batch:
            clip = self.clip(self.taught[int(draw.integers(len(self.taught)))])
            mel = clip["predicted" if draw.random() < light.predicted else "mel"]
            last = len(mel) - light.frames
            if last <= 0:
                continue
            at = int(draw.integers(last))
            samples = slice(at * hop, (at + light.frames) * hop)
            rest = [clip[name][samples] for name in ("sound", "phase", "hertz")]
            parts.append((mel[at : at + light.frames].T, *rest))
        columns = zip(*parts, strict=True)
        return tuple(torch.from_numpy(np.stack(column).astype(np.float32)) for column in columns)
