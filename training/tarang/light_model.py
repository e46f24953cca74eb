"""The light vocoder: pulses and noise, each under a filter that a network gives at frame rate.

A network of ConvNeXt blocks (Liu et al. 2022) reads a log mel spectrogram; it says how high the
voice is and, for each half frame, what a filter does to a train of pulses of that pitch and what
another does to noise (neural homomorphic vocoder, Liu et al. 2020, with filters as spectra).
"""

from __future__ import annotations

import math
from types import SimpleNamespace

import torch
from torch import Tensor, nn
from torch.nn import functional

#: Of the spectra that are filtered: two hops for each frame of the mel.
FFT_SIZE, HOP = 512, 128
_BINS = FFT_SIZE // 2 + 1
_EDGE = (FFT_SIZE - HOP) // 2
#: Noise that repeats after a second and a half.
_NOISE_SAMPLES = 1 << 15
_LOUDEST = 5.0


class Block(nn.Module):
    """One block: each channel's neighbours in time, then all channels of a frame."""

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.near = nn.Conv1d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels)
        self.up, self.down = nn.Linear(channels, inner), nn.Linear(inner, channels)
        self.scale = nn.Parameter(torch.full((channels,), 0.2))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.near(x.transpose(1, 2)).transpose(1, 2))
        return x + self.down(functional.gelu(self.up(y))) * self.scale


class Light(nn.Module):
    """The vocoder: log mel (B, mels, T) to samples (B, 1, 256 · T)."""

    #: What Coqui's generators are given more at both ends of a mel.
    inference_padding = 0

    def __init__(self, config: SimpleNamespace) -> None:
        super().__init__()
        light = config.light
        self.rate_hz, self.hop = config.audio.rate_hz, config.audio.hop_length
        self.noise_gain = light.noise_gain
        self.begin = nn.Conv1d(config.audio.num_mels, light.channels, 7, padding=3)
        self.blocks = nn.ModuleList(Block(light.channels, light.inner) for _ in range(light.blocks))
        self.norm = nn.LayerNorm(light.channels)
        self.pitch = nn.Linear(light.channels, 2)
        self.filters = nn.Linear(light.channels, 2 * 3 * _BINS)
        with torch.no_grad():
            self.filters.weight.mul_(0.3)
            start = torch.tensor([-2.0, 0.0, -5.0]).view(1, 3, 1).expand(2, 3, _BINS)
            self.filters.bias.copy_(start.reshape(-1))
        self.register_buffer("fourier", _fourier())
        noise = torch.randn(_NOISE_SAMPLES, generator=torch.Generator().manual_seed(3))
        self.register_buffer("noise", noise)

    def analyse(self, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return log of pitch over 100 Hz (B, T), the logit of voice (B, T) and filters.

        Filters are (B, 3, F, 2 · T): log gain and phase of the pulses', log gain of the noise's.
        """
        hidden = self.begin(mel * 0.25 + 1.0).transpose(1, 2)
        for block in self.blocks:
            hidden = block(hidden)
        hidden = self.norm(hidden)
        pitch, voice = self.pitch(hidden).unbind(-1)
        filters = self.filters(hidden)
        batch, frames = filters.shape[:2]
        filters = filters.reshape(batch, frames * 2, 3, _BINS).permute(0, 2, 3, 1)
        return pitch.float(), voice.float(), filters.float()

    def voiced_part(self, pulses: Tensor, filters: Tensor) -> Tensor:
        """Return the spectra of pulses (B, n) under their filter: real parts, then imaginary."""
        real, imaginary = self._spectra(pulses).chunk(2, 1)
        gain = torch.exp(filters[:, 0].clamp(max=_LOUDEST))
        cos, sin = gain * torch.cos(filters[:, 1]), gain * torch.sin(filters[:, 1])
        return torch.cat([real * cos - imaginary * sin, real * sin + imaginary * cos], 1)

    def noise_part(self, noise: Tensor, filters: Tensor) -> Tensor:
        """Return the spectra of noise (B, n) under its filter."""
        gain = torch.exp(filters[:, 2].clamp(max=_LOUDEST))
        return self._spectra(noise) * torch.cat([gain, gain], 1)

    def _spectra(self, samples: Tensor) -> Tensor:
        """Return short spectra of samples (B, n): (B, 2 · F, n / 128), real parts first."""
        padded = functional.pad(samples.unsqueeze(1), (_EDGE, _EDGE))
        return functional.conv1d(padded, self.fourier.unsqueeze(1), stride=HOP)

    def sound(self, spectrum: Tensor) -> Tensor:
        """Return the samples (B, n) of spectra, overlapped and added."""
        twice = torch.full((_BINS, 1), 2.0)
        twice[0] = twice[-1] = 1.0
        # Squares of Hann's window, four times overlapped, add up to one and a half.
        inverse = self.fourier * torch.cat([twice, twice]) / (1.5 * FFT_SIZE)
        added = functional.conv_transpose1d(spectrum, inverse.unsqueeze(1), stride=HOP)
        return added[:, 0, _EDGE:-_EDGE]

    def forward(self, mel: Tensor) -> Tensor:
        """Speak the spectrogram of one sentence, its pitch read out of it."""
        log_pitch, voice, filters = self.analyse(mel)
        by_frame = torch.stack(
            [100 * torch.exp(log_pitch.clamp(-1.0, 1.5)), torch.sigmoid(4 * voice)]
        )
        by_frame = by_frame.transpose(0, 1)
        by_sample = functional.interpolate(by_frame, scale_factor=self.hop, mode="linear")
        hertz, voiced = by_sample[:, 0], (by_sample[:, 1] > 0.5).float()
        cycles = torch.cumsum((hertz / self.rate_hz).double(), 1)
        phase = (cycles - torch.floor(cycles)).float()
        places = torch.arange(hertz.shape[1]) % _NOISE_SAMPLES
        pulses = pulse_train(phase, hertz, self.rate_hz) * voiced
        noise = self.noise[places].unsqueeze(0) * (1 + (self.noise_gain - 1) * voiced)
        both = self.voiced_part(pulses, filters) + self.noise_part(noise, filters)
        return self.sound(both).clamp(-1.0, 1.0).unsqueeze(1)


def pulse_train(phase: Tensor, hertz: Tensor, rate_hz: int) -> Tensor:
    """Return the sum of all harmonics below half the rate, of equal strength and unit power.

    ``phase`` in cycles. The sum of N cosines in closed form (Dirichlet's kernel).
    """
    count = torch.floor(rate_hz / 2 / hertz.clamp(min=50.0))
    half = math.pi * (phase - torch.round(phase))
    below = torch.sin(half)
    small = below.abs() < 1e-4
    total = torch.sin((2 * count + 1) * half) / torch.where(small, torch.ones_like(below), below)
    cosines = torch.where(small, count, (total - 1) / 2)
    return cosines / torch.sqrt(count / 2)


def _fourier() -> Tensor:
    """Return the windowed Fourier transform as a matrix: cosines, then negative sines."""
    samples = torch.arange(FFT_SIZE)
    angles = torch.arange(_BINS).unsqueeze(1) * samples % FFT_SIZE * (2 * math.pi / FFT_SIZE)
    window = 0.5 - 0.5 * torch.cos(samples * (2 * math.pi / FFT_SIZE))
    return torch.cat([torch.cos(angles), -torch.sin(angles)]) * window
