"""The sound of a clip as a file: FLAC (RFC 9639), 16 bits, mono, verified when read.

An episode's samples have 16 bits, so a clip has no more: what is heard is the same whether a clip
was spoken now or comes from the cache. When its words are heard stands in an ``APPLICATION`` block
(RFC 9639, section 8.4), which players pass over: a CRC-32, then four numbers for each word.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.audio import FULL_SCALE, to_int16
from briefing.model import Speech, WordTime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from briefing.model import Samples

    Integers = NDArray[np.int16]

# RFC 9639, section 8.2: the MD5 of the samples closes the STREAMINFO block, which comes first.
_MD5 = slice(26, 42)
#: A clip is a sentence.
_LONGEST_MS = 3_600_000
# RFC 9639, section 8.1: the last block's flag and its type in 8 bits, its length in 24.
_STREAMINFO_END, _LAST, _APPLICATION, _ID = 42, 0x80, 2, b"Word"
_WORD = struct.Struct(">4I")


class DamagedError(ValueError):
    """The bytes are not a clip, or not the one that was written."""


def pack(samples: Samples, rate_hz: int, words: Sequence[WordTime] = ()) -> bytes:
    """Return samples, float32 of shape (n,) in [-1, 1], and their words as a FLAC file.

    >>> import numpy as np
    >>> samples = np.array([0, 0.5, -1], np.float32)
    >>> speech, rate_hz = unpack(pack(samples, 24000, [WordTime(0, 2, 25, 75)]))
    >>> speech.samples.round(4).tolist(), rate_hz, [tuple(word) for word in speech.words]
    ([0.0, 0.5, -1.0], 24000, [(0, 2, 25, 75)])
    """
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, to_int16(samples), rate_hz, format="FLAC", subtype="PCM_16")
    data = file.getvalue()
    if not words:
        return data
    rows = b"".join(_WORD.pack(*word) for word in words)
    block = _ID + zlib.crc32(rows).to_bytes(4, "big") + rows
    head = bytes([data[4] & _LAST | _APPLICATION]) + len(block).to_bytes(3, "big")
    first = bytes([data[4] & ~_LAST])
    return data[:4] + first + data[5:_STREAMINFO_END] + head + block + data[_STREAMINFO_END:]


def unpack(data: bytes) -> tuple[Speech, int]:
    """Return what a FLAC file says and its rate in Hz; packing it again gives the same file.

    Raises
    ------
    DamagedError
        if a bit of the sound, or of its words' times, is not as it was written.
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
    return Speech(samples, _words(data)), rate_hz


def _words(data: bytes) -> tuple[WordTime, ...]:
    """Return the words of a FLAC file, none if it has no block of them.

    Raises
    ------
    DamagedError
        if they are not those that were written, or not in order.
    """
    for block in _application_blocks(data):
        if block[:4] != _ID:
            continue
        rows = block[8:]
        if zlib.crc32(rows) != int.from_bytes(block[4:8], "big") or len(rows) % _WORD.size:
            raise DamagedError("the times of the words are not those that were written")
        words = tuple(WordTime(*row) for row in _WORD.iter_unpack(rows))
        ordered = all(this[::2] <= after[::2] for this, after in pairwise(words))
        if not ordered or any(word.start_ms > word.end_ms for word in words):
            raise DamagedError("the words are not in order")
        return words
    return ()


def _application_blocks(data: bytes) -> Iterator[bytes]:
    at, last = 4, False
    while not last and at + 4 <= len(data):
        kind, length = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        if kind & ~_LAST == _APPLICATION:
            yield data[at + 4 : at + 4 + length]
        at, last = at + 4 + length, bool(kind & _LAST)


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
