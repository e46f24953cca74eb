"""Train the acoustic model: the second step, on the CPU, in Coqui's environment.

    python training/tarang/train.py WORK

Goes on where it stopped, and learns the clips that came since. Writes ``WORK/state.pt`` and
``WORK/log.tsv``; ``evaluate.py`` draws the curve.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace
from typing import Any

import config as configs
import model as models
import torch
from data import Batch, Corpus, read_statistics
from learner import Learner
from torch import Tensor
from TTS.tts.models.forward_tts import ForwardTTS

from briefing.errors import BriefingError

STATE, LOG = "state.pt", "log.tsv"
HEADER = "step\tset\trate\tmel\tduration\tpitch\tsentences\tseconds"


class Training(Learner):
    """An acoustic model in training."""

    def __init__(self, config: SimpleNamespace, work: Path) -> None:
        settings = config.training
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        self.work = work
        self.model = models.build(config)
        optimiser = torch.optim.AdamW(
            self.model.parameters(),
            lr=settings.learning_rate,
            weight_decay=settings.weight_decay,
            betas=(0.9, 0.98),
        )
        self.corpus = Corpus(work, config, self.model.tokenizer)
        path = work / STATE
        super().__init__(
            self.model, optimiser, settings, section="training", path=path, key="model"
        )

    def learn(self, batch: Batch) -> dict[str, float]:
        """Take one step; return the losses.

        Raises
        ------
        BriefingError
            if the losses are no longer numbers; the state before stays.
        """
        self.begin_step()
        self.model.train()
        parts = losses(self.model, batch, self.settings.bfloat16)
        predicted = parts["duration"] + parts["pitch"]
        self.descend(parts["mel"] + self.settings.predictors * predicted)
        return {name: float(value) for name, value in parts.items()}

    @torch.no_grad()
    def check(self) -> dict[str, float]:
        """Return the losses of the average on the sentences held out."""
        sums: dict[str, float] = {}
        weight = 0.0
        for batch in self.corpus.batches(0, self.corpus.held_out or self.corpus.taught[:16]):
            frames = float(batch.heard.sum())
            for name, value in losses(self.average, batch, False).items():
                sums[name] = sums.get(name, 0.0) + float(value) * frames
            weight += frames
        return {name: value / weight for name, value in sums.items()}


def losses(model: Any, batch: Batch, bfloat16: bool) -> dict[str, Tensor]:
    """Return L1 of the normalised mel, squared errors of log duration and normalised pitch."""
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        mel, log_durations, pitch = models.forward(model, batch)
    mel_error = ((mel.float() - batch.mel).abs() * batch.heard).sum()
    duration_error = (log_durations.float() - torch.log1p(batch.durations)) ** 2
    pitch_error = (pitch.float() - batch.pitch) ** 2
    phones = batch.mask.sum()
    return {
        "mel": mel_error / (batch.heard.sum() * mel.shape[1]),
        "duration": (duration_error * batch.mask).sum() / phones,
        "pitch": (pitch_error * batch.mask).sum() / phones,
    }


def _endless(training: Training) -> Iterator[Batch]:
    """Yield batches, epoch after epoch, each with the clips there are by then."""
    settings = training.settings
    epoch = training.step
    while True:
        training.corpus.refresh()
        yield from training.corpus.batches(settings.seed + epoch)
        epoch += 1


def train(config: SimpleNamespace, work: Path, until: int = 0) -> None:
    """Train to the last step, or to ``until``.

    Raises
    ------
    BriefingError
        if there is no corpus, or the losses are no longer numbers.
    """
    training = Training(config, work)
    settings = config.training
    last = min(settings.steps, until or settings.steps)
    begun, saved = time.monotonic() - training.seconds, time.monotonic()
    recent: list[dict[str, float]] = []
    for batch in _endless(training):
        if training.step >= last:
            break
        recent.append(training.learn(batch))
        training.seconds = time.monotonic() - begun
        if training.step % settings.print_every == 0:
            means = {name: fmean(one[name] for one in recent) for name in recent[0]}
            _note(training, "taught", means)
            recent = []
        if training.step % settings.check_every == 0 or training.step == last:
            _note(training, "held out", training.check())
        if time.monotonic() - saved > settings.save_minutes * 60:
            training.save()
            saved = time.monotonic()
    training.save()


def _note(training: Training, kind: str, values: Mapping[str, float]) -> None:
    """Add a line to the log and print it."""
    path = training.work / LOG
    line = [str(training.step), kind, f"{training.rate:.2e}"]
    line += [f"{values.get(name, math.nan):.4f}" for name in ("mel", "duration", "pitch")]
    line += [str(len(training.corpus.taught)), f"{training.seconds:.0f}"]
    fresh = not path.is_file()
    with path.open("a", encoding="utf-8") as file:
        file.write((HEADER + "\n" if fresh else "") + "\t".join(line) + "\n")
    print("\t".join(line), flush=True)


def learnt(work: Path, config: SimpleNamespace) -> tuple[int, ForwardTTS]:
    """Return the step and the model that speaks: the average, its mels in natural logarithms.

    Raises
    ------
    BriefingError
        if nothing was trained.
    """
    if not (work / STATE).is_file():
        remedy = f"python training/tarang/train.py {work}"
        raise BriefingError("nothing was trained yet", where=str(work), remedy=remedy)
    state = torch.load(work / STATE, weights_only=True)
    student = models.build(config)
    student.load_state_dict(state["average"])
    statistics = read_statistics(work)
    with torch.no_grad():
        last = student.decoder.decoder.postnet[-1]
        mean, deviation = map(torch.from_numpy, (statistics.mel_mean, statistics.mel_deviation))
        last.weight.mul_(deviation.view(-1, 1, 1))
        last.bias.mul_(deviation).add_(mean)
    return int(state["step"]), student.eval()


def main() -> None:
    parser = configs.arguments(__doc__)
    parser.add_argument("--until", type=int, default=0, help="stop after this step")
    args = parser.parse_args()
    train(configs.load(args.changes), args.work, args.until)


if __name__ == "__main__":
    configs.run(main)
