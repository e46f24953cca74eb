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
    equation,
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
from briefing.normalise.english import gloss, roman_hindi, words
from briefing.normalise.rule import Rule, RuleSet

# A rule must come before those that would read a part of its token, or read it otherwise. Class by
# class that means:
ORDER: tuple[RuleSet, ...] = (
    # Tokens of several kinds of characters, which any other class would take apart.
    address.rules,
    equation.rules,
    formula.rules,
    # Digits with signs between: the class that asks for the most context first. गीता 2:16 looks
    # like a time, a telephone number like a date, 6.30 बजे like a decimal, 15/08 like a fraction.
    verse.rules,
    telephone.rules,
    time.rules,
    date.rules,
    identifier.rules,
    # $5m is five million, so before units; a currency makes 2000 an amount, so before years.
    money.rules,
    # 2019-20 and सन् 1947, before ranges, scores and counts. A bare 1984 waits: see below.
    year.rules,
    # «77, 659» and «2- 325» hold a blank: the rules below would read the two numbers alone.
    cardinal.grouped,
    # A sign or ending after a number makes it something else than an amount, also in a range.
    percent.rules,
    decimal.plus_sign,
    ordinal.rules,
    # 20-20 and 20/25, which are neither scores nor fractions.
    ranges.before_scores,
    score.rules,
    fraction.rules,
    # 5-7 किमी: a measure reads the range in it.
    measure.rules,
    ranges.rules,
    # Four digits are a year only where no unit, range or score took them.
    year.bare_years,
    cardinal.rules,
    decimal.rules,
    cardinal.fallback,
    # Letters: dotted abbreviations, then numerals (III would be an acronym), whole phrases before
    # single words, Hindi in Latin letters before English.
    abbreviation.rules,
    symbol.dandas,
    roman.rules,
    words.phrases,
    gloss.rules,
    roman_hindi.rules,
    acronym.rules,
    words.rules,
    # Single signs, and last what is left.
    symbol.rules,
    unread.rules,
)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, in order of priority."""
    return tuple(rule for rules in ORDER for rule in rules)


@cache
def required_characters() -> frozenset[str]:
    """Return every character that some rule cannot do without."""
    return frozenset("".join(rule.needs for rule in rules()))


@lru_cache(maxsize=1 << 12)
def rules_for(start: str, signs: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules for a token, in order of priority.

    ``start`` is the class of the character it begins with, ``signs`` those of
    :func:`required_characters` that the text holds.
    """
    return tuple(
        rule
        for rule in rules()
        if start in rule.starts and not (rule.needs and signs.isdisjoint(rule.needs))
    )
