"""The rules in order of priority: the first that reads a token wins."""

from __future__ import annotations

from functools import cache

from briefing.normalise.classes import (
    abbreviation,
    acronym,
    address,
    cardinal,
    date,
    decimal,
    fraction,
    identifier,
    measure,
    money,
    ordinal,
    percent,
    roman,
    score,
    symbol,
    telephone,
    time,
    unread,
    year,
)
from briefing.normalise.classes import range as ranges
from briefing.normalise.english import words
from briefing.normalise.rule import Rule, RuleSet

ORDER: tuple[RuleSet, ...] = (
    address.rules,
    telephone.rules,
    time.rules,
    date.rules,
    identifier.rules,
    money.rules,
    year.rules,
    percent.rules,
    decimal.plus,
    ordinal.rules,
    score.rules,
    fraction.rules,
    measure.rules,
    ranges.rules,
    year.bare,
    cardinal.rules,
    decimal.rules,
    cardinal.rest,
    abbreviation.rules,
    roman.rules,
    words.phrases,
    acronym.rules,
    words.rules,
    symbol.rules,
    unread.rules,  # last: takes what is left
)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, in order of priority."""
    return tuple(rule for rules in ORDER for rule in rules)


@cache
def rules_for(start: str) -> tuple[Rule, ...]:
    """Return the rules that can begin with a character of a class, in order of priority."""
    return tuple(rule for rule in rules() if start in rule.starts)
