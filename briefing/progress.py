"""Progress: what a caller can be told while an episode is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far an episode is.

    ``stage`` is ``loading`` (the ``voices``), ``speaking`` or ``encoding``; ``done`` of ``total``
    sentences are spoken. ``audio_ms`` is how much sound there is of ``whole_ms``, which is
    estimated until all are spoken. ``speed`` is how many seconds of sound are made in a second,
    ``left_s`` how long the rest takes; both are None while they are not known.
    """

    stage: str
    done: int
    total: int
    audio_ms: int
    whole_ms: int
    speed: float | None = None
    left_s: float | None = None
    voices: tuple[str, ...] = ()


#: Is called with the state of the work: at its beginning, after each sentence, before encoding.
ProgressCallback = Callable[[Progress], object]
