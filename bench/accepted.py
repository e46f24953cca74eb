"""Score the normaliser against a file of sentences with accepted readings.

    python bench/accepted.py FILE.tsv [--wrong] [--by kind]

A row is ``class<TAB>kind<TAB>written<TAB>spoken[<TAB>alternative…]``; a line that begins with ``#``
is a comment. A row is *right* if its reading is one of the row's with punctuation, blanks and the
ways to spell a nukta or a nasal folded, *exact* if it is so to the letter.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter
from pathlib import Path

from normalise import fold

from briefing.normalise import spoken


def rows(path: Path) -> list[list[str]]:
    """Read the rows of a file as lists of columns, in NFC."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show the rows that are wrong")
    parser.add_argument("--by", choices=("class", "kind"), default="class")
    args = parser.parse_args()
    column = ("class", "kind").index(args.by)
    found = rows(args.file)
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    exact = 0
    for row in found:
        said, accepted = spoken(row[2]), row[3:]
        good = fold(said) in map(fold, accepted)
        total[row[column]] += 1
        right[row[column]] += good
        exact += said in accepted
        if args.wrong and not good:
            print(row[2], f"got  {said}", f"want {' | '.join(accepted)}", sep="\n  ")
    for name, count in total.items():
        print(f"{name:<40} {right[name]:>4} of {count}")
    share = right.total() / len(found)
    print(f"{len(found)} sentences: {share:.1%} right, {exact / len(found):.1%} exact")


if __name__ == "__main__":
    main()
