"""Small discriminators: by period (HiFi-GAN) and by resolution (UnivNet).

Coqui's own have 47 million parameters, which no state of 64 MB could hold; these have 3.
"""

from __future__ import annotations

from types import SimpleNamespace

import torch
from losses import magnitudes
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import weight_norm

_SLOPE = 0.1


class Period(nn.Module):
    """Hear every p-th sample together (Kong et al. 2020, arXiv 2010.05646, section 2.3)."""

    def __init__(self, period: int, channels: list[int]) -> None:
        super().__init__()
        self.period = period
        sizes = list(zip([1, *channels], channels, strict=False))
        strides = [3] * (len(sizes) - 1) + [1]
        self.layers = nn.ModuleList(
            weight_norm(nn.Conv2d(i, o, (5, 1), (stride, 1), (2, 0)))
            for (i, o), stride in zip(sizes, strides, strict=True)
        )
        self.last = weight_norm(nn.Conv2d(channels[-1], 1, (3, 1), 1, (1, 0)))

    def forward(self, waves: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return scores and features of waves, (B, 1, n)."""
        padded = functional.pad(waves, (0, -waves.shape[-1] % self.period), mode="reflect")
        x = padded.unflatten(-1, (-1, self.period))
        return _heard(x, self.layers, self.last)


class Resolution(nn.Module):
    """Look at a spectrogram (Jang et al. 2021, arXiv 2106.07889, section 2.2)."""

    def __init__(self, resolution: list[int], channels: int) -> None:
        super().__init__()
        self.resolution = resolution
        shapes = [(3, 9), (3, 9), (3, 9), (3, 9), (3, 3)]
        self.layers = nn.ModuleList(
            weight_norm(
                nn.Conv2d(
                    channels if number else 1,
                    channels,
                    shape,
                    (1, 2 if number in (1, 2, 3) else 1),
                    (shape[0] // 2, shape[1] // 2),
                )
            )
            for number, shape in enumerate(shapes)
        )
        self.last = weight_norm(nn.Conv2d(channels, 1, 3, 1, 1))

    def forward(self, waves: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return scores and features of waves, (B, 1, n)."""
        with torch.autocast(waves.device.type, enabled=False):
            x = magnitudes(waves, self.resolution).unsqueeze(1)
        return _heard(x, self.layers, self.last)


def _heard(x: Tensor, layers: nn.ModuleList, last: nn.Module) -> tuple[Tensor, list[Tensor]]:
    features = []
    for layer in layers:
        x = functional.leaky_relu(layer(x), _SLOPE)
        features.append(x)
    return last(x), features


class Discriminators(nn.Module):
    """All of them; scores and features of each, in one list each."""

    def __init__(self, recipe: SimpleNamespace) -> None:
        super().__init__()
        sizes = recipe.discriminators
        periods = [Period(period, sizes.period_channels) for period in sizes.periods]
        looks = [Resolution(one, sizes.resolution_channels) for one in sizes.resolutions]
        self.each = nn.ModuleList([*periods, *looks])

    def forward(self, waves: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Return the scores and the features of waves, (B, 1, n)."""
        heard = [one(waves) for one in self.each]
        return [score for score, _ in heard], [f for _, features in heard for f in features]
