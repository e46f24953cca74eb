"""MP4: texts under names of one's own, chapters and a language, put into a finished file.

ffmpeg writes only the names it knows. What is added here makes the ``moov`` box longer, and the
samples after it move: their offsets are set right.

Sources: ISO/IEC 14496-12 (boxes, 4.2; media header, 8.4.2; chunk offsets, 8.7.5); the ``----`` box
of iTunes and the ``chpl`` box of Nero, as ffmpeg and mutagen read them.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from briefing.formats.text import shorten
from briefing.model import ChapterMark

_MEAN = b"com.apple.iTunes"
_TEXTS = (b"udta", b"meta", b"ilst")
_CHAPTERS = (b"udta", b"chpl")
_TRACK = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_CHUNK_OFFSETS = {b"stco": "I", b"co64": "Q"}
_UTF8 = 1  # the kind of value that a data box holds
#: Bytes of a chapter's title: AntennaPod reads their number as a signed byte.
LONGEST_TITLE = 127
MOST_CHAPTERS = 255
_CHAPTERS_HEAD = struct.Struct(">B3x4xB")  # version, flags, reserved, how many
_START = 10_000  # units of a chapter's start in a millisecond


def boxes(file: BinaryIO, before: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the top-level boxes of a file by name, up to the one called ``before``.

    The file is left at that box, which may be larger than memory.

    Raises
    ------
    ValueError
        if the file ends before it, or a box is smaller than its head.
    """
    while True:
        head = file.read(8)
        if len(head) < 8:
            raise ValueError(f"no {before.decode()} box")
        if head[4:] == before:
            file.seek(-8, 1)
            return
        if (size := int.from_bytes(head[:4], "big")) < 8:
            raise ValueError(f"a box of {size} bytes")
        yield head[4:], head + file.read(size - 8)


def with_texts(moov: bytes, texts: Mapping[str, str]) -> bytes:
    """Return a ``moov`` box with texts under their names; the samples lie after it in the file.

    Raises
    ------
    ValueError
        if it has no list of tags yet.
    """
    added = b"".join(_freeform(name, text) for name, text in texts.items())
    return _moved(_edited(moov, _TEXTS, lambda data: data + added), len(added))


def with_chapters(moov: bytes, marks: Sequence[ChapterMark]) -> bytes:
    """Return a ``moov`` box whose ``chpl`` holds these chapters, their titles cut to 127 bytes.

    Raises
    ------
    ValueError
        if it has no such box, or there are more than 255 chapters.
    """
    if len(marks) > MOST_CHAPTERS:
        raise ValueError(f"{len(marks)} chapters; chpl holds {MOST_CHAPTERS}")
    titles = [shorten(mark.title, LONGEST_TITLE, "utf-8").encode() for mark in marks]
    rows = (
        struct.pack(">QB", mark.start_ms * _START, len(title)) + title
        for mark, title in zip(marks, titles, strict=True)
    )
    data = _CHAPTERS_HEAD.pack(1, len(marks)) + b"".join(rows)
    after = _edited(moov, _CHAPTERS, lambda _: data)
    return _moved(after, len(after) - len(moov))


def with_language(moov: bytes, language: str) -> bytes:
    """Return a ``moov`` box whose tracks are all in a language (ISO 639-2, three letters)."""
    packed = 0
    for letter in language:
        packed = packed << 5 | ord(letter) - 0x60

    def change(box: bytes) -> bytes:
        if box[4:8] != b"mdhd":
            return box
        at = _language_at(box)
        return box[:at] + packed.to_bytes(2, "big") + box[at + 2 :]

    return _each(moov, change)


