"""Repair mistyped punctuation: a bar or a Latin letter typed instead of a danda."""

from __future__ import annotations

import re

from briefing.read.sentences import ends_with_verb, ends_with_vowel

_HINDI = "[\u0900-\u0963\u0970-\u097f]"
_BEHIND = r"(?=[\s\"'”’»)\]]|\Z)"
# «हुई| », «हुई | », «हुई || »: after a word; a bar between numbers or before a letter is a real bar.
_BAR = re.compile(rf"(?<={_HINDI})([\"'”’»)\]]?)[^\S\n]?(\|\|?){_BEHIND}")
# «हैl », «हैI »: no Hindi word ends in a Latin letter.
_LETTER_JOINED = re.compile(rf"(?<={_HINDI})[lI]{_BEHIND}")
_LETTER_APART = re.compile(rf"(?<={_HINDI})[^\S\n]([lI]){_BEHIND}")
# No sentence ends with these: a letter after them is a letter.
_JOINING = frozenset(["और", "या", "व", "कि", "का", "के", "को", "से", "में", "ने", "तक", "अक्षर"])
_BARS = {"|": "।", "||": "॥"}


def with_dandas(text: str) -> str:
    """Return a text with dandas where ``|``, ``l`` or ``I`` was typed for them.

    A lone ``I`` is replaced only after a finite verb: elsewhere it is a Roman number.

    >>> with_dandas("पानी आया | नल खुला। टियर I शहर, खेल ख़त्म हुआ I")
    'पानी आया। नल खुला। टियर I शहर, खेल ख़त्म हुआ।'
    """
    if "|" in text:
        text = _BAR.sub(lambda match: match[1] + _BARS[match[2]], text)
    if "l" in text or "I" in text:
        text = _LETTER_JOINED.sub("।", text)
        text = _lone_letters(text)
    return text


def _lone_letters(text: str) -> str:
    """Repair letters that stand alone; where one is certain, doubtful ones are dandas too."""
    found = list(_LETTER_APART.finditer(text))
    certain = [_is_danda(match) for match in found]
    if not any(certain):
        return text
    parts, done = [], 0
    for match, sure in zip(found, certain, strict=True):
        if sure or (_before(match) not in _JOINING and ends_with_vowel(_before(match))):
            parts += [text[done : match.start()], "।"]
            done = match.end()
    return "".join([*parts, text[done:]])


def _is_danda(match: re.Match[str]) -> bool:
    word = _before(match)
    return word not in _JOINING and (match[1] == "l" or ends_with_verb(word))


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 20) : match.start()].split()[-1]
