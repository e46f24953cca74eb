"""ID3v2, the tag in front of an MP3: frames in bytes, written as version 2.3.

Version 2.3 and UTF-16: with 2.4, a CHAP frame over 127 bytes (about 32 Devanagari
letters of title) is misread by some players, and all chapters vanish. Frames stand in the file in
the order given, so readers that ignore the table of contents see chapters in order of time.

Sources: ID3 tag version 2.3.0 (informal standard), and the ID3v2 Chapter Frame Addendum 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

LATIN1, UTF16, UTF16BE, UTF8 = range(4)
TOP_LEVEL_ORDERED = 3
OTHER, FRONT_COVER = 0, 3
NO_OFFSET = 0xFFFFFFFF
_SHIFTS = (21, 14, 7, 0)  # of the four 7-bit bytes of a size
MOST_CHAPTERS = 255  # the entry count of CTOC is one byte


@dataclass(frozen=True)
class Frame:
    """A frame: its id of four letters, and its data as stored in the file."""

    id: str
    data: bytes


def text(name: str, value: str) -> Frame:
    """Return a text frame in UTF-16.

    >>> text("TIT2", "ख").data.hex(" ")
    '01 ff fe 16 09'
    """
    return Frame(name, bytes([UTF16]) + value.encode("utf-16"))


def described(name: str, language: str, value: str) -> Frame:
    """Return a comment (``COMM``) or lyrics (``USLT``) in a language (ISO 639-2)."""
    head = bytes([UTF16]) + language.encode("ascii") + "".encode("utf-16") + b"\0\0"
    return Frame(name, head + value.encode("utf-16"))


def user_text(description: str, value: str) -> Frame:
    """Return a text that has no frame of its own (``TXXX``), in UTF-16."""
    head = bytes([UTF16]) + description.encode("utf-16") + b"\0\0"
    return Frame("TXXX", head + value.encode("utf-16"))


def blob(mime_type: str, name: str, description: str, data: bytes) -> Frame:
    """Return a file within the tag (``GEOB``); its name and description are ASCII."""
    head = "".join(f"{part}\0" for part in (mime_type, name, description))
    return Frame("GEOB", bytes([LATIN1]) + head.encode("ascii") + data)


def picture(image: bytes, mime_type: str, kind: int = FRONT_COVER) -> Frame:
    """Return a picture (``APIC``), by its kind (section 4.15)."""
    head = bytes([LATIN1]) + mime_type.encode("ascii") + b"\0" + bytes([kind]) + b"\0"
    return Frame("APIC", head + image)


def chapter(element_id: str, start_ms: int, end_ms: int, title: str, image: bytes = b"") -> Frame:
    """Return a chapter (``CHAP``) with its title and its JPEG; byte offsets are not used."""
    shown = _frame(picture(image, "image/jpeg", OTHER)) if image else b""
    times = b"".join(n.to_bytes(4, "big") for n in (start_ms, end_ms, NO_OFFSET, NO_OFFSET))
    inside = _frame(text("TIT2", title)) + shown
    return Frame("CHAP", element_id.encode("ascii") + b"\0" + times + inside)


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

    >>> len(render([text("TIT2", "खेल")]))
    29
    """
    body = b"".join(map(_frame, frames))
    return b"ID3\x03\x00\x00" + _synchsafe(len(body)) + body


def tag(file: BinaryIO) -> bytes:
    """Read the tag that a file begins with, and leave the file after it.

    Raises
    ------
    ValueError
        if it begins with none of version 2.3.
    """
    head = file.read(10)
    if head[:4] != b"ID3\x03":
        raise ValueError("no ID3v2.3 tag")
    return head + file.read(
        sum(byte << shift for byte, shift in zip(head[6:], _SHIFTS, strict=True))
    )


def with_frame(tag: bytes, frame: Frame) -> bytes:
    """Return a whole tag without padding with a frame more at its end.

    >>> made = render([text("TIT2", "खेल")])
    >>> with_frame(made, text("TALB", "ख")) == render([text("TIT2", "खेल"), text("TALB", "ख")])
    True
    """
    body = tag[10:] + _frame(frame)
    return tag[:6] + _synchsafe(len(body)) + body


def _frame(frame: Frame) -> bytes:
    return frame.id.encode("ascii") + len(frame.data).to_bytes(4, "big") + b"\0\0" + frame.data


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in _SHIFTS)
