"""The table of rules. Order is priority; each entry is the ``module:attr`` of a tuple of rules."""

from __future__ import annotations

import pkgutil
from functools import cache

from briefing.normalise.rule import Rule

RULES: tuple[str, ...] = (
    "briefing.normalise.address:RULES",
    "briefing.normalise.telephone:RULES",
    "briefing.normalise.time:RULES",
    "briefing.normalise.date:RULES",
    "briefing.normalise.identifier:RULES",
    "briefing.normalise.money:RULES",
    "briefing.normalise.year:RULES",
    "briefing.normalise.decimal:PERCENT",
    "briefing.normalise.decimal:PLUS",
    "briefing.normalise.ordinal:RULES",
    "briefing.normalise.range:SCORES",
    "briefing.normalise.fraction:RULES",
    "briefing.normalise.measure:RULES",
    "briefing.normalise.range:RULES",
    "briefing.normalise.year:BARE",
    "briefing.normalise.cardinal:RULES",
    "briefing.normalise.decimal:RULES",
    "briefing.normalise.cardinal:REST",
    "briefing.normalise.abbreviation:RULES",
    "briefing.normalise.roman:RULES",
    "briefing.normalise.english:PHRASES",
    "briefing.normalise.acronym:RULES",
    "briefing.normalise.english:RULES",
    "briefing.normalise.symbol:RULES",
    "briefing.normalise.unread:RULES",  # last: takes what is left
)


@cache
def rules() -> tuple[Rule, ...]:
    """Load every rule, in order of priority."""
    return tuple(rule for entry in RULES for rule in pkgutil.resolve_name(entry))


@cache
def rules_for(start: str) -> tuple[Rule, ...]:
    """Return the rules that can begin with a character of a class, in order of priority."""
    return tuple(rule for rule in rules() if start in rule.starts)
