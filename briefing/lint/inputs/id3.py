"""An ID3v2 tag exactly as written in the file: every frame, in order, unrepaired.

A library merges duplicates, sorts and repairs; a linter must see what a player sees. ID3v2.3
(M. Nilsson, 1999), ID3v2.4 (structure, 2000), ID3v2 Chapter Frame Addendum 1.0 (2005).
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

HEADER_BYTES = 10
_V22 = {"TT2": "TIT2", "TP1": "TPE1", "TAL": "TALB"}
_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_NAME = re.compile(rb"[A-Z0-9]{3,4}")


#: How much the compressed frames of one tag may hold: pictures are not compressed again.
_INFLATED_BYTES = 32 << 20


class _Inflater:
    """Decompresses a tag's frames, with one size limit for all of them together."""

    def __init__(self) -> None:
        self._left_bytes = _INFLATED_BYTES
        self.exhausted = False

    def __call__(self, data: bytes) -> bytes:
        """Return what zlib packed, nothing if it is broken or beyond the limit."""
        if self.exhausted:
            return b""
        try:
            found = zlib.decompressobj().decompress(data, self._left_bytes + 1)
        except zlib.error:
            return b""
        self.exhausted = len(found) > self._left_bytes
        self._left_bytes -= len(found)
        return b"" if self.exhausted else found


@dataclass(frozen=True)
class Frame:
    """A frame: its identifier and its data, with unsynchronisation and compression undone.

    ``size_bytes`` is the size that its header gives.
    """

    id: str
    data: bytes
    size_bytes: int

    @property
    def encoding(self) -> int:
        """Return the first byte of a text frame: 0 Latin-1, 1 UTF-16, 2 UTF-16BE, 3 UTF-8."""
        return self.data[0] if self.data else 0

    @property
    def text(self) -> str:
        """Return the first value of a text frame."""
        return decode(self.encoding, self.data[1:]).partition("\0")[0]

    @property
    def user_text(self) -> tuple[str, str]:
        """Return the description, in capitals, and the value of a ``TXXX`` frame."""
        name, _, value = decode(self.encoding, self.data[1:]).partition("\0")
        return name.strip("\ufeff").upper(), value.strip("\ufeff").partition("\0")[0].strip()


@dataclass(frozen=True)
class Chapter:
    """A CHAP frame (addendum, section 3.1); times in milliseconds, ``title`` of its own TIT2."""

    id: str
    start_ms: int
    end_ms: int
    offsets: tuple[int, int]
    title: str | None
    size_bytes: int
    texts: tuple[Frame, ...]


@dataclass(frozen=True)
class Contents:
    """A CTOC frame (addendum, section 3.2); ``flags`` 2 is top-level, 1 ordered."""

    id: str
    flags: int
    children: tuple[str, ...]
    title: str | None
    size_bytes: int
    texts: tuple[Frame, ...]


@dataclass(frozen=True)
class Image:
    """An APIC frame (ID3v2.3, section 4.15)."""

    mime_type: str
    kind: int
    data: bytes


@dataclass(frozen=True)
class Tag:
    """A tag: ``size_bytes`` with its header; ``broken`` says where reading had to stop."""

    version: int
    size_bytes: int
    frames: tuple[Frame, ...]
    broken: str = ""
    inflate: _Inflater = field(default_factory=_Inflater, compare=False, repr=False)

    def all(self, name: str) -> list[Frame]:
        """Return the frames of a name, in the order of the file."""
        return [frame for frame in self.frames if frame.id == name]

    def text(self, name: str) -> str:
        """Return the text of the first frame of a name; empty if there is none."""
        return next((frame.text.strip() for frame in self.all(name)), "")

    @property
    def texts(self) -> list[Frame]:
        """Return every text frame, those inside chapters too."""
        own = [frame for frame in self.frames if frame.id.startswith("T") and frame.data]
        inside = [chapter.texts for chapter in self.chapters]
        inside += [contents.texts for contents in self.contents]
        return own + [text for texts in inside for text in texts]

    @cached_property
    def chapters(self) -> list[Chapter]:
        """Return the chapters, in the order of the file."""
        chapters = (_chapter(frame, self) for frame in self.all("CHAP"))
        return [chapter for chapter in chapters if chapter]

    @cached_property
    def contents(self) -> list[Contents]:
        """Return the tables of contents, in the order of the file."""
        tables = (_contents(frame, self) for frame in self.all("CTOC"))
        return [contents for contents in tables if contents]

    @property
    def images(self) -> list[Image]:
        """Return the pictures, in the order of the file."""
        return [_image(frame.data) for frame in self.all("APIC") if frame.data]


def decode(encoding: int, data: bytes) -> str:
    """Decode the text of a frame; what cannot be decoded shows as �."""
    name = _ENCODINGS[encoding] if encoding < len(_ENCODINGS) else "latin-1"
    return data.decode(name, "replace")


