"""Rules over enclosures: the file as the feed announces it, and as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.lint.inputs.feed import Item
from briefing.lint.inputs.http import split
from briefing.lint.rule import ALL, APPLE, ERROR, SPOTIFY, Problem, Rule
from briefing.lint.rules.show import lacking

# The types Apple names, by the endings it takes.
TYPES = {
    ".mp3": ("audio/mpeg",),
    ".m4a": ("audio/x-m4a", "audio/mp4"),
    ".m4b": ("audio/mp4", "audio/x-m4b"),
    ".opus": ("audio/ogg", "audio/opus"),
    ".ogg": ("audio/ogg",),
    ".mp4": ("video/mp4",),
    ".m4v": ("video/x-m4v",),
    ".mov": ("video/quicktime",),
}


def _attributes(item: Item) -> Iterator[Problem]:
    if item.node.first("enclosure") is None:
        return
    yield from lacking(item.node, ("enclosure@url", "enclosure@length", "enclosure@type"))
    text = item.node.value("enclosure", "length")
    if text and not item.length:
        yield Problem(f"length={text!r} is no number of bytes")


def _many(item: Item) -> Iterator[Problem]:
    count = len(item.node.all("enclosure"))
    if count > 1:
        yield Problem(f"{count} enclosures")


def _ending(item: Item) -> Iterator[Problem]:
    suffix = PurePosixPath(split(item.url).path).suffix.lower()
    if item.url and suffix not in TYPES:
        yield Problem(f"the URL's path ends in {suffix or 'no suffix'!r}: {item.url}")


def _type(item: Item) -> Iterator[Problem]:
    suffix = PurePosixPath(split(item.url).path).suffix.lower()
    told = item.node.value("enclosure", "type")
    allowed = TYPES.get(suffix)
    if told and allowed and told not in allowed:
        yield Problem(f"type={told!r} of a {suffix} file, which is {allowed[0]}")


def _length(item: Item) -> Iterator[Problem]:
    if item.file and item.length:
        size = item.file.stat().st_size
        if size != item.length:
            yield Problem(f"length={item.length}, {item.file.name} has {size} bytes")


def _file(item: Item) -> Iterator[Problem]:
    if item.url and item.file is None and item.feed.complete:
        yield Problem(f"no file beside the feed for {item.url}")


RULES = (
    Rule(
        "enclosure-attributes",
        ERROR,
        Item,
        ALL,
        "an enclosure has url, length and type (RSS 2.0); without one of them it is not loaded",
        "write all three; length in bytes",
        _attributes,
    ),
    Rule(
        "enclosure-one",
        ERROR,
        Item,
        ALL,
        "of several enclosures players take the first or the last",
        "keep one; others go into <podcast:alternateEnclosure>",
        _many,
    ),
    Rule(
        "enclosure-ending",
        ERROR,
        Item,
        (APPLE,),
        "Apple knows files by the end of their name",
        "let the path end in .mp3; a version goes behind a ?",
        _ending,
    ),
    Rule(
        "enclosure-type",
        ERROR,
        Item,
        (APPLE, SPOTIFY),
        "players choose the decoder by the type, and refuse one that does not fit",
        "write type='audio/mpeg' for an MP3",
        _type,
    ),
    Rule(
        "enclosure-length",
        ERROR,
        Item,
        ALL,
        "players draw progress by the length, and some take a shorter file for a broken download",
        "make the feed again (briefing feed)",
        _length,
    ),
    Rule(
        "enclosure-file",
        ERROR,
        Item,
        ALL,
        "the other episodes lie beside the feed, this one does not: players would get an error",
        "make the episode again, or remove its item",
        _file,
    ),
)
