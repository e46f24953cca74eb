"""English letters to sounds, for words that no dictionary knows."""

from __future__ import annotations

import re
from functools import cache

from briefing.lexicon import rows
from briefing.normalise.english.arpabet import Sound

#: A word with one of these is English in its spelling, not an Indian name.
_ENGLISH = re.compile(
    "tion|sion|ght|ck|qu|wr|kn|ph|x|[aeiou]{3}|ea|oa|ie|ew|ow|oi|oy|ey|ay$|ll|ss|ff|pp|gg|zz"
    "|[bcdfgklmnprstvz]e$|le$|ing$|er$|or$|ed$|ers$|c[eiylrt]|sch|tch|^st|^sp|^sc|ble|ture|land|ton$"
)

#: With one of these it is an Indian name, whatever else it looks like; not so childhood, clubhouse.
_INDIAN = re.compile(
    "(?:[bdgjk]h(?!o[ou]|old|all|ead|and|ound|er|im|in)[aeiou]|aa|ndh[uy]|ndra|shn|^sr|shw|jn)"
    "(?!.*(?:ing|ed)$)"
)


def is_indian(word: str) -> bool:
    """Tell whether a word (lower case) is spelt as only Indian names are.

    >>> is_indian("sandhya"), is_indian("childhood"), is_indian("ghost")
    (True, False, False)
    """
    return word[0] != "g" and bool(_INDIAN.search(word))


def is_english(word: str) -> bool:
    """Tell whether a word (lower case) is spelt as English is.

    >>> is_english("fintech"), is_english("stapler"), is_english("narendra")
    (False, True, False)
    """
    return bool(_ENGLISH.search(word))


def sounds(word: str) -> list[Sound]:
    """Sound out a word (lower case) by the rules of ``spelling.tsv``: the first that fits wins.

    >>> sounds("stape")
    [('S', 's'), ('T', 't'), ('EY1', 'a'), ('P', 'pe')]
    """
    found: list[Sound] = []
    place = 0
    while place < len(word):
        letters, phones = _first(word, place)
        place += len(letters)
        if phones:
            found.append((phones[0], letters))
            found += [(phone, "") for phone in phones[1:]]
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + letters)
    return found


def _first(word: str, place: int) -> tuple[str, list[str]]:
    for pattern, phones in _rules():
        match = pattern.match(word, place)
        if match:
            return match[0], phones
    return word[place], []


@cache
def _rules() -> list[tuple[re.Pattern[str], list[str]]]:
    return [(re.compile(pattern), phones.split()) for pattern, phones in rows("spelling")]
