"""Compose sentences from ``frames.txt`` and ``fillers.txt``: always the same ones.

The frames are written by hand; what fills them is drawn so that each filler comes up equally often.
Numbers, times and decimals are digits, which the normaliser speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{([A-Za-z_]+)(\d?)\}")


def composed(count: int, seed: int = 1) -> list[str]:
    """Return so many different sentences.

    >>> composed(3) == composed(3), len(set(composed(50)))
    (True, 50)
    """
    return list(islice(_sentences(np.random.default_rng(seed)), count))


def _sentences(draw: np.random.Generator) -> Iterator[str]:
    frames = _lines("frames.txt")
    fillers = {
        name: words.split("|")
        for name, words in (line.split("\t") for line in _lines("fillers.txt"))
    }
    decks: dict[str, list[str]] = {}
    seen: set[str] = set()
    while True:
        for place in draw.permutation(len(frames)):
            sentence = _filled(frames[place], fillers, decks, draw)
            if sentence not in seen:
                seen.add(sentence)
                yield sentence


def _filled(
    frame: str,
    fillers: Mapping[str, list[str]],
    decks: dict[str, list[str]],
    draw: np.random.Generator,
) -> str:
    """Fill a frame: a slot that stands twice gets the same word twice."""
    chosen: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        whole, name = match[0], match[1]
        if whole not in chosen:
            if name in _NUMBERS:
                chosen[whole] = _NUMBERS[name](draw)
            else:
                deck = decks.setdefault(name, [])
                if not deck:  # every word once, then all of them again in another order
                    deck += [fillers[name][i] for i in draw.permutation(len(fillers[name]))]
                chosen[whole] = deck.pop()
        return chosen[whole]

    return _SLOT.sub(fill, frame)


def _time(draw: np.random.Generator) -> str:
    return f"{draw.integers(1, 13)}:{draw.choice([0, 10, 15, 20, 25, 30, 40, 45, 50]):02} बजे"


_NUMBERS: Mapping[str, Callable[[np.random.Generator], str]] = {
    "n": lambda draw: str(draw.integers(2, 100)),
    "D": lambda draw: str(draw.integers(1, 29)),
    "N": lambda draw: str(draw.integers(101, 99_999)),
    "d": lambda draw: f"{draw.integers(1, 50)}.{draw.integers(1, 100)}",
    "t": _time,
}


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
