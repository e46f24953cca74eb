"""Speak a sentence until it sounds right: again with another seed, then in parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.engines import PLAIN, Engine, speech
from briefing.engines.chunking import chunks, joined, placed
from briefing.errors import VoiceError
from briefing.synthesise.check import Pace, UnspokenError, find_fault

if TYPE_CHECKING:
    from briefing.model import Delivery, Speech

FindFault = Callable[["Speech", str], "str | None"]
"""Says what is wrong with the sound of a text."""


def sound_of(
    spoken: str,
    engine: Engine,
    pace: Pace,
    speed: float = 1.0,
    delivery: Delivery = PLAIN,
    listen: FindFault | None = None,
) -> Speech:
    """Return the sound of a sentence at the engine's rate, and its words' times.

    A sound that cannot be right is made again with another seed, then in two parts. ``listen``
    finds further faults in what is plausible.

    Raises
    ------
    UnspokenError
        if no attempt sounds right, or the engine fails on the text.
    """

    def faulty(sound: Speech, spoken: str) -> str | None:
        fault = find_fault(sound.samples, engine.rate_hz, spoken, pace, speed)
        return listen(sound, spoken) if listen and not fault else fault

    try:
        sound = speech(engine, spoken, delivery)
        fault = faulty(sound, spoken)
        if fault and faulty(sound := speech(engine, spoken, delivery, seed=1), spoken):
            sound = _in_parts(engine, spoken, delivery, faulty, fault)
    except VoiceError as error:
        raise UnspokenError(error.what) from error
    return sound


def _in_parts(
    engine: Engine, spoken: str, delivery: Delivery, faulty: FindFault, fault: str
) -> Speech:
    """Speak a text in two parts or more and join them.

    Raises
    ------
    UnspokenError
        if a part cannot be right either, or there are none: with the ``fault`` of the whole.
    """
    most = max(1, len(spoken) * 3 // 5)
    parts = chunks(spoken, lambda text: len(text) <= most or " " not in text.strip())
    parts = placed(spoken, parts)
    sounds = [speech(engine, part.text, part.delivery(delivery), seed=2) for part in parts]
    if len(parts) == 1 or any(map(faulty, sounds, (part.text for part in parts))):
        raise UnspokenError(fault)
    return joined(parts, sounds, engine.rate_hz)
