"""Type: Devanagari and Latin as they must look, from text to pixels.

Conjuncts and vowel signs need a shaper. Pillow has one only where the system's FriBidi is found, so
HarfBuzz shapes here, and draws too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from briefing.formats.text import nfc

if TYPE_CHECKING:
    import uharfbuzz
    from PIL.Image import Image

    from briefing.publish.colour import Colour

FAMILY = "Noto Sans Devanagari"
_JOINERS = "\u200c\u200d"


@cache
def font(weight: int) -> uharfbuzz.Font:
    """Return the font at a weight, 100 (thin) to 900 (black)."""
    import fontpkg
    import uharfbuzz

    blob = uharfbuzz.Blob.from_file_path(str(fontpkg.path(FAMILY)))
    found = uharfbuzz.Font(uharfbuzz.Face(blob))
    found.set_variations({"wght": weight})
    return found


def drawable(text: str) -> str:
    """Return the text without what the font has no shape for: emojis, other scripts.

    >>> drawable("शाम 🌙 की ख़बरें")
    'शाम की ख़बरें'
    """
    known = font(400)
    kept = "".join(
        char
        for char in nfc(text)
        if char in _JOINERS or char.isspace() or known.get_nominal_glyph(ord(char))
    )
    return " ".join(word for word in kept.split() if word.strip(_JOINERS))


def width(text: str, weight: int, size: float) -> float:
    """Return how wide a text is, in pixels, at a size in pixels an em."""
    _, positions = _shaped(text, weight)
    units: int = sum(position.x_advance for position in positions)
    return units * _scale(weight, size)


def draw(
    image: Image, text: str, place: tuple[float, float], weight: int, size: float, colour: Colour
) -> None:
    """Draw a line of text; ``place`` is where its base line begins, in pixels."""
    import uharfbuzz
    from PIL.Image import frombuffer

    pen = uharfbuzz.RasterDraw()
    scale = _scale(weight, size)
    x, y = place[0], 0.0
    infos, positions = _shaped(text, weight)
    for info, position in zip(infos, positions, strict=True):
        across, up = x + position.x_offset * scale, y + position.y_offset * scale
        pen.transform = (scale, 0, 0, scale, across, up)
        pen.draw_glyph(font(weight), info.codepoint)
        x += position.x_advance * scale
    drawn = pen.render()
    box = drawn.extents if drawn else None
    if box is None or not (box.width and box.height):
        return
    # HarfBuzz's rows begin at the bottom, and may be longer than the picture is wide.
    mask = frombuffer("L", (box.width, box.height), drawn.buffer, "raw", "L", box.stride, -1)
    image.paste(colour, (box.x_origin, round(place[1]) - box.y_origin - box.height), mask)


def _shaped(
    text: str, weight: int
) -> tuple[list[uharfbuzz.GlyphInfo], list[uharfbuzz.GlyphPosition]]:
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font(weight), buffer)
    return buffer.glyph_infos or [], buffer.glyph_positions or []  # None for an empty text


def _scale(weight: int, size: float) -> float:
    return size / float(font(weight).face.upem)
