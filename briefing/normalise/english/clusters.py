"""Consonant clusters that can be pronounced, by sonority or because a known word has them.

A syllable grows more sonorous from its first consonant to its vowel and less from there on: stops,
fricatives, nasals, liquids, glides. English adds स before a stop, and स, ज़, ट, ड, थ at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from briefing.lexicon import pairs

_HALANT = "\u094d"
_CONSONANT = "[\u0915-\u0939]\u093c?"
_RUN = re.compile(f"(?:{_CONSONANT}{_HALANT})+{_CONSONANT}")
_FREE = 2  # consonants that may meet within a word, whichever they are
_KINDS = {"सशषह": "F", "ङञणनम": "N", "रलळ": "L", "यव": "G"}
_KIND = {sign: kind for signs, kind in _KINDS.items() for sign in signs}
_FRICATIVE = frozenset(["ज़", "फ़", "ख़", "ग़"])
_AT_END = frozenset(["स", "ज़", "ट", "ड", "थ"])
_MOST_AT_END = 2
_MOST = 4  # consonants
_ONSET = re.compile("S?P?[LG]?|F[LG]?|NG?")
_CODA = re.compile("G?L{0,2}N?[PFG]?[PF]?")

#: A run of consonants, and whether it begins and whether it ends its word.
Cluster = tuple[str, bool, bool]


def clusters(said: str) -> Iterator[Cluster]:
    """Yield the runs of consonants in a reading.

    >>> list(clusters("स्टैंप शर्ट"))
    [('स्ट', True, False), ('र्ट', False, True)]
    """
    for word in said.split():
        yield from (_cluster(run) for run in _RUN.finditer(word))


def sayable(said: str) -> str:
    """Part consonants that no known word has together, by the vowel that every letter carries.

    >>> sayable("र्गोन"), sayable("स्ट्रॉन्ग")
    ('रगोन', 'स्ट्रॉन्ग')
    """
    return " ".join(_RUN.sub(_parted, word) for word in said.split(" "))


def is_sayable(cluster: Cluster) -> bool:
    """Tell whether consonants can be said together in their place."""
    run, first, last = cluster
    consonants = run.split(_HALANT)
    if len(consonants) > _MOST:
        return False
    if first:
        said = _is_onset(consonants)
    elif last:
        said = _is_coda(consonants)
    else:
        said = len(consonants) <= _FREE or any(
            _is_coda(consonants[:cut]) and _is_onset(consonants[cut:])
            for cut in range(1, len(consonants))
        )
    return said or cluster in _known()


def _is_onset(consonants: list[str]) -> bool:
    kinds = "".join(map(_kind, consonants))
    if consonants[0] in {"स", "श"}:
        kinds = "S" + kinds[1:]
    return bool(_ONSET.fullmatch(kinds))


def _is_coda(consonants: list[str]) -> bool:
    core = list(consonants)
    while core and core[-1] in _AT_END and len(consonants) - len(core) < _MOST_AT_END:
        core.pop()
    kinds = "".join(map(_kind, core))
    doubled = any(one == other for one, other in pairwise(consonants))
    return not doubled and bool(_CODA.fullmatch(kinds))


def _kind(consonant: str) -> str:
    return "F" if consonant in _FRICATIVE else _KIND.get(consonant, "P")


def _parted(run: re.Match[str]) -> str:
    written, first, last = _cluster(run)
    apart = ""
    while _HALANT in written and not is_sayable((written, first, last)):
        head, _, written = written.partition(_HALANT)
        apart += head
        first = False
    return apart + written


def _cluster(run: re.Match[str]) -> Cluster:
    return run[0], not run.start(), run.end() == len(run.string)


@cache
def _known() -> frozenset[Cluster]:
    lexicons = (pairs(name) for name in ("english", "names", "indian_names"))
    return frozenset(
        cluster for lexicon in lexicons for said in lexicon.values() for cluster in clusters(said)
    )
