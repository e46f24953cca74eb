"""Number words: cardinals on the Indian scale, digits one by one, decimals."""

from __future__ import annotations

from functools import cache

from briefing.lexicon import rows
from briefing.style import Style

#: Places of the Indian scale, from the largest: power of ten and name.
_PLACES = (
    (17, "शंख"),
    (15, "पद्म"),
    (13, "नील"),
    (11, "खरब"),
    (9, "अरब"),
    (7, "करोड़"),
    (5, "लाख"),
    (3, "हज़ार"),
    (2, "सौ"),
)
#: The longest number that has a reading (99 शंख …); longer ones go digit by digit.
LONGEST = 19
#: An ungrouped string longer than this, and not round, is an account or an identity number.
_LONGEST_PLAIN = 8
_POINT = "दशमलव"


class Numbers:
    """Says numbers in one style.

    >>> say = Numbers(Style())
    >>> say.cardinal(150000), say.digits("007"), say.decimal("3.20")
    ('एक लाख पचास हज़ार', 'शून्य शून्य सात', 'तीन दशमलव दो शून्य')
    """

    def __init__(self, style: Style) -> None:
        self.style = style
        words = [word for _, word in rows("numbers")]
        words[6] = style.six
        for number, word in style.numbers:
            words[number] = word
        self.words = tuple(words)

    def cardinal(self, number: int) -> str:
        """Say a whole number from 0; beyond 99 शंख it goes digit by digit."""
        if number < 100:
            return self.words[number]
        if number >= 10**LONGEST:
            return self.digits(str(number))
        parts = []
        for power, name in _PLACES:
            count, number = divmod(number, 10**power)
            if count:
                parts.append(f"{self.words[count]} {name}")
        if number:
            parts.append(self.words[number])
        return " ".join(parts)

    def digits(self, written: str) -> str:
        """Say the digits of a string one by one, whatever stands between them."""
        return " ".join(self.words[int(sign)] for sign in written if sign.isdecimal())

    def whole(self, written: str) -> str:
        """Say a whole number as written; digit by digit if it is not an amount (007, an account).

        A single zero before a digit only fills the place: 05 is पाँच.
        """
        plain = written.replace(",", "")
        zero_led = len(plain) > 2 and int(plain[0]) == 0
        round_or_grouped = plain != written or int(plain[-5:]) == 0
        too_long = len(plain) > LONGEST or (len(plain) > _LONGEST_PLAIN and not round_or_grouped)
        return self.digits(plain) if zero_led or too_long else self.cardinal(int(plain))

    def decimal(self, written: str) -> str:
        """Say a number as written, the digits after the point one by one."""
        whole, point, rest = written.partition(".")
        head = self.whole(whole) if whole else self.words[0]
        return f"{head} {_POINT} {self.digits(rest)}" if point else head


@cache
def numbers(style: Style) -> Numbers:
    """Return the number words of a style."""
    return Numbers(style)
