"""Rules about the picture inside an MP3."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.formats.id3 import FRONT_COVER
from briefing.formats.picture import Shape, shape
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.id3 import Image
from briefing.lint.rule import Problem, rule

LARGEST_COVER_BYTES = 300 * 1024
SMALLEST_COVER_PX, LARGEST_COVER_PX = 300, 1400
_COLOURS = ("RGB", "palette", "grey")


def _covers(mp3: Mp3) -> Iterator[tuple[Image, Shape]]:
    """Yield the pictures that are JPEG or PNG."""
    for image in mp3.tag.images if mp3.tag else []:
        if image_shape := shape(image.data):
            yield image, image_shape


@rule(
    "cover-missing",
    "note",
    why="without one, a downloaded file shows a grey square away from the feed",
    remedy="put a JPEG of about 600 × 600 pixels into the tag (briefing make --cover)",
)
def _missing(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and not mp3.tag.images:
        yield Problem("no cover in the tag")


@rule(
    "cover-format",
    "error",
    why="players show only JPEG and PNG, and some trust the MIME type over the data",
    remedy="write a JPEG as image/jpeg",
)
def _format(mp3: Mp3) -> Iterator[Problem]:
    for image in mp3.tag.images if mp3.tag else []:
        image_shape = shape(image.data)
        if image_shape is None or image_shape.format == "WEBP":
            yield Problem(f"a picture that is neither JPEG nor PNG ({image.mime_type})", "APIC")
        elif image.mime_type.lower().replace("jpg", "jpeg") != image_shape.mime_type:
            yield Problem(f"a {image_shape.format} marked as {image.mime_type!r}", "APIC")


@rule(
    "cover-kind",
    "warning",
    why="players look for type 3, the front cover (ID3v2.3, section 4.15)",
    remedy="write it as type 3",
)
def _kind(mp3: Mp3) -> Iterator[Problem]:
    images = mp3.tag.images if mp3.tag else []
    if images and not any(image.kind == FRONT_COVER for image in images):
        yield Problem(f"a picture of type {images[0].kind}, none of type 3, front cover", "APIC")


@rule(
    "cover-pixels",
    "warning",
    ("Apple Podcasts", "Overcast", "AntennaPod"),
    why="a small cover is blurred on a lock screen; a large one delays the start of streaming",
    remedy=f"give it {SMALLEST_COVER_PX} to {LARGEST_COVER_PX} pixels; the feed has large artwork",
)
def _pixels(mp3: Mp3) -> Iterator[Problem]:
    for _, image_shape in _covers(mp3):
        if not SMALLEST_COVER_PX <= min(image_shape.width, image_shape.height) <= LARGEST_COVER_PX:
            yield Problem(f"a cover of {image_shape.width} × {image_shape.height} pixels", "APIC")


@rule(
    "cover-square",
    "warning",
    why="players crop or squash a cover that is not square",
    remedy="make it square",
)
def _square(mp3: Mp3) -> Iterator[Problem]:
    for _, image_shape in _covers(mp3):
        if image_shape.width != image_shape.height:
            yield Problem(f"a cover of {image_shape.width} × {image_shape.height} pixels", "APIC")


@rule(
    "cover-colours",
    "warning",
    ("Apple Podcasts", "AntennaPod"),
    why="CMYK shows in the wrong colours or not at all; transparency shows as black",
    remedy="save it as RGB without transparency",
)
def _colours(mp3: Mp3) -> Iterator[Problem]:
    for _, image_shape in _covers(mp3):
        if image_shape.colours not in _COLOURS:
            yield Problem(f"a cover in {image_shape.colours}", "APIC")


@rule(
    "cover-size",
    "warning",
    ("Overcast", "AntennaPod", "Apple Podcasts"),
    why="when streaming, the cover is loaded before the sound begins",
    remedy="save it as a JPEG of 600 × 600 pixels, about 60 KiB",
)
def _size(mp3: Mp3) -> Iterator[Problem]:
    for image, _ in _covers(mp3):
        if len(image.data) > LARGEST_COVER_BYTES:
            yield Problem(f"a cover of {len(image.data) // 1024} KiB", "APIC")
