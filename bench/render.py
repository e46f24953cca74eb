"""Measure a whole episode against plain kokoro-onnx: the same model, the same sentences, one run.

    python -m venv peer && peer/bin/pip install kokoro-onnx
    python bench/render.py --peer-python peer/bin/python [--sentences 16] [--rounds 3]

The peer loads its model and speaks sentence after sentence, as its README shows. briefing is run
as a user runs it, with an empty clip cache: it reads, normalises, speaks, stitches, brings to its
loudness, encodes and writes the manifest. Both count from the start of the process, in turns; the
median of each round's ratio of wall time for a second of speech is what counts. Processor time is
printed too: it holds where the machine is shared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from machine import measured, name, record, recordable, run

from briefing.engines.kokoro import engine
from briefing.normalise import spoken
from briefing.voices import DEFAULT, find

SENTENCES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
PEER = """
import json, sys
from kokoro_onnx import Kokoro
model, voices, file = sys.argv[1:]
voice = Kokoro(model, voices)
seconds = 0.0
for sentence in json.load(open(file, encoding="utf-8")):
    samples, rate = voice.create(sentence, voice="hm_omega", lang="hi")
    seconds += len(samples) / rate
print(seconds)
"""


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--sentences", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sentences = SENTENCES[: options.sentences]
    rows = []
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        for number in range(options.rounds):
            peers = peer(options.peer_python, sentences, folder)
            rows.append((peers, ours(sentences, folder / str(number))))
    print(f"{name()}, {len(sentences)} sentences, {options.rounds} rounds\n")
    print("| | wall s per s of speech | processor s per s |\n|---|---|---|")
    figures = {
        label: [statistics.median(row[column][i] for row in rows) for i in range(2)]
        for label, column in (("plain kokoro-onnx", 0), ("briefing make", 1))
    }
    figures["ratio"] = [statistics.median(p[i] / o[i] for p, o in rows) for i in range(2)]
    for label, costs in figures.items():
        print(f"| {label} | {costs[0]:.3f} | {costs[1]:.3f} |")
    if options.record:
        record("render", **figures)


def peer(python: str, sentences: list[str], folder: Path) -> tuple[float, float]:
    """Return wall and processor seconds that kokoro-onnx takes for a second of speech."""
    voice = find(DEFAULT)
    styles = np.fromfile(voice.folder / "style.bin", "<f4").reshape(510, 1, 256)
    np.savez(folder / "voices.npz", hm_omega=styles)
    text = folder / "sentences.json"
    text.write_text(json.dumps([spoken(sentence) for sentence in sentences]), encoding="utf-8")
    arguments = [str(engine._model(voice)), str(folder / "voices.npz"), str(text)]
    used, said = measured(python, "-c", PEER, *arguments, stdout=subprocess.PIPE)
    seconds = float(said.split()[-1])
    return used.wall_s / seconds, used.cpu_s / seconds


def ours(sentences: list[str], folder: Path) -> tuple[float, float]:
    """Return the same of ``briefing make``; the pauses between sentences are no speech."""
    cache = folder / "cache"
    cache.mkdir(parents=True)
    (cache / "models").symlink_to(engine._model(find(DEFAULT)).parent.parent)
    script = folder / "episode.txt"
    script.write_text("\n\n".join(sentences), encoding="utf-8")
    done = run("make", str(script), "-o", str(folder / "out"), "--quiet", cache=cache)
    manifest = json.loads((folder / "out/episode/manifest.json").read_text(encoding="utf-8"))
    speech_s = sum(u["end_ms"] - u["start_ms"] for u in manifest["utterances"]) / 1000
    return done.wall_s / speech_s, done.cpu_s / speech_s


if __name__ == "__main__":
    main()
