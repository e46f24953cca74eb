"""Decimals and the signs before numbers: 3.14, .5, -2, ~500, <5%, 50+."""

from __future__ import annotations

import re

from briefing.normalise.chars import LATIN, LETTER, LETTER_END, WORD_END
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.classes.percent import PERCENT
from briefing.normalise.months import MONTH
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import GAP, NUMBER, QUANTITY, SCALE, oneof, say
from briefing.normalise.rule import Context, RuleSet

plus_sign = RuleSet("decimal")
rules = RuleSet("decimal")

_FREE = r"(?!\d|[.,]\d)"
_HALVED = [written for written, (_, halves) in UNITS.items() if halves == "all"]
_TO_SCALED = Pattern(f"{GAP}से{GAP}{NUMBER}{GAP}(?:{SCALE}|गुन[ाेी]|{oneof(_HALVED)}{LETTER_END})")


_PRODUCT = Pattern("[A-Za-z] \\Z")


@plus_sign.add("plus", f"({QUANTITY})\\+(?![\\d{LATIN}+])", needs="+")
def _plus(match: re.Match[str], context: Context) -> str:
    """Say 50+ and 10,000+: more than that; with प्लस in the name of a product."""
    if _PRODUCT.search(context.before):
        return f"{say(match[1], context.numbers)} {_SIGNS['+']}"
    return f"{say(match[1], context.numbers)} से अधिक"


@plus_sign.add(
    "parted",
    f"(\\d{{1,4}})(?: ?\\. | \\.)(\\d{{1,3}})(?={GAP}(?:{PERCENT}|«measured»(?![{LETTER}])))",
    needs=".",
)
def _parted(match: re.Match[str], context: Context) -> str | None:
    """Say 54. 96 %, 260. 27 ग्राम, 55 .72 करोड़; what may be the number of a list is two."""
    percent = context.after.lstrip()[:1] in PERCENT or context.right in cue("percent-right")
    listed = len(match[1]) == 1 and not percent
    line = context.before.rpartition("\n")[2].strip(" *•-")
    if listed or not line or line.endswith(("।", ".", ":")):
        return None
    return context.numbers.decimal(f"{match[1]}.{match[2]}")


@rules.add("decimal", f"{NUMBER}{_FREE}")
def _decimal(match: re.Match[str], context: Context) -> str:
    """Say 3.14; in 1.5 से 2 लाख the scale word of the second number counts for the first."""
    halves = "all" if _TO_SCALED.match(context.after) else "none"
    return say(match[0], context.numbers, halves)


_COMPARISONS = {"<": "से कम", "≤": "या उससे कम", ">": "से अधिक", "≥": "या उससे अधिक"}


@rules.add(
    "comparison",
    f"([<>≤≥]){GAP}({QUANTITY})(?:({GAP}{PERCENT})|{GAP}({oneof(UNITS)}){WORD_END})?",
    starts=("symbol",),
)
def _compared(match: re.Match[str], context: Context) -> str:
    """Say <5%, >18 साल: the unit, then the comparison."""
    unit = f" {context.style.percent}" if match[3] else ""
    if match[4]:
        unit = f" {UNITS[match[4]][0]}"
    return f"{say(match[2], context.numbers)}{unit} {_COMPARISONS[match[1]]}"


@rules.add("plus-minus", "\\+/[-\u2013]", starts=("symbol",), needs="+")
def _plus_minus(_match: re.Match[str], _context: Context) -> str:
    return _SIGNS["±"]


@rules.add(
    "sign",
    f"(?<![\\d{LETTER}{LATIN}).॰%])(?:[-\u2013](?=\\.?\\d|[₹$€£]\\d)|[+~≈]{GAP}(?=[\\d₹$€£]))|±{GAP}(?=\\d)",
    starts=("symbol",),
)
def _sign(match: re.Match[str], context: Context) -> str | None:
    """Say a sign before a number; the hyphen of कोविड -19 and दिनांक:-18 जून is not a sign."""
    if match[0] in "-–" and _is_label(context):
        return ""
    return _SIGNS.get(match[0].strip(), context.style.minus)


def _is_label(context: Context) -> bool:
    """Tell whether a hyphen before a whole number joins it to the name or label before it."""
    if _DAY.match(context.after):
        return True
    if _MEASURED.match(context.after):
        return False
    left = context.left
    if context.before.endswith(") "):  # मेट्रो लाइन (Metro line) -10
        return True
    if left in cue("numbered") | cue("roman-left"):
        return True
    if _COLON.search(context.before):
        return not _COLD.search(context.before[-_NEAR:])
    apart = left in cue("minus-left") | cue("no-noun") | cue("postposition")
    return bool(left) and "ऀ" <= left[0] <= "ॿ" and not apart


#: A day of a month, and a number that only fills its place, are never below zero.
_DAY = Pattern(f"\\d{{1,2}}(?:{GAP}{MONTH}|[-/.]\\d{{1,2}}[-/.]\\d)|0\\d(?!\\d)")
_MEASURED = Pattern(f"[₹$€£]|\\d+(?:\\.\\d|{GAP}(?:[°º˚℃℉%]|डिग्री|सेल्सियस|«percent-right»))")
_COLON = Pattern(f"[{LETTER}]:\\Z")
_COLD = Pattern("«minus-left»")
_NEAR = 30  # characters
_SIGNS = {"+": "प्लस", "±": "प्लस माइनस", "~": "लगभग", "≈": "लगभग"}


@rules.add("leading-point", f"(?<![\\d.{LETTER}])\\.\\d{{1,12}}(?![\\d.])", starts=("symbol",))
def _leading_point(match: re.Match[str], context: Context) -> str:
    return context.numbers.decimal(f"0{match[0]}")
