"""Train the light vocoder, after the acoustic model, in Coqui's environment.

    python training/tarang/light.py WORK

In training the pulses run with the teacher's own phase, which is a running sum of its pitch, so
that the voiced part can be compared as a waveform and needs no discriminator. The spectrograms
are the teacher's and, in turn, those that the acoustic model makes of the same durations and pitch.
Goes on where it stopped. Writes ``WORK/light.pt`` and ``WORK/light.tsv``.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace

import config as configs
import features
import numpy as np
import torch
from learner import Learner
from light_data import Sounds, predict
from light_model import FFT_SIZE, Light, pulse_train
from torch import Tensor
from torch.nn import functional

STATE, LOG = "light.pt", "light.tsv"
PARTS = ("stft", "wave", "pitch", "voice")
_SIZES = (256, 768, 2048)
#: The waveform is compared below this, Hz: the phases of higher harmonics cannot be foretold.
_WAVE_HZ = 2500.0


def losses(network: Light, batch: tuple[Tensor, ...], bfloat16: bool) -> dict[str, Tensor]:
    """Return the parts of the loss on some segments.

    ``stft`` compares magnitudes of all, ``wave`` the voiced part with the waveform; ``pitch`` is
    L1 of its logarithm, ``voice`` the cross entropy.
    """
    mel, wanted, phase, hertz = batch
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        log_pitch, voice, filters = network.analyse(mel)
    voiced = (hertz > features.VOICED_HZ).float()
    pulses = pulse_train(phase, hertz, network.rate_hz) * voiced
    tone = network.sound(network.voiced_part(pulses, filters))
    noises = [network.noise_part(torch.randn_like(pulses), filters) for _ in range(2)]
    by_frame = hertz.view(*voice.shape, -1)
    sounding = (by_frame.amin(-1) > features.VOICED_HZ).float()
    wanted_pitch = torch.log(by_frame.mean(-1).clamp(min=40.0) / 100)
    made = [tone + network.sound(noise) for noise in noises]
    inside = slice(2 * FFT_SIZE, -2 * FFT_SIZE)
    return {
        "stft": _stft(*(one[:, inside] for one in (*made, wanted))),
        "wave": _wave(tone[:, inside], (wanted * voiced)[:, inside], network.rate_hz),
        "pitch": ((log_pitch - wanted_pitch).abs() * sounding).sum() / sounding.sum().clamp(min=1),
        "voice": functional.binary_cross_entropy_with_logits(
            4 * voice, (by_frame.mean(-1) > features.VOICED_HZ).float()
        ),
    }


def _spectrum(samples: Tensor, size: int) -> Tensor:
    window = torch.hann_window(size)
    return torch.stft(samples, size, size // 4, window=window, center=False, return_complex=True)


def _power(spectrum: Tensor) -> Tensor:
    return spectrum.real.square() + spectrum.imag.square()


def _stft(first: Tensor, second: Tensor, wanted: Tensor) -> Tensor:
    """Return how far two sounds with noise of their own are from the one that is wanted.

    The spectral energy distance (Gritsenko et al. 2020): how far they are from each other is taken
    off, or noise, which can never be met exactly, would be learnt too weak.
    """
    total = torch.zeros(())
    for size in _SIZES:
        one, two, target = (_magnitudes(sound, size) for sound in (first, second, wanted))
        loudness = target[1].mean().clamp(min=1e-3)
        apart = [_distance(a, b, loudness) for a, b in ((one, target), (two, target), (one, two))]
        total = total + (apart[0] + apart[1] - apart[2]) / 2
    return total / len(_SIZES)


def _magnitudes(samples: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Return logarithms of the short spectra's magnitudes, and the magnitudes."""
    power, floor = _power(_spectrum(samples, size)), 1e-6 * size
    return torch.log(power + floor) / 2, (power + floor / 100).sqrt()


def _distance(a: tuple[Tensor, Tensor], b: tuple[Tensor, Tensor], loudness: Tensor) -> Tensor:
    return (a[0] - b[0]).abs().mean() + (a[1] - b[1]).abs().mean() / loudness


def _wave(made: Tensor, wanted: Tensor, rate_hz: int) -> Tensor:
    """Return L1 of the complex spectra's lower part, relative to the loudness."""
    bins = int(_WAVE_HZ / rate_hz * 1024)
    a, b = _spectrum(made, 1024)[:, :bins], _spectrum(wanted, 1024)[:, :bins]
    loudness = _power(b).sqrt().mean().clamp(min=1e-3)
    return (_power(a - b) + 1e-8).sqrt().mean() / loudness


class Training(Learner):
    """A vocoder in training."""

    def __init__(self, config: SimpleNamespace, work: Path) -> None:
        light = config.light
        torch.set_num_threads(light.threads)
        torch.manual_seed(light.seed)
        self.work, self.network = work, Light(config)
        optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=light.learning_rate, betas=(0.8, 0.99)
        )
        self.sounds = Sounds(work, config)
        path = work / STATE
        super().__init__(self.network, optimiser, light, section="light", path=path, key="network")

    def learn(self, batch: tuple[Tensor, ...]) -> dict[str, float]:
        """Take one step; return the losses.

        Raises
        ------
        BriefingError
            if the losses are no longer numbers; the state before stays.
        """
        self.begin_step()
        parts = losses(self.network, batch, self.settings.bfloat16)
        self.descend(sum(getattr(self.settings, name) * value for name, value in parts.items()))
        return {name: float(value) for name, value in parts.items()}


def train(config: SimpleNamespace, work: Path, until: int = 0) -> None:
    """Train to the last step, or to ``until``.

    Raises
    ------
    BriefingError
        if there is no acoustic model, or the losses are no longer numbers.
    """
    predict(work, config)
    training, light = Training(config, work), config.light
    draw = np.random.default_rng(light.seed + training.step)
    begun, saved = time.monotonic() - training.seconds, time.monotonic()
    recent: list[dict[str, float]] = []
    while training.step < min(light.steps, until or light.steps):
        recent.append(training.learn(training.sounds.batch(draw)))
        training.seconds = time.monotonic() - begun
        if training.step % light.print_every == 0:
            _note(training, {name: fmean(one[name] for one in recent) for name in PARTS})
            recent = []
        if time.monotonic() - saved > light.save_minutes * 60:
            training.save()
            saved = time.monotonic()
    training.save()


def _note(training: Training, means: dict[str, float]) -> None:
    """Add a line to the log and print it."""
    path = training.work / LOG
    line = [str(training.step), f"{training.rate:.2e}"]
    line += [*(f"{means[name]:.4f}" for name in PARTS), f"{training.seconds:.0f}"]
    head = "" if path.is_file() else "\t".join(("step", "rate", *PARTS, "seconds")) + "\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(head + "\t".join(line) + "\n")
    print("\t".join(line), flush=True)


def main() -> None:
    parser = configs.arguments(__doc__)
    parser.add_argument("--until", type=int, default=0, help="stop after this step")
    args = parser.parse_args()
    train(configs.load(args.changes), args.work, args.until)


if __name__ == "__main__":
    configs.run(main)
