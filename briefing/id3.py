"""ID3v2, the tag in front of an MP3: frames in bytes, written as version 2.3, read in 2.3 and 2.4.

Written are version 2.3 and UTF-16: with 2.4, a CHAP frame over 127 bytes (about 32 Devanagari
letters of title) is misread by some players, and all chapters vanish. Frames stand in the file in
the order given, so readers that ignore the table of contents see chapters in order of time.

Sources: ID3 tag version 2.3.0 (informal standard), ID3 tag version 2.4.0 - Main Structure, and the
ID3v2 Chapter Frame Addendum 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LATIN1, UTF16, UTF16BE, UTF8 = range(4)
TOP_LEVEL_ORDERED = 3
FRONT_COVER = 3
NO_OFFSET = 0xFFFFFFFF
MOST_CHAPTERS = 255  # the entry count of CTOC is one byte
_HEADER = 10  # bytes, of the tag and of each frame
_CODECS = {LATIN1: "latin-1", UTF16: "utf-16", UTF16BE: "utf-16-be", UTF8: "utf-8"}


@dataclass(frozen=True)
class Frame:
    """A frame: its id of four letters, and its data as it stands in the file."""

    id: str
    data: bytes

    @property
    def encoding(self) -> int:
        """Return the text encoding that the first byte of a text frame names (0–3)."""
        return self.data[0] if self.data else LATIN1


@dataclass(frozen=True)
class Tag:
    """A tag as it was read: its version (``(3, 0)`` is 2.3.0), frames, and size in bytes."""

    version: tuple[int, int]
    frames: tuple[Frame, ...]
    size_bytes: int

    def all(self, name: str) -> list[Frame]:
        """Return the frames of an id, in the file's order."""
        return [frame for frame in self.frames if frame.id == name]

    def text(self, name: str) -> str:
        """Return the text of the first frame of an id, empty if there is none."""
        return next((text_of(frame) for frame in self.all(name)), "")


@dataclass(frozen=True)
class ChapterFrame:
    """A CHAP frame (addendum 3.1): element id, times in milliseconds, byte offsets, sub-frames."""

    element_id: str
    start_ms: int
    end_ms: int
    offsets: tuple[int, int]
    frames: tuple[Frame, ...]

    @property
    def title(self) -> str:
        """Return the title that players show."""
        return next((text_of(frame) for frame in self.frames if frame.id == "TIT2"), "")


@dataclass(frozen=True)
class ContentsFrame:
    """A CTOC frame (addendum 3.2): element id, flags, its children's ids in order, sub-frames."""

    element_id: str
    flags: int
    children: tuple[str, ...]
    frames: tuple[Frame, ...]


def text(name: str, value: str) -> Frame:
    """Return a text frame in UTF-16.

    >>> text_of(text("TIT2", "समाचार"))
    'समाचार'
    """
    return Frame(name, bytes([UTF16]) + value.encode("utf-16"))


def described(name: str, language: str, value: str) -> Frame:
    """Return a comment (``COMM``) or lyrics (``USLT``) in a language (ISO 639-2)."""
    head = bytes([UTF16]) + language.encode("ascii") + "".encode("utf-16") + b"\0\0"
    return Frame(name, head + value.encode("utf-16"))


def picture(image: bytes, mime_type: str) -> Frame:
    """Return a front cover (``APIC``)."""
    head = bytes([LATIN1]) + mime_type.encode("ascii") + b"\0" + bytes([FRONT_COVER]) + b"\0"
    return Frame("APIC", head + image)


def chapter(element_id: str, start_ms: int, end_ms: int, title: str) -> Frame:
    """Return a chapter (``CHAP``) with its title; byte offsets are not used."""
    times = b"".join(n.to_bytes(4, "big") for n in (start_ms, end_ms, NO_OFFSET, NO_OFFSET))
    return Frame("CHAP", element_id.encode("ascii") + b"\0" + times + _frame(text("TIT2", title)))


