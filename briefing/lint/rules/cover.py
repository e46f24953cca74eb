"""Rules over the picture inside an MP3."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.formats.id3 import FRONT_COVER
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.id3 import Image
from briefing.lint.inputs.picture import Shape, shape
from briefing.lint.rule import ALL, ANTENNAPOD, APPLE, ERROR, NOTE, OVERCAST, WARNING, Problem, Rule

LARGEST_COVER_BYTES = 300 * 1024
SMALLEST_COVER_PX, LARGEST_COVER_PX = 300, 1400
_COLOURS = ("RGB", "palette", "grey")


def _covers(mp3: Mp3) -> Iterator[tuple[Image, Shape]]:
    """Yield the pictures that are JPEG or PNG."""
    for image in mp3.tag.images if mp3.tag else []:
        if found := shape(image.data):
            yield image, found


def _missing(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and not mp3.tag.images:
        yield Problem("no cover in the tag")


def _format(mp3: Mp3) -> Iterator[Problem]:
    for image in mp3.tag.images if mp3.tag else []:
        found = shape(image.data)
        if found is None:
            yield Problem(f"a picture that is neither JPEG nor PNG ({image.mime_type})", "APIC")
        elif image.mime_type.lower().replace("jpg", "jpeg") != found.mime_type:
            yield Problem(f"a {found.format} announced as {image.mime_type!r}", "APIC")


def _kind(mp3: Mp3) -> Iterator[Problem]:
    images = mp3.tag.images if mp3.tag else []
    if images and not any(image.kind == FRONT_COVER for image in images):
        yield Problem(f"a picture of type {images[0].kind}, none of type 3, front cover", "APIC")


def _pixels(mp3: Mp3) -> Iterator[Problem]:
    for _, found in _covers(mp3):
        if not SMALLEST_COVER_PX <= min(found.width, found.height) <= LARGEST_COVER_PX:
            yield Problem(f"a cover of {found.width} × {found.height} pixels", "APIC")


def _square(mp3: Mp3) -> Iterator[Problem]:
    for _, found in _covers(mp3):
        if found.width != found.height:
            yield Problem(f"a cover of {found.width} × {found.height} pixels", "APIC")


def _colours(mp3: Mp3) -> Iterator[Problem]:
    for _, found in _covers(mp3):
        if found.colours not in _COLOURS:
            yield Problem(f"a cover in {found.colours}", "APIC")


def _size(mp3: Mp3) -> Iterator[Problem]:
    for image, _ in _covers(mp3):
        if len(image.data) > LARGEST_COVER_BYTES:
            yield Problem(f"a cover of {len(image.data) // 1024} KiB", "APIC")


RULES = (
    Rule(
        "cover-missing",
        NOTE,
        Mp3,
        ALL,
        "without it a downloaded file shows a grey square where the feed is not at hand",
        "put a JPEG of about 600 × 600 pixels into the tag (briefing make --cover)",
        _missing,
    ),
    Rule(
        "cover-format",
        ERROR,
        Mp3,
        ALL,
        "players show JPEG and PNG alone, and some believe the MIME type rather than the data",
        "write a JPEG as image/jpeg",
        _format,
    ),
    Rule(
        "cover-kind",
        WARNING,
        Mp3,
        ALL,
        "players look for type 3, the front cover (ID3v2.3, section 4.15)",
        "write it with type 3",
        _kind,
    ),
    Rule(
        "cover-pixels",
        WARNING,
        Mp3,
        (APPLE, OVERCAST, ANTENNAPOD),
        "a small cover is blurred on a lock screen, a large one delays the start of streaming",
        f"give it {SMALLEST_COVER_PX} to {LARGEST_COVER_PX} pixels; the feed has the large artwork",
        _pixels,
    ),
    Rule(
        "cover-square",
        WARNING,
        Mp3,
        ALL,
        "players cut or squeeze what is not square",
        "make it square",
        _square,
    ),
    Rule(
        "cover-colours",
        WARNING,
        Mp3,
        (APPLE, ANTENNAPOD),
        "CMYK shows in false colours or not at all, transparency shows as black",
        "save it as RGB without transparency",
        _colours,
    ),
    Rule(
        "cover-size",
        WARNING,
        Mp3,
        (OVERCAST, ANTENNAPOD, APPLE),
        "the cover is loaded before the first sound when streaming",
        "save it as JPEG of 600 × 600 pixels: about 60 KiB",
        _size,
    ),
)
