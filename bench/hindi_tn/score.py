"""Score readings of Hindi text against references that hold their alternatives inline.

A reference is a sentence as it is spoken; ``{a|b|}`` accepts a, b or nothing. It is walked segment
by segment, never expanded, so that the number of accepted readings does not matter.
What is spelling, not reading, is folded first, in the answer and in the reference alike: see
:func:`fold_words`.

    python bench/hindi_tn/score.py answers.tsv [--split test]

``answers.tsv`` holds ``id<TAB>reading`` lines, in any order; a sentence without one is wrong.
Needs the standard library alone.
"""

from __future__ import annotations

import argparse
import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
SPLITS = ("dev", "test")
COLUMNS = ("id", "kind", "classes", "written", "spoken")

#: The Hindi names of the Latin letters: a word made of them alone is a spelt initialism.
LETTER_NAMES = "ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड"
_CHARS = str.maketrans({"ँ": "ं", "ॉ": "ा", "ऑ": "आ", "ॅ": "े", "ऍ": "ए", "ॲ": "ए", "ऎ": "ए"})
_DROPPED = re.compile("[\u093c\u0903\u093d\u200b-\u200d\ufeff]|(?<=[\u0900-\u0963]):(?=\\S)")
_NASALS = (("ङ", "कखगघ"), ("ञ", "चछजझ"), ("ण", "टठडढ"), ("न", "तथदधटठडढचछजझकगसश"), ("म", "पफबभ"))
_HALF_NASAL = re.compile("|".join(f"{nasal}्(?=[{stops}])" for nasal, stops in _NASALS))
_NOT_WORD = re.compile("[^\u0900-\u0963\u0971-\u097fa-z0-9०-९]+")
_ORDINAL = re.compile("(.+?)(वां|वीं|वें|वा|वी|वे)$")
_GROUP = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Row:
    """One sentence of the benchmark.

    ``classes`` names the class of each non-standard word, in the order of the written sentence;
    ``spoken`` is the reference.
    """

    id: str
    kind: str
    classes: tuple[str, ...]
    written: str
    spoken: str


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth: right as a whole, and word by word against the nearest reading.

    ``words`` pairs every word of the nearest accepted reading, folded, with whether the answer
    has it; ``nsw`` does so for the words that the written sentence does not hold as they are.
    """

    right: bool
    words: tuple[tuple[str, bool], ...]
    nsw: tuple[tuple[str, bool], ...]
    errors: int


def load(split: str) -> list[Row]:
    """Read the sentences of a split, ``dev`` or ``test``."""
    lines = (FOLDER / f"{split}.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines[1:]]
    return [Row(id, kind, tuple(names.split(",")), *rest) for id, kind, names, *rest in cells]


def _fold_characters(text: str) -> str:
    plain = _DROPPED.sub("", unicodedata.normalize("NFD", text.casefold())).translate(_CHARS)
    words = (word.removesuffix("्") for word in _NOT_WORD.split(_HALF_NASAL.sub("ं", plain)))
    return " ".join(word for word in words if word)


@functools.cache
def _variants() -> dict[str, str]:
    """Return the spellings of ``variants.tsv``, folded, with the one that stands for all."""
    lines = (FOLDER / "variants.tsv").read_text(encoding="utf-8").splitlines()
    rows = [
        [_fold_characters(cell) for cell in line.split("\t")] for line in lines if line[0] != "#"
    ]
    return {spelling: head for head, *others in rows for spelling in others}


@functools.cache
def _letters() -> re.Pattern[str]:
    names = sorted(_fold_characters(LETTER_NAMES).split(), key=len, reverse=True)
    return re.compile("|".join(names))


@functools.cache
def _fold_word(word: str) -> tuple[str, ...]:
    known = _variants()
    if word in known:
        return (known[word],)
    if ordinal := _ORDINAL.match(word):
        number, suffix = ordinal.groups()
        word = known.get(number, number) + suffix.removesuffix("ं")
    word = re.sub("^ऐ(?=.)", "ए", word)
    if len(word) > 2:
        word = re.sub("ये$", "ए", re.sub("यी$", "ई", word))
    if len(word) > 2 and not _letters().sub("", word):
        return tuple(known.get(name, name) for name in _letters().findall(word))
    return (known.get(word, word),)


def fold_words(text: str) -> list[str]:
    """Fold a text to words free of what is spelling, not reading.

    Folded are nukta, candrabindu and half nasals, candra vowels, visarga (typed as a colon too),
    joiners, punctuation and hyphens, -ये/-ए and -यी/-ई, initialisms written as one word, and the
    words of ``variants.tsv``. Latin letters and digits stay, so that what was left unread is wrong.

    >>> fold_words("हिन्दी: पाँच-छः रुपए") == fold_words("हिंदी, पांच छह रुपये")
    True
    >>> fold_words("सीबीआई") == fold_words("सी. बी. आई.")
    True
    """
    return [part for word in _fold_characters(text).split() for part in _fold_word(word)]


def segments(reference: str) -> Iterator[list[list[str]]]:
    """Yield a reference's segments, each a list of alternatives in folded words."""
    for place, piece in enumerate(_GROUP.split(reference)):
        yield [fold_words(choice) for choice in (piece.split("|") if place % 2 else [piece])]


