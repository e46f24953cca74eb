"""Small files that would take gigabytes or minutes: each is bounded where it is read."""

from __future__ import annotations

import struct
import time
import tracemalloc
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from helpers.lint_builders import picture
from PIL import Image

from briefing.config import Settings
from briefing.errors import ConfigError
from briefing.formats.text import nfc
from briefing.formats.transliterate import slug
from briefing.lint.inputs import id3
from briefing.lint.inputs.consistency import from_text
from briefing.listen.facts import compare
from briefing.normalise import spoken
from briefing.publish.covers import cover
from briefing.publish.covers.typeface import drawable
from briefing.read.decode import decode
from briefing.read.sentences import sentences
from briefing.show import Show

MARKS = "क" + "\u0301\u0323" * 100_000


def frame(name: bytes, data: bytes, flags: bytes = b"\0\0") -> bytes:
    return name + struct.pack(">I", len(data)) + flags + data


def packed(name: bytes, data: bytes) -> bytes:
    """Return a compressed frame (ID3v2.3, section 3.3.1)."""
    return frame(name, struct.pack(">I", len(data)) + zlib.compress(data, 9), b"\0\x80")


def tag(*frames: bytes) -> bytes:
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\3\0\0" + size + body


@contextmanager
def within(megabytes: int) -> Iterator[None]:
    """Check that no more memory is taken."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes << 20
    finally:
        tracemalloc.stop()


def test_one_limit_for_all_compressed_frames_of_a_tag() -> None:
    bomb = packed(b"TXXX", bytes(16 << 20))
    chapter = frame(b"CHAP", b"a\0" + bytes(16) + bomb * 3)
    with within(150):
        found = id3.read(tag(*[bomb] * 20))
        nested = id3.read(tag(*[chapter] * 20))
        assert found is not None and nested is not None
        assert "more than 32 MB" in found.broken
        assert len(nested.chapters) == 20


def test_compressed_frames_within_the_limit_are_read() -> None:
    title = packed(b"TIT2", b"\0evening")
    found = id3.read(tag(title, frame(b"CHAP", b"a\0" + bytes(16) + title)))
    assert found is not None
    for _ in range(3):
        assert (found.text("TIT2"), found.chapters[0].title, found.broken) == ("evening",) * 2 + (
            "",
        )


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG of this size, without its pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n\0\0\0\r" + chunk + struct.pack(">I", zlib.crc32(chunk))


def jpeg_of_two_sizes() -> bytes:
    """Return a JPEG that says a small size first, and decodes to a large one."""
    file = BytesIO()
    Image.new("L", (9000, 9000)).save(file, "JPEG")
    data = file.getvalue()
    small = b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", 1400, 1400) + b"\x01\x01\x11\0"
    return data[:2] + small + data[2:]


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1500 1500\n%%EndComments\nshowpage\n"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: EPS, "neither JPEG nor PNG"),
        (lambda: b"GIF89a" + bytes(40), "neither JPEG nor PNG"),
        (lambda: b"BM" + bytes(100), "neither JPEG nor PNG"),
        (lambda: png(60_000, 60_000), "60000 × 60000"),
        (lambda: png(1500, 1500), "cannot be read"),
        (jpeg_of_two_sizes, "two sizes"),
        (lambda: picture("1400x1400")[:2000], "cannot be read"),
        (lambda: b"", "neither JPEG nor PNG"),
    ],
    ids=["eps", "gif", "bmp", "huge png", "png without pixels", "two sizes", "cut", "empty"],
)
def test_artwork_is_looked_at_before_it_is_decoded(
    make: Callable[[], bytes], words: str, tmp_path: Path
) -> None:
    file = tmp_path / "cover.png"
    file.write_bytes(make())
    with pytest.raises(ConfigError, match=words) as caught:
        cover.given(file)
    assert caught.value.where == str(file)


@pytest.mark.parametrize("name", ["EPS", "WMF", "PSD", "FPX", "MIC"])
def test_no_decoder_is_asked_but_those_of_jpeg_and_png(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow asks each of its decoders about a file unless it is told which."""
    Image.init()
    asked: list[str] = []
    monkeypatch.setitem(Image.OPEN, name, (None, lambda head: asked.append(name)))
    (tmp_path / "cover.jpg").write_bytes(EPS)
    cover._comment(tmp_path / "cover.jpg")
    assert asked == []


# Each took minutes or hours. How fast they are is the business of bench/linear.py.
HANG_S = 60
FLOODS: dict[str, Callable[[], object]] = {
    "nfc": lambda: nfc(MARKS),
    "a script": lambda: decode(MARKS.encode(), "a.txt"),
    "a reading": lambda: spoken(MARKS),
    "a slug": lambda: slug("a " + MARKS),
    "a picture's words": lambda: drawable(MARKS),
    "a title": lambda: cover.small(Settings(), "शाम की ख़बरें " * 30_000, "2026-01-31"),
    "a show's title": lambda: cover.small(
        Settings(show=Show(title="क" * 400_000)), "शाम", "2026-01-31"
    ),
    "line feeds": lambda: from_text("00:00 a" + "\n" * 100_000 + "x"),
    "blanks": lambda: from_text("00:00" + " \n" * 100_000),
    "numbers": lambda: compare("98765 43210 " * 160, "नौ आठ सात छह पाँच चार तीन दो एक शून्य " * 160),
    "times": lambda: from_text("00:00 " * 30_000 + "\n"),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_bounded(name: str) -> None:
    begun = time.process_time()
    FLOODS[name]()
    assert time.process_time() - begun < HANG_S


def test_what_people_write_is_not_bounded() -> None:
    """Vedic accents, stacked marks and rows of signs come back as they were."""
    for text in ("अ॒ग्निमी॑ळे पु॒रोहि॑तं", "Z̴̢̛̺̙͎̱", "—" * 100, "…" * 50 + "।", "👩‍👩‍👧‍👦" * 20):
        assert nfc(text) == unicodedata.normalize("NFC", text)


def test_a_text_without_stops_is_spoken_in_parts() -> None:
    """A sentence of 390,000 letters took 10 GB."""
    text = "शाम की ख़बरें " * 30_000
    parts = sentences(text)
    assert max(map(len, parts)) <= 2000
    assert " ".join(parts) == text.strip()
    assert "".join(sentences("क" * 100_000)) == "क" * 100_000
