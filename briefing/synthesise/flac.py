"""The sound of a clip as a file: FLAC (RFC 9639), 16 bits, mono, verified when read.

An episode's samples have 16 bits, so a clip has no more: what is heard is the same whether a clip
was spoken now or comes from the cache.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from briefing.audio import FULL_SCALE, to_int16

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefing.model import Samples

    Integers = NDArray[np.int16]

# RFC 9639, section 8.2: the MD5 of the samples closes the STREAMINFO block, which comes first.
_MD5 = slice(26, 42)
#: A clip is a sentence.
_LONGEST_MS = 3_600_000


class DamagedError(ValueError):
    """The bytes are not a clip, or not the one that was written."""


def pack(samples: Samples, rate_hz: int) -> bytes:
    """Return samples, float32 of shape (n,) in [-1, 1], as a FLAC file.

    >>> import numpy as np
    >>> samples, rate_hz = unpack(pack(np.array([0, 0.5, -1], np.float32), 24000))
    >>> samples.round(4).tolist(), rate_hz
    ([0.0, 0.5, -1.0], 24000)
    """
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, to_int16(samples), rate_hz, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def unpack(data: bytes) -> tuple[Samples, int]:
    """Return the samples of a FLAC file, float32 of shape (n,), and their rate in Hz.

    Packing them again gives the same file.

    Raises
    ------
    DamagedError
        if a bit of the sound is not as it was written.
    """
    import numpy as np
    import soundfile

    if data[:4] != b"fLaC":
        raise DamagedError("this is not a FLAC file")
    if duration_ms(data) > _LONGEST_MS:  # before the memory for it is asked for
        raise DamagedError("it is longer than any clip")
    try:
        integers, rate_hz = soundfile.read(io.BytesIO(data), dtype="int16")
    except (soundfile.LibsndfileError, MemoryError) as error:
        raise DamagedError(str(error)) from error
    if integers.ndim != 1 or data[_MD5] != _md5(integers):
        raise DamagedError("the samples are not those that were written")
    samples: Samples = integers.astype(np.float32) / np.float32(FULL_SCALE)
    return samples, rate_hz


def duration_ms(data: bytes) -> int:
    """Return the length of a FLAC file that :func:`pack` made, in milliseconds.

    RFC 9639, section 8.2: the rate in 20 bits, channels and depth in 8, the samples in 36.
    """
    packed = int.from_bytes(data[18:26], "big")
    return round((packed & (1 << 36) - 1) * 1000 / max(1, packed >> 44))


def digest(samples: Samples, rate_hz: int) -> str:
    """Return the name of a sound: the sha256, in hex, of its rate and its 16-bit samples."""
    data = to_int16(samples).tobytes()
    return hashlib.sha256(f"{rate_hz}\n".encode() + data).hexdigest()


def _md5(integers: Integers) -> bytes:
    return hashlib.md5(integers.astype("<i2").tobytes(), usedforsecurity=False).digest()
