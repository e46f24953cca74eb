"""Turn what remains after schwa deletion into what is heard: glides, h-colouring, release."""

from __future__ import annotations

import re

from briefing.synthesise.g2p.tables import CONSONANTS as C
from briefing.synthesise.g2p.tables import VOWELS as V

#: What must be there (any of the letters), the place of a sound, and what is heard.
_RULES: tuple[tuple[frozenset[str], re.Pattern[str], str], ...] = tuple(
    (frozenset(present), re.compile(pattern), heard)
    for present, pattern, heard in (
        # भैया, कौवा, कौआ: before its own glide the vowel stays a diphthong.
        ("E", "E(?=y)", "əi"),
        ("O", "O(?=v)", "əu"),
        ("O", "O(?=A)", "əuv"),
        # A written visarga and the consonant that follows it.
        ("H", "H(?=[kK])", ""),
        # शहर, कहना, पहला: /əɦə/ and /əɦ/ before a consonant are coloured.
        ("h", "əhə", "ɛhɛ"),
        ("h", f"əh(?=[{C}]|$)", "ɛh"),
        # बहुत, पहुँच: before ʊ the colour is round.
        ("h", "əh(?=u)", "ɔh"),
        ("H", "H", "h"),
        # सत्य, मित्र: a final cluster that rises in sonority is released with a short schwa.
        ("yrlv", f"(?<=[^yrlvmnñɳŋh~{V}][yrlv])$", "ˀ"),
        ("yv", "(?<=[nmɳlr][yv])$", "ˀ"),
    )
)


def hear(codes: str) -> str:
    """Apply the sound rules to the codes of a word.

    >>> hear("BEyA"), hear("SəhəR"), hear("məhəl"), hear("səty")
    ('BəiyA', 'SɛhɛR', 'mɛhɛl', 'sətyˀ')
    """
    for present, pattern, heard in _RULES:
        if not present.isdisjoint(codes):
            codes = pattern.sub(heard, codes)
    return codes
