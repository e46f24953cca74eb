"""Character classes of written Hindi, for use inside ``[…]`` of a regular expression.

Python's ``\\w`` and ``\\b`` treat matras as non-word characters and split हिन्दी in four, so the
rules name their characters here. ``\\d`` is safe: it and ``int()`` know the digits of every script,
and rules see Devanagari digits as ASCII ones.
"""

from __future__ import annotations

import re

#: Letters, matras and signs of Devanagari, with the joiners; no danda, no digit, no ॰.
LETTER = "\u0900-\u0963\u0971-\u097f\u200c\u200d"
#: No Devanagari word goes on here.
END = f"(?![{LETTER}])"
#: Blanks within a line.
BLANK = " \\t\u00a0\u2009\u202f"
#: Marks that stay in the text as they are; a hyphen stays only between two letters.
MARK = ",;:!?.…'\"‘’“”।॥\\-"
#: Latin letters, with the accented ones.
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

IS_LETTER = re.compile(f"[{LETTER}]")
#: Everything that may be left in a spoken text.
READABLE = re.compile(f"[{LETTER}\\s{MARK}]*")

_DIGITS = re.compile("[\u0966-\u096f]")
_TO_ASCII = {0x966 + digit: str(digit) for digit in range(10)}
#: A zero behind a letter is how typewriters had the abbreviation sign: डॉ०, उ0प्र0, रु० 500.
_ZERO_SIGN = re.compile(f"(?<=[{LETTER}])0(?![\\d.,])")


def fold(text: str) -> str:
    """Return a text as the rules see it, every offset the same.

    Devanagari digits become ASCII ones; a zero that stands for ॰ becomes ॰.

    >>> fold("१५ अगस्त"), fold("डॉ० वर्मा")
    ('15 अगस्त', 'डॉ॰ वर्मा')
    """
    if _DIGITS.search(text):
        text = text.translate(_TO_ASCII)
    return _ZERO_SIGN.sub("॰", text) if "0" in text else text
