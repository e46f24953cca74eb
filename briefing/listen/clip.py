"""Hear a clip as soon as it is spoken."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from briefing.engines import SynthesisOptions
from briefing.errors import VoiceError

if TYPE_CHECKING:
    from briefing.listen.ear import Ear
    from briefing.model import Speech

#: A fault that is less certain does not make a clip unsound: it is in the manifest alone.
CERTAIN = 0.9


def listener(rate_hz: int, options: SynthesisOptions) -> Callable[[Speech, str], str | None]:
    """Return what says which fault is heard in the sound of a text, for sure; None for none."""
    from briefing.listen import decide

    pronunciations = dict(options.pronunciations)

    def fault(sound: Speech, spoken: str) -> str | None:
        scores = _ear().hear(sound.samples, rate_hz)
        try:
            found = decide.hear(scores, sound.samples, rate_hz, spoken, pronunciations, sound.words)
        except VoiceError:  # a character that only the voice's own reader knows
            return None
        worst = max(found, key=lambda each: each.confidence, default=None)
        sure = worst is not None and worst.confidence >= CERTAIN
        return f"heard back: {worst}" if sure else None

    return fault


@cache
def _ear() -> Ear:
    from briefing.listen.ear import Ear

    return Ear()
