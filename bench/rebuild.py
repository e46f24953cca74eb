"""Measure what is not synthesis: its share of a run, and a rebuild after an edit.

    python bench/rebuild.py [--voice hm_omega] [--minutes 10]

One episode is made four times: with an empty cache; with its clips and no encoded part in the
cache, which is all but synthesis; unchanged; and with one word of one sentence changed. Shares
are of processor time, which other work on the machine disturbs less, and of wall time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from machine import Run, name, record, recordable, run, text


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--voice", default="hm_omega")
    parser.add_argument("--minutes", type=float, default=10)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        script, cache = place / "script.txt", place / "cache"
        cache.mkdir()
        out = ("-o", folder, "--voice", args.voice, "--date", "2026-01-31", "--quiet")
        words = text(args.minutes)
        script.write_text("नमस्ते।", encoding="utf-8")
        run("make", str(script), *out, "--slug", "warm", cache=cache)  # the model's file
        script.write_text(words, encoding="utf-8")
        first = run("make", str(script), *out, cache=cache)
        shutil.rmtree(cache / "parts")
        unspoken = run("make", str(script), *out, cache=cache)
        same = run("make", str(script), *out, cache=cache)
        sentences = words.split("। ")
        changed = sentences[40 % len(sentences)] + " फिर"
        script.write_text(words.replace(sentences[40 % len(sentences)], changed, 1), "utf-8")
        edited = run("make", str(script), *out, cache=cache)
        script.write_text(changed.split("\n")[-1] + " से।", encoding="utf-8")
        alone = run(
            "say", script.read_text("utf-8"), "-o", f"{folder}/a.wav", *out[2:4], cache=cache
        )
        made = json.loads((place / "script" / "manifest.json").read_text(encoding="utf-8"))
    length_s = made["audio"]["duration_ms"] / 1000
    print(
        f"{name()}; {args.voice}, {length_s / 60:.1f} minutes, {len(made['utterances'])} sentences"
    )
    rows = {
        "empty cache": first,
        "all but synthesis": unspoken,
        "nothing changed": same,
        "one sentence changed": edited,
        "that sentence alone (briefing say)": alone,
        "the edit beyond that sentence": Run(
            edited.wall_s - alone.wall_s, edited.cpu_s - alone.cpu_s, 0
        ),
    }
    print(f"{'':36}{'wall s':>8}{'cpu s':>8}{'of the first':>14}{'of its wall':>13}")
    for label, used in rows.items():
        cpu, wall = used.cpu_s / first.cpu_s, used.wall_s / first.wall_s
        print(f"{label:36}{used.wall_s:8.2f}{used.cpu_s:8.2f}{cpu:14.3f}{wall:13.3f}")
    if args.record:
        figures = {label: [used.wall_s, used.cpu_s] for label, used in rows.items()}
        record("rebuild", minutes=round(length_s / 60, 1), **figures)


if __name__ == "__main__":
    main()
