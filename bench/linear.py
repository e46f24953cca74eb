"""Show that the normaliser takes linear time: every rule, and hostile texts, at n, 2n, 4n and 8n.

    python bench/linear.py [--size 2000] [--all]

For each rule its own cases (``tests/cases/normalise``) are repeated to a text of ``--size``
characters, then to two, four and eight times that; hostile texts are what a rule might go back
and forth in. The *growth* is the time a character at 8n, relative to that at n, the best of three
rounds each: about 1 is linear, 8 is quadratic. Rows that grow by more than ``--limit`` are marked
and make the exit code 1; ``--all`` shows the others too.
"""

from __future__ import annotations

import argparse
import sys
import time

import machine
from normalise import cases

from briefing.normalise import normalise
from briefing.normalise.rules import rules

FACTORS = (1, 2, 4, 8)
#: What a pattern might go back and forth in: one thing, or two in turn, without an end.
HOSTILE = (
    *"9१,.-–/:([{)<~=*_'\"&#@+%₹॰०कAaé²₂①Ⅳ😀※中\u200b\u0301",
    *("1,", "1.", "1-", "1/", "1:", "1 ", "1, ", "12,345", "1.5-", "5/5/", "1(", "a.", "a-", "A&"),
    *("A1", "A-1", "a@", "a@b.", "http://a", "#a", "@a", "a_", "क.", "क.क", "क॰", "क-", "क 1 "),
    *("डॉ. ", "डॉ ", "(क।) ", "क… ", "सब ठीक है. ", "₹1", "₹1-", "Rs.", "1 लाख ", "1 लाख-", "5 "),
    *("I", "IV ", "x²", "10^", "<sup>", "<sub>2", "H₂", "1×", "1x", "5'", '5"', "°", "5°", "~1"),
    *("10:30-", "10:30 से ", "1-1-", "12-12-2012-", "5 मई, ", "5, 6, ", "नंबर ", "नंबर 1 और "),
    *("गीता 2.", "\u0316\u0301", "क\u0316\u0301"),
)


def per_character(text: str) -> float:
    """Return the least time of three to normalise a text, in microseconds a character."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        normalise(text)
        best = min(best, time.process_time() - begun)
    return best / len(text) * 1e6


def grow(piece: str, size: int) -> list[float]:
    """Return the time a character for a piece repeated to n, 2n, 4n and 8n."""
    count = max(1, size // len(piece))
    return [per_character(piece * (count * factor)) for factor in FACTORS]


def samples() -> dict[str, str]:
    """Return for each rule the texts of the cases that it reads, as one line."""
    found: dict[str, list[str]] = {rule.name: [] for rule in rules()}
    for _, text, *_ in cases():
        for name in {token.rule for token in normalise(text)} & found.keys():
            if len(found[name]) < 8:
                found[name].append(text)
    return {name: " ".join(texts) + " " for name, texts in found.items() if texts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=2000, help="characters at n")
    parser.add_argument("--limit", type=float, default=2.0, help="growth that is not linear")
    parser.add_argument("--all", action="store_true", help="show every row")
    args = parser.parse_args()
    pieces = samples() | {repr(piece): piece for piece in HOSTILE}
    print(f"{len(pieces)} texts, n = {args.size} characters; {machine.name()}\n")
    print(f"{'rule or text':<28}{'µs a character at n, 2n, 4n, 8n':>36}  growth")
    worst = 0.0
    for name, piece in pieces.items():
        times = grow(piece, args.size)
        growth = times[-1] / times[0]
        worst = max(worst, growth)
        if args.all or growth > args.limit:
            columns = "".join(f"{each:9.2f}" for each in times)
            print(f"{name:<28}{columns}  {growth:5.2f}{'  not linear' * (growth > args.limit)}")
    print(f"\nthe largest growth is {worst:.2f}")
    sys.exit(worst > args.limit)


if __name__ == "__main__":
    main()
