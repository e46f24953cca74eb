"""Hear whether a clip can be what it should be, before a listener does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import VoiceError
from briefing.model import Utterance

if TYPE_CHECKING:
    from briefing.model import Samples

SILENT = 10 ** (-50 / 20)  # a peak below -50 dBFS is no speech
CLIPPED = 0.001  # share of samples at full scale


def fault(samples: Samples) -> str | None:
    """Say what is wrong with the sound of a sentence, or None.

    >>> import numpy as np
    >>> fault(np.zeros(100, np.float32))
    'the voice made no sound'
    """
    import numpy as np

    if not len(samples):
        return "the voice made no sound"
    if not np.isfinite(samples).all():
        return "the voice made samples that are no numbers (NaN or infinite)"
    level = np.abs(samples)
    if level.max() < SILENT:
        return "the voice made no sound"
    if (level >= 1.0).mean() > CLIPPED:
        return "the voice's sound is clipped"
    return None


def refuse(utterance: Utterance, what: str) -> VoiceError:
    """Return the error for a sentence that could not be spoken; it names the sentence."""
    return VoiceError(
        f"{what}: «{utterance.written}»",
        where=f"line {utterance.line}" if utterance.line else "",
        remedy="reword the sentence, choose another voice with --voice, or go on without it "
        "with --keep-going; finished clips are kept",
    )
