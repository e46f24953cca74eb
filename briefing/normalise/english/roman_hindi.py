"""Hindi in Latin letters, as it is typed in chats: yeh bahut accha hai.

A word that is Hindi and English too is read as its neighbours are: every word within a few words
is evidence for one language, the more the nearer it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from briefing.lexicon import large, pairs, rows
from briefing.normalise.chars import LATIN, LATIN_WORD_END
from briefing.normalise.english import letters
from briefing.normalise.english.cmudict import phones
from briefing.normalise.english.known import common, known
from briefing.normalise.patterns import cue
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("roman-hindi")

#: The weight of a word as evidence that its neighbours are Hindi, by what it is.
_WEIGHTS = {
    "function": 1.5,
    "hindi": 1.0,
    "hindi-too": 0.5,
    "both": 0.0,
    "name": 0.0,
    "unknown": 0.0,
    "english": -0.4,
    "english-function": -1.5,
}
_NEARNESS = (1.0, 0.7, 0.5, 0.35, 0.25)
#: The least evidence for reading a word as Hindi, by what it is.
_LEAST = {
    "function": -1.0,
    "hindi": -2.0,
    "hindi-too": -0.5,
    "both": 0.25,
    "unknown": 0.7,
    "name": 1.5,
}
_IN_CAPITALS = 1.0  # the least for a word in capitals, or a name
_SHORTEST_PART = 5  # letters of a name within an address
_SHORTEST = 2  # letters
_WORDS = re.compile(f"[{LATIN}]+|[.!?।\\n]")
_FIRST_PERSON = re.compile(
    "(?<![a-z])(?:h[uo]+n?|meri|mera|mujhe|[a-z]{0,20}(?:u|oo)ng[ai])(?![a-z])", re.IGNORECASE
)
_DOUBLED = re.compile("(.)\\1")
_SILENT = re.compile("(?<=[aeiou])h$")


@lru_cache(maxsize=1 << 14)
def language(key: str) -> str:
    """Tell what a Latin word (lower case) is evidence for: a key of the weights.

    >>> language("hai"), language("accha"), language("main"), language("the"), language("school")
    ('function', 'hindi', 'both', 'both', 'english')
    """
    _, said, flag = _row(key)
    if flag:
        return "both"
    if said and said in cue("hindi-function"):
        return "function"
    if said:
        return "hindi-too" if common().get(key) or known(key) or phones(key) else "hindi"
    if key in cue("english-function"):
        return "english-function"
    if key in pairs("english"):
        return "english"
    if known(key):
        return "name"
    return "english" if phones(key) else "unknown"


@lru_cache(maxsize=1 << 14)
def _row(key: str) -> tuple[str, str, str]:
    """Return a row of the lexicon: written, spoken, flag; empty columns if there is none."""
    row = (*large("roman_hindi").row(key), "", "", "")
    return row[0], row[1], row[2]


def evidence(context: Context) -> float:
    """Return how likely the words around are to be Hindi; above 0 they are rather than not."""
    return sum(
        nearness * _weight(word)
        for words in (_near(context.after), _near(context.before, back=True))
        for nearness, word in zip(_NEARNESS, words, strict=False)
    )


def _weight(word: str) -> float:
    """Return a word's weight as evidence; capitals may be an initialism (ISI)."""
    what = language(word.lower())
    return 0.0 if word.isupper() and what != "function" else _WEIGHTS[what]


def _near(text: str, *, back: bool = False) -> Iterator[str]:
    """Yield the Latin words of a sentence from where it is cut on, the nearest first."""
    words = _WORDS.findall(text)
    for word in reversed(words) if back else words:
        if not word.isalpha():
            return
        yield word


def _is_hindi(written: str, context: Context) -> bool:
    what = language(written.lower())
    if what not in _LEAST or len(written) < _SHORTEST:
        return False
    least = _LEAST[what]
    if written.isupper() or (written[0].isupper() and _is_name(written, context)):
        least = max(least, _IN_CAPITALS)
    return evidence(context) >= least


def _is_name(written: str, context: Context) -> bool:
    """Tell whether a word with a capital is a known name, is followed by one, or stands out."""
    if known(written.lower()):
        return True
    if language(written.lower()) == "function":
        return False
    first = not next(_near(context.before, back=True), "")
    return context.right[:1].isupper() or not (first or context.left[:1].isupper())


@rules.add("roman-hindi", f"[A-Za-z]{{2,30}}{LATIN_WORD_END}", starts=("latin",))
def _word(match: re.Match[str], context: Context) -> str | None:
    key = match[0].lower()
    said = _row(key)[1]
    if not said or not _is_hindi(match[0], context):
        return None
    if key == "ki":
        return _ki(context)
    return _main(context) if key == "main" else said


@rules.add("roman-hindi-guess", f"[A-Za-z]{{2,30}}{LATIN_WORD_END}", starts=("latin",))
def _guess(match: re.Match[str], context: Context) -> str | None:
    """Read a word that no lexicon has, in the midst of Hindi in Latin letters."""
    key = match[0].lower()
    if language(key) != "unknown" or not re.search("[aeiou]", key):
        return None
    return guess(key) if _is_hindi(match[0], context) else None


def _ki(context: Context) -> str:
    """Say कि after a verb of saying or the end of a clause, की elsewhere."""
    return "कि" if _row(context.left.lower())[1] in cue("that-left") else "की"


def _main(context: Context) -> str:
    """Say में after a noun; मैं where it begins the sentence, or the first person speaks."""
    first = not context.left or language(context.left.lower()) == "function"
    return "मैं" if first or _FIRST_PERSON.search(context.after) else "में"


def is_part(key: str) -> bool:
    """Tell whether letters may be a word within an address: Hindi, a name, or common English."""
    return bool(_row(key)[1] or common().get(key)) or (
        len(key) >= _SHORTEST_PART and bool(known(key))
    )


def part(key: str) -> str:
    """Say a word within an address, as :func:`is_part` knows it: the names of the news first.

    >>> part("khabar"), part("live")
    ('ख़बर', 'लाइव')
    """
    return common().get(key) or _row(key)[1] or known(key)


def guess(key: str) -> str:
    """Read a word (lower case) that is spelt like a known one, or else by its letters.

    >>> guess("shubhkaamnaayen"), guess("tamtamaya")
    ('शुभकामनाएँ', 'तमतमाया')
    """
    return _alike().get(skeleton(key)) or letters.model("hindi").read(key)


def skeleton(key: str) -> str:
    """Return what the spellings of a word have in common.

    >>> skeleton("acchaa") == skeleton("achha") == skeleton("acha")
    True
    """
    for one, other in rows("roman_spellings"):
        key = key.replace(one, other)
    return _DOUBLED.sub("\\1", _SILENT.sub("", key))


@cache
def _alike() -> dict[str, str]:
    """Return the readings of the lexicon by the skeletons of their spellings."""
    found: dict[str, str] = {}
    for written, said, *_ in rows("roman_hindi"):
        found.setdefault(skeleton(written), said)
    return found
