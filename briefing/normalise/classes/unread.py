"""What no rule can read is dropped, and reported: nothing unreadable is ever handed to a voice."""

from __future__ import annotations

import re

from briefing.normalise.chars import LETTER, PUNCTUATION
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("unread")

_LATIN = "A-Za-z"


@rules.add(
    "unread",
    f"[{_LATIN}]+|[^{LETTER}{PUNCTUATION}\\s\\d{_LATIN}]+",
    starts=("latin", "symbol"),
    silent=True,
)
def _drop(_match: re.Match[str], _context: Context) -> str:
    return ""