def contents(children: Sequence[str], title: str) -> Frame:
    """Return the table of contents (``CTOC``): top-level, ordered.

    Raises
    ------
    ValueError
        if there are more than 255 children.
    """
    if len(children) > MOST_CHAPTERS:
        raise ValueError(f"{len(children)} chapters; a table of contents holds {MOST_CHAPTERS}")
    head = b"toc\0" + bytes([TOP_LEVEL_ORDERED, len(children)])
    ids = b"".join(child.encode("ascii") + b"\0" for child in children)
    return Frame("CTOC", head + ids + _frame(text("TIT2", title)))


def render(frames: Iterable[Frame]) -> bytes:
    """Return a whole tag of version 2.3, its frames in the order given, without padding.

    >>> parse(render([text("TIT2", "खेल")])).text("TIT2")
    'खेल'
    """
    body = b"".join(map(_frame, frames))
    return b"ID3\x03\x00\x00" + _synchsafe(len(body)) + body


def parse(data: bytes) -> Tag | None:
    """Read the tag at the beginning of a file's bytes; None if there is none.

    What does not hold together ends the reading: the frames before it are returned.
    """
    if data[:3] != b"ID3" or len(data) < _HEADER:
        return None
    size = _HEADER + _unsynchsafe(data[6:10])
    body, major, flags = data[_HEADER:size], data[3], data[5]
    if flags & 0x80 and major < 4:  # 2.3, section 5: unsynchronisation of the whole tag
        body = body.replace(b"\xff\x00", b"\xff")
    if flags & 0x40:  # an extended header
        extra = _unsynchsafe(body[:4]) if major >= 4 else int.from_bytes(body[:4], "big") + 4
        body = body[extra:]
    return Tag((major, data[4]), tuple(_frames(body, major)), size)


def text_of(frame: Frame) -> str:
    """Return the text of a text frame; several values are joined with ``/``."""
    codec = _CODECS.get(frame.encoding, "latin-1")
    values = frame.data[1:].decode(codec, "replace").split("\0")
    return "/".join(value.lstrip("\ufeff") for value in values if value)


def chapter_of(frame: Frame, version: int = 3) -> ChapterFrame:
    """Read a CHAP frame of a tag of a major version.

    Raises
    ------
    ValueError
        if it is too short to hold its times.
    """
    name, data = _element(frame.data)
    if len(data) < 16:
        raise ValueError(f"the chapter {name!r} has no times")
    start, end, *offsets = (int.from_bytes(data[i : i + 4], "big") for i in range(0, 16, 4))
    inner = tuple(_frames(data[16:], version))
    return ChapterFrame(name, start, end, (offsets[0], offsets[1]), inner)


def contents_of(frame: Frame, version: int = 3) -> ContentsFrame:
    """Read a CTOC frame of a tag of a major version.

    Raises
    ------
    ValueError
        if it is too short.
    """
    name, data = _element(frame.data)
    if len(data) < 2:
        raise ValueError(f"the table of contents {name!r} is cut short")
    flags, count, rest = data[0], data[1], data[2:]
    children = []
    for _ in range(count):
        child, rest = _element(rest)
        children.append(child)
    return ContentsFrame(name, flags, tuple(children), tuple(_frames(rest, version)))


def _frame(frame: Frame) -> bytes:
    return frame.id.encode("ascii") + len(frame.data).to_bytes(4, "big") + b"\0\0" + frame.data


def _frames(body: bytes, major: int) -> Iterator[Frame]:
    while len(body) > _HEADER and body[0]:
        size = _unsynchsafe(body[4:8]) if major >= 4 else int.from_bytes(body[4:8], "big")
        end = _HEADER + size
        if end > len(body):
            return
        yield Frame(body[:4].decode("latin-1"), body[_HEADER:end])
        body = body[end:]


def _element(data: bytes) -> tuple[str, bytes]:
    name, _, rest = data.partition(b"\0")
    return name.decode("latin-1"), rest


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _unsynchsafe(data: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=False))
