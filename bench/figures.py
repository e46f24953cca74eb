"""Write the README's table and its plot from the figures that the benches kept.

    python bench/figures.py [--check]

Each bench keeps its figures with ``--record`` in ``figures.json``. ``--check`` writes nothing, and
exits with 1 where the README or the plot says something else.
"""

from __future__ import annotations

import argparse
import sys
from html import escape
from typing import Any

from machine import ROOT, figures_of_all

README = ROOT / "README.md"
PLOT = ROOT / "docs" / "speed.svg"
BEGIN, END = "<!-- by bench/figures.py -->\n", "<!-- until here -->"
PEER, OURS, TEXT, QUIET = "#a8b0ba", "#1f6f8b", "#1f2933", "#616e7c"
WIDTH, LEFT, LINE = 760, 250, 26

Bars = list[tuple[str, float, str]]


def groups(kept: dict[str, Any]) -> dict[str, Bars]:
    """Return the plot's groups: a title, and for each bar its label, value and caption."""
    render, tts, rebuild = kept["render"], kept["tts"], kept["rebuild"]
    of_speech = {
        "plain kokoro-onnx": render["plain kokoro-onnx"],
        "briefing make": render["briefing make"],
    }
    article = {label: costs for label, costs in tts.items() if label != "machine"}
    made = {"all of it": rebuild["empty cache"], "one sentence": rebuild["one sentence changed"]}
    return {
        "Seconds for a second of speech, the same Kokoro model": [
            (label, costs[0], f"{costs[0]:.2f} s") for label, costs in of_speech.items()
        ],
        "Seconds for an article, the same tiny Coqui checkpoint": [
            (label, costs[0], f"{costs[0]:.1f} s") for label, costs in article.items()
        ],
        f"Seconds to make {rebuild['minutes']:.0f} minutes again after a change to": [
            (label, costs[0], f"{costs[0]:.1f} s") for label, costs in made.items()
        ],
    }


def plot(kept: dict[str, Any]) -> str:
    """Return the plot as SVG: a bar's length is its share of the longest of its group."""
    rows, y, shown = [], 14, groups(kept)
    for title, bars in shown.items():
        rows.append(_text(14, y + 16, title, TEXT, "600"))
        y += 28
        longest = max(value for _, value, _ in bars)
        for label, value, caption in bars:
            length = max(2, round((WIDTH - LEFT - 90) * value / longest))
            colour = PEER if label in {"plain kokoro-onnx", "Coqui's tts", "all of it"} else OURS
            rows.append(_text(30, y + 15, label, QUIET))
            place = f'x="{LEFT}" y="{y + 2}" width="{length}" height="17" rx="2"'
            rows.append(f'<rect {place} fill="{colour}"/>')
            rows.append(_text(LEFT + length + 8, y + 15, caption, TEXT))
            y += LINE
        y += 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13">\n'
        f"<title>{escape('; '.join(shown))}</title>\n"
        f'<rect width="{WIDTH}" height="{y}" rx="6" fill="#ffffff"/>\n'
        + "\n".join(rows)
        + "\n</svg>\n"
    )


def _text(x: int, y: int, words: str, colour: str, weight: str = "400") -> str:
    return f'<text x="{x}" y="{y}" fill="{colour}" font-weight="{weight}">{escape(words)}</text>'


def table(kept: dict[str, Any]) -> str:
    """Return the README's table: what was measured, the figure, the command."""
    render, tts, rebuild = kept["render"], kept["tts"], kept["rebuild"]
    wall_s = {int(jobs): wall for jobs, wall in kept["scaling"]["wall_s"].items()}
    first, edit = rebuild["empty cache"], rebuild["the edit beyond that sentence"]
    rest = rebuild["all but synthesis"]
    music = {"off": "", "default": " with music"}
    peaks = ", ".join(
        f"{row['minutes']:.0f} min{music[row['sound']]} {row['peak_mb']} MB"
        for row in kept["memory"]["rows"]
    )
    rows = {
        "faster than plain `kokoro-onnx`, same model and sentences, wall time": (
            f"{render['ratio'][0]:.1f}×",
            "bench/render.py --peer-python PEER",
        ),
        "the same, processor time": (f"{render['ratio'][1]:.1f}×", "the same run"),
        "faster than Coqui's `tts`, same tiny checkpoint: by torch, by ONNX": (
            f"{tts['briefing, by torch'][2]:.1f}×, {tts['briefing, by ONNX'][2]:.1f}×",
            "bench/tts.py",
        ),
        "two workers against one": (
            f"{wall_s[1] / wall_s[2]:.2f}×",
            "bench/scaling.py real --minutes 4",
        ),
        "all but synthesis: share of processor time, of wall time": (
            f"{rest[1] / first[1]:.1%}, {rest[0] / first[0]:.1%}",
            "bench/rebuild.py",
        ),
        f"one sentence edited in {rebuild['minutes']:.0f} minutes: beyond that sentence": (
            f"{edit[0]:.1f} s",
            "the same run",
        ),
        "peak memory (test engine)": (peaks, "bench/memory.py"),
    }
    lines = [f"| {what} | {value} | `{how}` |" for what, (value, how) in rows.items()]
    machines = " and ".join(sorted({bench["machine"] for bench in kept.values()}))
    head = f"\n![How fast]({PLOT.relative_to(ROOT)})\n\n| on {machines} | | how |\n|---|---|---|\n"
    return head + "\n".join(lines).replace("`the same run`", "the same run") + "\n\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    args = parser.parse_args()
    kept, readme = figures_of_all(), README.read_text(encoding="utf-8")
    before, rest = readme.split(BEGIN)
    wanted = {README: before + BEGIN + table(kept) + END + rest.partition(END)[2], PLOT: plot(kept)}
    for path, content in wanted.items():
        if args.check and (not path.is_file() or path.read_text(encoding="utf-8") != content):
            sys.exit(f"{path.name} is not what bench/figures.json says: run bench/figures.py")
        if not args.check:
            path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
