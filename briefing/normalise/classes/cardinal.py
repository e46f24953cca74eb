"""Cardinals: 20, 35,000, 1,50,000, 2.5 लाख; zero-led and very long strings by digits."""

from __future__ import annotations

import re
import unicodedata

from briefing.normalise.chars import LATIN_END, LETTER
from briefing.normalise.quantity import QUANTITY, say
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("cardinal")
rest = RuleSet("cardinal")


@rules.add("cardinal", f"{QUANTITY}(?!\\d|[.,]\\d)")
def _cardinal(match: re.Match[str], context: Context) -> str | None:
    """Say a whole number, or an amount with scale words; a plain decimal is another class."""
    whole = "." not in match[0] or not match[0][-1].isdecimal()
    return say(match[0], context.numbers) if whole else None


@rules.add(
    "name-number",
    f"(?<=[{LETTER}])-(?=\\d|[IVXL]{{1,5}}{LATIN_END})|(?<=\\d)-(?=[{LETTER}])",
    starts=("symbol",),
)
def _blank(_match: re.Match[str], _context: Context) -> str:
    return " "


@rules.add(
    "circled",
    "[\u2469-\u249b\u24eb-\u24fe\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]",
    starts=("symbol",),
)
def _circled(match: re.Match[str], context: Context) -> str:
    """Say ⑫ and ❷."""
    return context.numbers.cardinal(int(unicodedata.numeric(match[0])))


@rest.add("digits", r"\d+")
def _long(match: re.Match[str], context: Context) -> str:
    return context.numbers.whole(match[0])
