"""What both trainings share: the state on the disk, the learning rate, one step of the weights."""

from __future__ import annotations

import copy
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from briefing.errors import BriefingError
from briefing.system.files import atomic_path


class Learner:
    """A network in training: its weights, their running average, the optimiser, the step.

    ``section`` names its ``settings`` in the configuration, for messages. The state at ``path`` is
    gone on from, if there is one; ``key`` is what it calls the network.
    """

    def __init__(
        self,
        network: nn.Module,
        optimiser: torch.optim.Optimizer,
        settings: SimpleNamespace,
        *,
        section: str,
        path: Path,
        key: str,
    ) -> None:
        self.average: Any = copy.deepcopy(network).eval()
        self.settings, self._section, self._path = settings, section, path
        self._network, self._optimiser = network, optimiser
        self._parts: dict[str, Any] = {
            key: network,
            "average": self.average,
            "optimiser": optimiser,
        }
        self.step, self.seconds = 0, 0.0
        if path.is_file():
            state = torch.load(path, weights_only=True)
            for name, part in self._parts.items():
                part.load_state_dict(state[name])
            self.step, self.seconds = state["step"], state["seconds"]

    @property
    def rate(self) -> float:
        """The learning rate of the step: it rises, stays, and falls over the last share."""
        settings = self.settings
        falling = settings.steps * settings.decay
        left = min(1.0, max(0.0, (settings.steps - self.step) / max(1.0, falling)))
        down = 0.5 - 0.5 * math.cos(math.pi * left)
        return float(settings.learning_rate * min(1.0, self.step / settings.warm_up) * down)

    def save(self) -> None:
        """Write the state, whole or not at all."""
        state = {name: part.state_dict() for name, part in self._parts.items()}
        with atomic_path(self._path) as beside:
            torch.save({**state, "step": self.step, "seconds": self.seconds}, beside)

    def begin_step(self) -> None:
        """Go on to the next step, at its learning rate."""
        self.step += 1
        for group in self._optimiser.param_groups:
            group["lr"] = self.rate

    def descend(self, loss: Tensor) -> None:
        """Move the weights against the gradient of a loss, and their average after them.

        Raises
        ------
        BriefingError
            if it is no longer a number; the state before stays.
        """
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self._network.parameters(), self.settings.clip_norm)
        if not torch.isfinite(norm):
            remedy = f"lower {self._section}.learning_rate and start again"
            raise BriefingError(f"the losses are no numbers at step {self.step}", remedy=remedy)
        self._optimiser.step()
        self._follow(min(self.settings.average, (self.step + 1) / (self.step + 10)))

    @torch.no_grad()
    def _follow(self, keep: float) -> None:
        """Move the average towards the weights; whole numbers among the buffers are copied."""
        own = self._network.state_dict()
        for name, value in self.average.state_dict().items():
            if value.is_floating_point():
                value.lerp_(own[name], 1 - keep)
            else:
                value.copy_(own[name])
