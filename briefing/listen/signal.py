"""Faults that the sound itself shows: silence, noise, a change of pace.

Here the ear only says which word a frame belongs to. A gain is in the unit that each function
says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from briefing.listen.ear import FRAME_MS
from briefing.listen.sentence import Sentence, Suspicion

#: Under this a frame is silent, in dB under the loudest.
_SILENT_DB = -45.0
#: The weakest band of a frame without noise is further under the loud ones.
_NOISE_DB = -22.0
#: A word is silent if it should last so many frames at least.
_FEWEST_SILENT = 4
#: Pace is compared where there are so many words, between places so many frames apart.
_FEWEST_WORDS, _FEWEST_FRAMES = 4, 40


def silence(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that a word is silent: by how many percent of its frames are."""
    silent = sentence.levels[0] < _SILENT_DB
    for word in range(len(sentence.words)):
        begin, end = sentence.meant(word)
        inside = silent[begin:end]
        if len(inside) >= _FEWEST_SILENT:
            share = 100 * float(inside.mean())
            yield Suspicion("silence", word, word, begin, end, share)


def noise(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that noise lies over a word: by the frames, one after another, that it fills."""
    length, frame = _longest_run(sentence.levels[1] > _NOISE_DB)
    word = sentence.word_at(frame)
    yield Suspicion("noise", word, word, frame, frame + length, float(length))


def pace(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that the pace changes: by how many percent the halves of the sentence differ.

    The times at which the words are heard are compared with those at which they should be.
    """
    count = len(sentence.words)
    if sentence.late_ms is None or count < _FEWEST_WORDS:
        return
    heard = np.array([begin for begin, _ in sentence.spans], float)
    meant = heard - sentence.late_ms / FRAME_MS
    middle = int(np.abs(meant - (meant[0] + meant[-1]) / 2).argmin())
    halves = ((0, middle), (middle, count - 1))
    if any(meant[b] - meant[a] < _FEWEST_FRAMES or heard[b] <= heard[a] for a, b in halves):
        return
    first, second = (np.log((heard[b] - heard[a]) / (meant[b] - meant[a])) for a, b in halves)
    change = 100 * abs(float(second - first))
    yield Suspicion("pace", middle, count - 1, int(heard[middle]), int(heard[-1]), change)


def _longest_run(frames: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many frames in a row are true, at most, and where they begin.

    >>> _longest_run(np.array([0, 1, 1, 0, 1, 0]) > 0)
    (2, 1)
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.astype(np.int8), [0]])))
    begins, ends = edges[::2], edges[1::2]
    if not len(begins):
        return 0, 0
    best = int((ends - begins).argmax())
    return int(ends[best] - begins[best]), int(begins[best])
