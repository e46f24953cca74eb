"""A sentence and its sound, as the functions that look for faults are given them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.listen.align import Lattice, Scores, lattice
from briefing.listen.ear import FRAME_MS
from briefing.listen.measure import Levels, outline_db
from briefing.listen.phones import PHONES, SpokenWord, words_of

if TYPE_CHECKING:
    from briefing.model import Samples, WordTime

Times = NDArray[np.float64]
_NUMBER_OF: Mapping[str, int] = {phone: number for number, phone in enumerate(PHONES)}


class Suspicion(NamedTuple):
    """A fault that words ``first`` to ``last`` of a sentence may have, in frames of the sound.

    ``gain`` says how much speaks for it: how many nats better the fault explains the sound, or what
    the function measures. ``heard`` is what was said instead, where that is known.
    """

    kind: str
    first: int
    last: int
    begin: int
    end: int
    gain: float
    heard: str = ""


@dataclass(frozen=True)
class Sentence:
    """A spoken text with its words, and its sound.

    ``lattice`` is what the ear heard. ``times`` is when each word, or some words as one, should be
    heard; empty where the engine does not know. ``music`` tells that some is heard with it.
    """

    text: str
    words: Sequence[SpokenWord]
    lattice: Lattice
    samples: Samples
    rate_hz: int
    times: Sequence[WordTime] = ()
    music: bool = False

    def written(self, word: int) -> str:
        """Return a word as the spoken text writes it."""
        start, end = self.words[word].place
        return self.text[start:end]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Return the frames at which each word begins and ends."""
        return self.lattice.spans()

    @cached_property
    def outline_db(self) -> Levels:
        """Return what :func:`~briefing.listen.measure.outline_db` does."""
        return outline_db(self.samples, self.rate_hz)

    @cached_property
    def groups(self) -> list[tuple[int, int]]:
        """Return the first and last word of what each time is of; none where some have no time."""
        found, word = [], 0
        for time in self.times:
            first = word
            while word < len(self.words) and self.words[word].place[0] < time.end:
                word += 1
            if word == first:
                return []
            found.append((first, word - 1))
        return found if word == len(self.words) else []

    @cached_property
    def late_ms(self) -> Times | None:
        """Return by how much each word begins later than it should; None if that is not known.

        Where a word ends, before a pause, the ear and the voice need not agree.
        """
        if not self.groups:
            return None
        late = np.empty(len(self.words))
        for (first, last), time in zip(self.groups, self.times, strict=True):
            late[first : last + 1] = self.spans[first][0] * FRAME_MS - time.start_ms
        return late

    def length_ms(self, first: int, last: int) -> float:
        """Return how long some words should last: those of one time share it by their phones."""
        length = 0.0
        for (begin, end), time in zip(self.groups, self.times, strict=True):
            counts = [len(self.words[word].phones) for word in range(begin, end + 1)]
            inside = sum(counts[max(first, begin) - begin : min(last, end) + 1 - begin])
            length += (time.end_ms - time.start_ms) * inside / sum(counts)
        return length

    def meant_ms(self, word: int) -> tuple[int, int]:
        """Return the time at which a word should be heard, or else that at which it is."""
        for group, time in zip(self.groups, self.times, strict=False):
            if group == (word, word):
                return time.start_ms, time.end_ms
        begin, end = self.spans[word]
        return begin * FRAME_MS, end * FRAME_MS

    def word_at(self, frame: int) -> int:
        """Return the word that is heard at a frame, or the next one."""
        return next((word for word, (_, end) in enumerate(self.spans) if frame < end), 0)


def sentence(
    text: str,
    scores: Scores,
    samples: Samples,
    rate_hz: int,
    pronunciations: Mapping[str, str] | None = None,
    times: Sequence[WordTime] = (),
    *,
    music: bool = False,
) -> Sentence | None:
    """Align a spoken text with its sound; None if the sound is too short for its phones.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark.
    """
    words = words_of(text, pronunciations)
    found = lattice(scores, [numbers(word.phones) for word in words])
    return Sentence(text, words, found, samples, rate_hz, times, music) if found else None


def numbers(phones: Sequence[str]) -> tuple[int, ...]:
    """Return the ear's classes of phones.

    >>> numbers(("sil", "ə"))
    (0, 1)
    """
    return tuple(_NUMBER_OF[phone] for phone in phones)
