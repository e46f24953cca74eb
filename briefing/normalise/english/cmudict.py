"""How English words sound: the CMU Pronouncing Dictionary, as data.

Carnegie Mellon University, BSD 2-Clause (``briefing/lexicon/cmudict.LICENSE``); the first
pronunciation of each word of letters and apostrophes. The file is read on first use.
"""

from __future__ import annotations

from briefing.lexicon import english_sounds


def phones(word: str) -> tuple[str, ...]:
    """Return the ARPABET phones of an English word, or none if the dictionary lacks it.

    A vowel carries its stress: 0 none, 1 primary, 2 secondary.

    >>> phones("party")
    ('P', 'AA1', 'R', 'T', 'IY0')
    >>> phones("xyzzy")
    ()
    """
    return tuple(english_sounds().row(word.lower())[1:])
