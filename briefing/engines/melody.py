"""Intonation: how a sentence moves the pitch and the pace of a voice, symbol by symbol.

A model's own pitch keeps its shape and is moved within the voice's register. What is done, and why
so (``docs/voices.md`` names the literature): a yes/no question ends in a rise, from its last
stressed syllable on; a wh-question falls, as the model has it; exclamations and headings have a
wider range; a paragraph begins higher and ends lower; what is emphasised is higher and slower.

No study that was found gives the size of the rise in Hindi. Over 5.2 semitones a rise is no longer
heard as a statement (Makarova, ICPhS 1999); here a question ends 6 to 7 over the statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from briefing.model import Delivery, Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Curve = NDArray[np.float32]

STRESS = "ˈ"
#: A rise takes this many symbols, 300 to 700 ms: on fewer it is not heard as one.
_RISE_SYMBOLS = range(6, 15)
#: Where a rise begins and ends, from the voice's middle (0) to its top (1); how late it is steep.
_RISE_FROM, _RISE_TO, _RISE_LATE = -0.3, 1.85, 1.5
#: How far the pitch is drawn to it: on a line alone words are heard less well than on their own
#: contours.
_RISE_SHARE = 0.5
#: How much wider than the model's own the range of a sentence is.
_RANGE = {"exclamation": 1.2, "heading": 1.1}
#: How much higher a paragraph begins, and how much lower it ends.
_OPENING, _CLOSING = 0.06, 0.06
#: What a mark does to the pitch and the speed of its words.
_MARKS = {"emphasis": (1.12, 0.85), "slow": (1.0, 0.75)}


@dataclass(frozen=True)
class Register:
    """The pitch of a voice in statements, in Hz: its median, and its top (the 95th percentile)."""

    middle_hz: float
    top_hz: float


def register(voice: Voice) -> Register | None:
    """Return the pitch of a voice, as ``[options.register]`` of its ``voice.toml`` says it."""
    table = voice.options.get("register")
    return Register(float(table["middle_hz"]), float(table["top_hz"])) if table else None


@dataclass
class Prosody:
    """For each symbol, float32 of shape (n,): pitch becomes ``scale · pitch + shift_hz``.

    ``pace`` multiplies the speed.
    """

    scale: Curve
    shift_hz: Curve
    pace: Curve

    def move(self, scale: Curve | float, shift_hz: Curve | float = 0.0) -> None:
        """Move the pitch once more."""
        self.scale = (self.scale * scale).astype(np.float32)
        self.shift_hz = (self.shift_hz * scale + shift_hz).astype(np.float32)


def prosody(
    symbols: str,
    spans: Iterable[tuple[tuple[int, int], tuple[int, int]]],
    delivery: Delivery,
    register: Register | None,
) -> Prosody:
    """Return how a text is to be said.

    ``symbols`` are those of the text (NFD), with stress marks; ``spans`` holds for each word its
    characters in the text, where the marks of the ``delivery`` are, and its symbols. Without a
    ``register`` only what is relative to the model's own pitch is done.
    """
    count = len(symbols)
    made = Prosody(*(np.full(count, value, np.float32) for value in (1, 0, 1)))
    through = np.linspace(0, 1, max(count, 1), dtype=np.float32)[:count]
    if register and delivery.tune in _RANGE:
        wider = _RANGE[delivery.tune]
        made.move(wider, (1 - wider) * register.middle_hz)
    if delivery.opens:
        made.move(1 + _OPENING * (1 - through))
    if delivery.closes:
        made.move(1 - _CLOSING * through)
    for (start, end), (first, last) in spans:
        for mark in delivery.marks:
            if mark.start < end and start < mark.end and mark.kind in _MARKS:
                higher, pace = _MARKS[mark.kind]
                own = np.ones(count, np.float32)
                own[first:last] = higher
                made.move(own)
                made.pace[first:last] *= pace
    if register and delivery.tune == "question":
        _raise_end(made, rise_start(symbols), register)
    return made


def rise_start(symbols: str) -> int:
    """Return where a question begins to rise: at its last stressed syllable that leaves time.

    >>> rise_start("tˈʊm ˈaː ɾəheː hˈoː?")
    5
    """
    last = len(symbols.rstrip(" .?!,…"))
    places = [i for i, s in enumerate(symbols) if s == STRESS and last - i in _RISE_SYMBOLS]
    return places[-1] if places else max(0, last - _RISE_SYMBOLS[len(_RISE_SYMBOLS) // 2])


def _raise_end(made: Prosody, start: int, register: Register) -> None:
    """Draw the pitch from ``start`` on half-way to a line that rises over the voice's top."""
    x = np.linspace(0, 1, len(made.scale) - start, dtype=np.float32)
    span = register.top_hz - register.middle_hz
    height = _RISE_FROM + (_RISE_TO - _RISE_FROM) * x**_RISE_LATE
    weight = np.zeros(len(made.scale), np.float32)
    weight[start:] = _RISE_SHARE * np.minimum(1, 2.5 * x)
    line = np.zeros(len(made.scale), np.float32)
    line[start:] = register.middle_hz + span * height
    made.move(1 - weight, weight * line)
