"""Rules about a feed's artwork."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.formats.picture import Shape
from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.picture import Picture
from briefing.lint.rule import Problem, rule
from briefing.system.web import split

SMALLEST_PX, LARGEST_PX = 1400, 3000
LARGE_BYTES = 1 << 20
_ENDINGS = (".jpg", ".jpeg", ".png")


@rule(
    "artwork-format",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="directories accept only JPEG and PNG",
    remedy="save it as a JPEG",
    blocking=True,
)
def _format(picture: Picture) -> Iterator[Problem]:
    if picture.shape is None or picture.shape.format not in ("JPEG", "PNG"):
        yield Problem("neither JPEG nor PNG")


def _shape(picture: Picture) -> Iterator[Shape]:
    if picture.shape:
        yield picture.shape


@rule(
    "artwork-square",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="directories reject artwork that is not square",
    remedy="make it square, ideally 3000 × 3000 pixels",
)
def _square(picture: Picture) -> Iterator[Problem]:
    for shape in _shape(picture):
        if shape.width != shape.height:
            yield Problem(f"{shape.width} × {shape.height} pixels")


@rule(
    "artwork-pixels",
    "error",
    ("Apple Podcasts",),
    why=f"Apple accepts {SMALLEST_PX} to {LARGEST_PX} pixels a side",
    remedy="save it at 3000 × 3000 pixels",
)
def _pixels(picture: Picture) -> Iterator[Problem]:
    for shape in _shape(picture):
        low, high = min(shape.width, shape.height), max(shape.width, shape.height)
        if low < SMALLEST_PX or high > LARGEST_PX:
            yield Problem(f"{shape.width} × {shape.height} pixels")


@rule(
    "artwork-colours",
    "error",
    ("Apple Podcasts",),
    why="Apple wants RGB without transparency; CMYK shows in the wrong colours",
    remedy="save it as RGB, flattened",
)
def _colours(picture: Picture) -> Iterator[Problem]:
    for shape in _shape(picture):
        if shape.colours != "RGB":
            yield Problem(f"{shape.format} in {shape.colours}")


@rule(
    "artwork-size",
    "note",
    why="players load the artwork for every list that shows it",
    remedy="save the JPEG at a quality of about 80: 300 to 600 KiB",
)
def _size(picture: Picture) -> Iterator[Problem]:
    if len(picture.data) > LARGE_BYTES:
        yield Problem(f"{len(picture.data) // 1024} KiB")


@rule(
    "artwork-address",
    "error",
    ("Apple Podcasts",),
    why="Apple reloads artwork when its address changes, and wants it to end in .jpg or .png",
    remedy="rename the file when the picture changes, instead of adding a query",
)
def _address(feed: Feed) -> Iterator[Problem]:
    parts = split(feed.artwork)
    if parts.query:
        yield Problem(f"the artwork's URL has a query: {feed.artwork}")
    if feed.artwork and PurePosixPath(parts.path).suffix.lower() not in _ENDINGS:
        yield Problem(f"the artwork's URL ends neither in .jpg nor .png: {feed.artwork}")
