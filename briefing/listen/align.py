"""Align the phones that should be heard with what the ear heard, and weigh detours from them.

The model of a sentence is a chain of states, one a phone, with a silence before each word and at
the end that may be left out. A path stays in a state or goes on, one frame of 20 ms at a time
(Viterbi 1967; Rabiner, "A tutorial on hidden Markov models", *Proc. IEEE* 77, 1989). The best
scores of all beginnings and of all ends are kept, so that what a sentence would score with a word
left out, said twice or replaced is known without aligning it again.

Scores are log-probabilities: float32 of shape (frames, classes), class ``SILENCE`` the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]

SILENCE = 0
#: A frame counts no less than this against a phone: one bad frame must not decide.
LOWEST = -7.0
_NEVER = np.float32(-1e9)


@dataclass(frozen=True)
class Chain:
    """The states of a sentence: the phone of each, the word it belongs to (-1: silence).

    ``first`` and ``last`` are the states of each word's first and last phone.
    """

    phones: Numbers
    words: Numbers
    first: Numbers
    last: Numbers


def chain(words: Sequence[Sequence[int]]) -> Chain:
    """Return the states of words that are given as phones.

    >>> chain([[5, 6], [7]]).phones.tolist()
    [0, 5, 6, 0, 7, 0]
    """
    phones, owner, first, last = [SILENCE], [-1], [], []
    for number, word in enumerate(words):
        first.append(len(phones))
        phones += [*word, SILENCE]
        owner += [*[number] * len(word), -1]
        last.append(len(phones) - 2)
    return Chain(*(np.array(row, np.int64) for row in (phones, owner, first, last)))


@dataclass(frozen=True)
class Lattice:
    """A sentence against its sound: ``scores`` (frames, classes), and the best of all paths.

    ``begun[t, s]`` is the best score of frames 0 to t for paths that are in state s at t;
    ``ended[t, s]`` that of the frames after t.
    """

    scores: Scores
    states: Chain
    begun: Scores
    ended: Scores

    @property
    def frames(self) -> int:
        return len(self.scores)

    @property
    def total(self) -> float:
        """Return the score of the sentence as it should be heard."""
        return float(self.begun[-1, -2:].max())

    @cached_property
    def enter(self) -> Scores:
        """Return the best score of frames 0 to t - 1 if word w begins at t: (frames + 1, words)."""
        first = self.states.first
        found = np.full((self.frames + 1, len(first)), _NEVER)
        found[1:] = np.maximum(self.begun[:, first - 1], self._begun_at(first - 2))
        found[0, 0] = 0
        return found

    @cached_property
    def leave(self) -> Scores:
        """Return the best score of frames t to the end if word w ended at t - 1, as ``enter``."""
        last = self.states.last
        found = np.full((self.frames + 1, len(last)), _NEVER)
        after = self.ended + self.scores[:, self.states.phones]
        found[:-1] = after[:, last + 1]
        found[:-1, :-1] = np.maximum(found[:-1, :-1], after[:, last[:-1] + 2])
        found[-1, -1] = 0
        return found

    @cached_property
    def past(self) -> Scores:
        """Return the best score of frames 0 to t - 1 if word w, and a silence, ended at t - 1."""
        last = self.states.last
        found = np.full((self.frames + 1, len(last)), _NEVER)
        found[1:] = np.maximum(self.begun[:, last], self.begun[:, last + 1])
        return found

    def _begun_at(self, states: Numbers) -> Scores:
        return np.where(states < 0, _NEVER, self.begun[:, states])

    @cached_property
    def path(self) -> Numbers:
        """Return the state of each frame on the best path."""
        path = np.empty(self.frames, np.int64)
        state = len(self.states.phones) - 2 + int(self.begun[-1, -2:].argmax())
        for t in range(self.frames - 1, -1, -1):
            path[t] = state
            if t:
                before = _before(self.begun[t - 1], self.states)[:, state]
                state -= int(before.argmax())
        return path

    def spans(self) -> list[tuple[int, int]]:
        """Return the frames at which each word begins and ends."""
        owner = self.states.words[self.path]
        count = len(self.states.first)
        begins, ends = np.searchsorted(_filled(owner), [np.arange(count), np.arange(count) + 1])
        ends = [int(np.flatnonzero(owner[:end] == w)[-1]) + 1 for w, end in enumerate(ends)]
        return list(zip(map(int, begins), ends, strict=True))


def lattice(scores: Scores, words: Sequence[Sequence[int]]) -> Lattice | None:
    """Compare the sound of a sentence with its words; None if it has fewer frames than phones.

    Memory and work grow with frames × phones: 12 s of speech with 150 phones take 0.7 MB.
    """
    states = chain(words)
    if len(scores) < int((states.words >= 0).sum()) or not words:
        return None
    scores = np.maximum(scores, np.float32(LOWEST))
    heard = scores[:, states.phones]
    return Lattice(scores, states, _forward(heard, states), _backward(heard, states))


def _before(row: Scores, states: Chain) -> Scores:
    """Return what a state can be reached from: itself, the one before, that before a silence."""
    found = np.full((3, len(row)), _NEVER)
    found[0], found[1, 1:] = row, row[:-1]
    past = states.first[1:]
    found[2, past] = row[past - 2]
    return found


def _forward(heard: Scores, states: Chain) -> Scores:
    best = np.empty_like(heard)
    best[0] = _NEVER
    best[0, :2] = heard[0, :2]
    past = states.first[1:]
    for t in range(1, len(heard)):
        row = best[t - 1]
        now = row.copy()
        np.maximum(now[1:], row[:-1], out=now[1:])
        now[past] = np.maximum(now[past], row[past - 2])
        best[t] = now + heard[t]
    return best


def _backward(heard: Scores, states: Chain) -> Scores:
    best = np.empty_like(heard)
    best[-1] = _NEVER
    best[-1, -2:] = 0
    past = states.first[1:]
    for t in range(len(heard) - 2, -1, -1):
        row = best[t + 1] + heard[t + 1]
        now = row.copy()
        np.maximum(now[:-1], row[1:], out=now[:-1])
        now[past - 2] = np.maximum(now[past - 2], row[past])
        best[t] = now
    return best


def _filled(owner: Numbers) -> Numbers:
    """Return the word of each frame; a silence counts to the word before it."""
    return np.maximum.accumulate(owner)


@dataclass(frozen=True)
class Detours:
    """The best path through each of some other chains: its score, and the frames it spans."""

    scores: Scores
    begins: Numbers
    ends: Numbers


def detours(
    scores: Scores, chains: Sequence[Sequence[int]], enter: Scores, leave: Scores
) -> Detours:
    """Return the best paths that enter each chain of phones, pass it and leave it.

    ``enter[t, i]`` is the score of all before if chain i begins at frame t, ``leave[t, i]`` that of
    all after if it ended at t - 1; both of shape (frames + 1, chains).
    """
    lengths = np.array([len(phones) for phones in chains])
    last = np.cumsum(lengths) - 1
    first = last - lengths + 1
    heard = scores[:, np.concatenate([np.asarray(phones, np.int64) for phones in chains])]
    best: Scores = np.full(heard.shape[1], _NEVER)
    since: Numbers = np.zeros(heard.shape[1], np.int64)
    found: Scores = np.full(len(chains), 3 * _NEVER)
    begins, ends = np.zeros((2, len(chains)), np.int64)
    for t in range(len(heard)):
        come, origin = np.empty_like(best), np.empty_like(since)
        come[1:], origin[1:] = best[:-1], since[:-1]
        come[first], origin[first] = enter[t], t
        better = come > best
        best = np.where(better, come, best) + heard[t]
        since = np.where(better, origin, since)
        whole = best[last] + leave[t + 1]
        better = whole > found
        found = np.where(better, whole, found)
        begins, ends = np.where(better, since[last], begins), np.where(better, t + 1, ends)
    return Detours(found.astype(np.float32), begins, ends)


def any_phones(
    scores: Scores, enter: Scores, leave: Scores, change: float, frame: float
) -> Detours:
    """Return the best paths that leave the sentence for phones of any kind, and come back.

    Each phone costs ``change`` and each frame ``frame``, or what is free would always be better.
    ``enter`` and ``leave`` are as for :func:`detours`: (frames + 1, places).
    """
    places = np.arange(enter.shape[1])
    best: Scores = np.full((scores.shape[1], len(places)), _NEVER)
    since: Numbers = np.zeros(best.shape, np.int64)
    found: Scores = np.full(len(places), 3 * _NEVER)
    begins, ends = np.zeros((2, len(places)), np.int64)
    for t, each in enumerate(scores):
        phone = best.argmax(axis=0)
        come, origin = best[phone, places], since[phone, places]
        entered = enter[t] > come
        come, origin = np.where(entered, enter[t], come) - change, np.where(entered, t, origin)
        better = come > best
        best = np.where(better, come, best) + (each - frame)[:, np.newaxis]
        since = np.where(better, origin, since)
        phone = best.argmax(axis=0)
        whole = best[phone, places] + leave[t + 1]
        better = whole > found
        found = np.where(better, whole, found)
        begins, ends = np.where(better, since[phone, places], begins), np.where(better, t + 1, ends)
    return Detours(found.astype(np.float32), begins, ends)
