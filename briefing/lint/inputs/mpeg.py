"""The frames of an MP3, counted one by one (ISO/IEC 11172-3, section 2.4.1.3, and 13818-3)."""

from __future__ import annotations

import mmap
from collections import Counter
from dataclasses import dataclass

_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MPEG1, _LAYER3, _MONO = 3, 1, 3
# What may follow the last frame: ID3v1, APEv2, Lyrics3.
_TRAILERS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")
# A file of ten hours is read in windows of this size, and does not fill the memory.
_WINDOW_BYTES = 1 << 24


@dataclass(frozen=True)
class Header:
    """What the header of a frame says. ``size_bytes`` is the size of the whole frame."""

    version: int
    rate_hz: int
    bitrate_kbps: int
    channels: int
    size_bytes: int

    @property
    def samples(self) -> int:
        """Return how many samples a channel has in a frame."""
        return 1152 if self.version == _MPEG1 else 576


@dataclass(frozen=True)
class Info:
    """A Xing, Info or VBRI header. ``frames`` is how many it announces, None if it does not.

    ``padding`` is how many samples its encoder added at the start and the end.
    """

    name: str
    frames: int | None
    padding: int = 0


@dataclass(frozen=True)
class Stream:
    """The frames of a file. ``frames`` leaves out the one with the Info header.

    ``strange_bytes`` are between frames; ``cut_bytes`` are missing from the last one.
    """

    header: Header
    frames: int
    bitrates_kbps: tuple[int, ...]
    info: Info | None
    strange_bytes: int
    cut_bytes: int

    @property
    def duration_ms(self) -> int:
        """Return the duration, without the padding that the encoder reports."""
        samples = self.frames * self.header.samples - (self.info.padding if self.info else 0)
        return round(max(0, samples) * 1000 / self.header.rate_hz)


def header(raw: bytes) -> Header | None:
    """Read four bytes as the header of a Layer III frame; None if they are not one.

    >>> header(bytes.fromhex("fffb 9064"))
    Header(version=3, rate_hz=44100, bitrate_kbps=128, channels=2, size_bytes=417)
    """
    if len(raw) < 4 or raw[0] != 0xFF or raw[1] & 0xE0 != 0xE0:
        return None
    version, layer = raw[1] >> 3 & 3, raw[1] >> 1 & 3
    bitrate, rate, padding = raw[2] >> 4, raw[2] >> 2 & 3, raw[2] >> 1 & 1
    if version == 1 or layer != _LAYER3 or rate == 3 or bitrate in (0, 15):
        return None
    kbps = _BITRATES[_MPEG1 if version == _MPEG1 else 2][bitrate]
    rate_hz = _RATES_HZ[version][rate]
    size = (144_000 if version == _MPEG1 else 72_000) * kbps // rate_hz + padding
    return Header(version, rate_hz, kbps, 1 if raw[3] >> 6 == _MONO else 2, size)


def walk(data: bytes | mmap.mmap, start: int) -> Stream | None:
    """Count the frames from ``start`` on; None if there are none."""
    begin = _first(data, start)
    first = header(data[begin : begin + 4]) if begin >= 0 else None
    if first is None:
        return None
    info = _info(data[begin : begin + first.size_bytes], first)
    at = begin + first.size_bytes if info else begin
    counted: Counter[int] = Counter()
    headers: dict[bytes, Header | None] = {}
    strange, end, released = begin - start, len(data), 0
    while at + 4 <= end:
        if at - released > _WINDOW_BYTES:
            released = _release(data, at)
        raw = data[at : at + 4]
        if raw not in headers:
            headers[raw] = _alike(header(raw), first)
        frame = headers[raw]
        if frame:
            counted[frame.bitrate_kbps] += 1
            at += frame.size_bytes
        elif data[at : at + 16].startswith(_TRAILERS):
            at = end
        else:
            skipped = _first(data, at + 1)
            strange += (skipped if skipped >= 0 else end) - at
            at = skipped if skipped >= 0 else end
    frames = sum(counted.values())
    if not frames:
        return None
    return Stream(first, frames, tuple(sorted(counted)), info, strange, max(0, at - end))


def _release(data: bytes | mmap.mmap, until: int) -> int:
    """Release the pages of a mapped file read so far; return up to which byte."""
    until -= until % mmap.PAGESIZE
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED, 0, until)
    return until


def _alike(frame: Header | None, first: Header) -> Header | None:
    same = frame and (frame.version, frame.rate_hz) == (first.version, first.rate_hz)
    return frame if same else None


def _first(data: bytes | mmap.mmap, start: int) -> int:
    """Return the position of the first frame followed by another; -1 if there is none."""
    at = data.find(b"\xff", start)
    while at >= 0:
        frame = header(data[at : at + 4])
        follows = at + frame.size_bytes if frame else 0
        if frame and (follows >= len(data) or header(data[follows : follows + 4])):
            return at
        at = data.find(b"\xff", at + 1)
    return -1


def _info(frame: bytes, first: Header) -> Info | None:
    """Read the Info header of a first frame; it follows the side information."""
    mono = first.channels == 1
    side = (17 if mono else 32) if first.version == _MPEG1 else (9 if mono else 17)
    name = frame[4 + side : 8 + side]
    if frame[36:40] == b"VBRI":
        return Info("VBRI", int.from_bytes(frame[50:54], "big"))
    if name not in (b"Xing", b"Info"):
        return None
    flags = int.from_bytes(frame[8 + side : 12 + side], "big")
    count = int.from_bytes(frame[12 + side : 16 + side], "big") if flags & 1 else None
    lame = 12 + side + 4 * (flags & 1) + 2 * (flags & 2) + 25 * (flags & 4) + (flags & 8) // 2
    delays = int.from_bytes(frame[lame + 21 : lame + 24], "big")
    known = frame[lame : lame + 4] in (b"LAME", b"Lavf", b"Lavc")
    return Info(name.decode(), count, (delays >> 12) + (delays & 0xFFF) if known else 0)
