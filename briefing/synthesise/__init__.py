"""Engines: code that speaks. A voice is data; an engine is one file and one line here."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from briefing.errors import VoiceError, near
from briefing.model import Voice

if TYPE_CHECKING:
    from briefing.model import Samples


@dataclass(frozen=True)
class Speaking:
    """How to speak: what a user sets, the same for every engine.

    ``speed`` multiplies the voice's own rate (0.5–2.0). ``threads`` is how many threads one
    sentence may use. ``device`` is ``auto``, ``cpu`` or ``cuda``.
    """

    speed: float = 1.0
    threads: int = 1
    device: str = "auto"


class Engine(Protocol):
    """A voice, loaded and ready to speak.

    An engine is made as ``Engine(voice, speaking)``, which loads the model and raises
    :class:`VoiceError` with a remedy if that fails. ``rate_hz`` is the rate of what it speaks.
    """

    rate_hz: int

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at ``rate_hz``.

        ``spoken`` is normalised text (:func:`briefing.normalise.spoken`); an engine splits what is
        too long for its model, and never truncates. The same text and seed give the same samples.

        Raises
        ------
        VoiceError
            if there is no sound for the text.
        """
        ...


ENGINES: Mapping[str, str] = {
    "kokoro": "briefing.synthesise.kokoro:Kokoro",
    "tone": "briefing.synthesise.tone:Tone",
}


def load(voice: Voice, speaking: Speaking | None = None) -> Engine:
    """Load a voice with its engine.

    Raises
    ------
    VoiceError
        if the engine is unknown, not installed, or cannot load the voice.
    """
    try:
        engine = pkgutil.resolve_name(ENGINES[voice.engine])
    except KeyError:
        raise VoiceError(
            f"voice {voice.name} asks for an unknown engine {voice.engine!r}",
            where=str(voice.folder / "voice.toml"),
            remedy=near(voice.engine, ENGINES),
        ) from None
    loaded: Engine = engine(voice, speaking or Speaking())
    return loaded
