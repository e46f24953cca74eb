"""Character classes of written Hindi, for use inside ``[…]`` of a regular expression.

Python's ``\\w`` and ``\\b`` treat matras as non-word characters and split हिन्दी in four, so the
rules name their characters here. ``\\d`` is safe: it and ``int()`` know the digits of every script,
and rules see Devanagari digits as ASCII ones.
"""

from __future__ import annotations

import re
import unicodedata

#: Letters, matras and signs of Devanagari, with the joiners; no danda, no digit, no ॰.
LETTER = "\u0900-\u0963\u0971-\u097f\u200c\u200d"
#: Blanks within a line.
BLANK = " \\t\u00a0\u2009\u202f"
#: Marks that stay in the text as they are; a hyphen stays only between two letters.
PUNCTUATION = ",;:!?.…'\"‘’“”।॥\\-"
#: Latin letters, with the accented ones.
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

# The ends of words: what must not follow. They are written so that they compile to ranges and
# categories: a set of three ranges beyond ASCII costs ten times as much, and the rules hold
# hundreds of them.

#: Not followed by a Devanagari letter: the end of a Hindi word.
HINDI_END = "(?![\u0900-\u0963\u0971-\u097f])"
#: Not followed by a letter of any script but Devanagari: the end of a Latin word.
LATIN_END = "(?![^\\W\\d_\u0900-\u097f])"
#: Not followed by a letter of any script.
LETTER_END = "(?![^\\W\\d_]|[\u0900-\u0963])"
#: Not followed by a letter, a digit or a sign such as ².
WORD_END = "(?![\\w\u0900-\u0963])"
#: Not followed by a letter of any script but Devanagari, nor by a digit.
LATIN_WORD_END = "(?![^\\W_\u0900-\u0963\u0971-\u097f])"

#: Not preceded by a letter: the beginning of a word.
WORD_START = "(?<![^\\W\\d_])(?<![\u0900-\u0963\u0971-\u097f])"

IS_LETTER = re.compile(f"[{LETTER}]")
#: Everything that may be left in a spoken text.
READABLE = re.compile(f"[{LETTER}\\s{PUNCTUATION}]*")

_FOLDS = re.compile("[\u0966-\u096f\u2212\u2044]")
_FOLDED = {0x966 + digit: str(digit) for digit in range(10)} | {0x2212: "\u2013", 0x2044: "/"}
#: Full-width forms, circled letters, letters of formulas that make bold type.
_COMPATIBLE = re.compile("[\uff01-\uff5e\u24b6-\u24e9\U0001d400-\U0001d7ff]")
#: A zero after a letter is how typewriters had the abbreviation sign: डॉ०, उ0प्र0, रु० 500.
#: The letter o stands for it too, also after a blank: रुo, ई o.
_HAS_ZERO = re.compile("[0oO]")
_ZERO_SIGN = re.compile(
    f"(?<=[{LETTER}])0(?!\\.?\\d)|(?:(?<=[{LETTER}])|(?<=ई ))[oO](?![{LATIN}\\d])"
)
#: The visarga looks like a colon: 11ः00 बजे.
_COLON = re.compile(r"(?<=\d)ः(?=\d)")


def fold(text: str) -> str:
    """Return a text as the rules see it, every offset the same.

    Devanagari digits become ASCII ones, the minus sign a dash, full-width and bold
    signs plain ones; a zero that stands for ॰ becomes ॰.

    >>> fold("१५ अगस्त"), fold("डॉ० वर्मा")
    ('15 अगस्त', 'डॉ॰ वर्मा')
    >>> fold("ＮＡＴＯ １")
    'NATO 1'
    """
    if _FOLDS.search(text):
        text = text.translate(_FOLDED)
    if _COMPATIBLE.search(text):
        text = _COMPATIBLE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    if "ः" in text:
        text = _COLON.sub(":", text)
    return _ZERO_SIGN.sub("॰", text) if _HAS_ZERO.search(text) else text
