"""Check that a clip is plausible: audible, unclipped, about as long as its text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from briefing.audio import sounding
from briefing.errors import ConfigError, VoiceError
from briefing.model import Utterance, Voice

if TYPE_CHECKING:
    from briefing.model import Samples

SILENT = 10 ** (-50 / 20)  # a peak below -50 dBFS is not speech
CLIPPED = 0.001  # share of samples at full scale
_UNHEARD = "\u094d\u093c"  # virama and nukta change a letter and take no time


class UnspokenError(VoiceError):
    """A sentence has no sound, or a sound that cannot be right."""


@dataclass(frozen=True)
class Pace:
    """How fast a voice speaks, as ``[options.pace]`` of its ``voice.toml`` says.

    A sentence of n letters is expected to sound for ``fixed_ms + n * letter_ms`` at speed 1; it
    may be ``shortest`` to ``longest`` times as long, and a slack of ``SLACK_MS`` either way, since
    a single word can be drawn out. The defaults fit any voice that reads Hindi.
    """

    fixed_ms: float = 220.0
    letter_ms: float = 105.0
    shortest: float = 0.45
    longest: float = 2.2

    def expected_ms(self, spoken: str, speed: float = 1.0) -> float:
        """Return how long a text is expected to sound.

        >>> round(Pace(200, 100).expected_ms("नमस्ते।"))
        700
        """
        return (self.fixed_ms + self.letter_ms * letters(spoken)) / speed


SLACK_MS = 400.0


def pace(voice: Voice) -> Pace:
    """Return a voice's pace.

    Raises
    ------
    ConfigError
        if ``[options.pace]`` holds something else than its numbers.
    """
    table = voice.options.get("pace", {})
    known = {field.name for field in fields(Pace)}
    numbers = isinstance(table, dict) and all(
        type(value) in (int, float) for value in table.values()
    )
    if not numbers or not set(table) <= known:
        where = str(voice.folder / "voice.toml")
        remedy = f"give numbers for {', '.join(sorted(known))}"
        raise ConfigError("[options.pace] is not understood", where=where, remedy=remedy)
    return Pace(**table)


def letters(spoken: str) -> int:
    """Count the letters, vowel signs and digits of a text.

    >>> letters("नमस्ते।")
    5
    """
    return sum(unicodedata.category(c)[0] in "LMN" and c not in _UNHEARD for c in spoken)


def invalid_audio(samples: Samples) -> str | None:
    """Say what is wrong with a sound, whatever it says: not finite, not audible, clipped; or None.

    >>> import numpy as np
    >>> invalid_audio(np.zeros(100, np.float32))
    'the voice made no sound'
    """
    import numpy as np

    if not len(samples):
        return "the voice made no sound"
    if not np.isfinite(samples).all():
        return "the voice made samples that are not numbers (NaN or infinite)"
    level = np.abs(samples)
    if level.max() < SILENT:
        return "the voice made no sound"
    if (level >= 1.0).mean() > CLIPPED:
        return "the voice's sound is clipped"
    return None


def find_fault(
    samples: Samples, rate_hz: int, spoken: str, pace: Pace, speed: float = 1.0
) -> str | None:
    """Say what is wrong with the sound of a text, or None.

    It must be finite, audible and not clipped, and neither so short that words are missing nor so
    long that there must be words that nobody wrote.

    >>> import numpy as np
    >>> find_fault(np.zeros(100, np.float32), 24000, "नमस्ते।", Pace())
    'the voice made no sound'
    >>> find_fault(np.full(72000, 0.5, np.float32), 24000, "नमस्ते।", Pace())
    'the voice spoke for 3.0 s where 0.1 to 2.0 s were expected: words are added or drawn out'
    """
    if what := invalid_audio(samples):
        return what
    start, end = sounding(samples)
    sounding_ms = (end - start) * 1000 / rate_hz
    expected_ms = pace.expected_ms(spoken, speed)
    low_ms = max(0.0, pace.shortest * expected_ms - SLACK_MS / 2)
    high_ms = pace.longest * expected_ms + SLACK_MS
    if low_ms <= sounding_ms <= high_ms:
        return None
    why = "words are missing" if sounding_ms < low_ms else "words are added or drawn out"
    wanted = f"{low_ms / 1000:.1f} to {high_ms / 1000:.1f} s were expected"
    return f"the voice spoke for {sounding_ms / 1000:.1f} s where {wanted}: {why}"


def sentence_error(utterance: Utterance, what: str) -> VoiceError:
    """Return the error for a sentence that could not be spoken; it names the sentence."""
    return VoiceError(
        f"{what}: «{utterance.written}»",
        where=f"line {utterance.line}" if utterance.line else "",
        remedy="reword the sentence, choose another voice with --voice, or go on without it "
        "with --keep-going; finished clips are kept",
    )
