"""Speak a sentence until it sounds right: again with another seed, then in parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.engines import Engine
from briefing.engines.chunking import chunks, join
from briefing.errors import VoiceError
from briefing.synthesise.check import Pace, UnspokenError, find_fault

if TYPE_CHECKING:
    from briefing.model import Samples

FindFault = Callable[["Samples", str], "str | None"]
"""Says what is wrong with the sound of a text."""


def sound_of(spoken: str, engine: Engine, pace: Pace, speed: float = 1.0) -> Samples:
    """Return the sound of a sentence: float32, shape (n,), in [-1, 1], at the engine's rate.

    A sound that cannot be right is made again with another seed, then in two parts.

    Raises
    ------
    UnspokenError
        if no attempt sounds right, or the engine fails on the text.
    """

    def faulty(samples: Samples, spoken: str) -> str | None:
        return find_fault(samples, engine.rate_hz, spoken, pace, speed)

    try:
        samples = engine.speak(spoken)
        fault = faulty(samples, spoken)
        if fault and faulty(samples := engine.speak(spoken, seed=1), spoken):
            samples = _in_parts(engine, spoken, faulty, fault)
    except VoiceError as error:
        raise UnspokenError(error.what) from error
    return samples


def _in_parts(engine: Engine, spoken: str, faulty: FindFault, fault: str) -> Samples:
    """Speak a text in two parts or more and join them.

    Raises
    ------
    UnspokenError
        if a part cannot be right either, or there are none: with the ``fault`` of the whole.
    """
    most = max(1, len(spoken) * 3 // 5)
    parts = chunks(spoken, lambda text: len(text) <= most or " " not in text.strip())
    sounds = [engine.speak(part.text, seed=2) for part in parts]
    if len(parts) == 1 or any(map(faulty, sounds, (part.text for part in parts))):
        raise UnspokenError(fault)
    return join(sounds, [part.pause_ms for part in parts], engine.rate_hz)
