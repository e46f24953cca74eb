"""English letters to sounds, for words that no dictionary knows."""

from __future__ import annotations

import re
from functools import cache

from briefing.lexicon import rows
from briefing.normalise.english.arpabet import Sound, devanagari


def sounds(word: str) -> list[Sound]:
    """Sound out a word (lower case) by the rules of ``spelling.tsv``: the first that fits wins.

    >>> sounds("stape")
    [('S', 's'), ('T', 't'), ('EY1', 'a'), ('P', 'pe')]
    """
    found: list[Sound] = []
    place = 0
    while place < len(word):
        letters, phones = _first(word, place)
        place += len(letters)
        if phones:
            found.append((phones[0], letters))
            found += [(phone, "") for phone in phones[1:]]
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + letters)
    return found


def read(word: str) -> str:
    """Read a word (lower case) as its letters sound in English.

    >>> read("stape")
    'स्टेप'
    """
    return devanagari(sounds(word))


def _first(word: str, place: int) -> tuple[str, list[str]]:
    for pattern, phones in _rules():
        match = pattern.match(word, place)
        if match:
            return match[0], phones
    return word[place], []


@cache
def _rules() -> list[tuple[re.Pattern[str], list[str]]]:
    return [(re.compile(pattern), phones.split()) for pattern, phones in rows("spelling")]
