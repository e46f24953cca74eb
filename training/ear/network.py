"""The network: ConvNeXt blocks (Liu et al. 2022) over frames of 20 ms."""

from __future__ import annotations

from types import SimpleNamespace

from torch import Tensor, nn

from briefing.listen.ear import MELS
from briefing.listen.phones import PHONES


class Block(nn.Module):
    """Look at neighbouring frames, channel by channel, then at the channels of each frame."""

    def __init__(self, channels: int, inner: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.near = nn.Sequential(
            nn.Conv1d(channels, channels, kernel, padding=kernel // 2, groups=channels),
            nn.BatchNorm1d(channels),
        )
        self.across = nn.Sequential(
            nn.Linear(channels, inner), nn.ReLU(), nn.Dropout(dropout), nn.Linear(inner, channels)
        )

    def forward(self, frames: Tensor) -> Tensor:
        return frames + self.across(self.near(frames).transpose(1, 2)).transpose(1, 2)


class Network(nn.Module):
    """Mel bands (B, MELS, 2 · T) to log-probabilities of phones (B, PHONES, T)."""

    def __init__(self, config: SimpleNamespace) -> None:
        super().__init__()
        shape = (config.channels, config.inner, config.kernel, config.dropout)
        self.layers = nn.Sequential(
            nn.BatchNorm1d(MELS),
            # Frame t is made of the spectra 2t - 1 to 2t + 2: the middle of both is the same.
            nn.Conv1d(MELS, config.channels, 4, stride=2, padding=1),
            nn.BatchNorm1d(config.channels),
            *(Block(*shape) for _ in range(config.blocks)),
            nn.BatchNorm1d(config.channels),
            nn.ReLU(),
            nn.Conv1d(config.channels, len(PHONES), 1),
        )

    def forward(self, mel: Tensor) -> Tensor:
        return nn.functional.log_softmax(self.layers(mel), 1)
