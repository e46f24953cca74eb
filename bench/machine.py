"""What the scripts here share: a text of any length, a run to be measured, the machine's name.

With ``--record`` a script keeps its figures in ``figures.json``, of which ``figures.py`` makes the
README's table and plot.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.system.machine import cores

ROOT = Path(__file__).parent.parent
FIGURES = Path(__file__).with_name("figures.json")
WORDS = (
    *("सरकार", "किसान", "मौसम", "बारिश", "खेल", "टीम", "बाज़ार", "शहर", "सड़क", "पानी", "बिजली"),
    *("स्कूल", "नदी", "पुल", "रेल", "नया", "काम", "लोग", "सुबह", "शाम", "पुराना", "रास्ता"),
)
#: About what a letter takes with its pauses, in the default voice.
_LETTER_MS = 118


def text(minutes: float, seed: int = 1) -> str:
    """Return words without sense that take about so long to speak: paragraphs of five sentences."""
    chance = random.Random(seed)
    sentences, left_ms = [], minutes * 60_000
    while left_ms > 0:
        sentence = " ".join(chance.choices(WORDS, k=chance.randint(5, 16))) + "।"
        left_ms -= _LETTER_MS * len(sentence.replace(" ", ""))
        sentences.append(sentence)
    paragraphs = [sentences[i : i + 5] for i in range(0, len(sentences), 5)]
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


@dataclass(frozen=True)
class Run:
    """What a command took: wall time and processor time, and the peak of its largest process."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


def run(*arguments: str, cache: Path | None = None) -> Run:
    """Run ``briefing`` and measure it with its children."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if cache is not None:
        environment["BRIEFING_CACHE"] = str(cache)
    return measured(sys.executable, "-m", "briefing", *arguments, env=environment)[0]


def measured(*command: str, **options: Any) -> tuple[Run, str]:
    """Run a command and measure it with its children; ``options`` are those of ``Popen``.

    Returns what it wrote to standard output too, where ``stdout`` is a pipe.
    """
    begun = time.monotonic()
    process = subprocess.Popen(command, text=True, **options)
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - begun
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024), said


def name() -> str:
    """Return the processor's model and the number of cores this process may use."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[-1] if models else platform.processor() or platform.machine()
    return f"{model}, {cores()} cores"


def recordable(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Give a parser the option to keep the figures for the README."""
    parser.add_argument("--record", action="store_true", help="keep the figures for the README")
    return parser


def record(bench: str, **figures: Any) -> None:
    """Keep the figures of a bench, with the machine that it ran on, in place of older ones."""
    kept = figures_of_all() | {bench: {"machine": name(), **figures}}
    FIGURES.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def figures_of_all() -> dict[str, Any]:
    """Return the figures that are kept, by bench."""
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
