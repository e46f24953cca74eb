"""Measure the memory of long episodes: 10 minutes, 1 hour, 10 hours by the test engine.

    python bench/memory.py [--minutes 10 60 600]

The figure is the peak of the largest process, ffmpeg's included.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from machine import name, record, recordable, run, text


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--minutes", type=float, nargs="+", default=[10, 60, 600])
    args = parser.parse_args()
    print(name())
    print(f"{'minutes':>10}{'sentences':>12}{'peak MB':>10}{'to the first':>14}")
    first, rows = 0, []
    for minutes in args.minutes:
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "long.txt"
            script.write_text(
                text(minutes * 1.75), encoding="utf-8"
            )  # tones are faster than speech
            out = ("-o", folder, "--date", "2026-01-31", "--quiet")
            used = run("make", str(script), "--voice", "tone", *out, cache=Path(folder) / "cache")
            (file,) = Path(folder).glob("*/manifest.json")
            made = json.loads(file.read_text(encoding="utf-8"))
        first = first or used.peak_bytes
        length = made["audio"]["duration_ms"] / 60_000
        ratio = used.peak_bytes / first
        rows.append({"minutes": round(length, 1), "peak_mb": round(used.peak_bytes / 1e6)})
        print(
            f"{length:10.1f}{len(made['utterances']):12}{used.peak_bytes / 1e6:10.0f}{ratio:14.2f}"
        )
    if args.record:
        record("memory", rows=rows)


if __name__ == "__main__":
    main()
