"""What the scripts here share: a text of any length, a run to be measured, the machine's name."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
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
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "briefing", *arguments], env=environment)
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - begun
    if status:
        raise SystemExit(f"briefing {' '.join(arguments)} failed")
    return Run(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def name() -> str:
    """Return the processor's model and the number of cores this process may use."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    return f"{model}, {len(os.sched_getaffinity(0))} cores"
