"""Inverse normalisation: the numbers that a spoken text names.

It shares the table of number words with ``normalise/`` and nothing else, so that a mistake in a
rule there is not repeated here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from briefing import lexicon

_WORD = re.compile("[\u0900-\u0963\u0970-\u097f]+|[-–,;:?!।]")
_ENDINGS = ("वां", "वीं", "वें", "वा", "वी", "वे", "ों")
_SCALES: Mapping[str, int] = {
    "सौ": 10**2,
    "हंड्रेड": 10**2,
    "हजार": 10**3,
    "थाउजेंड": 10**3,
    "लाख": 10**5,
    "मिलियन": 10**6,
    "करोड": 10**7,
    "अरब": 10**9,
    "बिलियन": 10**9,
    "खरब": 10**11,
    "ट्रिलियन": 10**12,
    "नील": 10**13,
    "पद्म": 10**15,
    "शंख": 10**17,
}
_HALF = Fraction(1, 2)
_QUARTER = Fraction(1, 4)
#: Added to the number that follows, or to one where a scale follows at once.
_ADDED: Mapping[str, Fraction] = {"साढे": _HALF, "सवा": _QUARTER, "पौने": -_QUARTER}
_PARTS: Mapping[str, Fraction] = {
    "डेढ": 1 + _HALF,
    "ढाई": 2 + _HALF,
    "पौन": 1 - _QUARTER,
    **dict.fromkeys(("आधा", "आधी", "आधे", "हाफ"), _HALF),
}
_DIVIDED: Mapping[str, int] = {"तिहाई": 3, "चौथाई": 4}
_POINTS = frozenset(("दशमलव", "पॉइंट", "प्वाइंट"))
_REPEATED: Mapping[str, int] = {"डबल": 2, "ट्रिपल": 3}
_ORDINALS: Mapping[str, int] = {
    **dict.fromkeys(("पहला", "पहली", "पहले"), 1),
    **dict.fromkeys(("दूसरा", "दूसरी", "दूसरे"), 2),
    **dict.fromkeys(("तीसरा", "तीसरी", "तीसरे"), 3),
    **dict.fromkeys(("चौथा", "चौथी", "चौथे"), 4),
    **dict.fromkeys(("छठा", "छठी", "छठे"), 6),
}
#: Words that stand for a number without being a number word, or only where no number precedes.
_NAMED: Mapping[str, Fraction] = {
    **dict.fromkeys(("दोनों", "वर्ग", "स्क्वायर", "स्क्वेयर", "दोगुना", "दोगुनी", "दोगुने"), Fraction(2)),
    **dict.fromkeys(("तीनों", "घन", "क्यूबिक", "क्यूब", "तिगुना", "तिगुनी", "तिगुने"), Fraction(3)),
    **dict.fromkeys(("चारों", "चौगुना", "चौगुनी", "चौगुने"), Fraction(4)),
    "सवा": 1 + _QUARTER,
    "पौना": 1 - _QUARTER,
    "चौथाई": _QUARTER,
    "तिहाई": Fraction(1, 3),
    "शत": Fraction(100),
}
#: English number words that the lexicon does not say.
_TENS: Mapping[str, int] = {
    "सिक्सटीन": 16,
    "सेवंटीन": 17,
    "थर्टी": 30,
    "फोर्टी": 40,
    "फिफ्टी": 50,
    "सिक्स्टी": 60,
    "सिक्सटी": 60,
    "सेवेंटी": 70,
    "सेवंटी": 70,
    "एटी": 80,
    "नाइंटी": 90,
}


@dataclass(frozen=True)
class SpokenNumber:
    """A number as it was said: value, digits where it has no fraction, the word it began at.

    ``optional`` is set for words that may stand for a number and often do not: months, ordinals.
    """

    value: Fraction
    digits: str
    word: int
    optional: bool = False


def folded(word: str) -> str:
    """Return a word without nukta and candrabindu, which writers leave out.

    >>> folded("पाँच"), folded("ढाई") == folded("ढाई")
    ('पांच', True)
    """
    plain = unicodedata.normalize("NFD", word).replace("\u093c", "").replace("ँ", "ं")
    return unicodedata.normalize("NFC", plain)


@cache
def _units() -> dict[str, int]:
    """Return the number words below a hundred, with the ordinals that end a longer number."""
    units = {folded(word): int(number) for number, word in lexicon.pairs("numbers").items()}
    for number, spellings in lexicon.rows("number_spellings"):
        units |= {folded(word): int(number) for word in spellings.split(",")}
    return units


@cache
def _english() -> dict[str, int]:
    said = {folded(word): int(n) for n, word in lexicon.pairs("english_numbers").items()}
    return {**said, **_TENS}


@cache
def _names() -> dict[str, Fraction]:
    """Return the words that may stand for a number and often do not."""
    tables = ("months", "english_ordinals", "romans")
    named = {
        folded(word): Fraction(number)
        for table in tables
        for number, word in lexicon.pairs(table).items()
    }
    return named | {word: Fraction(number) for word, number in _ORDINALS.items()} | dict(_NAMED)


def unit(word: str) -> int | None:
    """Return the number below a hundred that a Hindi word names, also as an ordinal.

    >>> unit("उनतीस"), unit("बारहवीं"), unit("नवासवें"), unit("घर")
    (29, 12, 89, None)
    """
    word = folded(word)
    found = _units().get(word)
    for ending in _ENDINGS if found is None else ():
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return _units().get(stem, _units().get(f"{stem}ी"))
    return found


def scale(word: str) -> int | None:
    """Return the power of ten that a word names: 100000 for लाख."""
    word = folded(word)
    found = _SCALES.get(word)
    for ending in _ENDINGS if found is None else ():
        if word.endswith(ending):
            return _SCALES.get(word.removesuffix(ending))
    return found


def words(text: str) -> list[str]:
    """Return the Devanagari words of a text, and the marks at which a number ends."""
    return _WORD.findall(text)


def numbers(spoken: Sequence[str]) -> list[SpokenNumber]:
    """Return the numbers that spoken words name, in order.

    >>> [str(n.value) for n in numbers("दो हज़ार तेईस में साढ़े तीन लाख".split())]
    ['2023', '350000']
    >>> [n.digits for n in numbers("नौ आठ डबल सात".split())]
    ['9', '8', '77']
    """
    return list(_Parser(spoken).parse())


def _digits(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else ""


@dataclass(frozen=True)
class _Addend:
    """A part of a number, the word it began at, and what may still be added must be less than."""

    value: Fraction
    word: int
    room: int


class _Parser:
    """Reads numbers off a list of words, from left to right."""

    def __init__(self, spoken: Sequence[str]) -> None:
        self.words, self.at = [folded(word) for word in spoken], 0

    def parse(self) -> Iterator[SpokenNumber]:
        while self.at < len(self.words):
            begun, word = self.at, self.words[self.at]
            if (times := _REPEATED.get(word)) and (digit := self._unit(1)) is not None:
                self.at += 2
                yield SpokenNumber(Fraction(-1), str(digit) * times, begun)
            elif (value := self._number()) is not None:
                yield SpokenNumber(value, _digits(value), begun)
            else:
                self.at += 1
                if (named := _names().get(word)) is not None:
                    yield SpokenNumber(named, _digits(named), begun, optional=True)

    def _word(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.words[at] if at < len(self.words) else ""

    def _unit(self, ahead: int = 0) -> int | None:
        return unit(self._word(ahead))

    def _number(self) -> Fraction | None:
        """Read a number, if one begins here."""
        addends: list[_Addend] = []
        while True:
            begun, power = self.at, scale(self._word())
            if power is not None:
                self.at += 1
                if not self._multiply(addends or [_Addend(Fraction(1), begun, 1)], power, addends):
                    break
                continue
            room = addends[-1].room if addends else None
            atom = None if room == 1 else self._atom()
            if atom is None and room not in (None, 1):
                atom = self._last_ordinal()
            if atom is None:
                break
            if room is not None and atom >= room:
                self.at = begun
                break
            addends.append(_Addend(atom, begun, 1))
        value = sum((addend.value for addend in addends), Fraction())
        if addends and (parts := _DIVIDED.get(self._word())):
            self.at += 1
            value /= parts
        return value if addends else None

    def _multiply(self, before: list[_Addend], power: int, addends: list[_Addend]) -> bool:
        """Multiply what is smaller than a power by it; False where another number has begun."""
        larger = [addend for addend in before if addend.value >= power]
        smaller = before[len(larger) :]
        product = sum((addend.value for addend in smaller), Fraction()) * power
        if not smaller or (larger and product >= larger[-1].room):
            self.at = smaller[0].word if smaller else self.at - 1
            addends[:] = larger
            return False
        addends[:] = [*larger, _Addend(product, smaller[0].word, power)]
        return True

    def _atom(self) -> Fraction | None:
        """Read what a scale word multiplies: a number below a hundred, with its fraction."""
        word, following = self._word(), self._unit(1)
        if word in _PARTS:
            self.at += 1
            return _PARTS[word]
        if word in _ADDED and (following is not None or scale(self._word(1))):
            self.at += 1 if following is None else 2
            return (1 if following is None else following) + _ADDED[word]
        number = self._unit()
        if number is not None:
            self.at += 1
        elif word in _english():
            number = self._english()
        elif not (word in _POINTS and following is not None):
            return None
        return Fraction(number or 0) + self._decimals()

    def _english(self) -> int:
        """Read a number that is said in English: सिक्स्टी सिक्स."""
        number = _english()[self._word()]
        self.at += 1
        units = _english().get(self._word(), 0)
        if number >= 20 and 1 <= units <= 9:
            self.at += 1
            number += units
        return number

    def _last_ordinal(self) -> Fraction | None:
        """Read an ordinal that ends a longer number: एक सौ छठा."""
        number = _ORDINALS.get(self._word())
        self.at += number is not None
        return None if number is None else Fraction(number)

    def _decimals(self) -> Fraction:
        """Read what follows a decimal point, digit by digit or as one number of two digits."""
        if self._word() not in _POINTS or self._unit(1) is None:
            return Fraction()
        self.at += 1
        digits = ""
        while (digit := self._unit()) is not None and (digit < 10 or not digits):
            digits += str(digit)
            self.at += 1
        return Fraction(int(digits), 10 ** len(digits))
