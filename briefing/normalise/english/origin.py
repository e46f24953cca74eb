"""Whether a word is spelt as English words are or as Indian ones, by its groups of three letters.

A naive Bayes classifier, counted from the lexicons when the first unknown word asks for it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache

from briefing.lexicon import pairs

_SMOOTH = 0.5  # added to every count


def englishness(word: str) -> float:
    """Return how much likelier a word (lower case) is English than Indian: natural logarithm.

    >>> englishness("stapler") > 0 > englishness("bhuvneshwar")
    True
    """
    english, indian, bias = _counts()
    return sum(
        math.log((english[group] + _SMOOTH) / (indian[group] + _SMOOTH)) + bias
        for group in _groups(word)
    )


@cache
def _counts() -> tuple[Counter[str], Counter[str], float]:
    english, indian = _count(pairs("english")), _count(pairs("indian_names"))
    return english, indian, math.log(indian.total() / english.total())


def _count(words: Iterable[str]) -> Counter[str]:
    return Counter(group for word in words if word.isalpha() for group in _groups(word))


def _groups(word: str) -> list[str]:
    framed = f"^{word}$"
    return [framed[place : place + 3] for place in range(len(framed) - 2)]
