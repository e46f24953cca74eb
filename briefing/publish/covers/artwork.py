"""Artwork: a square picture for a show and for an episode, drawn from its words and its colour.

The picture is a headline on the show's colour, above bars like those of a sound. The bars come from
the words, so every episode has its own and always the same.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from briefing.publish.colour import BLACK, WHITE, Colour, faded, ink_on, mix
from briefing.publish.covers import typeface

if TYPE_CHECKING:
    from PIL.Image import Image

LARGE, SMALL = 3000, 600  # pixels of an edge
LARGE_BYTES, SMALL_BYTES = 512 * 1024, 100 * 1024
_STYLE = 1  # rises when the drawing changes
_MARGIN = 0.085  # of the edge, like all lengths below
_HEADLINE = (0.185, 0.05)  # the largest and the smallest size
_LINES, _LINE_HEIGHT = 4, 1.28
_LABEL = 0.043
_BARS, _BARS_HEIGHT, _BARS_BOTTOM = 39, 0.16, 0.18
_BLACK, _MEDIUM = 800, 500  # weights


@dataclass(frozen=True)
class Design:
    """What a picture says: a small line above, the headline, a small line below; its ground."""

    above: str
    headline: str
    below: str
    ground: Colour

    @property
    def digest(self) -> str:
        """Name what the picture will look like (sha256, hex)."""
        parts = (_STYLE, self.above, self.headline, self.below, self.ground)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def draw(design: Design, edge: int, most_bytes: int) -> bytes:
    """Return a design as a JPEG of ``edge`` × ``edge`` pixels and at most ``most_bytes``.

    Its comment is the design's digest.
    """
    ink = ink_on(design.ground)
    far = mix(design.ground, BLACK if ink == WHITE else WHITE, 0.34)
    image = _ground(design.ground, far, edge)
    _bars(image, design, mix(design.ground, ink, 0.30))
    _words(image, design, ink)
    return jpeg(image, most_bytes, comment=design.digest)


def _ground(near: Colour, far: Colour, edge: int) -> Image:
    """Return the background: a gradient that moves away from the ink colour towards the bottom."""
    from PIL import Image

    slope = Image.linear_gradient("L").resize((edge, edge))
    return Image.composite(
        Image.new("RGB", (edge, edge), far), Image.new("RGB", (edge, edge), near), slope
    )


def _bars(image: Image, design: Design, colour: Colour) -> None:
    """Draw the bars of a sound, drawn four times as large and made smaller for smooth edges."""
    from PIL import Image, ImageDraw

    edge, fine = image.width, 4
    left, height = round(_MARGIN * edge), round(_BARS_HEIGHT * edge)
    width = edge - 2 * left
    mask = Image.new("L", (width * fine, height * fine))
    pen = ImageDraw.Draw(mask)
    step = width * fine / (_BARS - 0.5)
    for i, share in enumerate(_heights(design)):
        half = max(share * height * fine / 2, step / 4)
        box = (i * step, height * fine / 2 - half, i * step + step / 2, height * fine / 2 + half)
        pen.rounded_rectangle(box, radius=step / 4, fill=255)
    top = round((1 - _BARS_BOTTOM) * edge) - height
    image.paste(colour, (left, top), mask.resize((width, height), Image.Resampling.BOX))


def _heights(design: Design) -> list[float]:
    """Return the height of each bar, 0–1: chance that the words decide, in breaths like speech."""
    seed = hashlib.sha512(design.digest.encode()).digest()
    return [
        (0.25 + 0.75 * seed[i % len(seed)] / 255)
        * (0.35 + 0.65 * abs(math.sin(i * 0.37 + seed[0])))
        for i in range(_BARS)
    ]


def _words(image: Image, design: Design, ink: Colour) -> None:
    edge = image.width
    left, room = _MARGIN * edge, (1 - 2 * _MARGIN) * edge
    soft = faded(ink, design.ground, 0.18)
    label = _LABEL * edge
    top = left + label
    for text, base in ((design.above, top), (design.below, edge - left)):
        short = _shortened(typeface.drawable(text), _MEDIUM, label, room)
        size = _fitting(short, _MEDIUM, label, room)
        typeface.draw(image, short, (left, base), _MEDIUM, size, soft)
    lines, size = _headline(typeface.drawable(design.headline), edge)
    base = top + label * 1.4 + size
    for line in lines:
        typeface.draw(image, line, (left, base), _BLACK, size, ink)
        base += size * _LINE_HEIGHT


def _shortened(text: str, weight: int, size: float, room: float) -> str:
    """Return the text, or as many of its first words as fit, and ``…``."""
    while typeface.width(text, weight, size) > room and " " in text:
        text = text.rpartition(" ")[0].rstrip("…,;:") + "…"
    return text


def _fitting(text: str, weight: int, size: float, room: float) -> float:
    """Return the size, or a smaller one at which the text is no wider than ``room``."""
    return min(size, size * room / max(typeface.width(text, weight, size), 1.0))


def _headline(text: str, edge: int) -> tuple[list[str], float]:
    """Return the lines of a headline and the largest size at which they fit."""
    room = (1 - 2 * _MARGIN) * edge
    height = (1 - _MARGIN - _LABEL * 3.2 - _BARS_BOTTOM - _BARS_HEIGHT) * edge
    largest, smallest = (share * edge for share in _HEADLINE)
    words = text.split()
    size = largest
    while size > smallest:
        lines = _broken(words, size, room)
        fits = all(typeface.width(line, _BLACK, size) <= room for line in lines)
        if fits and len(lines) <= _LINES and len(lines) * size * _LINE_HEIGHT <= height:
            return lines, size
        size *= 0.96
    lines = _broken(words, size, room)[: int(height // (size * _LINE_HEIGHT))]
    return lines, min(_fitting(line, _BLACK, size, room) for line in lines) if lines else size


def _broken(words: Sequence[str], size: float, room: float) -> list[str]:
    """Break words into lines, each as long as fits."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and typeface.width(longer, _BLACK, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def jpeg(image: Image, most_bytes: int, *, comment: str = "") -> bytes:
    """Return an image as JPEG, in the best quality that fits."""
    data = b""
    for quality in (92, 86, 80, 70, 60, 45):
        file = BytesIO()
        image.save(file, "JPEG", quality=quality, subsampling=0, optimize=True, comment=comment)
        data = file.getvalue()
        if len(data) <= most_bytes:
            break
    return data
