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
from briefing.listen.phones import PHONES, SILENCE

from . import corpus
from .data import UNKNOWN, Features, learnt
from .network import Network

STATE, LOG = "state.pt", "log.tsv"
#: Limits of what is changed in a segment: the logarithms of pace and of the throat's length, frames
#: that a piece jumps by, frames of a hole (from, to), the share in which some bands are masked.
_PACE, _THROAT, _JUMP, _HOLE, _MASKED = 0.2, 0.1, 100.0, (4, 21), 0.3
#: The logarithm of a band in which there is nothing.
_NOTHING = -16.1
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
        mel, labels[place] = _segment(copies[draw.integers(len(copies))], settings, draw)
        mels[place] = _coloured(mel, draw).T
    return mels, labels


def _segment(
    one: Features, settings: SimpleNamespace, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return bands (2 · T, MELS) and labels (T,) of a piece, at another pace.

    Some jump to another place, as where a word is cut out or said again, and some have holes: the
    ear shall believe the sound, not what usually follows.
    """
    pace = np.exp(draw.uniform(-_PACE, _PACE))
    start = draw.uniform(0, max(0.0, len(one.labels) - settings.frames * pace))
    places = start + (np.arange(2 * settings.frames) + 0.5) / 2 * pace
    if draw.random() < settings.jumps:
        places[2 * draw.integers(settings.frames) :] += draw.uniform(-_JUMP, _JUMP)
    centres = places.reshape(-1, 2).mean(1)
    silent = (centres < 0) | (centres >= len(one.labels))
    if draw.random() < settings.holes:
        first = draw.integers(settings.frames)
        silent[first : first + draw.integers(*_HOLE)] = True
    mel = _between(one.mel, 2 * places - 0.5, 0)
    mel[np.repeat(silent, 2)] = _NOTHING
    labels = one.labels[centres.astype(np.int64).clip(0, len(one.labels) - 1)]
    return mel, np.where(silent, PHONES.index(SILENCE), labels)


def _coloured(mel: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return bands (rows, MELS) of another throat, loudness and colour, in noise."""
    throat = np.exp(draw.uniform(-_THROAT, _THROAT))
    mel = _between(mel, np.arange(MELS) * throat, 1)
    at = np.linspace(-1, 1, MELS, dtype=np.float32)
    waves = np.cos(np.pi * np.outer(np.arange(1, 4), at) + draw.uniform(0, 2 * np.pi, (3, 1)))
    colour = at * draw.uniform(-1, 1) + draw.normal(0, 0.4, 3) @ waves
    noise = np.log(draw.standard_gamma(2, mel.shape, np.float32) + np.float32(1e-3))
    noise += at * draw.uniform(-2, 2) + draw.uniform(-17, -8)
    mel = np.logaddexp(mel + colour.astype(np.float32) + draw.uniform(-4, 1), noise)
    if draw.random() < _MASKED:
        first = draw.integers(MELS)
        band = mel[:, first : first + draw.integers(4, 14)]
        band[:] = band.mean()
    return mel


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
