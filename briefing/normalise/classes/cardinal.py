"""Cardinals: 20, 35,000, 1,50,000, 2.5 लाख; zero-led and very long strings by digits."""

from __future__ import annotations

import re
import unicodedata

from briefing.normalise.agreement import is_counted
from briefing.normalise.chars import LATIN_END, LETTER
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.patterns import cue
from briefing.normalise.quantity import DASH, DASHES, QUANTITY, say
from briefing.normalise.rule import Context, RuleSet

grouped = RuleSet("cardinal")
rules = RuleSet("cardinal")
fallback = RuleSet("cardinal")


@grouped.add("list-number", f"\\d{{1,2}}{DASH}(?= +\\d)", needs=DASHES)
def _list_number(match: re.Match[str], context: Context) -> str | None:
    """Say the number of a list, 2- 325 जिलों, with a pause."""
    before = context.before.rstrip(" ")
    return f"{context.numbers.whole(match[0][:-1])}," if before[-1:] in {"", "\n"} else None


@grouped.add("bullet", f"0(?= [{LETTER}])", needs="0", silent=True)
def _bullet(_match: re.Match[str], context: Context) -> str | None:
    """Drop the zero typed for a bullet at the beginning of a line: ० धारा 370 क्या है?"""
    before = context.before.rpartition("\n")[2].strip(" ")
    number = context.right in UNITS or is_counted(context.right)
    number = number or context.right in cue("no-noun") | cue("percent-right") | cue("minus-left")
    return None if before or number else ""


@grouped.add("parted", r"\d{1,3}(?:, \d{2}){0,3}, \d{3}(?![\d,]|, ?\d)", needs=",")
def _parted(match: re.Match[str], context: Context) -> str | None:
    """Say 77, 659 as one number where it is quoted or counted; in a list it is two."""
    grouped = match[0].count(",") > 1 or context.left in cue("index")
    counted = is_counted(context.right) and context.right not in cue("and")
    if re.search(r"\d, ?\Z", context.before) or not (grouped or counted):
        return None
    return context.numbers.whole(match[0].replace(" ", ""))


@rules.add("cardinal", f"{QUANTITY}(?!\\d|[.,]\\d)")
def _cardinal(match: re.Match[str], context: Context) -> str | None:
    """Say a whole number, or an amount with scale words; a plain decimal is another class."""
    whole = "." not in match[0] or not match[0][-1].isdecimal()
    return say(match[0], context.numbers) if whole else None


@rules.add(
    "name-number",
    f"(?<=[{LETTER}])(?:-|[—–](?=\\d{{1,2}}(?!\\d)))(?=\\d|[IVXL]{{1,5}}{LATIN_END})|(?<=\\d)-(?=[{LETTER}])"
    f"|(?<=[{LETTER}] )-(?=[IVXL]{{1,5}}{LATIN_END})",
    starts=("symbol",),
)
def _blank(_match: re.Match[str], context: Context) -> str:
    """Say the hyphen of अग्नि-5, 10-दिवसीय and खंड -II as a blank."""
    return "" if context.before.endswith(" ") else " "


@rules.add(
    "circled",
    "[\u2460-\u249b\u24eb-\u24fe\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]",
    starts=("symbol",),
)
def _circled(match: re.Match[str], context: Context) -> str:
    """Say ⑫ and ❷."""
    return context.numbers.cardinal(int(unicodedata.numeric(match[0])))


@fallback.add("digits", r"\d+")
def _long(match: re.Match[str], context: Context) -> str:
    return context.numbers.whole(match[0])
