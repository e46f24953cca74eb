"""How fast VITS speaks by Coqui (torch) and by onnx-vits, at the size of MMS.

    .venv-coqui/bin/python bench/coqui.py

The model has MMS's own size and layout and random weights: what is computed for a second of sound
is the same. CPU seconds of one thread for a second of sound; the ratio is what carries over to
another machine. Runs alternate, so that what else the machine does falls on both.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import machine

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
RUNS = 5
SENTENCE = "सरकार ने आज बताया कि ज़रूरी काम पूरा हुआ।"


def cost(speak: Callable[[], float]) -> float:
    """Return CPU seconds of this process for a second of sound."""
    begun = time.process_time()
    seconds = speak()
    return (time.process_time() - begun) / seconds


def main() -> None:
    """Print one line an engine and their ratio."""
    from helpers import tiny

    from briefing.engines import load
    from briefing.engines.coqui.export import export
    from briefing.engines.coqui.load import quiet
    from briefing.model import Licence, Voice

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["BRIEFING_DATA"] = str(folder / "data")
        with quiet():
            tiny.mms(folder / "mms")
        fields = ("hi", "none", Licence("none"), "random weights", 16000, 0, folder)
        voice = Voice("mms", "coqui", *fields, options={"model": str(folder / "mms")})
        engines = {"coqui": load(voice), "onnx-vits": load(export(voice, folder / "onnx"))}
        spoken: dict[str, list[float]] = {name: [] for name in engines}
        for _ in range(RUNS + 1):
            for name, engine in engines.items():
                seconds = lambda e=engine: len(e.speak(SENTENCE)) / e.rate_hz  # noqa: E731
                spoken[name].append(cost(seconds))
    print(machine.name())
    for name, costs in spoken.items():
        print(f"{name:10} {median(costs[1:]):.2f} CPU seconds for a second of sound")
    print(f"torch / ONNX = {median(spoken['coqui'][1:]) / median(spoken['onnx-vits'][1:]):.2f}")


if __name__ == "__main__":
    main()