def read(data: bytes | mmap.mmap) -> Tag | None:
    """Read the tag a file begins with; None if it begins with none."""
    view = memoryview(data)
    head = bytes(view[:HEADER_BYTES])
    if len(head) < HEADER_BYTES or head[:3] != b"ID3":
        return None
    version, flags = head[3], head[5]
    size = _synchsafe(head[6:10])
    body = bytes(view[HEADER_BYTES : HEADER_BYTES + size])
    if flags & 0x80 and version < 4:
        body = body.replace(b"\xff\x00", b"\xff")
    if flags & 0x40 and version > 2:
        body = body[_synchsafe(body[:4]) :] if version == 4 else body[4 + _int(body[:4]) :]
    inflate = _Inflater()
    frames, broken = _frames(body, version, inflate)
    if inflate.exhausted:
        broken = f"its compressed frames hold more than {_INFLATED_BYTES >> 20} MB"
    if len(view) < HEADER_BYTES + size:
        broken = "the tag is longer than the file"
    footer = HEADER_BYTES if flags & 0x10 and version == 4 else 0
    return Tag(version, HEADER_BYTES + size + footer, frames, broken, inflate)


def _frames(body: bytes, version: int, inflate: _Inflater) -> tuple[tuple[Frame, ...], str]:
    """Return the frames in the body of a tag or frame, and what is wrong with their encoding.

    Some programs write sizes in ID3v2.4 as in 2.3: that is reported, and reading goes on.
    """
    frames: list[Frame] = []
    broken, at = "", 0
    width = 3 if version == 2 else 4
    head = 2 * width if version == 2 else 10
    while at + head <= len(body) and body[at]:
        name, raw = body[at : at + width], body[at + width : at + 2 * width]
        label = name.decode("latin-1")
        size = _synchsafe(raw) if version == 4 else _int(raw)
        as_v23 = _frame_boundary(body, at + head + _int(raw))
        if version == 4 and as_v23 and not _frame_boundary(body, at + head + size):
            size = _int(raw)
            broken = f"the size of {label} at byte {at} is written as in ID3v2.3"
        if not _NAME.fullmatch(name) or at + head + size > len(body):
            return tuple(frames), f"no frame can be read at byte {at} of the tag"
        data = body[at + head : at + head + size]
        flags = body[at + head - 1] if version > 2 else 0
        frames.append(Frame(_V22.get(label, label), _plain(data, flags, version, inflate), size))
        at += head + size
    return tuple(frames), broken


def _frame_boundary(body: bytes, at: int) -> bool:
    """Return whether a frame, padding, or the end is at this position."""
    ends = at == len(body) or (at < len(body) and not body[at])
    return ends or bool(at < len(body) and _NAME.fullmatch(body[at : at + 4]))


def _plain(data: bytes, flags: int, version: int, inflate: _Inflater) -> bytes:
    """Undo what a frame's format flags say (ID3v2.3, section 3.3.1; ID3v2.4, section 4.1.2)."""
    if version == 4:
        grouped, compressed, length = flags & 0x40, flags & 0x08, flags & 0x01
        if flags & 0x02:
            data = data.replace(b"\xff\x00", b"\xff")
    else:
        compressed, grouped, length = flags & 0x80, flags & 0x20, flags & 0x80
    data = data[(4 if length else 0) + (1 if grouped else 0) :]
    return inflate(data) if compressed else data


def _chapter(frame: Frame, tag: Tag) -> Chapter | None:
    name, _, rest = frame.data.partition(b"\0")
    if len(rest) < 16:
        return None
    start, end, *offsets = (_int(rest[i : i + 4]) for i in range(0, 16, 4))
    inside, _ = _frames(rest[16:], tag.version, tag.inflate)
    title = _title(inside)
    texts = tuple(_texts(inside))
    offset, last = offsets
    label = name.decode("latin-1")
    return Chapter(label, start, end, (offset, last), title, frame.size_bytes, texts)


def _contents(frame: Frame, tag: Tag) -> Contents | None:
    name, _, rest = frame.data.partition(b"\0")
    if len(rest) < 2:
        return None
    *children, tail = rest[2:].split(b"\0", rest[1])
    inside, _ = _frames(tail, tag.version, tag.inflate)
    names = tuple(child.decode("latin-1") for child in children)
    texts = tuple(_texts(inside))
    label = name.decode("latin-1")
    return Contents(label, rest[0], names, _title(inside), frame.size_bytes, texts)


def _title(frames: tuple[Frame, ...]) -> str | None:
    return next((frame.text for frame in frames if frame.id == "TIT2"), None)


def _texts(frames: tuple[Frame, ...]) -> Iterator[Frame]:
    yield from (frame for frame in frames if frame.id.startswith("T") and frame.data)


def _image(data: bytes) -> Image:
    mime, _, rest = data[1:].partition(b"\0")
    kind, rest = (rest[0], rest[1:]) if rest else (0, b"")
    wide = data[0] in (1, 2)
    end = next((i for i in range(0, len(rest), 2) if rest[i : i + 2] == b"\0\0"), -1)
    picture = rest[end + 2 :] if wide and end >= 0 else rest.partition(b"\0")[2]
    return Image(mime.decode("latin-1"), kind, picture)


def _int(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _synchsafe(raw: bytes) -> int:
    """Return a number written in 7-bit bytes (ID3v2.4, section 6.2).

    >>> _synchsafe(bytes([0, 0, 2, 1]))
    257
    """
    number = 0
    for byte in raw:
        number = number << 7 | byte & 0x7F
    return number
