"""The table of rules. Order is priority; each entry is the ``module:attr`` of a tuple of rules."""

from __future__ import annotations

import pkgutil
from functools import cache

from briefing.normalise.rule import Rule

RULES: tuple[str, ...] = (
    "briefing.normalise.classes.address:RULES",
    "briefing.normalise.classes.telephone:RULES",
    "briefing.normalise.classes.time:RULES",
    "briefing.normalise.classes.date:RULES",
    "briefing.normalise.classes.identifier:RULES",
    "briefing.normalise.classes.money:RULES",
    "briefing.normalise.classes.year:RULES",
    "briefing.normalise.classes.decimal:PERCENT",
    "briefing.normalise.classes.decimal:PLUS",
    "briefing.normalise.classes.ordinal:RULES",
    "briefing.normalise.classes.range:SCORES",
    "briefing.normalise.classes.fraction:RULES",
    "briefing.normalise.classes.measure:RULES",
    "briefing.normalise.classes.range:RULES",
    "briefing.normalise.classes.year:BARE",
    "briefing.normalise.classes.cardinal:RULES",
    "briefing.normalise.classes.decimal:RULES",
    "briefing.normalise.classes.cardinal:REST",
    "briefing.normalise.classes.abbreviation:RULES",
    "briefing.normalise.classes.roman:RULES",
    "briefing.normalise.english.words:PHRASES",
    "briefing.normalise.classes.acronym:RULES",
    "briefing.normalise.english.words:RULES",
    "briefing.normalise.classes.symbol:RULES",
    "briefing.normalise.classes.unread:RULES",  # last: takes what is left
)


@cache
def rules() -> tuple[Rule, ...]:
    """Load every rule, in order of priority."""
    return tuple(rule for entry in RULES for rule in pkgutil.resolve_name(entry))


@cache
def rules_for(start: str) -> tuple[Rule, ...]:
    """Return the rules that can begin with a character of a class, in order of priority."""
    return tuple(rule for rule in rules() if start in rule.starts)
