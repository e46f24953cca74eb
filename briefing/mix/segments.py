"""Clips as pydub's segments: trimmed to their sound, faded, at the rate of the episode."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

from briefing import audio
from briefing.model import SAMPLE_BYTES

if TYPE_CHECKING:
    from pydub import AudioSegment

    from briefing.model import Samples

LEAD_MS, TAIL_MS = 15, 60  # of silence, left at the edges of every clip
FADE_IN_MS, FADE_OUT_MS = 5, 15


def speech(samples: Samples, rate_hz: int, to_hz: int) -> AudioSegment:
    """Return a clip as a segment at ``to_hz``: trimmed, and faded at both edges.

    pydub's own change of rate interpolates linearly, which dulls speech: the samples are
    resampled before.
    """
    trimmed = audio.resample(trim(samples, rate_hz), rate_hz, to_hz)
    data = audio.to_int16(trimmed).tobytes()
    return segment(data, to_hz).fade_in(FADE_IN_MS).fade_out(FADE_OUT_MS)


def silence(length: int, rate_hz: int) -> AudioSegment:
    """Return ``length`` samples of silence; pydub's own counts in whole milliseconds."""
    return segment(bytes(SAMPLE_BYTES * length), rate_hz)


def join(segments: list[AudioSegment]) -> AudioSegment:
    """Return the segments one after the other, joined once.

    ``AudioSegment.append`` would cross-fade, and ``+`` copies all that came before again.
    """
    rate_hz = segments[0].frame_rate if segments else 1
    return segment(b"".join(part.raw_data for part in segments), rate_hz)


def overlaid(track: AudioSegment, other: AudioSegment, start: int) -> AudioSegment:
    """Return a track with another laid over it from a sample on, and cut where the track ends.

    pydub takes pieces in whole milliseconds, which may lose a few samples: it gets whole seconds.
    """
    rate_hz, begin = track.frame_rate, SAMPLE_BYTES * start
    under = track.raw_data[begin : begin + len(other.raw_data)]
    size = -(-len(other.raw_data) // (SAMPLE_BYTES * rate_hz)) * SAMPLE_BYTES * rate_hz
    whole = (segment(data.ljust(size, b"\0"), rate_hz) for data in (under, other.raw_data))
    mixed = next(whole).overlay(next(whole)).raw_data[: len(under)]
    after = track.raw_data[begin + len(under) :]
    return segment(track.raw_data[:begin] + mixed + after, rate_hz)


def segment(data: bytes, rate_hz: int) -> AudioSegment:
    """Return raw signed 16-bit little-endian mono samples as a segment."""
    with warnings.catch_warnings():
        # pydub looks for an ffmpeg on the PATH, which nothing here asks it to use, and which there
        # may be none of.
        os.environ.setdefault("PATH", os.defpath)
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(data=data, sample_width=SAMPLE_BYTES, frame_rate=rate_hz, channels=1)


def trim(samples: Samples, rate_hz: int) -> Samples:
    """Cut silence from both edges and leave ``LEAD_MS`` of it before and ``TAIL_MS`` after.

    A clip without any sound comes back as the two edges alone.
    """
    import numpy as np

    first, last = audio.sounding(samples)
    lead, tail = rate_hz * LEAD_MS // 1000, rate_hz * TAIL_MS // 1000
    before = samples[max(0, first - lead) : first]
    after = samples[last : last + tail] if last else samples[:0]
    edges = np.zeros(lead - len(before), np.float32), np.zeros(tail - len(after), np.float32)
    return np.concatenate((edges[0], before, samples[first:last], after, edges[1]))


def trimmed_ms(samples: Samples, rate_hz: int) -> int:
    """Return how much :func:`trim` takes from the beginning, less than 0 where it adds silence."""
    first, _ = audio.sounding(samples)
    return round(first * 1000 / rate_hz) - LEAD_MS
