"""Rules about enclosures: the file as announced, and as it really is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.lint.inputs.feed import Item
from briefing.lint.rule import Problem, rule
from briefing.lint.rules.show import lacking
from briefing.system.web import split

# The types of media that Apple and PSP-1 list, by file ending, and what else they are called.
LISTED = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4"),
    ".mp4": ("video/mp4",),
    ".m4v": ("video/x-m4v",),
    ".mov": ("video/quicktime",),
    ".pdf": ("application/pdf",),
}
# Those that other apps play.
TYPES = {
    **LISTED,
    ".m4b": ("audio/mp4", "audio/x-m4b"),
    ".opus": ("audio/ogg", "audio/opus"),
    ".ogg": ("audio/ogg",),
    ".wav": ("audio/wav", "audio/x-wav"),
    ".flac": ("audio/flac", "audio/x-flac"),
}


@rule(
    "enclosure-attributes",
    "error",
    why="an enclosure needs url, length and type (RSS 2.0); players ignore one without them",
    remedy="write all three, with the length in bytes",
)
def _attributes(item: Item) -> Iterator[Problem]:
    if item.node.first("enclosure") is None:
        return
    yield from lacking(item.node, ("enclosure@url", "enclosure@length", "enclosure@type"))
    text = item.node.value("enclosure", "length")
    if text and not item.length:
        yield Problem(f"length={text!r} is not a number of bytes")


@rule(
    "enclosure-one",
    "error",
    why="given several enclosures, players take the first or the last",
    remedy="keep one; put the others into <podcast:alternateEnclosure>",
)
def _many(item: Item) -> Iterator[Problem]:
    count = len(item.node.all("enclosure"))
    if count > 1:
        yield Problem(f"{count} enclosures")


@rule(
    "enclosure-ending",
    "error",
    ("Apple Podcasts",),
    why="Apple Podcasts and the Podcast Standards Project (PSP-1) take no other kind of file, and "
    "recognise it by the end of its name",
    remedy="make it an MP3 or M4A, and offer other kinds beside it (briefing make --alternate); "
    "put a version after a ?",
)
def _ending(item: Item) -> Iterator[Problem]:
    suffix = PurePosixPath(split(item.url).path).suffix.lower()
    if item.url and suffix not in LISTED:
        yield Problem(f"the URL's path ends in {suffix or 'no suffix'!r}: {item.url}")


@rule(
    "enclosure-type",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="players choose the decoder by the type, and reject one that does not fit",
    remedy="write type='audio/mpeg' for an MP3",
)
def _type(item: Item) -> Iterator[Problem]:
    suffix = PurePosixPath(split(item.url).path).suffix.lower()
    mime_type = item.node.value("enclosure", "type")
    allowed = TYPES.get(suffix)
    if mime_type and allowed and mime_type not in allowed:
        yield Problem(f"type={mime_type!r} for a {suffix} file, which is {allowed[0]}")


@rule(
    "enclosure-length",
    "error",
    why="players draw progress from it, and some treat a shorter file as a broken download",
    remedy="make the feed again (briefing feed)",
)
def _length(item: Item) -> Iterator[Problem]:
    if item.file and item.length:
        size = item.file.stat().st_size
        if size != item.length:
            yield Problem(f"length={item.length}, {item.file.name} has {size} bytes")


@rule(
    "enclosure-file",
    "error",
    why="the other episodes are beside the feed, this one is not: players would get an error",
    remedy="make the episode again, or remove its item",
)
def _file(item: Item) -> Iterator[Problem]:
    if item.url and item.file is None and item.feed.complete:
        yield Problem(f"no file beside the feed for {item.url}")
