"""Front matter: what a script says of itself, above the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from briefing.errors import ScriptError, near
from briefing.sound import FILES as SOUND_FILES

_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(.*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.S)
_NUMBERS = ("episode", "season")
_FACTS = (*_NUMBERS, "cover", "description", "soundbite", "type")
_KEYS = ("title", "date", "author", "lang", *_FACTS, "voices", "sound", "form")
_SHAPE = "write front matter as lines of «title: …», «date: 2026-01-31», «author: …»"


def split(text: str, where: str) -> tuple[dict[str, str], str, int]:
    """Return front matter as a flat map, the rest of the text, and the lines before it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text, 0
    found: dict[str, str] = {}
    parent = ""
    for number, line in enumerate((match[1] or "").split("\n"), start=2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        nested = line[0].isspace() and bool(parent)
        place, key, value = f"{where}:{number}", key.strip(), value.strip()
        if not colon:
            raise ScriptError(f"not «key: value»: {line.strip()}", where=place, remedy=_SHAPE)
        if not nested and key not in _KEYS:
            what = f"unknown key {key!r} in the front matter"
            raise ScriptError(what, where=place, remedy=near(key, _KEYS))
        parent = parent if nested else ("" if value else key)
        if value:
            found[f"{parent}.{key}" if nested else key] = unquoted(value)
    return found, text[match.end() :], text[: match.end()].count("\n")


def table(front: Mapping[str, str], name: str) -> dict[str, str]:
    """Return what is indented below a key, without the key.

    >>> table({"title": "शाम", "voices.आशा": "hf_alpha"}, "voices")
    {'आशा': 'hf_alpha'}
    """
    return {
        key.removeprefix(f"{name}."): value
        for key, value in front.items()
        if key.startswith(f"{name}.")
    }


def sound(front: Mapping[str, str], where: str) -> dict[str, str]:
    """Return what the front matter says of music: ``sound: default``, or a table of files.

    Raises
    ------
    ScriptError
        if it names a sound that there is not.
    """
    found = table(front, "sound")
    for key in found:
        if key not in (known := ("set", *SOUND_FILES)):
            what = f"unknown key {key!r} below «sound:» in the front matter"
            raise ScriptError(what, where=where, remedy=near(key, known))
    return {"set": front["sound"], **found} if "sound" in front else found


def facts(front: Mapping[str, str], where: str) -> dict[str, str | int]:
    """Return what the front matter says of the episode, by the names of the settings.

    >>> facts({"title": "शाम", "episode": "7", "type": "bonus"}, "a.md")
    {'episode': 7, 'type': 'bonus'}

    Raises
    ------
    ScriptError
        if a number is not one.
    """
    found: dict[str, str | int] = {key: front[key] for key in _FACTS if key in front}
    for key in _NUMBERS:
        if key in front:
            if not (front[key].isdecimal() and int(front[key])):
                what = f"{key}: {front[key]!r} is not a number from 1 in the front matter"
                raise ScriptError(what, where=where, remedy=f"write {key}: 7")
            found[key] = int(front[key])
    return found


def unquoted(value: str) -> str:
    """Return a value without the quotes around it.

    >>> unquoted('"सुबह"'), unquoted('उसने कहा "हाँ"')
    ('सुबह', 'उसने कहा "हाँ"')
    """
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
