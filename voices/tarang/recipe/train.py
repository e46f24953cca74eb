"""Teach the student: the second of three steps. Run it again to go on.

    python voices/tarang/recipe/train.py WORK --minutes 9

On CUDA in bfloat16, on the CPU in float32, where the same seed gives the same run. It stops by
itself after so many minutes, or at the recipe's last step, and keeps its state in ``WORK/state``.
``WORK/log.tsv`` holds the mean losses of every ``print_every`` steps.
"""

from __future__ import annotations

import math
import time
from pathlib import Path
from types import SimpleNamespace

import losses
import recipe as recipes
import state
import torch
from data import Batch, Corpus
from discriminators import Discriminators
from model import Student, speaking
from torch import Tensor
from TTS.tts.layers.losses import VitsGeneratorLoss
from TTS.tts.utils.helpers import sequence_mask

from briefing.engines.coqui.load import quiet
from briefing.errors import BriefingError


class Training:
    """The student, what judges it, and how far they are."""

    def __init__(self, work: Path, recipe: SimpleNamespace, device: str) -> None:
        self.recipe, self.work, self.device = recipe, work, device
        torch.manual_seed(recipe.training.seed)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        with quiet():
            self.student = Student(recipe).to(device).train()
        self.judges = Discriminators(recipe).to(device).train()
        self._restore()
        self.begun_at = self.step
        settings = recipe.training
        self._optimisers = [
            torch.optim.AdamW(
                one.parameters(),
                settings.learning_rate,
                tuple(settings.betas),
                eps=1e-9,
                weight_decay=settings.weight_decay,
                fused=device == "cuda",
            )
            for one in (self.student, self.judges)
        ]
        if settings.compile:
            for one in (self.student.waveform_decoder, self.judges):
                one.compile(mode=settings.compile_mode, dynamic=False)

    def _restore(self) -> None:
        """Take up the state, if there is one; the average is the student's where there is none."""
        self.step, models = state.load(self.work / "state") or (0, {state.AVERAGE: {}})
        if self.step:
            self.student.load_state_dict(models["student"])
            self.judges.load_state_dict(models["judges"])
        now = {name: p.detach().clone() for name, p in speaking(self.student).items()}
        self.average = now | {n: t.to(self.device) for n, t in models[state.AVERAGE].items()}

    def save(self) -> None:
        """Write the state.

        Raises
        ------
        BriefingError
            if what was learnt holds numbers that are none: the state before stays.
        """
        if not all(bool(tensor.isfinite().all()) for tensor in self.average.values()):
            remedy = "lower training.learning_rate and run again from the state before"
            raise BriefingError(f"the training broke down by step {self.step}", remedy=remedy)
        models = {
            "student": self.student.state_dict(),
            state.AVERAGE: self.average,
            "judges": self.judges.state_dict(),
        }
        state.save(self.work / "state", self.step, models, self.recipe.state.part_bytes)

    def learn(self, batch: Batch) -> dict[str, Tensor]:
        """Take one step; return its losses, unweighted."""
        self._set_rate()
        with self._autocast():
            out = self.student(
                batch.numbers, batch.lengths, batch.spectrograms, batch.frames, batch.waves
            )
        fake, real = out["model_outputs"].float(), out["waveform_seg"]
        heard: dict[str, Tensor] = {}
        if self.step >= self.recipe.training.adversarial_from:
            heard["judges"] = self._judge(fake.detach(), real)
        heard |= self._student_losses(out, batch, fake, real)
        weights = vars(self.recipe.losses)
        total = sum(loss * weights[name] for name, loss in heard.items() if name in weights)
        self._update(0, total)
        self._average()
        self.step += 1
        return {name: loss.detach() for name, loss in heard.items()}

    def _judge(self, fake: Tensor, real: Tensor) -> Tensor:
        with self._autocast():
            scores_real, scores_fake = self.judges(real)[0], self.judges(fake)[0]
        loss = losses.discriminator_loss(scores_real, scores_fake)
        self._update(1, loss)
        return loss

    def _student_losses(
        self, out: dict[str, Tensor], batch: Batch, fake: Tensor, real: Tensor
    ) -> dict[str, Tensor]:
        mask = sequence_mask(batch.frames, out["z_p"].shape[2]).unsqueeze(1)
        latents = (out[name] for name in ("z_p", "logs_q", "m_p", "logs_p"))
        heard = {
            "mel": (losses.mel(fake, self.recipe) - losses.mel(real, self.recipe)).abs().mean(),
            "stft": losses.stft_loss(fake, real, self.recipe.losses.resolutions),
            "kl": VitsGeneratorLoss.kl_loss(*latents, mask),
            "duration": out["loss_duration"].float().sum(),
        }
        if self.step >= self.recipe.training.adversarial_from:
            self.judges.requires_grad_(False)
            with self._autocast():
                meant = self.judges(real)[1]
                scores, features = self.judges(fake)
            self.judges.requires_grad_(True)
            heard["adversarial"] = losses.adversarial_loss(scores)
            heard["features"] = losses.feature_loss(meant, features)
        return heard

    def _update(self, which: int, loss: Tensor) -> None:
        optimiser = self._optimisers[which]
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        parameters = (self.student, self.judges)[which].parameters()
        torch.nn.utils.clip_grad_norm_(parameters, self.recipe.training.clip_norm)
        optimiser.step()

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self.device, torch.bfloat16, enabled=self.device == "cuda")

    def _set_rate(self) -> None:
        """Set the learning rate: half a cosine over all steps, rising after each start."""
        settings = self.recipe.training
        high, low = settings.learning_rate, settings.last_learning_rate
        part = min(1.0, self.step / settings.steps)
        rate = low + (high - low) * (1 + math.cos(math.pi * part)) / 2
        rate *= min(1.0, (self.step - self.begun_at + 1) / settings.warm_up)
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate

    @torch.no_grad()
    def _average(self) -> None:
        """Move the average towards the student: slower as it grows older."""
        keep = min(self.recipe.training.average, (1 + self.step) / (10 + self.step))
        now = list(speaking(self.student).values())
        torch._foreach_lerp_(list(self.average.values()), now, 1 - keep)


