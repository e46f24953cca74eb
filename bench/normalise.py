"""Measure the normaliser next to its peers: speed, start-up, share right on the case files.

    python bench/normalise.py [--peer-python PATH] [--rounds 5] [--wrong 20]

The peers live in an environment of their own, so that this project needs neither::

    python3.11 -m venv peers
    peers/bin/pip install nemo_text_processing indic-tts-preprocess

    python bench/normalise.py --peer-python peers/bin/python

Every system runs in its own process and reads the same sentences: the written column of
``tests/cases/normalise/*.tsv``. *Start-up* is the time from the start of Python to the first
reading, the best of three; for NeMo with the cache of its grammars warm. *Sentences a second* is
measured on one core over all sentences, after one unmeasured round. *Right* is the share of rows
whose reading is one of the row's, punctuation, blanks and nuktas folded, so that a peer that
writes another comma or ज for ज़ is not counted wrong for it; *exact* compares as the tests do.
The case files are this project's own, written to its readings, and it is held to them: the share
right of the peers says how far their readings are from these, not how good they are elsewhere.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import machine

CASES = Path(__file__).parent.parent / "tests" / "cases" / "normalise"
_NUKTA = "\u093c"

#: How each system is made ready: code that defines ``say``.
SYSTEMS = {
    "briefing": "from briefing.normalise import spoken as say",
    "nemo_text_processing": """
import logging; logging.disable(logging.CRITICAL)
from nemo_text_processing.text_normalization.normalize import Normalizer
say = Normalizer(input_case="cased", lang="hi", cache_dir=CACHE).normalize
""",
    "indic-tts-preprocess": """
from indic_tts_preprocess import preprocess as _preprocess
def say(text):
    return _preprocess(text, "hi")
""",
}
WORKER = """
import json, sys, time
CACHE, ROUNDS = sys.argv[1], int(sys.argv[2])
{ready}
def answer(text):
    try:
        return say(text)
    except Exception as error:
        return f"! {{type(error).__name__}}: {{error}}"
if not ROUNDS:
    answer("आज 20 लोग आए।")
    sys.exit()
sentences = json.load(sys.stdin)
answers = [answer(text) for text in sentences]
begun, rounds = time.perf_counter(), 0
while rounds < ROUNDS and time.perf_counter() - begun < 30:
    for text in sentences:
        answer(text)
    rounds += 1
rate = rounds * len(sentences) / (time.perf_counter() - begun)
json.dump([answers, rate], sys.stdout)
"""


def cases() -> list[list[str]]:
    """Read every row of the case files: class, written, readings."""
    found = []
    for path in sorted(CASES.glob("*.tsv")):
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        lines = [line for line in text.split("\n") if line and not line.startswith("#")]
        found += [[path.stem, *line.split("\t")] for line in lines]
    return found


def fold(text: str) -> str:
    """Fold what is spelling, not reading: nukta, candrabindu, punctuation, blanks."""
    plain = unicodedata.normalize("NFD", text).replace(_NUKTA, "").replace("\u0901", "\u0902")
    return " ".join(re.sub("[^\u0900-\u0963\u0971-\u097f\\w]", " ", plain).split())


def run(name: str, python: str, cache: Path, rounds: int, sentences: list[str]) -> str:
    """Run a system in its own process; no rounds measure its start alone."""
    command = [python, "-c", WORKER.format(ready=SYSTEMS[name]), str(cache), str(rounds)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed packages start
    done = subprocess.run(
        command,
        input=json.dumps(sentences),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def measure(
    name: str, python: str, cache: Path, rounds: int, rows: list[list[str]]
) -> dict[str, Any]:
    """Return a system's start-up (s), rate (sentences/s), answers and shares right."""
    sentences = [row[1] for row in rows]
    answers, rate = json.loads(run(name, python, cache, rounds, sentences).splitlines()[-1])
    starts = []
    for _ in range(3):
        begun = time.perf_counter()
        run(name, python, cache, 0, [])
        starts.append(time.perf_counter() - begun)
    pairs = [(answer, row[2:]) for answer, row in zip(answers, rows, strict=True)]
    exact = [unicodedata.normalize("NFC", answer) in good for answer, good in pairs]
    right = [fold(answer) in map(fold, good) for answer, good in pairs]
    return {"start": min(starts), "rate": rate, "answers": answers, "exact": exact, "right": right}


def by_class(rows: list[list[str]], results: dict[str, dict[str, Any]]) -> list[str]:
    """Return the lines of the table of shares right by class."""
    lines = [f"| class | rows | {' | '.join(results)} |", "|---" * (len(results) + 2) + "|"]
    for kind in sorted({row[0] for row in rows}):
        where = [i for i, row in enumerate(rows) if row[0] == kind]
        shares = [
            sum(result["right"][i] for i in where) / len(where) for result in results.values()
        ]
        cells = " | ".join(f"{share:.0%}" for share in shares)
        lines.append(f"| {kind} | {len(where)} | {cells} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peer-python", help="the Python that has the peers")
    parser.add_argument("--rounds", type=int, default=5, help="at most so many, or 30 seconds")
    parser.add_argument("--wrong", type=int, default=0, help="show so many of our wrong rows")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "nemo-grammars")
    args = parser.parse_args()
    rows = cases()
    pythons = dict.fromkeys(SYSTEMS, args.peer_python) | {"briefing": sys.executable}
    results = {
        name: measure(name, python, args.cache, args.rounds, rows)
        for name, python in pythons.items()
        if python
    }
    print(f"{len(rows)} sentences; {machine.name()}\n")
    print("| | sentences/s | start-up | right | exact |\n|---|---:|---:|---:|---:|")
    for name, result in results.items():
        right, exact = (sum(result[key]) / len(rows) for key in ("right", "exact"))
        figures = f"{result['rate']:,.0f} | {result['start']:.2f} s | {right:.1%} | {exact:.1%}"
        print(f"| {name} | {figures} |")
    print("", *by_class(rows, results), sep="\n")
    ours = results["briefing"]
    wrong = [i for i, good in enumerate(ours["exact"]) if not good][: args.wrong]
    for i in wrong:
        print(rows[i][1], ours["answers"][i], rows[i][2], sep="\n  ")


if __name__ == "__main__":
    main()
