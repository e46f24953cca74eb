"""English in Hindi text: Google गूगल, box office बॉक्स ऑफ़िस, WhatsApp, New York, Sharma.

A word is looked up in the lexicons, then in CMUdict, then taken apart (two words in one), then
written by its letters, as an Indian name or as English (``letters.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from briefing.lexicon import pairs
from briefing.normalise.chars import LATIN, LATIN_END
from briefing.normalise.english import cmudict, letters, morphology
from briefing.normalise.english.clusters import sayable
from briefing.normalise.english.known import common, known, sounded
from briefing.normalise.english.morphology import inflected
from briefing.normalise.english.origin import englishness
from briefing.normalise.patterns import Pattern, trie
from briefing.normalise.rule import Context, RuleSet

phrases = RuleSet("english")
rules = RuleSet("english")

_PLAIN = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_PLAIN |= {sign.upper(): plain.upper() for sign, plain in _PLAIN.items()} | {"ı": "i"}
_PLAIN_TABLE = str.maketrans({sign: plain for sign, plain in _PLAIN.items() if len(sign) == 1})

#: The pieces of WhatsApp, PhonePe, ChatGPT, YouTubers.
_PIECES = re.compile("[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]")

#: One word in spite of its second capital: McLaren.
_SCOTS = re.compile("Ma?c[A-Z][a-z]+$")

#: What often ends a word made of two, each said as it is alone: scorecard, warship.
_ENDED = Pattern("([a-z]{3,})(«second-part»)$")
_SURELY_INDIAN = -6.0  # logarithm of the odds that a word is English
_MORE_INDIAN = 2.0  # most unknown words with a capital are names of the country
_COMMON_NOUN = 4.0  # a word that begins small is seldom a name
_LONGEST = 40  # letters; anything longer is not a word
_SHORTEST_PART, _LONGEST_PART = 3, 14  # letters of a word within a word
_SHORTEST_NAME = 5  # letters of an Indian name within a word


def fold(written: str) -> str:
    """Take a Latin word to plain letters: accents dropped, case kept.

    >>> fold("Müller"), fold("Łódź")
    ('Muller', 'Lodz')
    """
    if written.isascii():
        return written
    plain = unicodedata.normalize("NFKD", written.translate(_PLAIN_TABLE))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalpha())


@lru_cache(maxsize=1 << 16)
def word(written: str) -> str:
    """Say a Latin word, whatever it is; empty if it has no letter that can be said.

    >>> word("Google"), word("WhatsApp"), word("Sharma"), word("hospitality")
    ('गूगल', 'व्हाट्सऐप', 'शर्मा', 'हॉस्पिटैलिटी')
    """
    plain = fold(written)
    key = plain.lower()
    if said := known(key):
        return said
    if not plain.isalpha() or len(plain) > _LONGEST:
        return " ".join(word(part) for part in re.findall("[A-Za-z]{1,40}", plain))
    pieces = [] if _SCOTS.match(plain) else _PIECES.findall(plain)
    if len(pieces) > 1 and not plain.isupper():
        return " ".join(initials(piece) if piece.isupper() else word(piece) for piece in pieces)
    return sayable(_one(key, lower=plain.islower()))


def initials(written: str) -> str:
    """Say letters by their names.

    >>> initials("CSTO")
    'सी एस टी ओ'
    """
    return " ".join(pairs("letters")[letter] for letter in written.upper())


def is_word(written: str, *, common_only: bool = False) -> bool:
    """Tell whether a word is known: to the lexicons, or (not ``common_only``) to CMUdict."""
    key = written.lower()
    if common_only:
        return key in common()
    return bool(known(key) or cmudict.phones(key))


def is_made_of_words(key: str) -> bool:
    """Tell whether letters that are not a known word have known parts, or can be an Indian name."""
    return englishness(key) < _SURELY_INDIAN or bool(morphology.read(key))


def _one(key: str, *, lower: bool) -> str:
    if len(key) == 1:
        return initials(key)
    if said := inflected(key) or _ended(key):
        return said
    english = englishness(key) + (_COMMON_NOUN if lower else 0)
    if english < _SURELY_INDIAN and not (lower and morphology.read(key, deepest=0)):
        return _joined(key) or letters.model("indian").read(key)
    return sounded(key) or morphology.read(key) or _by_spelling(key, english)


def _joined(key: str) -> str:
    """Say two names written as one: prithvipal."""
    parts = segments(key)
    return "".join(word(part) for part in parts) if len(parts) == 2 else ""


def _ended(key: str) -> str:
    """Say a known word with a common second one: scorecard, warship."""
    match = _ENDED.match(key)
    known = match and match[1] in common() and match[2] in common()
    return word(match[1]) + word(match[2]) if match and known else ""


def segments(
    key: str, short: frozenset[str] = frozenset(), is_part: Callable[[str], bool] | None = None
) -> list[str]:
    """Split letters that run together into known words, as few as possible; empty if that fails.

    A word of fewer than three letters counts only if it is one of ``short``. ``is_part`` tells
    what may be a word within a word, if it is not the lexicons that do.

    >>> segments("narendramodi"), segments("xyzzy")
    (['narendra', 'modi'], [])
    """
    best: list[list[str] | None] = [[], *[None] * len(key)]
    for end in range(2, len(key) + 1):
        for start in range(max(0, end - _LONGEST_PART), end - 1):
            before, part = best[start], key[start:end]
            long = len(part) >= _SHORTEST_PART
            known = (is_part or _is_part)(part) if long else part in short
            if before is not None and known:
                found = [*before, key[start:end]]
                other = best[end]
                if other is None or len(found) < len(other):
                    best[end] = found
    return best[-1] or []


def _is_part(key: str) -> bool:
    """Tell whether letters may be a word within a word; a short Indian name is chance."""
    return key in common() or (len(key) >= _SHORTEST_NAME and bool(known(key)))


def _by_spelling(key: str, english: float) -> str:
    if not re.search("[aeiouy]", key):
        return initials(key)
    return letters.model("indian" if english < _MORE_INDIAN else "english").read(key)


_STOP = LATIN_END


@phrases.add("english-phrase", f"{trie(pairs('phrases'))}{_STOP}", starts=("latin",))
def _phrase(match: re.Match[str], _context: Context) -> str:
    return pairs("phrases")[match[0]]


_DAY = trie(pairs("weekdays"))
_DAY_LEFT = re.compile(f"(?<![A-Za-z]){_DAY}\\.?(?:[-–/, ]| (?:से|और|या|to) )\\Z")
_DAY_RIGHT = re.compile(f",? ?\\d| (?:को|से|तक|और|या|to)(?![^ ,।])|[-–/]{_DAY}{_STOP}")


@phrases.add("weekday", f"({_DAY})\\.?{_STOP}", starts=("latin",))
def _weekday(match: re.Match[str], context: Context) -> str | None:
    """Say the short forms of days beside dates, times and other days: Sun is a sun elsewhere."""
    beside = _DAY_RIGHT.match(context.after) or _DAY_LEFT.search(context.before)
    return pairs("weekdays")[match[1]] if beside and context.left != "The" else None


@rules.add("e-word", f"[eE]-(?=[{LATIN}]{{2}})", starts=("latin",))
def _e_word(_match: re.Match[str], _context: Context) -> str:
    """Say the e- of e-commerce."""
    return "ई-"


@rules.add("english", f"[{LATIN}]{{1,60}}(?:['’][{LATIN}]{{1,3}})?", starts=("latin",))
def _word(match: re.Match[str], _context: Context) -> str | None:
    """Say a word; the possessive and the plural with it."""
    written = re.sub("['’]", "", match[0]) if match[0][-2:-1] in "'’" else match[0]
    return word(written) or None