class Log:
    """Mean losses, printed and written every so many steps."""

    def __init__(self, path: Path, every: int) -> None:
        self._path, self._every = path, every
        self._heard: list[dict[str, Tensor]] = []
        self._since = time.monotonic()

    def add(self, step: int, heard: dict[str, Tensor]) -> None:
        """Take the losses of a step; they stay on the device until they are printed."""
        self._heard.append(heard)
        if step % self._every:
            return
        means = {n: torch.stack([h[n] for h in self._heard if n in h]).mean() for n in heard}
        said = {name: f"{float(mean):.4f}" for name, mean in means.items()}
        pace = len(self._heard) / (time.monotonic() - self._since)
        self._heard, self._since = [], time.monotonic()
        print(
            f"step {step}  {pace:.2f} steps/s ", *(f"{n} {v}" for n, v in said.items()), flush=True
        )
        with self._path.open("a", encoding="utf-8") as file:
            print(step, f"{pace:.2f}", *(f"{n}={v}" for n, v in said.items()), sep="\t", file=file)


def train(training: Training, corpus: Corpus, ends: float, last: int) -> None:
    """Take steps until the clock reads ``ends`` or ``last`` is reached, and keep the state."""
    settings = training.recipe.training
    log = Log(training.work / "log.tsv", settings.print_every)
    saved = time.monotonic()
    while training.step < last and time.monotonic() < ends:
        # A step is drawn by its number alone, so a resumed run goes on as if it had not stopped.
        seed = settings.seed * 1_000_003 + training.step
        torch.manual_seed(seed)
        heard = training.learn(corpus.batch(settings.batch, seed))
        log.add(training.step, heard)
        if time.monotonic() - saved > settings.save_minutes * 60:
            training.save()
            saved = time.monotonic()
    training.save()
    print(f"step {training.step} of {settings.steps}: the state is in {training.work / 'state'}")


def main() -> None:
    parser = recipes.arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=9.0, help="stop after so long [9]")
    parser.add_argument("--until", type=int, help="stop at this step [the recipe's last]")
    parser.add_argument("--device", choices=("cuda", "cpu"), help="[cuda where there is one]")
    args = parser.parse_args()
    ends = time.monotonic() + args.minutes * 60
    recipe = recipes.load(args.changes)
    device = args.device or ("cuda" if torch.cuda.is_available() else "cpu")
    training = Training(args.work, recipe, device)
    corpus = Corpus(args.work, recipe, training.student.tokenizer, device)
    last = min(args.until or recipe.training.steps, recipe.training.steps)
    train(training, corpus, ends, last)


if __name__ == "__main__":
    recipes.run(main)
