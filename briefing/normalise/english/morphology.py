"""Words that no dictionary holds, by their parts: British spellings, affixes, compounds.

Of two ways to split a word the one with known words is taken; letters are sounded out last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from briefing.lexicon import rows
from briefing.normalise.english.arpabet import MATRAS
from briefing.normalise.english.known import common, known, sounded

_HALANT = "्"
_VOWELS = {matra: vowel for vowel, matra in MATRAS.items() if matra}
_CONSONANTS = frozenset("कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह\u093c")
_HISSING = re.compile("(?:[sxz]|[cs]h|[scgz])es$")
_ES = re.compile("(?:[sxzo]|[cs]h)es$")  # the plural of bus, box, hero
_DEEPEST = 2  # affixes on an affix
_SHORTEST_STEM = 3  # letters
_LONGEST_SHORT = 5  # signs of a reading of three letters; dec is short for a longer word
_LONG_ENOUGH = 5  # letters of a common word beside which a part of three is no chance
_SHORTEST_UNLISTED = 4  # letters of a part that only CMUdict knows


def read(key: str, deepest: int = _DEEPEST) -> str:
    """Read a word (lower case) by its parts, as few as there can be; empty if they are not known.

    >>> read("footbridge"), read("colour"), read("decluttering"), read("xyzzy")
    ('फ़ुटब्रिज', 'कलर', 'डीक्लटरिंग', '')
    """
    for depth in range(deepest + 1):
        for way in (_british, _prefixed, _suffixed, _compound):
            if said := way(key, depth):
                return said
    return ""


def join(said: str, ending: str) -> str:
    """Add an ending to a reading: a sign at its head becomes a letter after a vowel.

    >>> join("गेम", "िंग"), join("स्की", "िंग"), join("कार", "्स"), join("मूवी", "्स")
    ('गेमिंग', 'स्कीइंग', 'कार्स', 'मूवीज़')
    """
    on_consonant = said[-1] in _CONSONANTS
    if ending == "ली" and said[-1] == "ल":  # nationally
        return said + "ी"
    if ending == "्ड" and said[-1] in "टड":
        return said + "ेड"
    if on_consonant:
        return said + ending
    if ending == "्स":
        return said + "ज़"
    if ending in {"र", "र्स"}:
        return f"{said}य{ending}"
    head = ending[0]
    return said + (ending[1:] if head == _HALANT else _VOWELS.get(head, head) + ending[1:])


def inflected(key: str) -> str:
    """Read the plural or the possessive of a word in the lexicons: cars, cases, classes."""
    if not key.endswith("s") or key.endswith("ss"):
        return ""
    said = known(key[:-1]) or (known(key[:-2]) if _ES.search(key) else "")
    return _plural(key, said) if said else ""


def _plural(key: str, said: str) -> str:
    hissing = _HISSING.search(key) and said[-1] in _CONSONANTS
    return said + "ेज़" if hissing else join(said, "्स")


def _whole(key: str, depth: int) -> str:
    """Read a stem: a known word, or one that is itself made of parts."""
    if len(key) < _SHORTEST_STEM:
        return ""
    said = known(key) or inflected(key) or _listed(key)
    return said or (read(key, depth - 1) if depth else "")


def _listed(key: str) -> str:
    return sounded(key) if len(key) >= _SHORTEST_UNLISTED else ""


def _british(key: str, depth: int) -> str:
    for pattern, american in _spellings():
        other = pattern.sub(american, key)
        if other != key and (said := _whole(other, depth)):
            return said
    return ""


def _suffixed(key: str, depth: int) -> str:
    for ending, said in _endings():
        stem = key.removesuffix(ending)
        if stem == key or (ending == "s" and stem[-1:] in {"s", "u", "i"}):
            continue
        for candidate in _stems(stem, ending):
            if whole := _whole(candidate, depth):
                return _plural(key, whole) if ending in {"s", "es"} else join(whole, said)
    return ""


def _stems(stem: str, ending: str) -> Iterator[str]:
    """Yield what a stem may have been before its ending: hop, hopp, hope, happi."""
    yield stem
    if ending[0] in "aeio":
        if stem[-2:-1] == stem[-1:]:
            yield stem[:-1]
        yield stem + "e"
    if stem.endswith("i"):
        yield stem[:-1] + "y"


def _compound(key: str, _depth: int) -> str:
    """Read a compound of two known words: a common word first, parts of similar length first."""
    cuts = range(_SHORTEST_STEM, len(key) - _SHORTEST_STEM + 1)
    parts = [(key[:cut], key[cut:]) for cut in cuts]
    parts.sort(key=lambda pair: (-sum(part in common() for part in pair), -min(map(len, pair))))
    for one, other in parts:
        first = _part(one, beside=other)
        second = first and _part(other, beside=one)
        if second:
            return first + second
    return ""


def _part(key: str, *, beside: str) -> str:
    """Read a part of a compound; beside a long common word it may be short."""
    short = len(beside) >= _LONG_ENOUGH and beside in common()
    said = known(key) or inflected(key) or (sounded(key) if short else _listed(key))
    short_for = len(key) == _SHORTEST_STEM and len(said) > _LONGEST_SHORT
    return "" if " " in said or short_for else said


def _prefixed(key: str, depth: int) -> str:
    for beginning, said in _beginnings():
        stem = key.removeprefix(beginning)
        if stem != key and (whole := _whole(stem, depth)):
            return said + whole
    return ""


@cache
def _affixes() -> list[tuple[str, str]]:
    table = [(row[0], row[1]) for row in rows("affixes")]
    return sorted(table, key=lambda row: -len(row[0]))


@cache
def _endings() -> list[tuple[str, str]]:
    return [(ending[1:], said) for ending, said in _affixes() if ending.startswith("-")]


@cache
def _beginnings() -> list[tuple[str, str]]:
    return [(beginning[:-1], said) for beginning, said in _affixes() if beginning.endswith("-")]


@cache
def _spellings() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), american) for pattern, american in rows("british")]
