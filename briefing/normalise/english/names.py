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
            return _write(word[:cut], last=False) + joint + ending
    return _write(word, last=True)


def _write(word: str, *, last: bool) -> str:
    written = ""
    parts = _LETTERS.findall(word)
    bare = False  # a consonant stands last, without a vowel
    for place, part in enumerate(parts):
        follower = parts[place + 1] if place + 1 < len(parts) else ""
        if part in _VOWELS:
            vowel = _vowel(_VOWELS[part], word, last=last and not follower)
            if bare:
                written += MATRAS[vowel]
            elif written.endswith("ि"):
                written += "य" + MATRAS[vowel]
            else:
                written += vowel
            bare = False
            continue
        nasal = part == "n" and follower in _CONSONANTS and follower[0] not in "nmyrlhvw"
        if (
            place
            and not bare
            and (nasal or (part == "m" and follower[:1] in _LABIALS and follower))
        ):
            written += _NASAL
            continue
        written += (_HALANT if bare else "") + _CONSONANTS[part]
        bare = True
    return written


def _vowel(vowel: str, word: str, *, last: bool) -> str:
    if not last:
        return vowel
    if vowel == "अ" and word.endswith(_SHORT_A):
        return vowel
    return _LONG_AT_END.get(vowel, vowel)
