"""What the network learns of a clip: mel bands, and the phone that is heard in each frame."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from briefing.audio import resample
from briefing.engines.kokoro.engine import FRAME_MS as TEACHER_MS
from briefing.engines.kokoro.engine import LEAD_MS
from briefing.listen.ear import FRAME_MS, RATE_HZ, log_mel
from briefing.listen.phones import PHONES, SILENCE, spans
from briefing.system.files import atomic_path

from .disguise import SOURCE_HZ, disguised

#: The label of a frame about which the durations say nothing: it is not learnt.
UNKNOWN = -1
#: What is this far under the loud parts of the clip is silence, but for the closure of a stop: the
#: last phone before a pause lasts into it.
_QUIET_DB = -40.0
_STOPS = tuple("kɡcɟʈɖtdpb")
_CLOSED = np.array([phone.startswith(_STOPS) for phone in PHONES])


@dataclass(frozen=True)
class Features:
    """``mel`` float32 (2 · T, MELS) and ``labels`` int64 (T,), places in PHONES or UNKNOWN."""

    mel: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Clip:
    """A sentence as a voice said it: ``samples`` float32 at 24 kHz, and the classes of its frames.

    ``ends_s`` holds when each symbol ends, the padding included, and ``classes`` what it is.
    """

    samples: np.ndarray
    ends_s: np.ndarray
    classes: np.ndarray

    def labels(self, centres_s: np.ndarray) -> np.ndarray:
        """Return what is heard at some times: int64, UNKNOWN where only a blank is known."""
        places = np.searchsorted(self.ends_s, centres_s, side="right")
        found = self.classes[np.minimum(places, len(self.classes) - 1)]
        outside = (centres_s < 0) | (centres_s >= len(self.samples) / SOURCE_HZ)
        closed = (found != UNKNOWN) & _CLOSED[found]
        quiet = (self._levels(centres_s) < _QUIET_DB) & ~closed
        return np.where(quiet | outside, PHONES.index(SILENCE), found)

    def _levels(self, centres_s: np.ndarray) -> np.ndarray:
        """Return the level of 20 ms around each time, in dB to the loud parts of the clip."""
        half = SOURCE_HZ * FRAME_MS // 2000
        power = np.concatenate([[0.0], np.cumsum(self.samples.astype(np.float64) ** 2)])
        middle = np.round(centres_s * SOURCE_HZ).astype(np.int64)
        first, last = (np.clip(middle + side, 0, len(self.samples)) for side in (-half, half))
        db = 10 * np.log10((power[last] - power[first]) / (2 * half) + 1e-12)
        return np.asarray(db - np.percentile(db, 95))


def read(path: Path) -> Clip:
    """Return a clip of the corpus."""
    with np.load(path) as file:
        symbols = unicodedata.normalize("NFD", str(file["phones"]))
        ends_s = (np.cumsum(file["durations"].astype(np.float64)) * TEACHER_MS - LEAD_MS) / 1000
        samples = file["samples"].astype(np.float32) / 32767
    classes = np.full(len(ends_s), UNKNOWN)
    for phone, start, end in spans(symbols):
        while start and symbols[start - 1] in "ˈˌ":  # stress sounds in its vowel
            start -= 1
        if symbols[end : end + 1] == "ː":  # the length of a doubled stop
            end += 1
        classes[start + 1 : end + 1] = PHONES.index(phone)
    return Clip(samples, ends_s, classes)


def features(clip: Clip, sound: np.ndarray, pace: float = 1.0, before_s: float = 0.0) -> Features:
    """Return the features of a clip as it reached an ear: ``sound`` float32 at 16 kHz.

    It is ``pace`` times faster than the clip, and begins after ``before_s`` of silence.
    """
    mel = log_mel(sound)
    centres_s = (np.arange(len(mel) // 2) + 0.5) * FRAME_MS / 1000
    return Features(mel, clip.labels((centres_s - before_s) * pace))


def learnt(path: Path, config: SimpleNamespace) -> list[Features]:
    """Return the features of a clip as it is and of its copies; they are kept beside the clips."""
    return [_kept(path, copy, config) for copy in range(config.copies + 1)]


def _kept(path: Path, copy: int, config: SimpleNamespace) -> Features:
    kept = path.parent.parent / "features" / f"{path.stem}.{copy}.npz"
    if not kept.is_file():
        made = _made(path, copy, config)
        with atomic_path(kept) as beside, beside.open("wb") as file:
            np.savez(file, mel=made.mel.astype(np.float16), labels=made.labels.astype(np.int8))
    with np.load(kept) as file:
        return Features(file["mel"].astype(np.float32), file["labels"].astype(np.int64))


def _made(path: Path, copy: int, config: SimpleNamespace) -> Features:
    """Return what is learnt of a copy, 0 being the clip; chance depends on the clip and copy."""
    clip = read(path)
    if not copy:
        return features(clip, resample(clip.samples, SOURCE_HZ, RATE_HZ))
    draw = np.random.default_rng([config.seed, copy, int(path.stem[:12], 16)])
    before_s, after_s = draw.uniform(0, config.silence_s, 2)
    edges = [round(seconds * SOURCE_HZ) for seconds in (before_s, after_s)]
    sound, pace = disguised(np.pad(clip.samples, edges), draw, config)
    return features(clip, sound, pace, edges[0] / SOURCE_HZ / pace)
