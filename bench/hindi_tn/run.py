"""Run systems over the benchmark and print their scores; with ``--write``, record them.

    python bench/hindi_tn/run.py --system briefing --split test
    python bench/hindi_tn/run.py --peer-python peers/bin/python --write

``--write`` replaces the systems' rows in ``results.tsv`` and sets the tables of the README anew.
The peers live in an environment of their own; systems.py says how each is driven, and the README
how to install them. A score of another checkout is taken under a name of its own::

    PYTHONPATH=../first python bench/hindi_tn/run.py --system briefing \\
        --name "briefing, first" --release e1124f4 --write
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import astuple, dataclass, fields

import score
from systems import SYSTEMS

RESULTS = score.FOLDER / "results.tsv"
README = score.FOLDER / "README.md"
COLUMNS = ("system", "release", "split", "scope", *(field.name for field in fields(score.Tally)))
MARKS = "<!-- results: written by run.py -->", "<!-- end of results -->"


@dataclass(frozen=True)
class Result:
    """The counts of one system in one scope of one split."""

    system: str
    release: str
    split: str
    scope: str
    counts: score.Tally

    def line(self) -> str:
        """Return the result as a line of ``results.tsv``."""
        names = self.system, self.release, self.split, self.scope
        return "\t".join(map(str, (*names, *astuple(self.counts))))


def answers(system: str, python: str, rows: list[score.Row]) -> tuple[str, dict[str, str]]:
    """Return a system's release and its readings by id, from a process of its own."""
    done = subprocess.run(
        [python, str(score.FOLDER / "systems.py"), system],
        input=json.dumps([row.written for row in rows]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{system} failed in {python}:\n{done.stderr[-2000:]}")
    release, readings = json.loads(done.stdout.splitlines()[-1])
    return release, {row.id: text for row, text in zip(rows, readings, strict=True)}


def measure(system: str, name: str, release: str | None, python: str, split: str) -> list[Result]:
    """Run a system over a split and score it in every scope."""
    rows = score.load(split)
    version, readings = answers(system, python, rows)
    scopes = score.score(rows, readings)
    return [Result(name, release or version, split, *pair) for pair in scopes.items()]


def read_results() -> list[Result]:
    """Read ``results.tsv``; none where there is no such file."""
    if not RESULTS.exists():
        return []
    lines = RESULTS.read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [
        Result(system, release, split, scope, score.Tally(*map(int, counts)))
        for system, release, split, scope, *counts in cells
    ]


def merge(old: list[Result], new: list[Result]) -> list[Result]:
    """Put new results in the place of the old ones of the same system and split."""
    fresh = {(result.system, result.split) for result in new}
    kept = [result for result in old if (result.system, result.split) not in fresh]
    order = {name: place for place, name in enumerate(("briefing, first", *SYSTEMS))}
    return sorted(kept + new, key=lambda r: (order.get(r.system, len(order)), r.split, r.scope))


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def overall(results: list[Result]) -> list[str]:
    """Return the lines of the table of systems over whole splits."""
    rows = []
    for result in results:
        if result.scope == "all":
            counts = result.counts
            rates = counts.accuracy, counts.nsw_accuracy, counts.word_error_rate
            named = f"{result.system} ({result.release})"
            rows.append([named, result.split, *(f"{rate:.1%}" for rate in rates)])
    head = ["system", "split", "sentences right", "NSW words right", "word error rate"]
    return _table(head, rows)


def by_scope(results: list[Result], prefix: str, split: str) -> list[str]:
    """Return the lines of the table of sentences right by ``kind`` or ``class``."""
    chosen = [r for r in results if r.split == split and r.scope.startswith(f"{prefix}:")]
    systems = list(dict.fromkeys(result.system for result in chosen))
    counts = {(result.scope, result.system): result.counts for result in chosen}
    sizes = {result.scope: result.counts.sentences for result in chosen}
    rows = []
    for scope in sorted(sizes, key=lambda scope: (-sizes[scope], scope)):
        cells = [counts.get((scope, system)) for system in systems]
        shares = [f"{cell.accuracy:.0%}" if cell else "" for cell in cells]
        rows.append([scope.removeprefix(f"{prefix}:"), str(sizes[scope]), *shares])
    return _table([prefix, "sentences", *systems], rows)


def report(results: list[Result], splits: tuple[str, ...]) -> list[str]:
    """Return the lines of all tables; by kind and class over the last of the splits."""
    split = splits[-1]
    parts = [overall([result for result in results if result.split in splits])]
    for prefix, title in (("kind", "kind of text"), ("class", "class of word the sentence holds")):
        parts.append([f"Sentences of `{split}` right, by {title}:"])
        parts.append(by_scope(results, prefix, split))
    return "\n\n".join("\n".join(part) for part in parts).split("\n")


def write(results: list[Result]) -> None:
    """Write ``results.tsv`` and the tables of the README."""
    lines = ["\t".join(COLUMNS), *(result.line() for result in results)]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    tables = "\n".join(report(results, score.SPLITS))
    after = rest.split(MARKS[1])[1]
    README.write_text(f"{before}{MARKS[0]}\n\n{tables}\n\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--system", choices=SYSTEMS, action="append", help="default: all")
    parser.add_argument("--split", choices=score.SPLITS, action="append", help="default: both")
    parser.add_argument("--peer-python", help="the Python that has the peers")
    parser.add_argument("--name", help="record the one system under this name")
    parser.add_argument("--release", help="record this release instead of the installed one")
    parser.add_argument("--write", action="store_true", help="record in results.tsv and README")
    args = parser.parse_args()
    systems = args.system or (list(SYSTEMS) if args.peer_python else ["briefing"])
    splits = tuple(args.split or score.SPLITS)
    if (args.name or args.release) and len(systems) > 1:
        parser.error("--name and --release need one --system")
    new: list[Result] = []
    for system in systems:
        python = sys.executable if system == "briefing" else args.peer_python or sys.executable
        for split in splits:
            new += measure(system, args.name or system, args.release, python, split)
    print("\n".join(report(new, splits)))
    if args.write:
        write(merge(read_results(), new))


if __name__ == "__main__":
    main()
