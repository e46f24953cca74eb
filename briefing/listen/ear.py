"""Which phone is heard when: a small network of our own that listens to Hindi speech.

``training/ear`` taught it with the voices of the package; its card says how well it hears others.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.audio import resample
from briefing.engines.session import inference_session
from briefing.listen.phones import PHONES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from briefing.model import Samples

MODEL = Path(__file__).with_name("ear.onnx")
#: What the network hears: sound at this rate, as spectra a hop apart, two to a frame.
RATE_HZ = 16000
_HOP, _WINDOW, _FFT = 160, 400, 512
MELS = 64
LOWEST_HZ, HIGHEST_HZ = 60.0, 7600.0
#: Added to the energy of a band: below 16-bit noise.
_FLOOR = 1e-7
#: Frame i is heard from i to i + 1 times this: its middle is at 20 · i + 10 ms.
FRAME_MS = 20
FRAMES_PER_SECOND = 1000 // FRAME_MS
#: Long sound is heard in blocks, each with the sound around it that its first and last frame need.
_BLOCK_S, _AROUND_S = 30, 1


class Ear:
    """The network, loaded when it first hears something.

    Raises
    ------
    VoiceError
        if its file cannot be loaded.
    """

    def __init__(self, model: Path = MODEL, threads: int = 1) -> None:
        self._model, self._threads = model, threads

    @cached_property
    def _session(self) -> Any:
        return inference_session(self._model, self._threads, "install briefing anew")

    def hear(self, samples: Samples, rate_hz: int) -> NDArray[np.float32]:
        """Return the log-probability of each phone in each frame of 20 ms.

        ``samples`` are float32 mono, of shape (n,), in [-1, 1]. The result is float32 of shape
        (⌈50 · n / rate_hz⌉, len(PHONES)); row i is about the sound from 20 · i to 20 · (i + 1) ms.
        Memory does not grow with the length, but for the result.
        """
        count = -(-len(samples) * FRAMES_PER_SECOND // rate_hz)
        heard = np.empty((count, len(PHONES)), np.float32)
        silence = np.zeros(_AROUND_S * rate_hz, np.float32)
        for begin in range(0, count, _BLOCK_S * FRAMES_PER_SECOND):
            first_s = begin // FRAMES_PER_SECOND
            start, end = (first_s - _AROUND_S) * rate_hz, (first_s + _BLOCK_S) * rate_hz
            before = silence if start < 0 else silence[:0]
            part = samples[max(0, start) : end + _AROUND_S * rate_hz]
            block = heard[begin : begin + _BLOCK_S * FRAMES_PER_SECOND]
            scores = self._scores(np.concatenate([before, part, silence]), rate_hz)
            skipped = _AROUND_S * FRAMES_PER_SECOND
            block[:] = scores[skipped : skipped + len(block)]
        return heard

    def _scores(self, samples: Samples, rate_hz: int) -> NDArray[np.float32]:
        mel = log_mel(resample(samples, rate_hz, RATE_HZ))
        (scores,) = self._session.run(None, {"mel": mel.T[np.newaxis]})
        found: NDArray[np.float32] = scores[0].T
        return found


def log_mel(samples: Samples) -> NDArray[np.float32]:
    """Return the log energies of mel bands, of sound at 16 kHz: float32 (2 · frames, MELS).

    Row j looks at 25 ms (Hann) around 10 · j + 5 ms; a last frame that is not whole is left out.
    """
    rows = len(samples) // (2 * _HOP) * 2
    before = (_WINDOW - _HOP) // 2
    padded = np.pad(samples[: rows * _HOP + before], (before, _WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP][:rows]
    shape = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    energy = np.abs(np.fft.rfft(windows * shape, _FFT)).astype(np.float32) ** 2 / _WINDOW
    found: NDArray[np.float32] = np.log(energy @ _filters() + np.float32(_FLOOR))
    return found


@cache
def _filters() -> NDArray[np.float32]:
    """Return triangles evenly spaced in mel (2595 · log10(1 + f / 700)): (bins, MELS)."""
    lowest, highest = (2595 * np.log10(1 + f / 700) for f in (LOWEST_HZ, HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(lowest, highest, MELS + 2) / 2595) - 1)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    hz = np.fft.rfftfreq(_FFT, 1 / RATE_HZ)[:, np.newaxis]
    rising, falling = (hz - low) / (middle - low), (high - hz) / (high - middle)
    filters: NDArray[np.float32] = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return filters
