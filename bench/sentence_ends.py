"""How many sentence ends the splitter finds in newspaper prose, and how many it invents.

The text is ``tests/cases/sentences_news.tsv``: original prose in which most dandas are typed as
full stops. An end at the end of a paragraph is not counted, it cannot be missed.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from briefing.read.sentences import sentences

CASES = Path(__file__).parent.parent / "tests" / "cases" / "sentences_news.tsv"
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
    lengths = [_letters(sentence) for sentence in sentences(text)]
    return set(itertools.accumulate(lengths[:-1]))


def score() -> dict[str, Score]:
    """Return the score by kind of text."""
    scores: dict[str, Score] = defaultdict(Score)
    for line in CASES.read_text(encoding="utf-8").splitlines():
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
            row.wrong.append(" ‖ ".join(sentences(text)))
    return scores


def _letters(text: str) -> int:
    return sum(not sign.isspace() for sign in text)


def main() -> None:
    """Print the table; ``--wrong`` prints the paragraphs that are not right, too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    scores = score()
    for kind, row in [*scores.items()]:
        print(f"{kind:14} {row.found:4} of {row.ends:4} found, {row.false:3} false")
    ends, found, false = (
        sum(getattr(row, name) for row in scores.values()) for name in ("ends", "found", "false")
    )
    print(f"{'all':14} {found:4} of {ends:4} found ({found / ends:.1%}), ", end="")
    print(f"{false} false ({false / max(1, found + false):.1%} of the cuts)")
    if options.wrong:
        print(*(line for row in scores.values() for line in row.wrong), sep="\n")


if __name__ == "__main__":
    main()
