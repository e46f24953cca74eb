"""Decimals, percentages, and the signs before numbers: 3.14, .5, 8.5%, -2, ~500, <5%, 50+."""

from __future__ import annotations

import re

from briefing.normalise.chars import LATIN, LETTER
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.quantity import DASH, NUMBER, QUANTITY, SCALE, B, oneof, say, span
from briefing.normalise.rule import Context, Rule

_FREE = r"(?!\d|[.,]\d)"
_HALVED = [written for written, (_, halves) in UNITS.items() if halves == "all"]
_TO_SCALED = re.compile(
    f"{B}से{B}{NUMBER}{B}(?:{SCALE}|गुन[ाेी]|{oneof(_HALVED)}(?![{LETTER}{LATIN}]))"
)
_PERCENT = "[%\uff05\u066a]"


def _decimal(match: re.Match[str], context: Context) -> str:
    """Say 3.14; in 1.5 से 2 लाख the scale word of the second number counts for the first."""
    halves = "all" if _TO_SCALED.match(context.after) else "none"
    return say(match[0], context.numbers, halves)


def _leading_point(match: re.Match[str], context: Context) -> str:
    return context.numbers.decimal(f"0{match[0]}")


def _percent(match: re.Match[str], context: Context) -> str:
    """Say 8.5%, 5-7%, 5%-7%: digits after the point one by one, a range always with से."""
    amount = re.sub(f"{B}{_PERCENT}", "", match[1])
    more = " से अधिक" if match[2] else ""
    return f"{span(amount, context.numbers, guess=False)} {context.style.percent}{more}"


def _permille(match: re.Match[str], context: Context) -> str:
    return f"{say(match[1], context.numbers)} प्रति हज़ार"


_COMPARISONS = {"<": "से कम", "≤": "या उससे कम", ">": "से अधिक", "≥": "या उससे अधिक"}


def _compared(match: re.Match[str], context: Context) -> str:
    """Say <5%, >18 साल: the unit, then the comparison."""
    unit = f" {context.style.percent}" if match[3] else ""
    if match[4]:
        unit = f" {UNITS[match[4]][0]}"
    return f"{say(match[2], context.numbers)}{unit} {_COMPARISONS[match[1]]}"


def _plus(match: re.Match[str], context: Context) -> str:
    """Say 50+ and 10,000+: more than that."""
    return f"{say(match[1], context.numbers)} से अधिक"


_SIGNS = {"+": "प्लस", "±": "प्लस माइनस", "~": "लगभग", "≈": "लगभग"}


def _sign(match: re.Match[str], context: Context) -> str | None:
    return _SIGNS.get(match[0].strip(), context.style.minus)


PERCENT = (
    Rule(
        "percent",
        "percent",
        f"({NUMBER}(?:{B}{_PERCENT})?(?:{B}{DASH}{B}{NUMBER})?){B}{_PERCENT}(\\+(?![{LETTER}{LATIN}]))?",
        _percent,
    ),
    Rule("permille", "percent", f"({NUMBER}){B}‰", _permille),
)
PLUS = (Rule("plus", "decimal", f"({QUANTITY})\\+(?![\\d{LATIN}+])", _plus),)
RULES = (
    Rule("decimal", "decimal", f"{NUMBER}{_FREE}", _decimal),
    Rule(
        "comparison",
        "decimal",
        f"([<>≤≥]){B}({QUANTITY})(?:({B}{_PERCENT})|{B}({oneof(UNITS)})(?![{LETTER}{LATIN}\\d²³]))?",
        _compared,
        starts=("symbol",),
    ),
    Rule(
        "sign",
        "decimal",
        f"(?<![\\d{LETTER}{LATIN}).॰%])(?:[-\u2212\u2013](?=\\.?\\d|[₹$€£]\\d)|[+~≈]{B}(?=[\\d₹$€£]))|±{B}(?=\\d)",
        _sign,
        starts=("symbol",),
    ),
    Rule(
        "leading-point",
        "decimal",
        f"(?<![\\d.{LETTER}])\\.\\d{{1,12}}(?![\\d.])",
        _leading_point,
        starts=("symbol",),
    ),
)
