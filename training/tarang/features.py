"""What the student learns of a clip: log mel frames, and duration and pitch of every phone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from teacher import FRAME_SAMPLES, Teacher

from briefing.system.files import atomic_path

#: Below it the teacher's pitch means a sound without voice, Hz.
VOICED_HZ = 60.0


@dataclass(frozen=True)
class Features:
    """``phones`` n - 2 symbols (NFD); ``durations`` float32 (n,) in frames, the silence at both
    ends included; ``pitch`` float32 (n,) in Hz, 0 without voice; ``mel`` float32 (T, mels).
    """

    phones: str
    durations: np.ndarray
    pitch: np.ndarray
    mel: np.ndarray

    def frames(self) -> np.ndarray:
        """Return the whole frames of each phone: int64 (n,), together T."""
        ends = np.minimum(np.round(np.cumsum(self.durations)), len(self.mel)).astype(np.int64)
        ends[-1] = len(self.mel)
        return np.diff(ends, prepend=0)


def load(clip: Path, config: SimpleNamespace) -> Features:
    """Return the features of a clip, which are kept beside the folder of clips."""
    path = clip.parent.parent / "features" / clip.name
    if not path.is_file():
        made = _made(clip, config)
        with atomic_path(path) as beside, beside.open("wb") as file:
            np.savez(file, **{**vars(made), "mel": made.mel.astype(np.float16)})
    with np.load(path) as file:
        phones = str(file["phones"])
        return Features(phones, file["durations"], file["pitch"], file["mel"].astype(np.float32))


def _made(clip: Path, config: SimpleNamespace) -> Features:
    import soxr

    with np.load(clip) as file:
        durations, pitch = file["durations"].astype(np.int64), file["pitch"].astype(np.float32)
        samples = file["samples"].astype(np.float32) / 32767
        phones = unicodedata.normalize("NFD", str(file["phones"]))
    by_phone = phone_pitch(durations, pitch)
    durations, samples = _with_silence(durations, samples, config.audio.silence_frames)
    sound = soxr.resample(samples, Teacher.rate_hz, config.audio.rate_hz)
    ratio = FRAME_SAMPLES / Teacher.rate_hz * config.audio.rate_hz / config.audio.hop_length
    frames = (durations * ratio).astype(np.float32)
    return Features(phones, frames, by_phone, log_mel(sound, config.audio))


def phone_pitch(durations: np.ndarray, pitch: np.ndarray) -> np.ndarray:
    """Return the mean of each phone's voiced half frames, 0 where it has none.

    >>> phone_pitch(np.array([1, 2]), np.array([5, 6, 100, 110, 120, 9])).tolist()
    [0.0, 110.0]
    """
    ends = np.cumsum(2 * durations)
    parts = np.split(pitch, ends[:-1])
    voiced = [part[part > VOICED_HZ] for part in parts]
    return np.array([part.mean() if len(part) else 0.0 for part in voiced], np.float32)


def _with_silence(
    durations: np.ndarray, samples: np.ndarray, silence: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give a clip the same silence at both ends: cut from what is there, or added."""
    before, after = silence - durations[0], silence - durations[-1]
    durations = np.concatenate([[silence], durations[1:-1], [silence]])
    cut = slice(max(0, -before) * FRAME_SAMPLES, len(samples) - max(0, -after) * FRAME_SAMPLES)
    added = (max(0, before) * FRAME_SAMPLES, max(0, after) * FRAME_SAMPLES)
    return durations, np.pad(samples[cut], added)


def log_mel(sound: np.ndarray, audio: SimpleNamespace) -> np.ndarray:
    """Return the log mel spectrogram: float32 (len(sound) // hop, mels).

    As in HiFi-GAN (Kong et al. 2020): Hann window, reflected at both ends so that a frame stands
    for one hop, magnitudes, Slaney's filters, natural logarithm above a floor.
    """
    edge = (audio.fft_size - audio.hop_length) // 2
    padded = np.pad(sound, edge, mode="reflect")
    framed = np.lib.stride_tricks.sliding_window_view(padded, audio.fft_size)[:: audio.hop_length]
    window = np.hanning(audio.fft_size + 1)[:-1].astype(np.float32)
    magnitudes = np.sqrt(np.abs(np.fft.rfft(framed * window)) ** 2 + 1e-9).astype(np.float32)
    mels = magnitudes @ _filters(*(vars(audio)[key] for key in _FILTER_KEYS)).T
    logs: np.ndarray = np.log(np.maximum(mels, audio.floor))[: len(sound) // audio.hop_length]
    return logs


_FILTER_KEYS = ("rate_hz", "fft_size", "num_mels", "mel_fmin", "mel_fmax")


@cache
def _filters(rate_hz: int, fft_size: int, num_mels: int, low: float, high: float) -> np.ndarray:
    from librosa.filters import mel

    filters: np.ndarray = mel(sr=rate_hz, n_fft=fft_size, n_mels=num_mels, fmin=low, fmax=high)
    return filters
