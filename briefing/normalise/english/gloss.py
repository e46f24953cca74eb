"""Glosses: नक्षत्र (Nakshatra), जेलेंस्की (Zelensky): the Hindi word stands right before its bracket."""

from __future__ import annotations

import re
from functools import lru_cache

from briefing.formats.transliterate import to_latin
from briefing.normalise.chars import LATIN_WORD_END, LETTER
from briefing.normalise.english.words import is_word
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("english")

_SHORTEST = 2  # consonants that must agree
_FARTHEST = 6  # words before the bracket
_HINDI = re.compile(f"[{LETTER}]{{2,30}}")
#: Letters of names that several spellings share, from the longest.
_ALIKE = (
    ("chh", "c"), ("ksh", "ks"), ("sch", "s"), ("ch", "c"), ("ck", "k"), ("sh", "s"),
    ("ph", "f"), ("kh", "k"), ("gh", "g"), ("jh", "j"), ("th", "t"), ("dh", "d"), ("bh", "b"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("z", "j"), ("c", "k"),
)  # fmt: skip


@lru_cache(maxsize=1 << 12)
def consonants(written: str) -> str:
    """Return the consonants of a name in Latin letters, as far as spellings agree on them.

    >>> consonants("Nakshatra") == consonants(to_latin("नक्षत्र"))
    True
    """
    key = written.lower()
    for one, other in _ALIKE:
        key = key.replace(one, other)
    return re.sub("[aeiouyh]", "", re.sub(r"(.)\1", r"\1", key))


@rules.add("gloss", f"[A-Z]?[a-z]{{2,29}}{LATIN_WORD_END}", starts=("latin",), needs="(")
def _gloss(match: re.Match[str], context: Context) -> str | None:
    """Say a name that no lexicon has as the Hindi word that it repeats is written."""
    outside, opened, inside = context.before.rpartition("(")
    if not opened or ")" in inside or is_word(match[0]):
        return None
    wanted = consonants(match[0])
    if len(wanted) < _SHORTEST:
        return None
    words = _HINDI.findall(outside)[-_FARTHEST:]
    return next((word for word in reversed(words) if consonants(to_latin(word)) == wanted), None)
