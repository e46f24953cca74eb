"""Equations: x = 12 − 5, D = b² − 4ac, 6x² + 5x − 6: what differs there from prose.

A dash is a minus, no range and no pause; letters are variables, no words and no units.
"""

from __future__ import annotations

import re

from briefing.normalise.classes.formula import HIGH, POWER, powered, unscripted, variable
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.patterns import Pattern
from briefing.normalise.quantity import DASH, GAP, NUMBER
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("formula")

_NEEDS = f"=√^<{HIGH}ⁿ"
_NEAR = 60  # characters
#: What only an equation or an expression has.
_SIGN = Pattern(f"[=√]|(?<![A-Za-z])\\d{{0,4}}[a-z]{{1,3}}{POWER}|\\)(?:[²³ⁿ]|\\^)")
#: A variable, perhaps with a number before it; or an operation between two numbers.
_VARIABLE = Pattern(
    f"(?<![A-Za-z])\\d{{0,4}}[A-Za-z](?:\\d|{POWER})?(?![A-Za-z\\d])|\\d [+×÷–-] \\d[\\d.]* ?="
)
_OPENED = Pattern("(?:\\A|[=(\\[{+×÷*/<>≤≥±,;:] ?)\\Z")
_TERM_LEFT = Pattern(f"[A-Za-z\\d.)\\]{HIGH}ⁿα-ω]{GAP}\\Z")
_TERM_RIGHT = Pattern(f"{GAP}[A-Za-z\\d(\\[√½¼¾α-ω]")
_OPERATOR = "[+=×÷*()\\[\\]{}±√<>≤≥–-]"
_OPERATOR_LEFT = Pattern(f"{_OPERATOR} ?\\Z")
_OPERATOR_RIGHT = Pattern(f" ?{_OPERATOR}")
#: Letters that are a unit and, after a number in an equation, a product too: 4ac.
_PRODUCTS = frozenset(["ac"])
_FUNCTIONS = {"sin": "साइन", "cos": "कॉस", "tan": "टैन", "cot": "कॉट", "sec": "सेक", "log": "लॉग"}


def _in_equation(context: Context, own: str) -> bool:
    """Tell whether an equation stands around a match on its line."""
    before = context.before[-_NEAR:].rpartition("\n")[2].rpartition("।")[2]
    after = re.split("[\n।]", context.after[:_NEAR])[0]
    line = before + own + after
    return bool(_SIGN.search(line) and _VARIABLE.search(line))


@rules.add("function-power", f"(sin|cos|tan|cot|sec|log)({POWER})", starts=("latin",), needs=_NEEDS)
def _function(match: re.Match[str], context: Context) -> str:
    """Say sin²θ."""
    return f"{_FUNCTIONS[match[1]]} {powered(match[2], context)}"


@rules.add("equation-minus", DASH, starts=("symbol",), needs=_NEEDS)
def _minus(match: re.Match[str], context: Context) -> str | None:
    """Say the dash before a term, or between two."""
    if not _TERM_RIGHT.match(context.after) or not _in_equation(context, match[0]):
        return None
    between = _TERM_LEFT.search(context.before) and not context.after.startswith("\n")
    return context.style.minus if between or _OPENED.search(context.before) else None


@rules.add("equation-number", f"{NUMBER}(?={GAP}{DASH}{GAP}[\\d(])", needs="=")
def _number(match: re.Match[str], context: Context) -> str | None:
    """Say the first number of 12 - 5 = 7; 2019-20 = 5 is a year."""
    spaced = context.after[:1] == " " and _in_equation(context, match[0])
    return context.numbers.decimal(match[0]) if spaced else None


@rules.add(
    "coefficient-power", f"(\\d{{1,4}})([a-zα-ω]{{1,3}})({POWER})?(?![A-Za-z\\d])", needs=_NEEDS
)
def _coefficient(match: re.Match[str], context: Context) -> str | None:
    """Say 6x², 4ac and 2a; 5m² and 10 km are measured."""
    letters, power = match[2], match[3] or ""
    unit = letters + unscripted(power) in UNITS or letters + power in UNITS
    if (unit and letters not in _PRODUCTS) or not _in_equation(context, match[0]):
        return None
    said = f"{context.numbers.whole(match[1])} {variable(letters)}"
    return f"{said} {powered(power, context)}" if power else said


@rules.add(
    "equation-letter",
    "([a-z])(\\d)?(?![A-Za-z\\d²³ⁿ^₀-₉<]|\\.[A-Za-z])",
    starts=("latin",),
    needs=_NEEDS,
)
def _letter(match: re.Match[str], context: Context) -> str | None:
    """Say a letter, perhaps with a number, beside a sign of the equation."""
    beside = _OPERATOR_LEFT.search(context.before) or _OPERATOR_RIGHT.match(context.after)
    if not beside or not _in_equation(context, match[0]):
        return None
    digit = f" {context.numbers.words[int(match[2])]}" if match[2] else ""
    return variable(match[1]) + digit
