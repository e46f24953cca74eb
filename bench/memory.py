"""Measure the memory of long episodes: 10 minutes, 1 hour, 10 hours by the test engine.

    python bench/memory.py [--minutes 10 60 600] [--sound off default]

The figure is the peak of the largest process, ffmpeg's included. Times are the processor's, of all
processes, and the ratio is to the first kind of sound of the same length.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from machine import Run, name, record, recordable, run, text


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--minutes", type=float, nargs="+", default=[10, 60, 600])
    parser.add_argument("--sound", nargs="+", default=["off"])
    args = parser.parse_args()
    print(name())
    print(f"{'minutes':>10}{'sentences':>12}{'sound':>10}{'peak MB':>10}{'time':>10}{'ratio':>8}")
    rows = []
    for minutes in args.minutes:
        first_s = 0.0
        for sound in args.sound:
            used, length, sentences = measured(minutes, sound)
            first_s = first_s or used.cpu_s
            peak_mb = round(used.peak_bytes / 1e6)
            rows.append({"minutes": round(length, 1), "sound": sound, "peak_mb": peak_mb})
            print(
                f"{length:10.1f}{sentences:12}{sound:>10}{used.peak_bytes / 1e6:10.0f}"
                f"{used.cpu_s:9.1f}s{used.cpu_s / first_s:8.2f}",
                flush=True,
            )
    if args.record:
        record("memory", rows=rows)


def measured(minutes: float, sound: str) -> tuple[Run, float, int]:
    """Return what an episode took, its length in minutes, and its number of sentences."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "long.txt"
        script.write_text(text(minutes * 1.75), encoding="utf-8")  # tones are faster than speech
        options = ("-o", folder, "--date", "2026-01-31", "--quiet", "--sound", sound)
        cache = Path(folder) / "cache"
        used = run("make", str(script), "--voice", "tone", *options, cache=cache)
        (file,) = Path(folder).glob("*/manifest.json")
        made = json.loads(file.read_text(encoding="utf-8"))
    return used, made["audio"]["duration_ms"] / 60_000, len(made["utterances"])


if __name__ == "__main__":
    main()
