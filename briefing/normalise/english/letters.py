"""Letters to Devanagari, learnt from the lexicons, for words and names that no list holds.

A joint model: each letter comes with the signs it is written with (the s of ``sh`` is श, its h is
nothing), and a word is the likeliest row of such pieces, each seen after the three before it. What
was counted is in ``letters_*.json.gz``, which ``training/letters`` makes; rare rows fall back on
shorter ones (Witten and Bell, *The zero-frequency problem*, 1991).
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from functools import cache

from briefing.lexicon import compressed
from briefing.normalise.english.arpabet import MATRAS

_ORDER = 4  # pieces
_BEAM = 4  # ways of reading a word that are followed at once
_COMMONEST = 8  # pieces of a letter that are tried whatever stands before
_UNSEEN = 1e-4  # probability
_START, _END = "^", "$"
_VOWELS = {matra: vowel for vowel, matra in MATRAS.items() if matra}
_LOOSE_HALANT = re.compile("\u094d(?=[\u093e-\u094c\u0902]|\\Z)")
_LOOSE_MATRA = re.compile("(?<![\u0915-\u0939\u093c])[\u093e-\u094c]")


class Letters:
    """A model of how words are written: pieces, and how often they follow one another."""

    def __init__(self, pieces: dict[str, tuple[str, str]], counts: dict[str, int]) -> None:
        self.pieces = pieces  # by one sign each: letter, its Devanagari
        self.counts = counts  # by pieces in a row, at most four
        self.totals: dict[str, int] = defaultdict(int)
        self.followers: dict[str, list[str]] = defaultdict(list)
        for row, count in counts.items():
            self.totals[row[:-1]] += count
            self.followers[row[:-1]].append(row[-1])
        self.commonest: dict[str, list[str]] = defaultdict(list)
        for piece in sorted(pieces, key=lambda piece: -counts[piece]):
            self.commonest[pieces[piece][0]].append(piece)

    def read(self, word: str) -> str:
        """Write a word of the letters a to z in Devanagari."""
        beam = {_START * (_ORDER - 1): (0.0, "")}
        for letter in word:
            beam = self._step(letter, beam)
        ends = {said: cost + self._cost(before, _END) for before, (cost, said) in beam.items()}
        return _tidy(min(ends, key=ends.__getitem__))

    def _step(
        self, letter: str, beam: dict[str, tuple[float, str]]
    ) -> dict[str, tuple[float, str]]:
        """Read one letter more in every way that is followed; keep the likeliest."""
        if letter not in self.commonest:
            return beam
        found: dict[str, tuple[float, str]] = {}
        for before, (cost, said) in beam.items():
            near = self.followers.get(before[-2:], []) + self.followers.get(before[-1:], [])
            seen = [piece for piece in near if piece in self.pieces]
            likely = [piece for piece in seen if self.pieces[piece][0] == letter]
            for piece in dict.fromkeys(self.commonest[letter][:_COMMONEST] + likely):
                whole = cost + self._cost(before, piece)
                after = before[1:] + piece
                if after not in found or whole < found[after][0]:
                    found[after] = (whole, said + self.pieces[piece][1])
        return dict(sorted(found.items(), key=lambda way: way[1][0])[:_BEAM])

    def _cost(self, before: str, piece: str) -> float:
        """Return how unlikely a piece is after others: the negative logarithm."""
        chance = _UNSEEN
        for length in range(_ORDER):
            context = before[_ORDER - 1 - length :]
            total = self.totals.get(context)
            if not total:
                break
            kinds = len(self.followers[context])
            chance = (self.counts.get(context + piece, 0) + kinds * chance) / (total + kinds)
        return -math.log(chance)


@cache
def model(name: str) -> Letters:
    """Return a model by its name: ``indian`` names, or ``english``.

    >>> model("indian").read("balwantpur")
    'बलवंतपुर'
    """
    data = json.loads(compressed(f"letters_{name}.json.gz"))
    return Letters({sign: tuple(piece) for sign, piece in data["pieces"].items()}, data["counts"])


def _tidy(said: str) -> str:
    """Mend what two pieces do not agree on: a halant before a vowel, a vowel sign alone."""
    said = _LOOSE_HALANT.sub("", said).lstrip("\u0902\u0901\u093c\u094d")
    return _LOOSE_MATRA.sub(lambda matra: _VOWELS.get(matra[0], ""), said)
