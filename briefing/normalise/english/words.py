"""English in Hindi text: Google गूगल, box office बॉक्स ऑफ़िस, WhatsApp, New York, Sharma.

A word is looked up in the lexicons, then in CMUdict, then taken apart (two words in one), then
sounded out: as an Indian name or as English, by its spelling.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from briefing.lexicon import large, pairs
from briefing.normalise.chars import LATIN, LATIN_END
from briefing.normalise.english import arpabet, cmudict, names, spelling
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
_HISSING = re.compile("(?:[sxz]|[cs]h|[scgz])es$")
_CONSONANTS = frozenset("कखगघचछजझटठडढतथदधनपफबभमयरलवशषसह\u093c")
_LONGEST = 40  # letters; what is longer is no word
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


@cache
def _lexicon() -> dict[str, str]:
    return pairs("names") | pairs("english")


def known(key: str) -> str:
    """Return the reading of a word (lower case) in the lexicons; empty if they lack it."""
    return _lexicon().get(key) or "".join(large("indian_names").row(key)[1:2])


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
    return _one(key)


def initials(written: str) -> str:
    """Say letters by their names.

    >>> initials("CSTO")
    'सी एस टी ओ'
    """
    return " ".join(pairs("letters")[letter] for letter in written.upper())


def is_word(written: str, *, common: bool = False) -> bool:
    """Tell whether a word is known: to the lexicons, or (not only ``common``) to CMUdict."""
    key = written.lower()
    if common:
        return key in _lexicon()
    return bool(known(key) or cmudict.phones(key))


def _one(key: str) -> str:
    if len(key) == 1:
        return initials(key)
    if spelling.is_indian(key):
        return _inflected(key) or names.devanagari(key)
    return _inflected(key) or _ended(key) or _sounded(key) or _compound(key) or _by_spelling(key)


def _inflected(key: str) -> str:
    """Say the plural or the possessive of a word in the lexicon: cars, cases, classes."""
    if not key.endswith("s"):
        return ""
    said = known(key[:-1]) or (known(key[:-2]) if key.endswith("es") else "")
    if not said:
        return ""
    return said + ("ेज़" if _HISSING.search(key) and said[-1] in _CONSONANTS else plural(said))


def plural(said: str) -> str:
    """Return what an English plural adds to a reading: ज़ behind a vowel, else स.

    >>> plural("मूवी"), plural("कार")
    ('ज़', '्स')
    """
    return "ज़" if said[-1] in "ािीुूेैोौॉअआइईउऊएऐओऔऑ" else "्स"


def _ended(key: str) -> str:
    """Say a known word with a common second one: scorecard, warship."""
    match = _ENDED.match(key)
    known = match and match[1] in _lexicon() and match[2] in _lexicon()
    return word(match[1]) + word(match[2]) if match and known else ""


def _sounded(key: str) -> str:
    phones = cmudict.phones(key)
    return arpabet.devanagari(arpabet.align(key, phones)) if phones else ""


def segments(key: str, short: frozenset[str] = frozenset()) -> list[str]:
    """Part letters run together into known words, as few as there are; empty if they are none.

    A word of fewer than three letters is none, unless it is one of ``short``.

    >>> segments("narendramodi"), segments("xyzzy")
    (['narendra', 'modi'], [])
    """
    best: list[list[str] | None] = [[], *[None] * len(key)]
    for end in range(2, len(key) + 1):
        for start in range(max(0, end - _LONGEST_PART), end - 1):
            before, part = best[start], key[start:end]
            known = _is_part(part) if len(part) >= _SHORTEST_PART else part in short
            if before is not None and known:
                found = [*before, key[start:end]]
                other = best[end]
                if other is None or len(found) < len(other):
                    best[end] = found
    return best[-1] or []


def _is_part(key: str) -> bool:
    """Tell whether letters may be a word within a word; a short Indian name is chance."""
    return key in _lexicon() or (len(key) >= _SHORTEST_NAME and bool(known(key)))


def _compound(key: str) -> str:
    """Say two known words written as one: fintech, lockdown."""
    parts = segments(key)
    return "".join(word(part) for part in parts) if len(parts) == 2 else ""


def _by_spelling(key: str) -> str:
    if not re.search("[aeiouy]", key):
        return initials(key)
    if spelling.is_english(key):
        return arpabet.devanagari(spelling.sounds(key)) or initials(key)
    return names.devanagari(key)


_STOP = LATIN_END


@phrases.add("english-phrase", f"{trie(pairs('phrases'))}{_STOP}", starts=("latin",))
def _phrase(match: re.Match[str], _context: Context) -> str:
    return pairs("phrases")[match[0]]


@rules.add("e-word", f"[eE]-(?=[{LATIN}]{{2}})", starts=("latin",))
def _e_word(_match: re.Match[str], _context: Context) -> str:
    """Say the e- of e-commerce."""
    return "ई-"


@rules.add("english", f"[{LATIN}]{{1,60}}(?:['’][{LATIN}]{{1,3}})?", starts=("latin",))
def _word(match: re.Match[str], _context: Context) -> str | None:
    """Say a word; the possessive and the plural with it."""
    written = re.sub("['’]", "", match[0]) if match[0][-2:-1] in "'’" else match[0]
    return word(written) or None