def accepts(reference: str, answer: list[str]) -> bool:
    """Tell whether an answer, in folded words, is one of a reference's readings.

    The places in the answer that can be reached are kept, segment by segment, so the time does
    not depend on the number of readings. Blanks do not count: ``सी बी आई`` is ``सीबीआई``.
    """
    text = "".join(answer)
    places = {0}
    for choices in segments(reference):
        ways = ["".join(words) for words in choices]
        places = {
            place + len(way) for place in places for way in ways if text.startswith(way, place)
        }
    return len(text) in places


@dataclass(frozen=True)
class _Cell:
    """The cheapest alignment up to a place in the answer: its edits, and the way there."""

    cost: int
    before: _Cell | None = None
    word: str | None = None  # of the reference; None where the answer has a word too many
    right: bool = False


def _inserted(row: list[_Cell]) -> list[_Cell]:
    """Let every cell be reached from its left by an extra word of the answer."""
    for place in range(1, len(row)):
        left = row[place - 1]
        if left.cost + 1 < row[place].cost:
            row[place] = _Cell(left.cost + 1, left)
    return row


def _advance(row: list[_Cell], word: str, answer: list[str]) -> list[_Cell]:
    """Move all alignments past one word of the reference."""
    new = [_Cell(row[0].cost + 1, row[0], word)]
    for place, said in enumerate(answer):
        same = said == word
        cost, missing = row[place].cost + (not same), row[place + 1].cost + 1
        if cost <= missing:
            new.append(_Cell(cost, row[place], word, same))
        else:
            new.append(_Cell(missing, row[place + 1], word))
    return _inserted(new)


def align(answer: list[str], reference: str) -> tuple[list[tuple[str | None, bool]], int]:
    """Align an answer with the nearest reading; return its words, each right or not, and edits."""
    row = [_Cell(0)] + [_Cell(len(answer) + 1)] * len(answer)
    row = _inserted(row)
    for choices in segments(reference):
        ends = []
        for words in choices:
            end = row
            for word in words:
                end = _advance(end, word, answer)
            ends.append(end)
        row = [min(cells, key=lambda cell: cell.cost) for cells in zip(*ends, strict=True)]
        row = _inserted(row)
    steps, cell = [], row[-1]
    while cell.before is not None:
        steps.append((cell.word, cell.right))
        cell = cell.before
    return steps[::-1], row[-1].cost


def judge(row: Row, answer: str) -> Verdict:
    """Judge an answer; where its blanks stand does not count."""
    said = fold_words(answer)
    right = accepts(row.spoken, said)
    steps, errors = align(said, row.spoken)
    words = [(word, right or same) for word, same in steps if word is not None]
    written = fold_words(row.written)
    matcher = difflib.SequenceMatcher(None, written, [word for word, _ in words], autojunk=False)
    nsw = [
        words[place]
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag != "equal"
        for place in range(start, end)
    ]
    return Verdict(right, tuple(words), tuple(nsw), 0 if right else errors)


@dataclass(frozen=True)
class Tally:
    """Counts over some sentences, and the rates they give, each from 0 to 1."""

    sentences: int
    right: int
    nsw_words: int
    nsw_right: int
    words: int
    errors: int

    @property
    def accuracy(self) -> float:
        """Return the share of sentences read right as a whole."""
        return self.right / self.sentences

    @property
    def nsw_accuracy(self) -> float:
        """Return the share read right of the words that are not written as they are spoken."""
        return self.nsw_right / self.nsw_words

    @property
    def word_error_rate(self) -> float:
        """Return the edits to the nearest readings as a share of these readings' words."""
        return self.errors / self.words


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts."""
    found = list(verdicts)
    return Tally(
        sentences=len(found),
        right=sum(verdict.right for verdict in found),
        nsw_words=sum(len(verdict.nsw) for verdict in found),
        nsw_right=sum(right for verdict in found for _, right in verdict.nsw),
        words=sum(len(verdict.words) for verdict in found),
        errors=sum(verdict.errors for verdict in found),
    )


def score(rows: list[Row], answers: dict[str, str]) -> dict[str, Tally]:
    """Score answers, keyed by id: over ``all``, by ``kind:…`` and by ``class:…``.

    A class's tally covers the sentences that hold a word of that class.
    """
    scopes: dict[str, list[Verdict]] = {"all": []}
    for row in rows:
        verdict = judge(row, answers.get(row.id, ""))
        for scope in ("all", f"kind:{row.kind}", *(f"class:{name}" for name in set(row.classes))):
            scopes.setdefault(scope, []).append(verdict)
    return {scope: tally(verdicts) for scope, verdicts in sorted(scopes.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("answers", type=Path, help="lines of id<TAB>reading")
    parser.add_argument("--split", choices=SPLITS, default="test")
    args = parser.parse_args()
    lines = args.answers.read_text(encoding="utf-8").splitlines()
    answers = dict(line.split("\t", 1) for line in lines if line)
    for scope, counts in score(load(args.split), answers).items():
        print(f"{scope:28}{counts.sentences:5}{counts.accuracy:8.1%}", end="")
        print(f"{counts.nsw_accuracy:8.1%}{counts.word_error_rate:8.1%}")


if __name__ == "__main__":
    main()
