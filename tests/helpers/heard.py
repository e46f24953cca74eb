"""What an ear would have heard: scores made of phones, with noise, for tests without a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from briefing.listen.align import SILENCE, Scores
from briefing.listen.phones import PHONES, words_of
from briefing.listen.sentence import numbers

RATE_HZ = 16000

#: By how many nats the phone that is said stands out, and how much the others vary.
_CLEAR, _NOISE = 6.0, 1.0


def words(text: str) -> list[tuple[int, ...]]:
    """Return the phones of each word of a text, as the ear's classes."""
    return [numbers(word.phones) for word in words_of(text)]


def heard(said: Sequence[Sequence[int]], seed: int = 0, gap: int = 0) -> Scores:
    """Return the scores of words said one after the other, ``gap`` frames of silence between."""
    chance = np.random.default_rng(seed)
    frames = [SILENCE] * 5
    for word in said:
        for phone in word:
            frames += [phone] * int(chance.integers(3, 8))
        frames += [SILENCE] * gap
    frames += [SILENCE] * 6
    energy = chance.normal(0, _NOISE, (len(frames), len(PHONES)))
    energy[np.arange(len(frames)), frames] += _CLEAR
    scores: np.ndarray = energy - np.log(np.exp(energy).sum(axis=1, keepdims=True))
    return scores.astype(np.float32)


def tone(scores: Scores) -> Scores:
    """Return a sound of that length which shows no fault: it rises, holds and fades."""
    frame = RATE_HZ // 50
    samples = np.sin(np.arange(len(scores) * frame) * (2 * np.pi * 200 / RATE_HZ))
    speaking = np.flatnonzero(scores.argmax(axis=1) != SILENCE)
    end = (int(speaking[-1]) + 1 if len(speaking) else len(scores)) * frame
    length = min(end, 10 * frame)
    samples[end - length : end] *= np.geomspace(1, 1e-3, length)
    samples[end:] = 0
    half: Scores = (samples * 0.5).astype(np.float32)
    return half
