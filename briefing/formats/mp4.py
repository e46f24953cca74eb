"""MP4: texts under names of one's own, added to a finished file.

ffmpeg writes only the names it knows. What is added here makes the ``moov`` box longer, and the
samples after it move: their offsets are set right.

Sources: ISO/IEC 14496-12 (boxes, 4.2; chunk offsets, 8.7.5); the ``----`` box of iTunes, as
ffmpeg and mutagen read it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO

_MEAN = b"com.apple.iTunes"
_TEXTS = (b"udta", b"meta", b"ilst")
_OFFSETS = (b"trak", b"mdia", b"minf", b"stbl")
_CHUNK_OFFSETS = {b"stco": "I", b"co64": "Q"}
_UTF8 = 1  # the kind of value that a data box holds


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
    return _moved(_appended(moov, _TEXTS, added), len(added))


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


def _appended(box: bytes, path: tuple[bytes, ...], added: bytes) -> bytes:
    """Return a box with data after what the box at the end of a path holds."""
    if not path:
        return _box(box[4:8], box[8:] + added)
    for name, start, end in _children(box):
        if name == path[0]:
            child = _appended(box[start:end], path[1:], added)
            return _box(box[4:8], box[8:start] + child + box[end:])
    raise ValueError(f"no {path[0].decode()} box")


def _moved(box: bytes, by: int) -> bytes:
    """Return a box whose chunks lie that many bytes later in the file."""
    if form := _CHUNK_OFFSETS.get(box[4:8]):
        (count,) = struct.unpack_from(">I", box, 12)
        offsets = struct.unpack_from(f">{count}{form}", box, 16)
        return box[:16] + struct.pack(f">{count}{form}", *(offset + by for offset in offsets))
    if box[4:8] not in (b"moov", *_OFFSETS):
        return box
    children = [_moved(box[start:end], by) for _, start, end in _children(box)]
    return _box(box[4:8], b"".join(children))
