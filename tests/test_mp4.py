"""MP4: texts are added, and the samples are found where they moved to."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest

from briefing.formats.mp4 import boxes, with_texts


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + name + data


def moov(table: bytes, tags: bytes = b"ilst") -> bytes:
    for name in (b"stbl", b"minf", b"mdia", b"trak"):
        table = box(name, table)
    meta = box(b"meta", bytes(4) + box(b"hdlr", bytes(25)) + box(tags, b""))
    return box(b"moov", table + box(b"udta", meta + box(b"chpl", b"chapters")))


@pytest.mark.parametrize(("name", "form"), [(b"stco", "I"), (b"co64", "Q")])
def test_chunks_are_found_where_they_moved_to(name: bytes, form: str) -> None:
    before = moov(box(name, struct.pack(f">II2{form}", 0, 2, 1000, 2000)))
    after = with_texts(before, {"AI-CONTENT": "true", "नाम": "ख़बर"})
    grown = len(after) - len(before)
    at = after.index(name) + 12
    assert struct.unpack_from(f">2{form}", after, at) == (1000 + grown, 2000 + grown)
    assert after.endswith(box(b"chpl", b"chapters"))
    assert "ख़बर".encode() in after


@pytest.mark.parametrize(
    "wrong",
    [
        moov(b"", tags=b"list"),
        box(b"moov", b""),
        box(b"moov", b"\xff" * 20),
        box(b"moov", bytes(9)),
    ],
)
def test_a_strange_box_is_an_error(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="box"):
        with_texts(wrong, {"a": "b"})


def test_the_boxes_before_the_samples() -> None:
    file = BytesIO(box(b"ftyp", b"M4B ") + box(b"free", b"") + box(b"mdat", b"sound"))
    assert [name for name, _ in boxes(file, before=b"mdat")] == [b"ftyp", b"free"]
    assert file.read() == box(b"mdat", b"sound")


@pytest.mark.parametrize("data", [b"", box(b"ftyp", b"M4B "), bytes(8)])
def test_a_file_without_samples_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="box"):
        list(boxes(BytesIO(data), before=b"mdat"))
