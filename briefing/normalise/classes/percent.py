"""Percentages: 8.5%, 5-7%, 12‰."""

from __future__ import annotations

import re

from briefing.normalise.chars import LETTER_END
from briefing.normalise.quantity import DASH, GAP, NUMBER, say, span
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("percent")

#: The sign, also full width and Arabic.
PERCENT = "[%\uff05\u066a]"


@rules.add(
    "percent",
    f"({NUMBER}(?:{GAP}{PERCENT})?(?:{GAP}{DASH}{GAP}{NUMBER})?){GAP}{PERCENT}(\\+{LETTER_END})?",
    needs=PERCENT,
)
def _percent(match: re.Match[str], context: Context) -> str:
    """Say 8.5%, 5-7%, 5%-7%: digits after the point one by one, a range always with से."""
    amount = re.sub(f"{GAP}{PERCENT}", "", match[1])
    more = " से अधिक" if match[2] else ""
    return f"{span(amount, context.numbers, guess=False)} {context.style.percent}{more}"


@rules.add("permille", f"({NUMBER}){GAP}‰", needs="‰")
def _permille(match: re.Match[str], context: Context) -> str:
    return f"{say(match[1], context.numbers)} प्रति हज़ार"
