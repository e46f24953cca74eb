"""Latin words whose reading is a fact: in the lexicons, or by their sounds in CMUdict."""

from __future__ import annotations

from functools import cache

from briefing.lexicon import large, pairs
from briefing.normalise.english import arpabet, cmudict


@cache
def common() -> dict[str, str]:
    """Return the readings of the names and words of the news, by their lower-case spelling."""
    return pairs("names") | pairs("english")


def known(key: str) -> str:
    """Return the reading of a word (lower case) in the lexicons; empty if they lack it."""
    return common().get(key) or "".join(large("indian_names").row(key)[1:2])


def sounded(key: str) -> str:
    """Return the reading of a word (lower case) by its sounds in CMUdict; empty if it lacks it."""
    phones = cmudict.phones(key)
    return arpabet.devanagari(arpabet.align(key, phones)) if phones else ""
