"""Broadcast Wave: the chunks that radio stations read before the sound.

``bext`` by EBU Tech 3285, version 2 (2011), ``cart`` by AES46-2002. Their texts are ASCII.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.formats.transliterate import TYPEWRITTEN, to_latin

#: The sizes in a RIFF file have 32 bits.
LARGEST_BYTES = 2**32 - 1
#: The loudness fields hold hundredths; this says nothing (EBU Tech 3285, section 2.4).
_UNKNOWN, _LARGEST = 0x7FFF, 9999
_FULL_SCALE = 32_768


@dataclass(frozen=True)
class Programme:
    """What the chunks say: texts, when it is of, and the loudness of the sound.

    ``date`` and ``time`` are those of ISO 8601, without a zone; ``time`` is empty where it is not
    known. ``loudness`` holds the integrated loudness (LUFS), its range (LU), the true peak (dBTP),
    and the loudest momentary and short-term loudness (LUFS). ``history`` says how the sound was
    coded before it became PCM: a line a coding (EBU R 98).
    """

    title: str
    artist: str
    identifier: str
    date: str
    time: str
    category: str
    last_words: str
    text: Sequence[str]
    loudness: Sequence[float]
    producer: tuple[str, str]
    history: Sequence[str] = ()


def write(sound: Path, path: Path, rate_hz: int, bits: int, programme: Programme) -> None:
    """Write raw mono samples as a Broadcast Wave file.

    Raises
    ------
    ValueError
        if it would be larger than a WAV file can be.
    """
    size = sound.stat().st_size
    step = bits // 8
    form = struct.pack("<HHIIHH", 1, 1, rate_hz, rate_hz * step, step, bits)
    head = _chunk(b"bext", _bext(programme, rate_hz, bits)) + _chunk(b"cart", _cart(programme))
    head += _chunk(b"fmt ", form)
    whole = 4 + len(head) + 8 + size + size % 2
    if whole > LARGEST_BYTES:
        raise ValueError(f"{whole} bytes do not fit in a WAV file")
    with path.open("wb") as file, sound.open("rb") as samples:
        file.write(struct.pack("<4sI4s", b"RIFF", whole, b"WAVE") + head)
        file.write(struct.pack("<4sI", b"data", size))
        shutil.copyfileobj(samples, file, 1 << 20)
        file.write(bytes(size % 2))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("<4sI", name, len(data)) + data + bytes(len(data) % 2)


def _ascii(text: str, length: int) -> bytes:
    """Return a text in Latin letters as a field of this many bytes.

    >>> _ascii("शाम की ख़बरें", 16)
    b'sham ki khabren\\x00'
    """
    return _plain(text)[:length].ljust(length, b"\0")


def _plain(text: str) -> bytes:
    latin = to_latin(text).translate(TYPEWRITTEN)
    return "".join(sign if sign.isascii() else "_" for sign in latin).encode("ascii")


def _bext(programme: Programme, rate_hz: int, bits: int) -> bytes:
    """Return the chunk that says what the sound is, when it was made, and how loud it is."""
    pcm = f"A=PCM,F={rate_hz},W={bits},M=mono,T={programme.producer[0]}"
    return b"".join(
        (
            _ascii(programme.title, 256),
            _ascii(programme.artist, 32),
            _ascii(programme.identifier.replace("-", ""), 32),
            _ascii(programme.date, 10),
            _ascii(programme.time, 8),
            struct.pack("<QH", 0, 2),  # no time code; the version
            bytes(64),  # no UMID
            struct.pack("<5h", *map(_hundredths, programme.loudness)),
            bytes(180),
            *(f"{line}\r\n".encode("ascii") for line in (*programme.history, pcm)),
        )
    )


def _hundredths(value: float) -> int:
    """Return a loudness field: of what is no number, or out of its range, that it is unknown.

    >>> [_hundredths(value) for value in (-23.004, float("-inf"), float("nan"))]
    [-2300, 32767, 32767]
    """
    known = abs(value) * 100 <= _LARGEST
    return round(value * 100) if known else _UNKNOWN


def _cart(programme: Programme) -> bytes:
    """Return the chunk by which a play-out system lists the sound."""
    fields = (
        ("0101", 4),
        (programme.title, 64),
        (programme.artist, 64),
        (programme.identifier, 64),
        ("", 64),  # client
        (programme.category, 64),
        ("", 64),  # classification
        (programme.last_words, 64),
        (programme.date, 10),
        ("00:00:00", 8),
        ("9999-12-31", 10),
        ("23:59:59", 8),
        (programme.producer[0], 64),
        (programme.producer[1], 64),
        ("", 64),  # defined by the user
    )
    text = b"\r\n".join(_plain(line) for line in programme.text) + b"\r\n\0"
    head = b"".join(_ascii(value, length) for value, length in fields)
    return head + struct.pack("<i", _FULL_SCALE) + bytes(64 + 276 + 1024) + text
