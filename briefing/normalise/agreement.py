"""Nouns beside numbers: what gender and case they ask for (पहला, पहली), and what is counted."""

from __future__ import annotations

from briefing.lexicon import rows
from briefing.normalise.patterns import cue
from briefing.normalise.rule import Context


def agree(stem: str, context: Context) -> str:
    """Return a stem with the ending that its noun asks for: -ा, -े or -ी.

    The noun's gender is looked up, or guessed from its ending; it is oblique where a postposition
    follows, or where it is written so (घंटे).
    """
    words = context.rights[:2]
    noun = words[0] if words else ""
    if noun in cue("postposition"):  # the noun is left out: आधे की कटौती
        return stem + "े"
    genders = {row[0]: row[1] for row in rows("genders")}
    gender = genders.get(noun) or ("f" if noun.endswith(("ी", "ीं", "ियाँ", "ियां")) else "m")
    if gender == "f":
        return stem + "ी"
    oblique = noun.endswith("े") or (len(words) > 1 and words[1] in cue("postposition"))
    return stem + ("े" if oblique else "ा")


#: What nouns in the plural end in.
_PLURALS = ("ों", "ओं", "ियाँ", "ियां", "ाएँ", "ाएं", "ुएँ", "ुएं", "ें", "े")


def is_counted(noun: str) -> bool:
    """Tell whether a noun can be counted in the form it has.

    >>> [noun for noun in ("लोग", "मामले", "छात्रों", "अटलांटा") if is_counted(noun)]
    ['लोग', 'मामले', 'छात्रों']
    """
    return noun in cue("counted") or (len(noun) > 2 and noun.endswith(_PLURALS))
