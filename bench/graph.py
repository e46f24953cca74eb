"""Measure each rewriting of the default voice's graph: time, and how far the waveform moves.

    python bench/graph.py [--threads 1] [--rounds 3]

Prints a Markdown table: CPU seconds a second of speech (one run of every variant after another in
each round, the best round), the ratio to the published graph, and the largest difference of the
waveform from the variant above it. CPU time is counted, not the clock: the machine may be shared.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import machine
import numpy as np
import onnxruntime

from briefing.engines.g2p import by_name
from briefing.engines.kokoro import controls, engine, optimise
from briefing.engines.kokoro.graph import Graph
from briefing.engines.kokoro.tokens import tokens
from briefing.engines.session import inference_session
from briefing.voices import DEFAULT, find

SENTENCES = (
    "आज देश भर में अच्छी बारिश हुई, और किसानों ने राहत की साँस ली।",
    "सरकार ने पैंतीस हज़ार किसानों को मदद देने की घोषणा की है।",
    "कप्तान ने बयालीस गेंदों में छिहत्तर रन ठोके और सौवीं जीत का जश्न मनाया।",
)
VARIANTS: dict[str, tuple[optimise.Pass, ...]] = {
    "published int8": (),
    "+ unfolded convolutions": (optimise.integer_convolutions,),
    "+ instance norms": (optimise.integer_convolutions, optimise.instance_norms),
    "+ squares (integer)": optimise.PASSES["integer"],
    "float32 products": (optimise.float_products,),
    "+ instance norms, squares (float)": optimise.PASSES["float"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    voice = find(DEFAULT)
    styles = np.fromfile(voice.folder / "style.bin", "<f4").reshape(510, 1, 256)
    inputs = [_inputs(text, styles) for text in SENTENCES]
    with tempfile.TemporaryDirectory() as folder:
        sessions = {
            name: inference_session(
                _variant(changes, engine._model(voice), Path(folder)), options.threads, ""
            )
            for name, changes in VARIANTS.items()
        }
        costs: dict[str, list[float]] = {name: [] for name in VARIANTS}
        sounds = {}
        for _ in range(options.rounds):
            for name, session in sessions.items():
                begun = time.process_time()
                names = {taken.name for taken in session.get_inputs()}
                own = [{k: v for k, v in given.items() if k in names} for given in inputs]
                sounds[name] = [session.run(None, given)[0].ravel() for given in own]
                costs[name].append(time.process_time() - begun)
    _print(costs, sounds, options.threads)


def _inputs(text: str, styles: np.ndarray) -> dict[str, np.ndarray]:
    ids = tokens(by_name("own")(text))
    padded = np.array([[0, *ids, 0]], np.int64)
    style, speed = styles[len(ids) - 1], np.ones(1, np.float32)
    curves = controls.unmoved(len(ids) + 2)
    return {"tokens": padded, "style": style, "speed": speed, **curves}


def _variant(changes: tuple[optimise.Pass, ...], model: Path, folder: Path) -> Path:
    if not changes:
        return model
    made = Graph(model)
    for change in changes:
        change(made)
    path = folder / f"{len(list(folder.iterdir()))}.onnx"
    made.save(path)
    return path


def _print(costs: dict[str, list[float]], sounds: dict[str, Any], threads: int) -> None:
    seconds = sum(len(sound) for sound in sounds["published int8"]) / engine.RATE_HZ
    published = min(costs["published int8"])
    print(f"{machine.name()}, ", end="")
    print(
        f"{threads} thread(s), onnxruntime {onnxruntime.__version__}, {seconds:.1f} s of speech\n"
    )
    print(
        "| graph | CPU s per s | speed | largest difference from the row above |\n|---|---|---|---|"
    )
    above: list[np.ndarray] = []
    for name, sound in sounds.items():
        same = above and all(len(a) == len(b) for a, b in zip(above, sound, strict=True))
        moved = max(np.abs(a - b).max() for a, b in zip(above, sound, strict=True)) if same else ""
        moved = f"{moved:.1e}" if same else ("other durations" if above else "")
        cost = min(costs[name])
        print(f"| {name} | {cost / seconds:.3f} | {published / cost:.2f} | {moved} |")
        above = sound


if __name__ == "__main__":
    main()
