"""Add the light vocoder to a voice, as ONNX in half precision, in Coqui's environment.

python training/tarang/light_export.py WORK voices/tarang
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import config as configs
import model as models
import onnx_shared
import torch
from light import STATE
from light_model import Light

from briefing.engines.coqui.export_fastpitch import write_vocoder
from briefing.errors import BriefingError

LIGHT = "light.onnx"


def learnt(work: Path, config: SimpleNamespace) -> tuple[int, Light]:
    """Return the step and the vocoder that speaks: the average of the weights.

    Raises
    ------
    BriefingError
        if nothing was trained.
    """
    if not (work / STATE).is_file():
        remedy = f"python training/tarang/light.py {work}"
        raise BriefingError("no light vocoder was trained yet", where=str(work), remedy=remedy)
    state = torch.load(work / STATE, weights_only=True)
    network = Light(config)
    network.load_state_dict(state["average"])
    return int(state["step"]), network.eval()


def export(config: SimpleNamespace, work: Path, folder: Path) -> dict[str, Any]:
    """Write the graph; return what is worth knowing of it."""
    step, network = learnt(work, config)
    write_vocoder(network, models.audio_config(config.audio), folder / LIGHT)
    onnx_shared.halve(folder / LIGHT)
    parameters = sum(weight.numel() for weight in network.parameters())
    return {"step": step, "parameters": parameters, "bytes": (folder / LIGHT).stat().st_size}


def main() -> None:
    parser = configs.arguments(__doc__)
    parser.add_argument("voice", type=Path, help="the folder of the voice")
    args = parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps(export(configs.load(args.changes), args.work, args.voice)))


if __name__ == "__main__":
    configs.run(main)
