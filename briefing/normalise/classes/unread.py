"""What no rule can read is dropped, and reported: nothing unreadable is ever handed to a voice."""

from __future__ import annotations

import re

from briefing.normalise.chars import LETTER, MARK
from briefing.normalise.rule import Context, Rule

_LATIN = "A-Za-z"


def _drop(_match: re.Match[str], _context: Context) -> str:
    return ""


RULES = (
    Rule(
        "unread",
        "unread",
        # A run of foreign letters or of signs; a digit or a Latin letter begins a token of its own.
        f"[{_LATIN}]+|[^{LETTER}{MARK}\\s\\d{_LATIN}]+",
        _drop,
        starts=("latin", "symbol"),
    ),
)
