"""What AntennaPod makes of a file: its readers of chapters and transcripts, retold in Python.

Retold from what they do, with the limits that lose a listener the chapters: the length of a title
in MP4 is a signed byte, the number of a chapter in Ogg has two digits, times there are whole
seconds. AntennaPod 3 (July 2026): ``parser/media``, ``ui/chapters``, ``parser/feed``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

Chapters = list[tuple[str, int]]


class LostError(Exception):
    """The app gives up, and shows no chapter of the file at all."""


def chapters(path: Path) -> Chapters:
    """Return the (title, start in ms) of each chapter, by time.

    Raises
    ------
    LostError
        where the app loses them all.
    """
    data = path.read_bytes()
    if data.startswith(b"ID3"):
        found = list(_id3(data))
    elif data[4:8] == b"ftyp":
        found = list(_mp4(data))
    else:
        found = list(_ogg(data))
    return sorted(found, key=lambda chapter: chapter[1])


def _id3(data: bytes) -> Iterator[tuple[str, int]]:
    """Read CHAP frames in the order of the file; a frame that begins strangely ends the tag."""
    end, at = 10 + _synchsafe(data[6:10]), 10
    while at + 10 <= end and 0x30 <= data[at] <= 0x7A:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        size = _synchsafe(data[at + 4 : at + 8]) if data[3] >= 4 else size
        if name == b"CHAP":
            yield _chap(data[at + 10 : at + 10 + size])
        at += 10 + size


def _chap(frame: bytes) -> tuple[str, int]:
    at = frame.index(b"\0") + 1
    start_ms, at = int.from_bytes(frame[at : at + 4], "big"), at + 16
    while at + 10 <= len(frame):
        name, size = frame[at : at + 4], int.from_bytes(frame[at + 4 : at + 8], "big")
        if name == b"TIT2":
            encoding = ("latin-1", "utf-16", "utf-16", "utf-8")[frame[at + 10]]
            return frame[at + 11 : at + 10 + size].decode(encoding), start_ms
        at += 10 + size
    return "", start_ms


def _mp4(data: bytes) -> Iterator[tuple[str, int]]:
    """Read ``moov.udta.chpl``, in which the length of a title is a signed byte."""
    at, end = 0, len(data)
    for wanted in (b"moov", b"udta", b"chpl"):
        while data[at + 4 : at + 8] != wanted:
            at += int.from_bytes(data[at : at + 4], "big")
            if at >= end:
                raise LostError(f"no {wanted.decode()}")
        end, at = at + int.from_bytes(data[at : at + 4], "big"), at + 8
    (count,) = struct.unpack_from(">i", data, at + 5)
    at += 9
    for _ in range(count):
        start, size = struct.unpack_from(">qb", data, at)
        if size < 0:
            raise LostError(f"a title of {size} bytes")
        yield data[at + 9 : at + 9 + size].decode(), start // 10_000
        at += 9 + size


def _ogg(data: bytes) -> Iterator[tuple[str, int]]:
    """Read the comments; the number of a chapter is the last two of its three digits."""
    packet = _comments(data)
    at = 8 + 4 + int.from_bytes(packet[8:12], "little")
    count, at = int.from_bytes(packet[at : at + 4], "little"), at + 4
    starts: dict[int, int] = {}
    for _ in range(count):
        size = int.from_bytes(packet[at : at + 4], "little")
        key, _, value = packet[at + 4 : at + 4 + size].decode().partition("=")
        at += 4 + size
        if not key.lower().startswith("chapter"):
            continue
        number = int(key[8:10])
        if key[10:].lower() == "name":
            yield value, starts[number]
        elif number in starts:
            raise LostError(f"chapter {number} twice")
        else:
            hours, minutes, seconds = value.split(":")
            starts[number] = (int(hours) * 3600 + int(minutes) * 60 + int(float(seconds))) * 1000


def _comments(data: bytes) -> bytes:
    """Return the packet with the comments, put together from its pages."""
    packet, at = b"", 0
    while data[at : at + 4] == b"OggS":
        table = data[at + 27 : at + 27 + data[at + 26]]
        body = data[at + 27 + len(table) : at + 27 + len(table) + sum(table)]
        if packet or body.startswith(b"OpusTags"):
            packet += body
            if table[-1] < 255:
                return packet
        at += 27 + len(table) + sum(table)
    raise LostError("no comments")


def _synchsafe(raw: bytes) -> int:
    return sum(byte << shift for byte, shift in zip(raw, (21, 14, 7, 0), strict=True))
