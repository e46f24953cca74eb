"""Money: ₹1,50,000 करोड़, $3.2 अरब, Rs 500/-, 99.50 रुपये, ₹500-1,000; the amount, then the unit."""

from __future__ import annotations

import re

from briefing.lexicon import rows
from briefing.normalise.chars import HINDI_END, LATIN, LETTER, LETTER_END, WORD_END
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, GAP, NUMBER, SCALE, SPAN, WHOLE, oneof, quarters, span
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("money")

#: Each written form with what it says and its hundredth part.
_CURRENCIES = {
    written: (name, "" if part == "-" else part)
    for name, part, forms in rows("currencies")
    if name != "="
    for written in forms.split(",")
}

#: Words after an amount, said as written, with their hundredth part.
_WORDS = {
    written: part
    for name, part, forms in rows("currencies")
    if name == "="
    for written in forms.split(",")
}
_ANY_CASE = {written.lower(): value for written, value in _CURRENCIES.items()}
_LETTERED = [written for written in _CURRENCIES if re.search(f"[{LETTER}{LATIN}]\\Z", written)]
_DOTTED = [written for written in _CURRENCIES if written[-1] in ".॰"]
_SIGNS = [written for written in _CURRENCIES if written not in _LETTERED + _DOTTED]
_PREFIX = f"(?:{oneof([*_SIGNS, *_DOTTED])}|{oneof(_LETTERED)}{LETTER_END}|(?i:rs|inr|usd)\\.?)"
_SUFFIX = f"(?:{oneof(_SIGNS)}(?!\\d)|{oneof(_DOTTED)}|{oneof(_LETTERED)}{LETTER_END})(?:/-)?"
_NAME = f"(?:{oneof(_WORDS)}{HINDI_END})"
_AMOUNT = Pattern(r"[\d,]*\.\d+\Z|[\d,]+\Z")
_SIGN = f"(?P<sign>[-\u2013]{GAP})?"


def _money(amount: str, unit: str, part: str, numbers: Numbers) -> str:
    """Say an amount or range with its currency; two decimals become paise or cents."""
    amount = amount.strip()
    if _AMOUNT.match(amount) and "." in amount:
        whole, _, rest = amount.partition(".")
        if part and len(rest) == 2:
            return _with_parts(whole, rest, unit, part, numbers)
        if len(rest) == 1 and (half := quarters(amount, numbers)):
            return f"{half} {unit}"
    return f"{span(amount, numbers)} {unit}"


def _with_parts(whole: str, rest: str, unit: str, part: str, numbers: Numbers) -> str:
    said = []
    if int(whole.replace(",", "") or 0) or not int(rest):
        said.append(f"{numbers.whole(whole)} {unit}")
    if int(rest):
        said.append(f"{numbers.words[int(rest)]} {part}")
    return " ".join(said)


def _unit(written: str) -> tuple[str, str]:
    """Return what a written currency says, and its hundredth part."""
    key = written.strip().removesuffix("/-").lower()
    return _ANY_CASE.get(key) or _ANY_CASE[key.rstrip(".")]


def _one(amount: str, unit: str, context: Context) -> str:
    """Return रुपया for exactly one rupee that no postposition follows."""
    if (
        unit == "रुपये"
        and amount.strip() in {"1", "1.00"}
        and context.right not in cue("postposition")
    ):
        return "रुपया"
    return unit


_SHORT = f"(?P<short>[mMbBL]{WORD_END})?"
_CROSS = f"{SPAN}(?:{GAP}{DASH}{GAP}{_PREFIX}{GAP}{SPAN})?(?!\\d|[.,]\\d)"


