"""A picture's format, size and colours, read from its first bytes."""

from __future__ import annotations

from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_COLOURS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"}
_JPEG_COLOURS = {1: "grey", 3: "RGB", 4: "CMYK"}
# Start-of-frame markers of JPEG (ITU-T T.81, table B.1): all of C0-CF but DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Shape:
    """What a picture is: ``format`` JPEG, PNG or WEBP, pixels, and colours."""

    format: str
    width: int
    height: int
    colours: str

    @property
    def mime_type(self) -> str:
        """Return the MIME type."""
        return f"image/{self.format.lower()}"


def shape(data: bytes) -> Shape | None:
    """Return what a picture is; None if it is neither JPEG, PNG nor WebP."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) > 25:
        colours = _PNG_COLOURS.get(data[25], "unknown")
        if colours == "palette" and b"tRNS" in data[:4096]:
            colours = "palette with alpha"
        return Shape("PNG", _int(data[16:20]), _int(data[20:24]), colours)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return _jpeg(data) if data.startswith(b"\xff\xd8\xff") else None


def _webp(data: bytes) -> Shape | None:
    """Read the head of a WebP file: of its three kinds, RFC 9649, sections 2.5 to 2.7."""
    kind, head = data[12:16], data[20:30]
    if len(head) < 10:
        return None
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (4, 7))
    elif kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    else:
        return None
    return Shape("WEBP", width, height, "RGB")


def _jpeg(data: bytes) -> Shape | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], _int(data[at + 2 : at + 4])
        if marker in _FRAMES:
            height, width = _int(data[at + 5 : at + 7]), _int(data[at + 7 : at + 9])
            return Shape("JPEG", width, height, _JPEG_COLOURS.get(data[at + 9], "unknown"))
        at += 1 if marker == 0xFF else 2 + size
    return None


def _int(raw: bytes) -> int:
    return int.from_bytes(raw, "big")
