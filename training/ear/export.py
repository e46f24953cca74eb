"""Write the network as the file that ``briefing/listen/ear.py`` loads."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import onnx_shared
import torch

from briefing.errors import BriefingError
from briefing.listen.ear import MELS
from briefing.system.files import atomic_path

from .network import Network
from .train import STATE


def learnt(config: SimpleNamespace, work: Path) -> Network:
    """Return the network that listens: the average of the weights.

    Raises
    ------
    BriefingError
        if nothing was trained yet.
    """
    if not (work / STATE).is_file():
        raise BriefingError("nothing was trained yet", where=str(work))
    network = Network(config.ear)
    network.load_state_dict(torch.load(work / STATE, weights_only=True)["average"])
    network.eval()
    return network


def export(config: SimpleNamespace, work: Path, path: Path) -> None:
    """Write the network in half precision; its weights are widened when it is loaded.

    Raises
    ------
    BriefingError
        if nothing was trained yet.
    """
    with atomic_path(path) as beside:
        torch.onnx.export(
            learnt(config, work),
            (torch.zeros(1, MELS, 100),),
            str(beside),
            input_names=["mel"],
            output_names=["scores"],
            dynamic_axes={"mel": {2: "spectra"}, "scores": {2: "frames"}},
            opset_version=17,
            dynamo=False,
        )
        onnx_shared.halve(beside)
