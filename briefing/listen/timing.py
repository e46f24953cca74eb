"""What times say: in a sound sentence each word is heard when its voice meant it.

By how much words are heard later than they were meant is the same from the first to the last, give
or take a frame. A word that is missing or said again is a step in it, a change of pace a bend.
What an explanation gains is in nats, with errors that are Laplace's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from briefing.listen.sentence import Sentence, Suspicion, Times

#: The mean error of a time; for one word that is further off than ``_MOST`` times it, the ear is
#: to blame.
_ERROR_MS, _MOST = 15.0, 8.0
#: Words on either side of a step that are looked at, and what their times count.
_AROUND, _WEIGHT = 3, 1.5
#: Where a sentence begins, the ear hears its first word so much earlier than the voice meant it.
_EARLY_MS = 30.0
#: Where there are no times, or no words that follow, the ear alone must be so much surer.
_UNKNOWN = -5.0
#: Pace is compared where so many words have times. It gains no more than this: another fault that
#: explains the same is the better explanation.
_FEWEST_WORDS, _MOST_PACE = 4, 12.0


def step(sentence: Sentence, first: int, last: int, sign: int) -> float:
    """Return what times say for it that words are missing (-1) or said again (1).

    What follows them is then so much earlier or later.
    """
    if sentence.late_ms is None or last + 1 == len(sentence.words):
        return _UNKNOWN
    before = sentence.late_ms[max(0, first - _AROUND) : first] if first else -_EARLY_MS
    late = sentence.late_ms[last + 1 : last + 1 + _AROUND] - np.median(before)
    moved_ms = sign * sentence.length_ms(first, last)
    return _WEIGHT * (_bounded_error(late) - _bounded_error(late - moved_ms))


def pace(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh for each word that the pace changes more and more from there on."""
    if sentence.late_ms is None or len(sentence.groups) < _FEWEST_WORDS:
        return
    places = [first for first, _ in sentence.groups]
    late = sentence.late_ms[places]
    meant_s = np.array([time.start_ms for time in sentence.times]) / 1000
    steady = _least_error(late, np.zeros(len(late)))
    for word, since_s in zip(places, meant_s, strict=True):
        gain = steady - _least_error(late, np.maximum(0, meant_s - since_s) ** 2)
        begin, end = sentence.spans[word][0], sentence.lattice.frames
        yield Suspicion("pace", word, len(sentence.words) - 1, begin, end, min(_MOST_PACE, gain))


def _bounded_error(off_ms: Times) -> float:
    return float(np.minimum(np.abs(off_ms) / _ERROR_MS, _MOST).sum())


def _least_error(late_ms: Times, shape: Times) -> float:
    """Return the error of the best ``a + b * shape``: as a best line, it passes through two."""
    one, other = np.triu_indices(len(late_ms), 1)
    run = shape[other] - shape[one]
    slope = np.divide(late_ms[other] - late_ms[one], run, out=np.zeros(len(run)), where=run != 0)
    lines = (late_ms[one] - slope * shape[one])[:, np.newaxis] + slope[:, np.newaxis] * shape
    return float(np.abs(late_ms - lines).sum(axis=1).min()) / _ERROR_MS
