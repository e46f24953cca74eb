"""How many sentence ends the splitter finds in newspaper prose, and how many it invents.

The text is original prose in which most dandas are typed as full stops: ``sentences_news.tsv``,
written before the splitter was changed, and ``sentences_heldout.tsv``, written after it. An end at
the end of a paragraph is not counted, it cannot be missed.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from briefing.read.dandas import with_dandas
from briefing.read.sentences import sentences

FOLDER = Path(__file__).parent.parent / "tests" / "cases"
CASES = ("sentences_news", "sentences_heldout")
END = "‖"


@dataclass
class Score:
    """Ends that there are, that were found, and that were invented."""

    ends: int = 0
    found: int = 0
    false: int = 0
    wrong: list[str] = field(default_factory=list)


def marked(paragraph: str) -> tuple[str, set[int]]:
    """Return a paragraph without its marks, and after how many of its letters it is cut."""
    parts = paragraph.split(END)
    lengths = itertools.accumulate(_letters(part) for part in parts[:-1])
    return "".join(parts), set(lengths)


def cut(text: str) -> set[int]:
    """Return after how many letters of a paragraph the splitter cuts it."""
    lengths = [_letters(sentence) for sentence in sentences(with_dandas(text))]
    return set(itertools.accumulate(lengths[:-1]))


def score(name: str) -> dict[str, Score]:
    """Return the score of a case file by kind of text."""
    scores: dict[str, Score] = defaultdict(Score)
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, paragraph = line.split("\t")
        text, wanted = marked(paragraph)
        got = cut(text)
        row = scores[kind]
        row.ends += len(wanted)
        row.found += len(wanted & got)
        row.false += len(got - wanted)
        if got != wanted:
            row.wrong.append(" ‖ ".join(sentences(with_dandas(text))))
    return scores


def _letters(text: str) -> int:
    return sum(not sign.isspace() for sign in text)


def total(scores: dict[str, Score]) -> Score:
    """Add scores up."""
    rows = scores.values()
    wrong = [line for row in rows for line in row.wrong]
    return Score(
        sum(row.ends for row in rows),
        sum(row.found for row in rows),
        sum(row.false for row in rows),
        wrong,
    )


def main() -> None:
    """Print a table a file; ``--wrong`` prints the paragraphs that are not right, too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    for name in CASES:
        scores = score(name)
        scores["all"] = whole = total(scores)
        print(name)
        for kind, row in scores.items():
            print(f"  {kind:14} {row.found:4} of {row.ends:4} found, {row.false:3} false")
        cuts = max(1, whole.found + whole.false)
        print(f"  {whole.found / whole.ends:.1%} found, {whole.false / cuts:.1%} of the cuts false")
        if options.wrong:
            print(*whole.wrong, sep="\n")


if __name__ == "__main__":
    main()
