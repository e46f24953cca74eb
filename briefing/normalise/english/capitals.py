"""Tell words written in capitals (INDIA) from initialisms (CSTO)."""

from __future__ import annotations

import re

from briefing.lexicon import rows
from briefing.normalise.english.known import common, sounded
from briefing.normalise.english.morphology import inflected, read
from briefing.normalise.patterns import cue
from briefing.normalise.rule import Context

_LONGEST_SPELT = 5  # letters; a longer word is said if it can be
_SHORTEST_LISTED = 4  # letters of a word that CMUdict knows, among others in capitals
_WORD = "[A-Z][A-Z'’]*"
_GAP = "[ ,:;/–-]{1,3}"
_LEFT = re.compile(f"(?:(?<![A-Za-z]){_WORD}{_GAP}){{1,3}}\\Z")
_RIGHT = re.compile(f"(?:{_GAP}{_WORD}(?![A-Za-z])){{1,3}}")
_WORDS = re.compile(_WORD)
_INITIALISMS = {written: (behind, before) for written, behind, before in rows("initialisms")}


def is_shouted(written: str, context: Context | None) -> bool:
    """Tell whether capitals write a word: INDIA, or any word among others in capitals."""
    key = written.lower()
    if key in cue("capital-word"):
        return True
    if len(written) > _LONGEST_SPELT + 1 and re.search("[AEIOUY]", written):
        return is_known(key) or not re.search("[BCDFGHJKLMNPQRSTVWXZ]{4}", written)
    if len(written) >= _SHORTEST_LISTED and _is_common(key):
        return True
    if len(written) == _LONGEST_SPELT and sounded(key):
        return True
    if context is None:
        return False
    left, right = _neighbours(context)
    if written in _INITIALISMS:
        behind, before = (words.split(",") for words in _INITIALISMS[written])
        return right[0] in behind if right else bool(left) and left[-1] in before
    if not any(
        len(word) >= _SHORTEST_LISTED and is_known(word.lower()) for word in (*left, *right)
    ):
        return False
    return _is_common(key) or (len(written) >= _SHORTEST_LISTED and is_known(key))


def is_known(key: str) -> bool:
    """Tell whether a word (lower case) is known, by itself or by its parts."""
    return bool(common().get(key) or sounded(key) or read(key))


def _is_common(key: str) -> bool:
    """Tell whether a word of the news is said as a word, not by its letters."""
    said = common().get(key) or (inflected(key) if key[:-1] in common() else "")
    return bool(said) and " " not in said


def _neighbours(context: Context) -> tuple[list[str], list[str]]:
    """Return the words in capitals directly before and after, three at most on either side."""
    left, right = _LEFT.search(context.before), _RIGHT.match(context.after)
    return _WORDS.findall(left[0]) if left else [], _WORDS.findall(right[0]) if right else []
