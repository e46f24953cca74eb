"""Engines: code that speaks. A voice is data; an engine is one file and one line here."""

from __future__ import annotations

import importlib.util
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


@dataclass(frozen=True)
class Kind:
    """An engine that can be chosen: where its class is, and what it needs.

    ``target`` names the class; ``modules`` what must be importable; ``extra`` the extra of this
    package that brings them. ``needs``, where there is one, names a function of a voice that says
    what its files still need (None: nothing); it must not import anything heavy.
    """

    target: str
    modules: tuple[str, ...] = ()
    extra: str = ""
    needs: str = ""
    cpu_only: bool = False
    cost: float = 1.0


ENGINES: Mapping[str, Kind] = {
    "kokoro": Kind("briefing.synthesise.kokoro:Kokoro", ("onnxruntime",), cpu_only=True, cost=0.4),
    "tone": Kind("briefing.synthesise.tone:Tone", ("numpy",), cpu_only=True, cost=0.0),
}


def missing(voice: Voice) -> str | None:
    """Say what a voice still needs before it can speak, as a command; None if nothing.

    >>> from briefing.voices import find
    >>> missing(find("tone"))

    Raises
    ------
    VoiceError
        if the voice's engine is unknown.
    """
    kind = _kind(voice)
    if not all(_importable(module) for module in kind.modules):
        return f"pip install 'briefing[{kind.extra}]'" if kind.extra else "pip install briefing"
    if kind.needs:
        needs: str | None = pkgutil.resolve_name(kind.needs)(voice)
        return needs
    return None


def require(voice: Voice) -> None:
    """Check that a voice could be loaded, without loading it.

    Raises
    ------
    VoiceError
        if the engine is unknown, or the voice not installed: with the command that installs it.
    """
    if needs := missing(voice):
        what = f"the voice {voice.name} is not installed"
        raise VoiceError(f"{what}; needs: {needs}", remedy=needs)


def load(voice: Voice, speaking: Speaking | None = None) -> Engine:
    """Load a voice with its engine.

    Raises
    ------
    VoiceError
        if the engine is unknown, or the voice not installed: with the command that installs it.
    """
    kind = _kind(voice)
    require(voice)
    engine: Engine = pkgutil.resolve_name(kind.target)(voice, speaking or Speaking())
    return engine


def _kind(voice: Voice) -> Kind:
    if voice.engine not in ENGINES:
        what = f"the voice {voice.name} asks for an unknown engine {voice.engine!r}"
        where = str(voice.folder / "voice.toml")
        raise VoiceError(what, where=where, remedy=near(voice.engine, ENGINES))
    return ENGINES[voice.engine]


def _importable(module: str) -> bool:
    """Tell whether a module could be imported, without importing it."""
    return importlib.util.find_spec(module) is not None
