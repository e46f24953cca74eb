"""Amounts: a number with the scale words after it, and the ranges of two; shared by the classes.

The patterns here have no groups, so that a rule can name its own around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from briefing.lexicon import rows
from briefing.normalise.chars import LATIN, LETTER, LETTER_END
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import trie

#: At most one blank, within a line.
GAP = "[^\\S\\n]?"
DASHES = "-‐‑‒–—―"
DASH = "[-\u2010-\u2015]"

#: A whole number, grouped in the Indian or the Western way, or not at all.
WHOLE = r"(?:\d{1,3}(?:,\d{2,3}){0,8},\d{3}(?!\d)|\d{1,19}(?!\d))"
NUMBER = WHOLE + r"(?:\.\d+(?!\d))?"

#: Scale words with what they say; k is said by multiplying.
_SCALES = {
    written: written if said == "=" else said.strip("-") for written, said, _ in rows("scales")
}
_DEVANAGARI = [written for written in _SCALES if written > "z"]
_LATIN = [written for written in _SCALES if written < "z"]
#: Millions and billions, with their power of ten.
_ENGLISH = {written: int(power) for written, _, power in rows("scales") if power != "-"}


def oneof(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first.

    >>> oneof(["km", "km/h"])
    '(?:km(?:/h)?)'
    """
    return f"(?:{trie(words)})"


SCALE = f"(?:{oneof(_DEVANAGARI)}{LETTER_END}|(?i:{oneof(_LATIN)}{LETTER_END}\\.?(?![a-z])))"
#: 2.5 लाख करोड़; 5 करोड़ 20 लाख; 44-बिलियन; 1,50,000.
_SCALED = f"(?:{GAP}-?{SCALE}(?:{GAP}{SCALE})?)"
QUANTITY = f"{NUMBER}(?:{_SCALED}(?:{GAP}{NUMBER}{GAP}{SCALE}){{0,2}})?"
#: Two amounts with a dash, or one.
SPAN = f"{QUANTITY}(?:{GAP}{DASH}{GAP}{QUANTITY})?"

_PART = re.compile(f"({NUMBER})({_SCALED}?)")
_SCALE = re.compile(SCALE)
_BETWEEN = re.compile(f"(?<=[\\d{LETTER}{LATIN}.]){GAP}{DASH}{GAP}(?=\\d)")

#: The largest neighbours that are said as a guess: 2-3 दिन is दो-तीन दिन.
_LARGEST_GUESS = 20
_LARGEST_HALF = 99
_LARGEST_QUARTER = 19


def quarters(written: str, numbers: Numbers) -> str | None:
    """Say a number with सवा, डेढ़, ढाई, साढ़े or पौने; None if no speaker would.

    >>> from briefing.normalise.numbers import Numbers
    >>> from briefing.style import Style
    >>> [quarters(n, Numbers(Style())) for n in ("1.5", "2.50", "4.5", "3.25", "1.75", "3.2")]
    ['डेढ़', 'ढाई', 'साढ़े चार', 'सवा तीन', 'पौने दो', None]
    """
    whole, _, rest = written.replace(",", "").partition(".")
    rest = str(int(rest)) if rest else ""
    digits = rest.rstrip("0")
    number = int(whole)
    if not numbers.style.quarters or not 1 <= number <= _LARGEST_HALF:
        return None
    if written.partition(".")[2][:1] not in {"2", "5", "7"}:
        return None
    if digits == "5":
        return {1: "डेढ़", 2: "ढाई"}.get(number, f"साढ़े {numbers.words[number]}")
    if number > _LARGEST_QUARTER:
        return None
    if digits == "25":
        return "सवा" if number == 1 else f"सवा {numbers.words[number]}"
    return f"पौने {numbers.words[number + 1]}" if digits == "75" else None


def say(written: str, numbers: Numbers, halves: str = "none") -> str:
    """Say an amount as written: 2.5 लाख, 1,50,000 करोड़, 5 करोड़ 20 लाख.

    Before a scale word a speaker says ढाई and साढ़े तीन; elsewhere ``halves`` decides: ``all``,
    ``small`` (डेढ़ and ढाई alone) or ``none``.
    """
    return " ".join(
        _part(number, [scale[0] for scale in _SCALE.finditer(scales)], numbers, halves)
        for number, scales in _PART.findall(written)
    )


def _part(number: str, scales: list[str], numbers: Numbers, halves: str) -> str:
    words = [_scale_word(scale) for scale in scales]
    if words == [""]:
        return _thousands(number, numbers)
    if len(words) == 1 and words[0] in _ENGLISH and numbers.style.billions == "indian":
        return _indian(number, _ENGLISH[words[0]], numbers)
    if words:
        number = re.sub(r"\.0+\Z", "", number)  # 5.00 करोड़ is five
    said = quarters(number, numbers) if words or halves != "none" else None
    if not words and halves == "small" and said not in {"डेढ़", "ढाई"}:
        said = None
    return " ".join([said or numbers.decimal(number), *words])


def _scale_word(scale: str) -> str:
    """Return a scale word as it is said: Hindi ones as written."""
    return _SCALES.get(scale) or _SCALES.get(scale.lower().rstrip("."), scale)


def _thousands(number: str, numbers: Numbers) -> str:
    value = Decimal(number.replace(",", "")) * 1000
    if value == value.to_integral_value():
        return numbers.cardinal(int(value))
    return f"{numbers.decimal(number)} हज़ार"


def _indian(number: str, power: int, numbers: Numbers) -> str:
    """Say millions and billions on the Indian scale: 1.5 मिलियन is पंद्रह लाख."""
    value = Decimal(number.replace(",", "")).scaleb(power)
    places = ((11, "खरब"), (9, "अरब"), (7, "करोड़"), (5, "लाख"))
    place, name = next((place for place in places if value >= 10 ** place[0]), (0, ""))
    scaled = format(value.scaleb(-place).normalize(), "f")
    said = quarters(scaled, numbers) if name else None
    return f"{said or numbers.decimal(scaled)} {name}".strip()


def span(written: str, numbers: Numbers, halves: str = "none", *, guess: bool = True) -> str:
    """Say an amount or a range: 10-15 is दस से पंद्रह, 2-3 (a guess) दो-तीन, 50-50 पचास-पचास.

    A scale word after the second number counts for the first as well: 1.5-2 लाख is डेढ़ से दो लाख.
    """
    ends = _BETWEEN.split(written)
    if len(ends) != 2:
        return say(written, numbers, halves)
    scaled = _SCALE.search(ends[1]) is not None
    first = say(ends[0], numbers, "all" if scaled else halves)
    second = say(ends[1], numbers, halves)
    same = _PART.match(ends[0])[1] == _PART.match(ends[1])[1]  # type: ignore[index]
    joint = "-" if same or (guess and _is_guess(*ends)) else " से "
    return f"{first}{joint}{second}"


def _is_guess(first: str, second: str) -> bool:
    second = _PART.match(second)[1]  # type: ignore[index]
    if not (first.isdecimal() and second.isdecimal()):
        return False
    low, high = int(first), int(second)
    return high == low + 1 and 0 < low <= _LARGEST_GUESS
