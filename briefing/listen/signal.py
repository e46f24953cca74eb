"""Faults that the sound itself shows: silence and noise.

Here the ear only says which word a frame belongs to. A gain is in the unit that each function
says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from briefing.listen.ear import FRAME_MS
from briefing.listen.measure import STEP_MS, weakest_band_db
from briefing.listen.sentence import Sentence, Suspicion

#: What is further under the loudest is silent, in dB.
_SILENT_DB = -45.0
#: The weakest band of a frame without noise is further under the loud ones.
_NOISE_DB = -22.0
#: A word is silent if it should last so long at least, without its first and last 5 ms.
_SHORTEST_MS, _EDGE_MS = 70, 5


def silence(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that a word is silent: by how many percent of the time that it should last."""
    silent = sentence.outline_db < _SILENT_DB
    for word in range(len(sentence.words)):
        begin_ms, end_ms = sentence.meant_ms(word)
        inside = silent[(begin_ms + _EDGE_MS) // STEP_MS : (end_ms - _EDGE_MS) // STEP_MS]
        if len(inside) * STEP_MS >= _SHORTEST_MS:
            frames = begin_ms // FRAME_MS, end_ms // FRAME_MS
            yield Suspicion("silence", word, word, *frames, 100 * float(inside.mean()))


def noise(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that noise lies over a word: by the frames, one after another, that it fills."""
    length, frame = _longest_run(weakest_band_db(sentence.samples, sentence.rate_hz) > _NOISE_DB)
    word = sentence.word_at(frame)
    yield Suspicion("noise", word, word, frame, frame + length, float(length))


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
