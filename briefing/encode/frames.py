"""Frames of MP3 (ISO/IEC 11172-3, 2.4.1.3): count them off, and say where the sound begins.

The Info header is a frame without sound before the others, whose fields from the encoder's name on
are LAME's ("MP3 Info Tag", revision 1).
"""

from __future__ import annotations

from briefing.errors import EncodeError
from briefing.model import FRAME_SAMPLES

#: LAME's delay in samples, without the 529 of every decoder.
DELAY = 576
_HEADER_BYTES, _SIDE_INFO_BYTES = 4, 17  # MPEG-1, mono
_INFO = _HEADER_BYTES + _SIDE_INFO_BYTES
# Where the fields lie, from the word "Info" on.
_FRAMES, _ENCODER, _GAPS, _SUM = 8, 120, 141, 154
#: As much of a file as holds what is changed here.
HEAD_BYTES = _INFO + _SUM + 2


def first(stream: bytes, count: int, bitrate_kbps: int, rate_hz: int) -> bytes:
    """Return the first frames of a stream of one bit rate.

    Raises
    ------
    EncodeError
        if there are fewer.
    """
    place = 0
    for _ in range(count):
        if place + _HEADER_BYTES > len(stream) or stream[place] != 0xFF:
            raise EncodeError("ffmpeg wrote too little MP3", remedy="run the same command again")
        padded = stream[place + 2] >> 1 & 1
        place += FRAME_SAMPLES // 8 * 1000 * bitrate_kbps // rate_hz + padded
    return stream[:place]


def with_gaps(head: bytes, length: int) -> bytes:
    """Return a frame with an Info header that says where the sound begins and ends.

    ``length`` is that of the sound in samples. Players leave out the encoder's delay before it and
    its filling after it, so that the times of chapters are exact.
    """
    data = bytearray(head)
    count = int.from_bytes(data[_INFO + _FRAMES : _INFO + _FRAMES + 4], "big")
    filling = min(max(0, count * FRAME_SAMPLES - DELAY - length), 0xFFF)
    data[_INFO + _ENCODER : _INFO + _ENCODER + 9] = b"Lavf lame"
    data[_INFO + _GAPS : _INFO + _GAPS + 3] = (DELAY << 12 | filling).to_bytes(3, "big")
    data[_INFO + _SUM : _INFO + _SUM + 2] = _crc16(data[: _INFO + _SUM]).to_bytes(2, "big")
    return bytes(data)


def _crc16(data: bytes | bytearray) -> int:
    """Return the CRC of the header's fields: the polynomial 0x8005, bits reversed, from 0.

    >>> hex(_crc16(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