@rules.add(
    "money-either-signed",
    f"(?P<unit>{_PREFIX}){GAP}(\\d{{1,6}})/(\\d{{1,6}})(?![\\d/,.-]|{GAP}(?:{oneof(UNITS)}))",
    starts=("symbol", "latin", "word"),
    needs="/",
)
@rules.add(
    "money-either",
    f"(?P<unit>)(\\d{{1,6}})/(\\d{{1,6}})(?={GAP}(?:{SCALE}{GAP})?(?:{_NAME}|{_SUFFIX}))",
    needs="/",
)
def _either(match: re.Match[str], context: Context) -> str | None:
    """Say 13/14 रुपये and ₹13/14: one price or the other."""
    first, second = int(match[2]), int(match[3])
    if first >= second:
        return None
    unit = f" {_unit(match['unit'])[0]}" if match["unit"] else ""
    return f"{context.numbers.cardinal(first)}-{context.numbers.cardinal(second)}{unit}"


@rules.add(
    "money",
    f"{_SIGN}(?P<unit>{_PREFIX}){GAP}(?P<minus>-)?(?P<amount>{_CROSS}){_SHORT}(?:/-)?(?:{GAP}{_NAME})?(?P<more>\\+)?",
    starts=("symbol", "latin", "word"),
)
def _prefixed(match: re.Match[str], context: Context) -> str:
    unit, part = _unit(match["unit"])
    amount = re.sub(f"(?<={DASH}){GAP}{_PREFIX}{GAP}", "", match["amount"])
    if match["short"]:
        amount += f" {_SCALES[match['short'].lower()]}"
    sign = f"{context.style.minus} " if match["sign"] or match["minus"] else ""
    said = sign + _money(amount, _one(amount, unit, context), part, context.numbers)
    return said + " से अधिक" if match["more"] else said


@rules.add(
    "money-dashed",
    f"(?:रुपये|रुपए|रूपये)?{GAP}(?P<amount>{NUMBER})/-(?:{GAP}{_NAME})?",
    starts=("digit", "word"),
    needs="/",
)
def _dashed(match: re.Match[str], context: Context) -> str:
    """Say 500/- and रुपये 500/-, as bills have it."""
    return _money(match["amount"], "रुपये", "पैसे", context.numbers)


_SPAN = f"{SPAN}(?!\\d|[.,:/]\\d)"


@rules.add("money-even", f"(?P<amount>{WHOLE})-00(?={GAP}(?P<unit>{_NAME}|{_SUFFIX}))", needs="-")
def _even(match: re.Match[str], context: Context) -> str:
    """Say the 5,000-00 रुपये of a bill: no paise."""
    return context.numbers.whole(match["amount"])


@rules.add("money-behind", f"(?P<amount>{_SPAN}){GAP}(?P<unit>{_SUFFIX})")
def _suffixed(match: re.Match[str], context: Context) -> str:
    unit, part = _unit(match["unit"])
    said = _money(match["amount"], _one(match["amount"], unit, context), part, context.numbers)
    return said + context.full_stop(match[0])


@rules.add("money-named", f"(?P<amount>{_SPAN}){GAP}(?P<unit>{_NAME})")
def _named(match: re.Match[str], context: Context) -> str:
    """Say 99.50 रुपये and 5-7 करोड़ डॉलर; the unit stays as written."""
    unit = match["unit"]
    return _money(match["amount"], unit, _WORDS.get(unit, "पैसे"), context.numbers)


_PRICED = Pattern(f"\\d{GAP}{_NAME}\\Z")


@rules.add("currency-pair", f"(?<=[{LETTER}])/({_NAME})", starts=("symbol",), needs="/")
def _pair(match: re.Match[str], context: Context) -> str | None:
    """Say 61.30 रुपए/डॉलर as a price, and रुपए/डॉलर alone as a pair."""
    if _PRICED.search(context.before):
        return f"प्रति {match[1]}"
    return f"-{match[1]}" if context.left in _WORDS else None


#: $5m, £2b, ₹5L: after a sign of currency these are scale words, elsewhere units.
_SCALES = {"m": "मिलियन", "b": "बिलियन", "l": "लाख"}
