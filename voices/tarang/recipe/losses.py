"""What the student is told of its sound: mel, STFT, and what discriminators make of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace

import torch
import torchaudio
from torch import Tensor
from torch.nn import functional

Resolution = Sequence[int]  # fft, hop and window, in samples
_LEAST = 1e-5


@cache
def _window(length: int, device: torch.device) -> Tensor:
    return torch.hann_window(length, device=device)


def magnitudes(waves: Tensor, resolution: Resolution) -> Tensor:
    """Return the spectrogram, (B, 1, n) → (B, fft/2 + 1, n/hop), as VITS reads it."""
    fft, hop, window = resolution
    margin = (fft - hop) // 2
    padded = functional.pad(waves.float(), (margin, margin), mode="reflect").squeeze(1)
    shape = _window(window, waves.device)
    bins = torch.stft(padded, fft, hop, window, shape, center=False, return_complex=True)
    return torch.sqrt(torch.view_as_real(bins).pow(2).sum(-1) + 1e-6)


@cache
def _bands(mels: int, low: float, high: float, fft: int, rate_hz: int, on: torch.device) -> Tensor:
    size = fft // 2 + 1
    filters = torchaudio.functional.melscale_fbanks(
        size, low, high, mels, rate_hz, norm="slaney", mel_scale="slaney"
    )
    return filters.T.to(on)


def mel(waves: Tensor, recipe: SimpleNamespace) -> Tensor:
    """Return the logarithmic mel spectrogram, (B, 1, n) → (B, mels, n/hop)."""
    audio = recipe.audio
    spectrum = magnitudes(waves, (audio.fft_size, audio.hop_length, audio.win_length))
    bands = (audio.num_mels, audio.mel_fmin, audio.mel_fmax, audio.fft_size)
    return torch.log(
        (_bands(*bands, recipe.voice.rate_hz, waves.device) @ spectrum).clamp_min(_LEAST)
    )


def stft_loss(fake: Tensor, real: Tensor, resolutions: Sequence[Resolution]) -> Tensor:
    """Return spectral convergence and log magnitude, summed, averaged over the resolutions.

    Parallel WaveGAN (Yamamoto et al. 2020, arXiv 1910.11480), eq. 4 to 6.
    """
    total = fake.new_zeros(())
    for resolution in resolutions:
        heard, meant = magnitudes(fake, resolution), magnitudes(real, resolution)
        converged = (meant - heard).norm() / meant.norm().clamp_min(_LEAST)
        total = total + converged + functional.l1_loss(heard.log(), meant.log())
    return total / len(resolutions)


def discriminator_loss(real: Sequence[Tensor], fake: Sequence[Tensor]) -> Tensor:
    """Return the least-squares loss of the discriminators (HiFi-GAN, arXiv 2010.05646, eq. 1)."""
    return sum(
        (1 - r.float()).pow(2).mean() + f.float().pow(2).mean()
        for r, f in zip(real, fake, strict=True)
    )


def adversarial_loss(fake: Sequence[Tensor]) -> Tensor:
    """Return the least-squares loss of the student (HiFi-GAN, eq. 2)."""
    return sum((1 - f.float()).pow(2).mean() for f in fake)


def feature_loss(real: Sequence[Tensor], fake: Sequence[Tensor]) -> Tensor:
    """Return how far apart the discriminators' features are (HiFi-GAN, eq. 4)."""
    return sum(functional.l1_loss(f.float(), r.float()) for r, f in zip(real, fake, strict=True))
