"""Learn how letters become Devanagari from the lexicons, and write what was counted.

    python -m training.letters [--measure]

Every word of a lexicon is aligned with its reading: each letter gets the signs it is written with,
at most three, by expectation maximisation over the best alignment of each word (Viterbi). Then rows
of at most four pieces are counted. ``--measure`` keeps a tenth of the words back, learns from the
rest and prints how many of the tenth are written as the lexicon has them (nuktas and the two ways
to write a nasal folded).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
import re
from collections import Counter
from pathlib import Path

from briefing.lexicon import rows
from briefing.normalise.english.letters import Letters

LEXICON = Path(__file__).parents[2] / "briefing" / "lexicon"
#: Each model with the lexicons it is learnt from; the first is the one it is measured on.
MODELS = {
    "indian": ("indian_names",),
    "english": ("english", "names"),
    "hindi": ("roman_hindi",),
}

_ORDER = 4
_LONGEST = 3  # signs of a letter
_ROUNDS = 6
_VOWELS = frozenset("aeiouyw")
_NUKTA = "\u093c"
#: The letters that a consonant is usually written with, to begin with.
_USUAL = {
    sign: letters
    for letters, signs in {
        "kcq": "क", "k": "ख", "g": "गघ", "ct": "च", "c": "छ", "jgz": "ज", "jz": "झ", "t": "टठतथ",
        "d": "डदध", "dr": "ढ", "n": "ण", "nk": "न", "p": "प", "fp": "फ", "b": "बभ", "m": "म",
        "yiu": "य", "r": "र", "l": "ल", "vwu": "व", "stc": "श", "s": "ष", "scz": "स", "h": "ह",
        "nm": "ं",
    }.items()
    for sign in signs
}  # fmt: skip

Pair = tuple[str, str]
Alignment = list[Pair]


def pairs(name: str) -> list[Pair]:
    """Return the words of a lexicon that are one word of letters in both scripts."""
    return [(row[0], row[1]) for row in rows(name) if row[0].isalpha() and " " not in row[1]]


def taught(name: str) -> list[Pair]:
    """Return the words that a model is learnt from."""
    return [pair for lexicon in MODELS[name] for pair in pairs(lexicon)]


def digest(words: list[Pair]) -> str:
    """Return what changes whenever the words do; a model holds it, so that an old one is found."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _first_cost(letter: str, signs: str) -> float:
    """Return what a piece costs before anything is counted."""
    if not signs:
        return 1.5 if letter in _VOWELS else 2.5
    fits = letter in _USUAL.get(signs[0], _VOWELS if signs[0] not in "\u094d\u0902" else "")
    return 0.8 * (len(signs) - 1) + (0.2 if fits else 6.0)


def align(word: str, said: str, costs: dict[Pair, float]) -> Alignment:
    """Give every letter of a word its signs, at the least cost; empty if that cannot be."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in word:
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start, min(start + _LONGEST, len(said)) + 1):
                signs = said[start:end]
                if signs.startswith(_NUKTA) or said[end : end + 1] == _NUKTA:
                    continue
                rare = 9 + _first_cost(letter, signs) if costs else _first_cost(letter, signs)
                whole = cost + costs.get((letter, signs), rare)
                if end not in reached or whole < reached[end][0]:
                    reached[end] = (whole, start)
        best.append(reached)
    found: Alignment = []
    end = len(said)
    for place in range(len(word), 0, -1):
        if end not in best[place]:
            return []
        start = best[place][end][1]
        found.append((word[place - 1], said[start:end]))
        end = start
    return found[::-1]


def alignments(words: list[Pair]) -> list[Alignment]:
    """Align words until the costs that the alignments have and those they give agree."""
    costs: dict[Pair, float] = {}
    for _ in range(_ROUNDS):
        found = [align(word, said, costs) for word, said in words]
        counts = Counter(piece for alignment in found for piece in alignment)
        letters: Counter[str] = Counter()
        for (letter, _signs), count in counts.items():
            letters[letter] += count
        costs = {
            piece: -math.log(count / (letters[piece[0]] + 1)) for piece, count in counts.items()
        }
    return [alignment for alignment in found if alignment]


def count(found: list[Alignment]) -> tuple[dict[str, Pair], dict[str, int]]:
    """Name every piece by one sign, and count the rows of pieces that words are made of."""
    kinds = sorted({piece for alignment in found for piece in alignment})
    names = {piece: chr(0xE000 + number) for number, piece in enumerate(kinds)}
    counts: Counter[str] = Counter()
    for alignment in found:
        row = "^" * (_ORDER - 1) + "".join(names[piece] for piece in alignment) + "$"
        for end in range(_ORDER, len(row) + 1):
            counts.update(row[end - length : end] for length in range(1, _ORDER + 1))
    return {sign: piece for piece, sign in names.items()}, dict(sorted(counts.items()))


def fold(said: str) -> str:
    """Fold the ways to write one reading: nuktas, the nasal before a consonant."""
    said = said.replace(_NUKTA, "").replace("ँ", "ं")
    return re.sub("[ङञणनम]\u094d(?=[क-ह])", "ं", said)


def measure(name: str) -> None:
    """Print the share of a tenth, kept back, that a model writes as the lexicon has it."""
    words = pairs(MODELS[name][0])
    random.Random(5).shuffle(words)
    held, kept = words[: len(words) // 10], words[len(words) // 10 :]
    for other in MODELS[name][1:]:
        kept += pairs(other)
    model = Letters(*count(alignments(kept)))
    right = sum(fold(model.read(word)) == fold(said) for word, said in held)
    print(f"{name}: {right / len(held):.1%} of {len(held)}, {len(model.counts):,} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--measure", action="store_true", help="keep a tenth back and score it")
    measured = parser.parse_args().measure
    for name in MODELS:
        if measured:
            measure(name)
            continue
        words = taught(name)
        pieces, counts = count(alignments(words))
        learnt = {"words_sha256": digest(words), "pieces": pieces, "counts": counts}
        text = json.dumps(learnt, ensure_ascii=False)
        data = gzip.compress(text.encode(), mtime=0)
        (LEXICON / f"letters_{name}.json.gz").write_bytes(data)
        print(f"{name}: {len(counts):,} rows, {len(data):,} bytes")


if __name__ == "__main__":
    main()
