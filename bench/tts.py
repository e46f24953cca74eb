"""Measure an article by Coqui's own command and by briefing: the same checkpoint, one run.

    .venv-coqui/bin/python bench/tts.py [--minutes 2] [--rounds 3] [--size tiny]

``tts --text …`` speaks the article into one WAV file. ``briefing make`` makes an episode of it,
with an empty clip cache, once by the same Coqui classes and once by the same weights as ONNX,
without torch. All count from the start of the process, in turns. The weights are random and the
size is the tests' tiny one, or Coqui's default one with ``--size full``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from machine import ROOT, Run, measured, name, record, recordable, run, text

sys.path.insert(0, str(ROOT / "tests"))
COMMAND = Path(sys.executable).parent / "tts"
SIZES = ("tiny", "full")


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", choices=SIZES, default="tiny")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(place, args.size)
        words = text(args.minutes)
        (place / "article.txt").write_text(words, encoding="utf-8")
        rounds = [once(place, words, number) for number in range(args.rounds)]
    print(f"{name()}, {args.minutes:g} minutes of text, a {args.size} VITS, {args.rounds} rounds\n")
    print("| | wall s | processor s | tts / this, wall |\n|---|---|---|---|")
    figures = {}
    for label in rounds[0]:
        wall_s, cpu_s = (
            statistics.median(getattr(made[label], field) for made in rounds)
            for field in ("wall_s", "cpu_s")
        )
        ratio = statistics.median(
            made["Coqui's tts"].wall_s / made[label].wall_s for made in rounds
        )
        figures[label] = [wall_s, cpu_s, ratio]
        print(f"| {label} | {wall_s:.1f} | {cpu_s:.1f} | {ratio:.2f} |")
    if args.record:
        record("tts", **figures)


def prepare(place: Path, size: str) -> None:
    """Write the checkpoint, and the two voices that speak with it."""
    from helpers import tiny

    from briefing import voices
    from briefing.engines.coqui.export import export
    from briefing.engines.coqui.load import quiet
    from briefing.model import Licence, Voice

    os.environ["BRIEFING_DATA"] = str(place / "data")
    with quiet():
        if size == "full":
            tiny.VITS = {"init_discriminator": False}
        tiny.vits(place / "model")
    fields = ("hi", "none", Licence("none"), "random weights", 16000, 0, place)
    # Random weights keep no pace: any length will do.
    pace = {"fixed_ms": 0, "letter_ms": 65, "shortest": 0.01, "longest": 100.0}
    options = {"model": str(place / "model"), "pace": pace}
    voice = Voice("peer", "coqui", *fields, options=options)
    voices.add(voice)
    voices.add(replace(export(voice, place / "data" / "voices" / "peer-onnx"), name="peer-onnx"))


def once(place: Path, words: str, number: int) -> dict[str, Run]:
    """Speak the article each way."""
    wav, model = place / "article.wav", place / "model"
    files = ["--model_path", str(model / "model.pth"), "--config_path", str(model / "config.json")]
    command = [str(COMMAND), "--text", words, *files, "--out_path", str(wav)]
    made = {"Coqui's tts": measured(*command, stdout=subprocess.DEVNULL)[0]}
    for label, voice in (("briefing, by torch", "peer"), ("briefing, by ONNX", "peer-onnx")):
        cache = place / f"{voice}-{number}"
        cache.mkdir()
        out = ("-o", str(cache / "out"), "--voice", voice, "--quiet")
        made[label] = run("make", str(place / "article.txt"), *out, cache=cache)
    return made


if __name__ == "__main__":
    main()
