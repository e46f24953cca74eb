"""Indian names in Latin letters: Sharma शर्मा, Narendra नरेंद्र, Thiruvananthapuram."""

from __future__ import annotations

import re

from briefing.lexicon import pairs
from briefing.normalise.english.arpabet import MATRAS

_CONSONANTS = {
    "chh": "छ",
    "ksh": "क्ष",
    "shr": "श्र",
    "kh": "ख",
    "gh": "घ",
    "ch": "च",
    "jh": "झ",
    "th": "थ",
    "dh": "ध",
    "ph": "फ",
    "bh": "भ",
    "sh": "श",
    "ck": "क",
    "b": "ब",
    "c": "क",
    "d": "द",
    "f": "फ़",
    "g": "ग",
    "h": "ह",
    "j": "ज",
    "k": "क",
    "l": "ल",
    "m": "म",
    "n": "न",
    "p": "प",
    "q": "क़",
    "r": "र",
    "s": "स",
    "t": "त",
    "v": "व",
    "w": "व",
    "x": "क्स",
    "y": "य",
    "z": "ज़",
}
_VOWELS = {
    "aa": "आ",
    "ai": "ऐ",
    "au": "औ",
    "ee": "ई",
    "ii": "ई",
    "oo": "ऊ",
    "uu": "ऊ",
    "ou": "औ",
    "a": "अ",
    "e": "ए",
    "i": "इ",
    "o": "ओ",
    "u": "उ",
}
_LONG_AT_END = {"अ": "आ", "इ": "ई", "उ": "ऊ"}
_LETTERS = re.compile("|".join(sorted({*_CONSONANTS, *_VOWELS}, key=len, reverse=True)))
#: Endings whose last a is not said long: नरेंद्र, महाराष्ट्र.
_SHORT_A = ("ndra", "shtra", "putra", "mitra", "tantra", "mantra")
_HALANT = "्"
_NASAL = "ं"
_LABIALS = "pb"
#: What is written joined within a word, by the second consonant; elsewhere a weak vowel may part
#: two consonants, and a voice leaves it out where it is not said.
_JOINED = {
    "r": {"t", "d", "p", "g", "k", "b", "sh", "s", "bh", "dh", "m"},
    "t": {"k", "s", "sh", "p"},
    "k": {"s", "sh"},
    "p": {"s", "sh"},
    "th": {"s", "sh", "t"},
    "n": {"s", "sh", "t", "g"},
    "m": {"s", "sh", "t", "d"},
    "v": {"s", "sh", "t", "d"},
    "w": {"s", "sh", "t", "d"},
    "sh": {"k"},
    "s": {"k"},
}
_ALWAYS_JOINED = frozenset("rnm")  # as the first of two
_SIGNS = frozenset(MATRAS.values()) - {""}


def devanagari(word: str) -> str:
    """Write an Indian word in lower-case Latin letters in Devanagari.

    >>> devanagari("narendra"), devanagari("sharma"), devanagari("siddhant")
    ('नरेंद्र', 'शर्मा', 'सिद्धांत')
    """
    endings = pairs("endings")
    for cut in range(2, len(word) - 1):
        ending = endings.get(word[cut:])
        if ending and (ending[0] not in _SIGNS or word[cut - 1] not in "aeiou"):
            joint = _HALANT if word[cut - 1] == word[cut] else ""
            return written(word[:cut], last=False) + joint + ending
    return written(word, last=True)


def written(word: str, *, last: bool = False) -> str:
    """Write the letters of a word, or of its beginning (not ``last``), in Devanagari."""
    signs = ""
    parts = _LETTERS.findall(word)
    bare = False  # a consonant stands last, without a vowel
    for place, part in enumerate(parts):
        follower = parts[place + 1] if place + 1 < len(parts) else ""
        if part in _VOWELS:
            vowel = _vowel(parts, place, last=last)
            if bare:
                signs += MATRAS[vowel]
            elif signs.endswith("ि"):
                signs += "य" + MATRAS[vowel]
            else:
                signs += vowel
            bare = False
            continue
        nasal = part == "n" and follower in _CONSONANTS and follower[0] not in "nmyrlhvw"
        if (
            place
            and not bare
            and (nasal or (part == "m" and follower[:1] in _LABIALS and follower))
        ):
            signs += _NASAL
            continue
        joined = bare and _is_joined(parts, place)
        signs += (_HALANT if joined else "") + _CONSONANTS[part]
        bare = True
    return signs


def _is_joined(parts: list[str], place: int) -> bool:
    """Tell whether a consonant is written joined to the one before it."""
    first, second = parts[place - 1], parts[place]
    if place == 1 or second == "y" or first[-1] == second[0] or first in _ALWAYS_JOINED:
        return True
    return first in _JOINED.get(second, ())


def _vowel(parts: list[str], place: int, *, last: bool) -> str:
    """Return a vowel, long where it ends the word or its last but one syllable (rani, kala)."""
    vowel, behind = _VOWELS[parts[place]], parts[place + 1 :]
    if not last:
        return vowel
    if not behind:
        return vowel if "".join(parts).endswith(_SHORT_A) else _LONG_AT_END.get(vowel, vowel)
    open_last = len(behind) == 2 and behind[0] in _CONSONANTS and behind[1] in _VOWELS
    return "आ" if vowel == "अ" and open_last else vowel
