"""A test engine: each word becomes a tone whose length follows the word's letters."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

from briefing.engines import PLAIN, SynthesisOptions
from briefing.errors import VoiceError
from briefing.model import Delivery, Speech, Voice, WordTime

if TYPE_CHECKING:
    from briefing.model import Samples

RATE_HZ = 24_000
CHARACTER_MS = 60
GAP_MS = 40


class Tone:
    """Speak tones: instant, deterministic, about as long as speech would be.

    A word of n characters sounds for ``n * CHARACTER_MS`` at a pitch of its own (200–400 Hz),
    followed by a gap.
    """

    rate_hz = RATE_HZ

    def __init__(self, voice: Voice, options: SynthesisOptions) -> None:
        self._speed = options.speed

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the tones of a sentence, float32 of shape (n,) at 24 kHz.

        >>> from briefing.voices import find
        >>> len(Tone(find("tone"), SynthesisOptions()).speak("नमस्ते")) * 1000 // RATE_HZ
        400
        """
        words = spoken.split()
        if not words:
            raise VoiceError("there is nothing to speak", remedy="write some words")
        gap = np.zeros(RATE_HZ * GAP_MS // 1000, np.float32)
        parts = [part for word in words for part in (self._word(word), gap)]
        samples: Samples = np.concatenate(parts)
        return samples

    def speak_timed(self, spoken: str, delivery: Delivery = PLAIN, *, seed: int = 0) -> Speech:
        """Return the tones with their times.

        >>> from briefing.voices import find
        >>> Tone(find("tone"), SynthesisOptions()).speak_timed("वह आई").words[1]
        WordTime(start=3, end=5, start_ms=160, end_ms=280)
        """
        words, heard = [], 0
        for match in re.finditer(r"\S+", spoken):
            ends = heard + self._length(match[0])
            times_ms = (at * 1000 // RATE_HZ for at in (heard, ends))
            words.append(WordTime(match.start(), match.end(), *times_ms))
            heard = ends + RATE_HZ * GAP_MS // 1000
        return Speech(self.speak(spoken, seed=seed), tuple(words))

    def _length(self, word: str) -> int:
        return round(RATE_HZ * CHARACTER_MS * len(word) / 1000 / self._speed)

    def _word(self, word: str) -> Samples:
        pitch_hz = 200 + zlib.crc32(word.encode()) % 201
        n = self._length(word)
        wave = 0.4 * np.sin(2 * np.pi * pitch_hz * np.arange(n) / RATE_HZ)
        return wave.astype(np.float32)
