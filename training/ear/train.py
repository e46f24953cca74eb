"""Train the network on the frames of the corpus; goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace

import numpy as np
import torch
from learner import Learner

from briefing.errors import BriefingError
from briefing.listen.ear import MELS

from . import corpus
from .data import UNKNOWN, Features, learnt
from .network import Network

STATE, LOG = "state.pt", "log.tsv"
HEADER = "step\trate\tloss\tright\tseconds\n"


def taught(config: SimpleNamespace, work: Path) -> list[list[Features]]:
    """Return the features of the clips that are spoken so far and not kept back, with copies.

    Raises
    ------
    BriefingError
        if there is none.
    """
    clips = [row.clip(work) for row in corpus.index(work) if not row.held_out]
    found = [learnt(clip, config.disguise) for clip in clips if clip.is_file()]
    if not found:
        raise BriefingError("no clip was spoken yet", where=str(work))
    return found


class Training(Learner):
    """The network in training, on segments of the clips."""

    def __init__(self, config: SimpleNamespace, work: Path) -> None:
        settings = config.ear
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        network = Network(settings)
        optimiser = torch.optim.AdamW(
            network.parameters(), settings.learning_rate, weight_decay=settings.weight_decay
        )
        super().__init__(
            network, optimiser, settings, section="ear", path=work / STATE, key="network"
        )
        self.network, self.work = network, work

    def learn(self, clips: Sequence[Sequence[Features]]) -> tuple[float, float]:
        """Take one step; return the loss, and the share of frames that were heard right."""
        self.begin_step()
        self.network.train()
        draw = np.random.default_rng([self.settings.seed, self.step])
        mel, labels = map(torch.from_numpy, _segments(clips, self.settings, draw))
        with torch.autocast("cpu", torch.bfloat16):
            scores = self.network(mel)
        scores = scores.float()
        loss = torch.nn.functional.nll_loss(scores, labels, ignore_index=UNKNOWN)
        self.descend(loss)
        known = labels != UNKNOWN
        right = (scores.argmax(1) == labels)[known].float().mean()
        return float(loss), float(right)


def _segments(
    clips: Sequence[Sequence[Features]], settings: SimpleNamespace, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return a batch: mel bands float32 (B, MELS, 2 · T) and labels int64 (B, T)."""
    mels = np.empty((settings.batch, MELS, 2 * settings.frames), np.float32)
    labels = np.empty((settings.batch, settings.frames), np.int64)
    for place in range(settings.batch):
        copies = clips[draw.integers(len(clips))]
        mel, wanted = _changed(copies[draw.integers(len(copies))], draw)
        missing = max(0, settings.frames - len(wanted))
        start = draw.integers(max(0, len(wanted) - settings.frames) + 1)
        mel = np.pad(mel, ((0, 2 * missing), (0, 0)), constant_values=mel.min())
        wanted = np.pad(wanted, (0, missing), constant_values=UNKNOWN)
        mels[place] = mel[2 * start : 2 * (start + settings.frames)].T
        labels[place] = wanted[start : start + settings.frames]
    return mels, labels


def _changed(one: Features, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return bands and labels at another loudness, colour, pace, and length of the vocal tract."""
    pace, throat = np.exp(draw.uniform(-0.2, 0.2)), np.exp(draw.uniform(-0.08, 0.08))
    frames = int(len(one.labels) / pace)
    rows = np.minimum((np.arange(2 * frames) + 0.5) * pace - 0.5, len(one.mel) - 1)
    mel = _between(one.mel, rows, 0)
    mel = _between(mel, np.minimum(np.arange(MELS) * throat, MELS - 1), 1)
    tilt = np.linspace(-1, 1, MELS, dtype=np.float32) * draw.uniform(-1.0, 1.0)
    mel = mel + tilt + draw.uniform(-4.0, 1.0)
    mel = np.logaddexp(mel, np.float32(draw.uniform(-16.0, -8.0)))
    centres = ((np.arange(frames) + 0.5) * pace).astype(np.int64)
    return mel.astype(np.float32), one.labels[np.minimum(centres, len(one.labels) - 1)]


def _between(values: np.ndarray, places: np.ndarray, axis: int) -> np.ndarray:
    """Return the values at places between whole ones, along an axis."""
    low = np.clip(np.floor(places).astype(np.int64), 0, values.shape[axis] - 1)
    high = np.minimum(low + 1, values.shape[axis] - 1)
    share = (places - low).astype(np.float32).clip(0, 1)
    share = share[:, np.newaxis] if axis == 0 else share
    below, above = (np.take(values, at, axis) for at in (low, high))
    return np.asarray(below + (above - below) * share)


def train(config: SimpleNamespace, work: Path, until: int = 0) -> None:
    """Train to the last step, or to ``until``.

    Raises
    ------
    BriefingError
        if nothing was spoken, or the losses are no longer numbers.
    """
    training = Training(config, work)
    settings = config.ear
    last = min(settings.steps, until or settings.steps)
    if training.step >= last:
        return
    clips = taught(config, work)
    print(f"{len(clips)} sentences, {len(clips[0])} copies of each", flush=True)
    begun, saved = time.monotonic() - training.seconds, time.monotonic()
    recent: list[tuple[float, float]] = []
    while training.step < last:
        recent.append(training.learn(clips))
        training.seconds = time.monotonic() - begun
        if training.step % settings.print_every == 0:
            _note(training, *(fmean(one[i] for one in recent) for i in (0, 1)))
            recent = []
        if time.monotonic() - saved > settings.save_minutes * 60:
            training.save()
            saved = time.monotonic()
    training.save()


def _note(training: Training, loss: float, right: float) -> None:
    """Add a line to the log and print it."""
    path = training.work / LOG
    line = f"{training.step}\t{training.rate:.2e}\t{loss:.4f}\t{right:.4f}\t{training.seconds:.0f}"
    fresh = not path.is_file()
    with path.open("a", encoding="utf-8") as file:
        file.write((HEADER if fresh else "") + line + "\n")
    print(line, flush=True)
