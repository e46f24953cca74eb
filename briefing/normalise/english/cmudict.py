"""How English words sound: the CMU Pronouncing Dictionary, as data.

Carnegie Mellon University, BSD 2-Clause (``briefing/lexicon/cmudict.LICENSE``); the first
pronunciation of each word of letters and apostrophes. The file is read on first use.
"""

from __future__ import annotations

import zlib
from functools import cache

from briefing.lexicon import packed

_GZIP = 31  # zlib's word for a file with the header of gzip


def phones(word: str) -> tuple[str, ...]:
    """Return the ARPABET phones of an English word, or none if the dictionary lacks it.

    A vowel carries its stress: 0 none, 1 primary, 2 secondary.

    >>> phones("party")
    ('P', 'AA1', 'R', 'T', 'IY0')
    >>> phones("xyzzy")
    ()
    """
    return tuple(_dictionary().get(word.lower(), "").split())


@cache
def _dictionary() -> dict[str, str]:
    lines = zlib.decompress(packed("cmudict.txt.gz"), wbits=_GZIP).decode("ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)
