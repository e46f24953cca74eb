"""The rules in order of priority: the first that reads a token wins."""

from __future__ import annotations

from functools import cache, lru_cache

from briefing.normalise.classes import (
    abbreviation,
    acronym,
    address,
    cardinal,
    date,
    decimal,
    formula,
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
    verse,
    year,
)
from briefing.normalise.classes import range as ranges
from briefing.normalise.english import roman_hindi, words
from briefing.normalise.rule import Rule, RuleSet

ORDER: tuple[RuleSet, ...] = (
    address.rules,
    formula.rules,
    verse.rules,
    telephone.rules,
    time.rules,
    date.rules,
    identifier.rules,
    money.rules,
    year.rules,
    cardinal.first,
    percent.rules,
    decimal.plus,
    ordinal.rules,
    ranges.first,
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
    roman_hindi.rules,
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
def needed() -> frozenset[str]:
    """Return every character that some rule cannot do without."""
    return frozenset("".join(rule.needs for rule in rules()))


@lru_cache(maxsize=1 << 12)
def rules_for(start: str, signs: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules for a token, in order of priority.

    ``start`` is the class of the character it begins with, ``signs`` those of :func:`needed` that
    the text holds.
    """
    return tuple(
        rule
        for rule in rules()
        if start in rule.starts and not (rule.needs and signs.isdisjoint(rule.needs))
    )
