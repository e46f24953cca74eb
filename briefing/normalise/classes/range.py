"""Ranges: 10-15 लोग, 2-3 दिन, 1.5-2 लाख."""

from __future__ import annotations

import re

from briefing.normalise.agreement import is_counted
from briefing.normalise.chars import HINDI_END
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, DASHES, GAP, QUANTITY, span
from briefing.normalise.rule import Context, RuleSet

before_scores = RuleSet("range")
rules = RuleSet("range")


@before_scores.add("twenty-twenty", f"20-20(?= «twenty-twenty»{HINDI_END})", needs="-")
def _twenty(_match: re.Match[str], _context: Context) -> str:
    """Say the short form of cricket."""
    return "ट्वेंटी-ट्वेंटी"


@rules.add("to", "to(?= \\d)", starts=("latin",))
def _to(_match: re.Match[str], context: Context) -> str | None:
    """Say 10 to 15 and 8 am to 5 pm."""
    return "से" if _FROM.search(context.before) else None


_FROM = Pattern("(?:\\d|[aApP]\\.?[mM]\\.?) \\Z")
_FEWEST = 10  # below it stands a fraction: 3/4 किलो


@before_scores.add("either", "(\\d{2,4})/(\\d{2,4})(?= ?[ऀ-ॣ])", needs="/")
def _either(match: re.Match[str], context: Context) -> str | None:
    """Say 10/12 दिन: one count or the other, where what is counted follows."""
    low, high = int(match[1]), int(match[2])
    counted = context.right in UNITS or is_counted(context.right)
    if not (counted and _FEWEST <= low < high) or _NUMBERED.search(context.before):
        return None
    if context.right in cue("marks") and high % 5 == 0:
        return None
    return f"{context.numbers.cardinal(low)}-{context.numbers.cardinal(high)}"


#: What stands before the first of two columns: दक्षिण कोरिया - 61 - 7755.
_COLUMN = Pattern(f" {DASH} \\Z")
#: The number of a file is not a range: संख्या 03-2021.
_NUMBERED = Pattern("«case-number»\\s*\\Z")


@rules.add("range", f"{QUANTITY}{GAP}{DASH}{GAP}{QUANTITY}(?!\\d|[.,:]\\d)", needs=DASHES)
def _range(match: re.Match[str], context: Context) -> str:
    """Say a range; what is measured in hundredths is a span, no guess; 787-8 only falls."""
    if " " in match[0] and _COLUMN.search(context.before):
        return ", ".join(map(context.numbers.whole, re.findall("\\d[\\d,]*", match[0])))
    ends = re.fullmatch(f"(\\d+(?:\\.\\d+)?){DASH}(\\d+(?:\\.\\d+)?)", match[0])
    if ends and (float(ends[1]) > float(ends[2]) or _NUMBERED.search(context.before)):
        return "-".join(map(context.numbers.decimal, ends.groups()))
    return span(match[0], context.numbers, guess=context.right not in cue("percent-right"))
