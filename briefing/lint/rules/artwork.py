"""Rules over a feed's artwork."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.http import split
from briefing.lint.inputs.picture import Picture, Shape
from briefing.lint.rule import ALL, APPLE, ERROR, NOTE, SPOTIFY, Problem, Rule

SMALLEST_PX, LARGEST_PX = 1400, 3000
LARGE_BYTES = 1 << 20
_ENDINGS = (".jpg", ".jpeg", ".png")


def _format(picture: Picture) -> Iterator[Problem]:
    if picture.shape is None:
        yield Problem("neither JPEG nor PNG")


def _shape(picture: Picture) -> Iterator[Shape]:
    if picture.shape:
        yield picture.shape


def _square(picture: Picture) -> Iterator[Problem]:
    for shape in _shape(picture):
        if shape.width != shape.height:
            yield Problem(f"{shape.width} × {shape.height} pixels")


def _pixels(picture: Picture) -> Iterator[Problem]:
    for shape in _shape(picture):
        low, high = min(shape.width, shape.height), max(shape.width, shape.height)
        if low < SMALLEST_PX or high > LARGEST_PX:
            yield Problem(f"{shape.width} × {shape.height} pixels")


def _colours(picture: Picture) -> Iterator[Problem]:
    for shape in _shape(picture):
        if shape.colours != "RGB":
            yield Problem(f"{shape.format} in {shape.colours}")


def _size(picture: Picture) -> Iterator[Problem]:
    if len(picture.data) > LARGE_BYTES:
        yield Problem(f"{len(picture.data) // 1024} KiB")


def _address(feed: Feed) -> Iterator[Problem]:
    parts = split(feed.artwork)
    if parts.query:
        yield Problem(f"the artwork's URL has a query: {feed.artwork}")
    if feed.artwork and PurePosixPath(parts.path).suffix.lower() not in _ENDINGS:
        yield Problem(f"the artwork's URL ends neither in .jpg nor .png: {feed.artwork}")


RULES = (
    Rule(
        "artwork-format",
        ERROR,
        Picture,
        (APPLE, SPOTIFY),
        "directories take JPEG and PNG",
        "save it as JPEG",
        _format,
        blocking=True,
    ),
    Rule(
        "artwork-square",
        ERROR,
        Picture,
        (APPLE, SPOTIFY),
        "directories refuse artwork that is not square",
        "make it square, best 3000 × 3000 pixels",
        _square,
    ),
    Rule(
        "artwork-pixels",
        ERROR,
        Picture,
        (APPLE,),
        f"Apple takes {SMALLEST_PX} to {LARGEST_PX} pixels a side",
        "save it with 3000 × 3000 pixels",
        _pixels,
    ),
    Rule(
        "artwork-colours",
        ERROR,
        Picture,
        (APPLE,),
        "Apple takes RGB without transparency; CMYK shows in false colours",
        "save it as RGB, flattened",
        _colours,
    ),
    Rule(
        "artwork-size",
        NOTE,
        Picture,
        ALL,
        "players load the artwork for every list it stands in",
        "save the JPEG at a quality of about 80: 300 to 600 KiB",
        _size,
    ),
    Rule(
        "artwork-address",
        ERROR,
        Feed,
        (APPLE,),
        "Apple loads artwork anew when its address changes; it is to end in .jpg or .png",
        "rename the file for a new picture, instead of a query",
        _address,
    ),
)
