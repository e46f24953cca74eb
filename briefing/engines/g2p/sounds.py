"""Turn what remains after schwa deletion into what is heard: glides, h-colouring, release."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefing.engines.g2p.tables import CONSONANTS as C
from briefing.engines.g2p.tables import VOWELS as V

#: Trigger letters, pattern, replacement: the pattern is tried only if a trigger letter occurs.
_Rule = tuple[frozenset[str], re.Pattern[str], str]


def _rules(*rows: tuple[str, str, str]) -> tuple[_Rule, ...]:
    return tuple((frozenset(there), re.compile(place), heard) for there, place, heard in rows)


#: Within a part of a word.
_INSIDE = _rules(
    # भैया, कौवा, कौआ: before its own glide the vowel stays a diphthong.
    ("E", "E(?=y)", "əi"),
    ("O", "O(?=v)", "əu"),
    ("O", "O(?=A)", "əuv"),
    # दुःख: a visarga doubles nothing that follows.
    ("H", "H(?=[kK])", ""),
    # शहर, कहना, पहला: /əɦə/ and /əɦ/ before a consonant are coloured; but where the second
    # syllable is heavy and so stressed, it stays: महत्त्व, बहत्तर, महंत.
    ("h", f"əhə(?![{C}]{{2}})", "ɛhɛ"),
    ("h", f"əh(?=[{C}]|$)", "ɛh"),
    # बहुत, पहुँच: before ʊ the colour is round.
    ("h", "əh(?=u)", "ɔh"),
    ("H", "H", "h"),
)
#: At the end of a word: a cluster that rises in sonority is released with a short schwa.
_AT_END = _rules(
    ("yrlv", f"(?<=[^yrlvmnñɳŋh~{V}][yrlv])$", "ˀ"),  # सत्य, मित्र
    ("yvrl", "(?<=[nmɳh][yvrl]|[lrv][yv])$", "ˀ"),  # मूल्य, काव्य, उम्र
)


def hear(parts: Iterable[str]) -> str:
    """Apply the sound rules to the codes of a word's parts, and join them.

    >>> hear(["bEyA"]), hear(["ʃəhər"]), hear(["pəhən", "nA"]), hear(["səty"])
    ('bəiyA', 'ʃɛhɛr', 'pɛhɛnnA', 'sətyˀ')
    """
    return _apply(_AT_END, "".join([_apply(_INSIDE, part) for part in parts]))


def _apply(rules: tuple[_Rule, ...], codes: str) -> str:
    for there, place, heard in rules:
        if not there.isdisjoint(codes):
            codes = place.sub(heard, codes)
    return codes
