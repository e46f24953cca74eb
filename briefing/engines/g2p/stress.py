"""Find the stressed syllables of a word.

Hindi stress is weight: the last syllable if it is extra heavy, else the rightmost heavy one before
it, else the first (Pandey, "Hindi schwa deletion", *Lingua* 82, 1990; Hayes, *Metrical Stress
Theory*, 1995, §6.1.6). A secondary stress stands on every other syllable that has no stressed
neighbour. It is the pattern the espeak-ng voices were trained with, too.
"""

from __future__ import annotations

import re

from briefing.engines.g2p.tables import CONSONANTS as C
from briefing.engines.g2p.tables import VOWELS as V

#: The diphthongs of भैया and कौवा are one nucleus.
_SYLLABLE = re.compile(f"(ə[iu](?=[yv])|[{V}])(~?)([{C}]*)")
_SHORT = set("əaiuɛ")
_LIGHT, _HEAVY, _EXTRA = 1, 2, 3


def _weights(codes: str) -> list[int]:
    rhymes = _SYLLABLE.findall(codes)
    last = len(rhymes) - 1
    return [
        (_LIGHT if vowel in _SHORT and not nasal else _HEAVY)
        + (len(coda) if i == last else max(0, len(coda) - 1))
        for i, (vowel, nasal, coda) in enumerate(rhymes)
    ]


def _primary(weights: list[int]) -> int:
    last = len(weights) - 1
    if weights[last] >= _EXTRA or last == 0:
        return last
    if weights[last - 1] >= _HEAVY:
        return last - 1
    heavy = [i for i in range(last - 1) if weights[i] >= _HEAVY]
    return heavy[-1] if heavy else 0


def stresses(codes: str) -> list[str]:
    """Return the mark of each syllable of a word: ``ˈ``, ``ˌ`` or nothing.

    >>> stresses("sərkAr"), stresses("prəDAnməntrI"), stresses("kəmləm")
    (['', 'ˈ'], ['ˌ', '', 'ˈ', ''], ['ˈ', ''])
    """
    weights = _weights(codes)
    marks = [""] * len(weights)
    if not weights:
        return marks
    marks[_primary(weights)] = "ˈ"
    for i, mark in enumerate(marks):
        if not mark and not any(marks[max(0, i - 1) : i + 2]):
            marks[i] = "ˌ"
    return marks
