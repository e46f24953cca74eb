"""Draw the curve of a training, and compare what was learnt with the teacher.

    python training/tarang/evaluate.py WORK

Writes ``WORK/curve.png``, ``WORK/light.png`` where a light vocoder was trained,
``WORK/spectrograms.png`` (three held-out sentences: the teacher's above, the student's below) and
``WORK/held_out.json``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import config as configs
import light
import model as models
import numpy as np
import torch
from data import Corpus
from export import fit_pace
from features import Features
from train import LOG, learnt

from briefing.system.files import write

_MS = 1000


def curve(log: Path, names: Sequence[str], picture: Path) -> None:
    """Draw the losses of a log by step: all, or those taught and those held out."""
    from matplotlib import pyplot

    with log.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    kinds = list(dict.fromkeys(row.get("set", "taught") for row in rows))
    figure, axes = pyplot.subplots(1, len(names), figsize=(11, 3.2))
    for axis, name in zip(axes, names, strict=True):
        for kind in kinds:
            of_kind = [row for row in rows if row.get("set", kind) == kind]
            points = [(int(row["step"]), float(row[name])) for row in of_kind]
            axis.plot(*zip(*points, strict=True), label=kind, marker=".", markersize=3)
        axis.set_title(name)
        axis.set_xlabel("step")
        axis.set_yscale("log")
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(picture, dpi=90)


@torch.no_grad()
def spoken(student: Any, one: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mel (T, mels), frames (n,) and normalised pitch (n,), all as the student has them."""
    numbers = torch.tensor([student.tokenizer.text_to_ids(one.phones)])
    mask = torch.ones(1, 1, numbers.shape[1])
    hidden = models.encode(student, numbers, mask)
    frames = torch.expm1(student.duration_predictor(hidden, mask))
    outputs = student.inference(numbers)
    mel, pitch = outputs["model_outputs"][0].numpy(), outputs["pitch"][0, 0].numpy()
    return mel, frames[0, 0].numpy(), pitch


def held_out(student: Any, corpus: Corpus, config: SimpleNamespace) -> dict[str, float]:
    """Return how far the student is from the teacher on sentences that it never saw.

    ``mel`` is L1 in nepers with the teacher's durations and pitch, ``ssim`` the likeness of those
    spectrograms; ``duration_ms``, ``pitch_hz`` are mean absolute errors of a phone; ``ending_db``
    is how much louder the student's last 300 ms before the silence are.
    """
    s = corpus.statistics
    frame_ms = _MS * config.audio.hop_length / config.audio.rate_hz
    rows = []
    for one in corpus.held_out or corpus.taught:
        batch = corpus.batch([one])
        with torch.no_grad():
            given = models.forward(student, batch)[0][0].T.numpy()
        mel, frames, pitch = spoken(student, one)
        voiced = one.pitch > 0
        hertz = pitch * s.pitch_deviation + s.pitch_mean
        rows.append(
            {
                "mel": float(np.abs(given - one.mel).mean()),
                "ssim": ssim(given, one.mel),
                "duration_ms": float(np.abs(frames - one.durations)[1:-1].mean()) * frame_ms,
                "pitch_hz": float(np.abs(hertz - one.pitch)[voiced].mean()),
                "ending_db": _ending_db(mel) - _ending_db(one.mel),
                "length": len(mel) / len(one.mel),
            }
        )
    return {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}


def ssim(first: np.ndarray, second: np.ndarray) -> float:
    """Return the structural similarity of two spectrograms of one shape (Wang et al. 2004).

    Windows of 7 × 7, both scaled by the range of the second.
    """
    low, high = float(second.min()), float(second.max())
    views = [
        np.lib.stride_tricks.sliding_window_view((x - low) / (high - low), (7, 7))
        for x in (first, second)
    ]
    means = [view.mean((-2, -1)) for view in views]
    variances = [view.var((-2, -1)) for view in views]
    both = (views[0] * views[1]).mean((-2, -1)) - means[0] * means[1]
    c1, c2 = 0.01**2, 0.03**2
    above = (2 * means[0] * means[1] + c1) * (2 * both + c2)
    below = (means[0] ** 2 + means[1] ** 2 + c1) * (variances[0] + variances[1] + c2)
    return float((above / below).mean())


def _ending_db(mel: np.ndarray) -> float:
    """Return the level of the last 300 ms that sound."""
    level = mel.mean(1)
    last = int(np.flatnonzero(level > level.max() - 5)[-1]) + 1
    return float(mel[max(0, last - 26) : last].mean()) * 20 / np.log(10)


def spectrograms(student: Any, corpus: Corpus, work: Path) -> None:
    """Draw three held-out sentences, the teacher's above the student's."""
    from matplotlib import pyplot

    chosen = sorted(corpus.held_out or corpus.taught, key=lambda one: len(one.mel))
    chosen = [chosen[len(chosen) * k // 4] for k in (1, 2, 3)]
    figure, axes = pyplot.subplots(2, 3, figsize=(12, 4.5))
    for column, one in enumerate(chosen):
        for row, mel in enumerate((one.mel, spoken(student, one)[0])):
            axes[row, column].imshow(mel.T, origin="lower", aspect="auto", vmin=-11.5, vmax=1)
            axes[row, column].set_title(("teacher", "tarang")[row], fontsize=8)
            axes[row, column].tick_params(labelsize=6)
    figure.tight_layout()
    figure.savefig(work / "spectrograms.png", dpi=80)


def main() -> None:
    args = configs.arguments(__doc__).parse_args()
    config = configs.load(args.changes)
    torch.set_num_threads(1)
    curve(args.work / LOG, ("mel", "duration", "pitch"), args.work / "curve.png")
    if (args.work / light.LOG).is_file():
        curve(args.work / light.LOG, light.PARTS, args.work / "light.png")
    step, student = learnt(args.work, config)
    corpus = Corpus(args.work, config, student.tokenizer)
    pace = fit_pace(student, corpus)
    figures = {"step": step, "pace": pace, **held_out(student, corpus, config)}
    write(args.work / "held_out.json", json.dumps(figures, indent=1) + "\n")
    spectrograms(student, corpus, args.work)
    print(json.dumps(figures))


if __name__ == "__main__":
    configs.run(main)
