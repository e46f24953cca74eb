"""Fit a text to the characters that a model knows, so that none is dropped unheard.

A model trained on letters has an id for each character it saw and silently ignores any other.
What it lacks is written with what it has (``substitutes.tsv``), or the sentence is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path

from briefing.errors import VoiceError
from briefing.formats import tables

#: The marks at which a speaker pauses, with the pause where a model has no sign for the mark.
PAUSES_MS: Mapping[str, int] = {
    **dict.fromkeys("।॥.?!…|", 250),
    **dict.fromkeys(";:–—()", 150),
    ",": 120,
}
NUKTA = "\u093c"
_MARKS = re.escape("".join(PAUSES_MS))
_BREAK = re.compile(rf"(?<=[{_MARKS}])[\"'”’]*\s+|\s+(?=[–—(])")


def fit(text: str, known: Container[str]) -> str:
    """Return the text in characters of ``known`` alone.

    Letters with a nukta are taken composed or decomposed, as the model has them; joiners go; a
    blank is a blank of any kind.

    Raises
    ------
    VoiceError
        naming the characters that nothing stands for.

    >>> fit("ज़रा रुकिए।", set("जरािुकए. "))
    'जरा रुकिए.'
    """
    composed = _composed(" ".join(text.split()))
    fitted = [_written(unit, known) for unit in composed]
    if lost := sorted({u for u, w in zip(composed, fitted, strict=True) if w is None}):
        names = ", ".join(f"{u!r} ({' '.join(f'U+{ord(c):04X}' for c in u)})" for u in lost)
        raise VoiceError(
            f"the voice has no sound for {names}",
            where=text,
            remedy="reword the sentence, or add the word to lexicon.tsv as it is spoken",
        )
    written = " ".join("".join(w for w in fitted if w is not None).split())
    return re.sub(r"\s+(?=[,.;:।!?])", "", written)


def phrases(text: str, known: Container[str]) -> list[tuple[str, int]]:
    """Cut a text after the marks that the model cannot read, each part with the pause it means.

    A mark that the model knows, or knows a like of, is left to the model.

    >>> phrases("वह आया, बैठा।", set("वह आयबैठा"))
    [('वह आया,', 120), ('बैठा।', 0)]
    >>> phrases("वह आया, बैठा।", set("वह आयबैठा,"))
    [('वह आया, बैठा।', 0)]
    """
    parts: list[tuple[str, int]] = []
    begins = 0
    for match in _BREAK.finditer(text):
        mark = (text[begins : match.start()] or " ")[-1]
        mark = mark if mark in PAUSES_MS else (text[match.end() : match.end() + 1] or " ")
        if (_written(mark, known) or "").strip() or mark not in PAUSES_MS:
            continue
        if any(character.isalnum() for character in text[begins : match.start()]):
            parts.append((text[begins : match.end()].strip(), PAUSES_MS[mark]))
            begins = match.end()
    return [*parts, (text[begins:].strip(), 0)]


def _composed(text: str) -> list[str]:
    """Return the characters of a text, a letter and its nukta as one."""
    plain = unicodedata.normalize("NFC", text)
    return re.findall(f".{NUKTA}|.", plain, re.S)


def _written(unit: str, known: Container[str], seen: tuple[str, ...] = ()) -> str | None:
    """Return how a character is written for a model, or None."""
    if all(character in known for character in unit):
        return unit
    one = _COMPOSED.get(unit, unit)
    if one in known:
        return one
    for other in _substitutes().get(unit, ()):
        if other in seen:
            continue
        written = [_written(c, known, (*seen, unit)) for c in _composed(other)]
        if all(w is not None for w in written):
            return "".join(w for w in written if w is not None)
    return _written(unit[0], known) if unit[1:] == NUKTA else None


#: NFC takes these letters apart; a model may know them whole.
_COMPOSED = {unicodedata.normalize("NFD", chr(c)): chr(c) for c in range(0x958, 0x960)}


@cache
def _substitutes() -> dict[str, tuple[str, ...]]:
    rows = tables.read(Path(__file__).with_name("substitutes.tsv"))
    return {sign: tuple(others) for sign, *others in rows}