def nero_chapters(path: Path) -> list[tuple[str, int]]:
    """Read the (title, start in ms) of the chapters in a file's ``chpl`` box, none without one.

    Raises
    ------
    ValueError
        if the file or the box is broken.
    """
    data = _found(_moov(path), _CHAPTERS)
    at, rows = _CHAPTERS_HEAD.size, []
    try:
        for _ in range(_CHAPTERS_HEAD.unpack_from(data)[1] if data else 0):
            start, size = struct.unpack_from(">QB", data, at)
            rows.append((data[at + 9 : at + 9 + size].decode(), start // _START))
            at += 9 + size
    except struct.error as error:
        raise ValueError(f"a chpl box that is cut off: {error}") from None
    return rows


def languages(path: Path) -> list[str]:
    """Read the language of each of a file's tracks (ISO 639-2, three letters).

    Raises
    ------
    ValueError
        if the file is broken.
    """
    found = []

    def note(box: bytes) -> bytes:
        if box[4:8] == b"mdhd":
            at = _language_at(box)
            packed = int.from_bytes(box[at : at + 2], "big")
            found.append("".join(chr((packed >> shift & 31) + 0x60) for shift in (10, 5, 0)))
        return box

    _each(_moov(path), note)
    return found


def _language_at(box: bytes) -> int:
    """Return where a media header holds its language: its times have 32 bits, or 64."""
    return 28 if box[8:9] == b"\0" else 40


def _moov(path: Path) -> bytes:
    """Return a file's ``moov`` box, wherever it stands; nothing if there is none."""
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, read = int.from_bytes(head[:4], "big"), 8
            if size == 1:  # of 64 bits, after the name
                size, read = int.from_bytes(file.read(8), "big"), 16
            if head[4:] == b"moov":
                return head + file.read(max(size - read, 0))
            if size < read:
                break
            file.seek(size - read, 1)
    return b""


def _box(name: bytes, data: bytes) -> bytes:
    return (len(data) + 8).to_bytes(4, "big") + name + data


def _freeform(name: str, text: str) -> bytes:
    """Return a tag: whose name it is, the name, and the text in UTF-8."""
    parts = _box(b"mean", bytes(4) + _MEAN) + _box(b"name", bytes(4) + name.encode())
    return _box(b"----", parts + _box(b"data", struct.pack(">II", _UTF8, 0) + text.encode()))


def _children(box: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the boxes in a box: name, start and end in it. ``meta`` has a version before them."""
    at = 12 if box[4:8] == b"meta" else 8
    while at + 8 <= len(box):
        end = at + int.from_bytes(box[at : at + 4], "big")
        if not at + 8 <= end <= len(box):
            raise ValueError(f"a box of a wrong size in {box[4:8].decode('latin-1')}")
        yield box[at + 4 : at + 8], at, end
        at = end


def _found(box: bytes, path: tuple[bytes, ...]) -> bytes:
    """Return the data of the box at the end of a path, nothing where there is none."""
    for name, start, end in _children(box) if box else ():
        if name == path[0]:
            child = box[start:end]
            return _found(child, path[1:]) if path[1:] else child[8:]
    return b""


def _edited(box: bytes, path: tuple[bytes, ...], edit: Callable[[bytes], bytes]) -> bytes:
    """Return a box with other data in the box at the end of a path."""
    if not path:
        return _box(box[4:8], edit(box[8:]))
    for name, start, end in _children(box):
        if name == path[0]:
            child = _edited(box[start:end], path[1:], edit)
            return _box(box[4:8], box[8:start] + child + box[end:])
    raise ValueError(f"no {path[0].decode()} box")


def _each(box: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return a box with each box of its tracks changed."""
    if box[4:8] not in _TRACK:
        return change(box)
    children = [_each(box[start:end], change) for _, start, end in _children(box)]
    return _box(box[4:8], b"".join(children))


def _moved(moov: bytes, by: int) -> bytes:
    """Return a box whose chunks lie that many bytes later in the file."""

    def change(box: bytes) -> bytes:
        if not (form := _CHUNK_OFFSETS.get(box[4:8])):
            return box
        (count,) = struct.unpack_from(">I", box, 12)
        offsets = struct.unpack_from(f">{count}{form}", box, 16)
        return box[:16] + struct.pack(f">{count}{form}", *(offset + by for offset in offsets))

    return _each(moov, change)
