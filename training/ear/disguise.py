"""Make a clip sound as it may reach an ear: another throat, a room, noise, a codec."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from briefing.audio import resample
from briefing.listen.ear import RATE_HZ
from briefing.system import ffmpeg

#: Sound is changed at the rate of the teachers.
SOURCE_HZ = 24000
#: Music and speech lose 3 dB an octave; white noise loses nothing.
_COLOURS = (0.0, 0.5, 1.0)


def disguised(
    samples: np.ndarray, draw: np.random.Generator, config: SimpleNamespace
) -> tuple[np.ndarray, float]:
    """Return the sound at 16 kHz, and how much faster than before it is.

    ``samples`` are float32 at 24 kHz; each change is drawn with the share ``config`` gives it.
    """
    pace = float(np.exp(draw.uniform(np.log(config.slowest), np.log(config.fastest))))
    sound = resample(samples, round(SOURCE_HZ * pace), SOURCE_HZ)
    changes: list[tuple[float, Callable[[np.ndarray], np.ndarray]]] = [
        (config.reverb, lambda x: in_a_room(x, draw)),
        (config.noise, lambda x: with_noise(x, draw, draw.uniform(*config.noise_db))),
        (config.band, lambda x: _band(x, round(draw.uniform(*config.band_hz)))),
    ]
    for share, change in changes:
        if draw.random() < share:
            sound = change(sound)
    sound = sound * min(1.0, 0.95 / max(1e-6, float(np.abs(sound).max())))
    if draw.random() < config.mp3:
        return coded(sound, SOURCE_HZ, int(draw.choice(config.mp3_kbps))), pace
    return resample(sound, SOURCE_HZ, RATE_HZ), pace


def coded(samples: np.ndarray, rate_hz: int, kbps: int) -> np.ndarray:
    """Return the sound at 16 kHz after MP3 (mono, 44.1 kHz), at its old place in time.

    LAME's header says how many samples the codec put before the sound; ffmpeg leaves them out.
    """
    with tempfile.TemporaryDirectory() as folder:
        raw, mp3 = Path(folder) / "a.raw", Path(folder) / "a.mp3"
        raw.write_bytes(np.clip(samples, -1, 1).astype("<f4").tobytes())
        source = ffmpeg.reading_raw(raw, "f32le", rate_hz)
        target = ["-ar", "44100", "-c:a", "libmp3lame", "-b:a", f"{kbps}k", ffmpeg.writing(mp3)]
        ffmpeg.run([*source, *target], doing="coding a clip")
        data = ffmpeg.decoded(mp3, RATE_HZ, len(samples) // rate_hz + 1)
    sound = np.frombuffer(data, "<f4")
    length = round(len(samples) * RATE_HZ / rate_hz)
    return np.pad(sound[:length], (0, max(0, length - len(sound))))


def with_noise(samples: np.ndarray, draw: np.random.Generator, db: float) -> np.ndarray:
    """Add noise of a drawn colour, this many dB below the sound."""
    spectrum = np.fft.rfft(draw.standard_normal(len(samples)))
    spectrum /= np.maximum(1, np.arange(len(spectrum))) ** draw.choice(_COLOURS)
    noise = np.fft.irfft(spectrum, len(samples))
    level = np.sqrt(np.mean(samples**2) / max(1e-12, np.mean(noise**2))) * 10 ** (-db / 20)
    noisy: np.ndarray = (samples + level * noise).astype(np.float32)
    return noisy


def in_a_room(samples: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Let the sound echo: noise that dies away by 60 dB in 0.1 to 0.4 s, under the sound."""
    length = round(draw.uniform(0.1, 0.4) * SOURCE_HZ)
    echo = draw.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    echo *= 10 ** (-draw.uniform(3, 15) / 20) / np.sqrt((echo**2).sum())
    echo[0] = 1.0
    size = len(samples) + length
    product = np.fft.rfft(samples, size) * np.fft.rfft(echo, size)
    return np.fft.irfft(product, size)[: len(samples)].astype(np.float32)


def _band(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    return resample(resample(samples, SOURCE_HZ, rate_hz), rate_hz, SOURCE_HZ)[: len(samples)]
