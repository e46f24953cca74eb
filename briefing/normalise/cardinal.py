"""Cardinals: 20, 35,000, 1,50,000, 2.5 लाख; zero-led and very long strings by digits."""

from __future__ import annotations

import re

from briefing.normalise.chars import LETTER
from briefing.normalise.rule import Context, Rule

#: A whole number, grouped in the Indian or the Western way, or not at all.
WHOLE = r"(?:\d{1,3}(?:,\d{2,3}){0,8},\d{3}(?!\d)|\d+)"


def _cardinal(match: re.Match[str], context: Context) -> str:
    return context.numbers.whole(match[0])


def _blank(_match: re.Match[str], _context: Context) -> str:
    return " "


RULES = (
    Rule("cardinal", "cardinal", WHOLE, _cardinal),
    # कोविड-19, अग्नि-5: a name and its number are two words.
    Rule("name-number", "cardinal", f"(?<=[{LETTER}])-(?=\\d)", _blank, starts=("symbol",)),
)
