"""Turn what remains after schwa deletion into what is heard: glides, h-colouring, release."""

from __future__ import annotations

import re

from briefing.synthesise.g2p.tables import CONSONANTS as C
from briefing.synthesise.g2p.tables import VOWELS as V

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        # भैया, कौवा, कौआ: before its own glide the vowel stays a diphthong.
        ("E(?=y)", "əi"),
        ("O(?=v)", "əu"),
        ("O(?=A)", "əuv"),
        # A written nasal and the consonant that follows it.
        ("H(?=[kK])", ""),
        # शहर, कहना, पहला: /əɦə/ and /əɦ/ before a consonant are coloured.
        ("əhə", "ɛhɛ"),
        (f"əh(?=[{C}]|$)", "ɛh"),
        # बहुत, पहुँच: before ʊ the colour is round.
        ("əh(?=u)", "ɔh"),
        ("H", "h"),
        # सत्य, मित्र: a final cluster that rises in sonority is released with a short schwa.
        ("(?<=[^yrlvmnñɳŋh~{V}])([yrlv])$".replace("{V}", V), r"\1ˀ"),
        ("(?<=[nmɳlr])([yv])$", r"\1ˀ"),
    )
)


def hear(codes: str) -> str:
    """Apply the sound rules to the codes of a word.

    >>> hear("BEyA"), hear("SəhəR"), hear("məhəl"), hear("səty")
    ('BəiyA', 'SɛhɛR', 'mɛhɛl', 'sətyˀ')
    """
    for pattern, heard in _RULES:
        codes = pattern.sub(heard, codes)
    return codes
