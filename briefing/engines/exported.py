"""What a voice that was trained elsewhere says of itself: how it numbers what it reads.

``model.json`` lies beside the graphs of an exported voice; the option ``g2p`` says that a voice
reads phones.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.engines import SynthesisOptions
from briefing.engines.g2p import by_name
from briefing.errors import VoiceError, near
from briefing.model import Voice

#: A voice that reads phones learnt from pieces of at most this many: the teacher rushes in longer.
MOST_PHONES = 250
BRING = "bring or export the voice again"


def read_table(file: Path) -> dict[str, Any]:
    """Read the table of a voice.

    Raises
    ------
    VoiceError
        if the file cannot be read or is not a JSON object.
    """
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise VoiceError(f"not JSON: {error}", where=str(file), remedy=BRING) from error
    return table if isinstance(table, dict) else {}


def numbering(table: Mapping[str, Any]) -> Callable[[str], list[int]]:
    """Return the function from a text in the model's characters to its numbers.

    >>> numbering({"vocabulary": {"a": 7}, "blank": 0, "begin": 1, "end": 2})("aa")
    [1, 0, 7, 0, 7, 0, 2]
    """
    vocabulary: dict[str, int] = table["vocabulary"]
    blank, begin, end = table["blank"], table["begin"], table["end"]

    def numbers(text: str) -> list[int]:
        return _laid_out([vocabulary[character] for character in text], blank, begin, end)

    return numbers


def spread(values: Sequence[float], usual: float, table: Mapping[str, Any]) -> list[float]:
    """Return what holds for each number of a text, given what holds for each character of it.

    >>> spread([5, 6], 1, {"blank": 0, "begin": 1, "end": None})
    [1, 1, 5, 1, 6, 1]
    """
    blank, begin, end = (None if table[k] is None else usual for k in ("blank", "begin", "end"))
    return _laid_out(values, blank, begin, end)


def _laid_out(values: Sequence[Any], blank: Any, begin: Any, end: Any) -> list[Any]:
    """Return values with what stands between and around them, where there is anything."""
    between = list(values)
    if blank is not None:
        between = [blank, *(v for value in values for v in (value, blank))]
    before, after = ([] if value is None else [value] for value in (begin, end))
    return [*before, *between, *after]


def speaker_number(voice: Voice, speakers: Mapping[str, int], usual: str | None) -> int | None:
    """Return the number of the speaker that a voice asks for; None where there is one alone.

    Raises
    ------
    VoiceError
        if the model has no speaker of that name.
    """
    wanted = voice.options.get("speaker") or usual
    if wanted is None:
        return min(speakers.values(), default=None)
    if wanted not in speakers:
        what = f"the voice {voice.name} has no speaker {wanted!r}"
        where = str(voice.folder / "voice.toml")
        raise VoiceError(what, where=where, remedy=near(str(wanted), speakers))
    return speakers[wanted]


def phone_reader(voice: Voice, options: SynthesisOptions) -> Callable[[str], str] | None:
    """Return the function from a text to its phones (NFD); None for a voice that reads characters.

    Raises
    ------
    VoiceError
        if there is no G2P of the name that the voice gives.
    """
    if "g2p" not in voice.options:
        return None
    read = by_name(str(voice.options["g2p"]), str(voice.folder / "voice.toml"))

    def phones(text: str) -> str:
        return unicodedata.normalize("NFD", read(text, dict(options.pronounced(text))))

    return phones
