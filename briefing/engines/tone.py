"""A test engine: each word becomes a tone whose length follows the word's letters.

It can also do what voices must not: ``[options.faults]`` of a ``voice.toml`` names words and what
becomes of a sentence that holds one.
"""

from __future__ import annotations

import os
import signal
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from briefing.engines import SynthesisOptions
from briefing.errors import VoiceError
from briefing.model import Voice

if TYPE_CHECKING:
    from briefing.model import Samples

RATE_HZ = 24_000
CHARACTER_MS = 60
GAP_MS = 40


class Tone:
    """Speak tones: instant, deterministic, about as long as speech would be.

    A word of n characters sounds for ``n * CHARACTER_MS`` at a pitch of its own (200–400 Hz) and is
    followed by a gap. Options, for tests: ``delay_ms`` is how long a second of speech takes;
    ``log`` a file that gets a line a sentence; ``faults`` maps a word to one of :data:`FAULTS`, and
    ``seeds`` is how many seeds have that fault (all by default); ``once`` names a file, and the
    fault comes only while it does not exist, and makes it.
    """

    rate_hz = RATE_HZ

    def __init__(self, voice: Voice, speaking: SynthesisOptions) -> None:
        self._speed = speaking.speed
        self._options = voice.options

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
        samples: Samples = np.concatenate(
            [part for word in words for part in (self._word(word), gap)]
        )
        time.sleep(self._options.get("delay_ms", 0) / 1000 * len(samples) / RATE_HZ)
        for word, fault in self._options.get("faults", {}).items():
            if word in spoken and seed < self._options.get("seeds", seed + 1) and self._due():
                samples = FAULTS[fault](samples)
        self._note(spoken)
        return samples

    def _word(self, word: str) -> Samples:
        pitch_hz = 200 + zlib.crc32(word.encode()) % 201
        n = round(RATE_HZ * CHARACTER_MS * len(word) / 1000 / self._speed)
        wave = 0.4 * np.sin(2 * np.pi * pitch_hz * np.arange(n) / RATE_HZ)
        return wave.astype(np.float32)

    def _due(self) -> bool:
        """Tell whether a fault that comes once has not come yet."""
        once = self._options.get("once")
        if once is None:
            return True
        came = Path(once).exists()
        Path(once).touch()
        return not came

    def _note(self, spoken: str) -> None:
        if log := self._options.get("log"):
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(f"{spoken}\n")


def _killed(samples: Samples) -> Samples:
    os.kill(os.getpid(), signal.SIGKILL)
    return samples


def _out_of_memory(samples: Samples) -> Samples:
    raise MemoryError


def _refused(samples: Samples) -> Samples:
    raise VoiceError("the model refused")


#: What can become of a sentence.
FAULTS: Mapping[str, Callable[[Samples], Samples]] = {
    "empty": lambda samples: samples[:0],
    "silent": lambda samples: samples * np.float32(0.001),
    "nan": lambda samples: samples * np.float32("nan"),
    "clipped": lambda samples: np.clip(samples * np.float32(10), -1, 1),
    "truncated": lambda samples: samples[: len(samples) // 4],
    "run-on": lambda samples: np.tile(samples, 4),
    "refused": _refused,
    "out of memory": _out_of_memory,
    "killed": _killed,
}
