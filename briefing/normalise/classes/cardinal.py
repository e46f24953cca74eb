"""Cardinals: 20, 35,000, 1,50,000, 2.5 लाख; zero-led and very long strings by digits."""

from __future__ import annotations

import re

from briefing.normalise.chars import LATIN, LETTER
from briefing.normalise.quantity import QUANTITY, say
from briefing.normalise.rule import Context, Rule


def _cardinal(match: re.Match[str], context: Context) -> str | None:
    """Say a whole number, or an amount with scale words; a plain decimal is another class."""
    whole = "." not in match[0] or not match[0][-1].isdecimal()
    return say(match[0], context.numbers) if whole else None


def _long(match: re.Match[str], context: Context) -> str:
    return context.numbers.whole(match[0])


def _blank(_match: re.Match[str], _context: Context) -> str:
    return " "


RULES = (
    Rule("cardinal", "cardinal", f"{QUANTITY}(?!\\d|[.,]\\d)", _cardinal),
    # कोविड-19, अग्नि-5, अध्याय-IV, 10-दिवसीय: a word and its number are two words.
    Rule(
        "name-number",
        "cardinal",
        f"(?<=[{LETTER}])-(?=\\d|[IVXL]{{1,5}}(?![{LATIN}]))|(?<=\\d)-(?=[{LETTER}])",
        _blank,
        starts=("symbol",),
    ),
)
#: What no other rule takes: very long strings of digits, odd groupings (1,2,3) part by part.
REST = (Rule("digits", "cardinal", r"\d+", _long),)
