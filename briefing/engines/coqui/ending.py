"""Hear whether XTTS stopped where the text ends.

XTTS samples its sound code by code until it draws the code that ends it. Sometimes it draws that
too late: a syllable, breath or noise follows after a silence, or the clip goes on for seconds;
sometimes too soon. Another seed draws another end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from briefing.errors import VoiceError

if TYPE_CHECKING:
    from briefing.model import Samples

#: Seeds that are tried, and how far apart they lie: a caller's next seed is a new one too.
TRIES = 4
SEED_STEP = 1009
#: Hindi newsreaders speak 10-17 characters a second, matras counted; these bounds are generous.
LEAST_S_A_CHARACTER = 0.025
MOST_S_A_CHARACTER = 0.17
#: Silence at both ends and a slow start, whatever the length.
SPARE_S = 1.2
#: A sound of at most this length after at least this much silence is not part of the sentence.
BURST_S = 0.6
GAP_S = 0.45
_FRAME_S = 0.02
_SILENCE_DB = -35.0


def fault(samples: Samples, rate_hz: int, text: str) -> str | None:
    """Say what is wrong with the end of a clip, or None.

    ``samples`` is float32 of shape (n,). Text and sound of one sentence are compared by length.

    >>> fault(np.ones(24000 * 9, np.float32), 24000, "नमस्ते")
    'the voice went on for 9.0 s after a text of 6 characters'
    """
    seconds = len(samples) / rate_hz
    if seconds > MOST_S_A_CHARACTER * len(text) + SPARE_S:
        return f"the voice went on for {seconds:.1f} s after a text of {len(text)} characters"
    if seconds < LEAST_S_A_CHARACTER * len(text):
        return f"the voice stopped after {seconds:.1f} s of a text of {len(text)} characters"
    if _burst(samples, rate_hz) is not None:
        return "the voice made a noise after the end of the text"
    return None


def best(tries: Sequence[Samples], rate_hz: int, text: str) -> Samples:
    """Return the first clip without fault, else the one whose only fault can be cut away.

    Raises
    ------
    VoiceError
        if every clip is too long or too short.
    """
    for clip in tries:
        if fault(clip, rate_hz, text) is None:
            return clip
    for clip in tries:
        at = _burst(clip, rate_hz)
        if at is not None and fault(clip[:at], rate_hz, text) is None:
            return clip[:at]
    what = fault(tries[-1], rate_hz, text)
    raise VoiceError(
        f"{what}, with each of {len(tries)} seeds",
        where=text,
        remedy="reword or split the sentence, or choose another speaker or recording",
    )


def _burst(samples: Samples, rate_hz: int) -> int | None:
    """Return where a noise after the end begins, in samples, or None if there is none."""
    frame = round(_FRAME_S * rate_hz)
    count = len(samples) // frame
    frames = samples[: count * frame].reshape(count, frame)
    level = np.sqrt((frames.astype(np.float64) ** 2).mean(axis=1))
    loud = np.flatnonzero(level > level.max(initial=0.0) * 10 ** (_SILENCE_DB / 20))
    if len(loud) < 2:
        return None
    gaps = np.flatnonzero(np.diff(loud) * _FRAME_S > GAP_S)
    if not len(gaps):
        return None
    resumes, last = loud[gaps[-1] + 1], loud[-1]
    if (last - resumes + 1) * _FRAME_S > BURST_S:
        return None
    return int((loud[gaps[-1]] + 1) * frame)
