"""Measure what is not synthesis: its share of a run, and a rebuild after an edit.

    python bench/rebuild.py [--voice hm_omega] [--minutes 10]

One episode is made three times: with an empty cache, unchanged, and with one word of one sentence
changed. A run that finds every clip in the cache does everything but speak.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from machine import name, run, text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
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
    print(f"{'':34}{'wall s':>8}{'of the first':>14}{'of its length':>15}")
    rows = {
        "empty cache": first.wall_s,
        "nothing changed (no synthesis)": same.wall_s,
        "one sentence changed": edited.wall_s,
        "that sentence alone (briefing say)": alone.wall_s,
        "rebuild beyond that sentence": edited.wall_s - alone.wall_s,
    }
    for label, wall_s in rows.items():
        print(f"{label:34}{wall_s:8.2f}{wall_s / first.wall_s:14.3f}{wall_s / length_s:15.4f}")


if __name__ == "__main__":
    main()
