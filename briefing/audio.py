"""Sound as samples: where it begins and ends, fades, and 16-bit numbers.

Samples are float32, mono, of shape (n,), in [-1, 1]. numpy is imported when it is needed, so that
commands that make no sound start without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefing.model import Samples

#: The value of a 16-bit sample at full scale.
FULL_SCALE = 32767
#: What is this far under a clip's peak is breath and noise, not the edge of a sound.
EDGE_DB = -50.0


def sounding(samples: Samples, margin: int = 0) -> tuple[int, int]:
    """Return where the sound starts and ends, in samples, with up to ``margin`` around it.

    Both are 0 where there is no sound.

    >>> import numpy as np
    >>> sounding(np.array([0, 0, 0.5, 0.001, -0.5, 0, 0], np.float32), margin=1)
    (1, 6)
    >>> sounding(np.zeros(9, np.float32))
    (0, 0)
    """
    import numpy as np

    level = np.abs(samples)
    loud = np.flatnonzero(level > level.max(initial=0.0) * 10 ** (EDGE_DB / 20))
    if not len(loud):
        return 0, 0
    return max(0, int(loud[0]) - margin), min(len(samples), int(loud[-1]) + 1 + margin)


def faded(samples: Samples, length: int) -> Samples:
    """Return a copy that rises over its first ``length`` samples and falls over its last.

    >>> import numpy as np
    >>> faded(np.ones(5, np.float32), 2).tolist()
    [0.0, 1.0, 1.0, 1.0, 0.0]
    """
    import numpy as np

    length = min(length, len(samples) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    copy = samples.copy()
    copy[:length] *= ramp
    copy[len(samples) - length :] *= ramp[::-1]
    return copy


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Return the samples at another rate, band-limited, by the discrete Fourier transform.

    A clip begins and ends in silence, so the transform's assumption that it repeats is harmless.
    """
    import numpy as np

    if from_hz == to_hz:
        return samples
    n = round(len(samples) * to_hz / from_hz)
    spectrum = np.fft.rfft(samples)
    resized = np.zeros(n // 2 + 1, spectrum.dtype)
    common = min(len(resized), len(spectrum))
    resized[:common] = spectrum[:common]
    return (np.fft.irfft(resized, n) * (n / len(samples))).astype(np.float32)


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """Return the samples as signed 16-bit little-endian integers; what is over full scale is cut.

    >>> import numpy as np
    >>> to_int16(np.array([0, 0.5, -2], np.float32)).tolist()
    [0, 16384, -32767]
    """
    import numpy as np

    return np.round(np.clip(samples, -1.0, 1.0) * FULL_SCALE).astype("<i2")
