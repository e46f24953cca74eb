"""Rules about the items of a feed: the episodes as players list them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.lint.inputs.feed import Item, number
from briefing.lint.rule import Problem, rule
from briefing.lint.rules.show import MOST_BYTES, TAG, lacking, long_texts

REQUIRED = ("title", "enclosure@url", "guid")
RECOMMENDED = ("pubDate", "description", "itunes:duration")
PODCASTING = ("podcast:chapters@url", "podcast:transcript@url")
_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?([0-5]?\d):)?(\d{1,9})")
_APART_S = 2
_LONGEST_LINE = 40
_LONGEST_TITLE = 100
_STAMPED = re.compile(r"(?:^|>|\n)\s*(?:\d{1,2}:)?\d{1,2}:\d\d[\s\-–—]+([^<\n]+)")


@rule(
    "item-required",
    "error",
    why="players skip an item without these, or show it again and again",
    remedy="make the feed again (briefing feed)",
)
def _required(item: Item) -> Iterator[Problem]:
    yield from lacking(item.node, REQUIRED)


@rule(
    "item-recommended",
    "warning",
    why="players sort by the date and show the duration and the description before playing",
    remedy="add them, with the date like «Sat, 31 Jan 2026 06:00:00 +0530»",
)
def _recommended(item: Item) -> Iterator[Problem]:
    yield from lacking(item.node, RECOMMENDED)


@rule(
    "item-podcasting20",
    "note",
    ("Podcasting 2.0", "AntennaPod", "Pocket Casts"),
    why="with these, players show chapters before the file has loaded, and words to read along",
    remedy="add <podcast:chapters> and <podcast:transcript> (briefing feed writes both)",
)
def _podcasting(item: Item) -> Iterator[Problem]:
    yield from lacking(item.node, PODCASTING)


@rule(
    "item-description",
    "error",
    ("Apple Podcasts",),
    why=f"Apple accepts {MOST_BYTES} bytes: about 1,333 Devanagari letters",
    remedy="shorten the description; <content:encoded> may hold the full text",
)
def _description(item: Item) -> Iterator[Problem]:
    yield from long_texts(item.node)


def seconds(text: str) -> int | None:
    """Return a duration in seconds; None if the text is not one.

    >>> seconds("1:02:03"), seconds("95"), seconds("5 min")
    (3723, 95, None)
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return (hours * 60 + minutes) * 60 + rest


@rule(
    "item-duration",
    "warning",
    ("Apple Podcasts", "Overcast", "AntennaPod"),
    why="players show this duration until the file has loaded",
    remedy="write the duration of the file in whole seconds",
)
def _duration(item: Item) -> Iterator[Problem]:
    text = item.node.value("itunes:duration")
    if not text:
        return
    announced_s = seconds(text)
    if announced_s is None:
        yield Problem(f"<itunes:duration> {text!r} is neither seconds nor HH:MM:SS")
    elif (
        item.audio
        and item.audio.duration_ms
        and abs(announced_s - item.audio.duration_ms / 1000) > _APART_S
    ):
        real = round(item.audio.duration_ms / 1000)
        yield Problem(f"<itunes:duration> says {announced_s} s, the file has {real} s")


@rule(
    "item-number",
    "error",
    ("Apple Podcasts",),
    why="Apple rejects anything else, and sorts serial shows by the number",
    remedy="write a whole number from 1, and nothing else",
)
def _numbers(item: Item) -> Iterator[Problem]:
    for name in ("itunes:episode", "itunes:season"):
        text = item.node.value(name)
        if text and not number(text):
            yield Problem(f"<{name}> {text!r} is not a whole number from 1")


@rule(
    "item-stamps",
    "warning",
    ("Spotify",),
    why="Spotify turns time-stamped lines into chapters: at least three, titles under 40 letters",
    remedy="shorten the titles in these lines, or romanise them",
)
def _stamps(item: Item) -> Iterator[Problem]:
    titles = _STAMPED.findall(item.node.value("description"))
    long = [title.strip() for title in titles if len(title.strip()) >= _LONGEST_LINE]
    if long:
        yield Problem(
            f"{len(long)} chapter lines of {_LONGEST_LINE} letters or more: «{long[0][:50]}»"
        )
    if 0 < len(titles) < 3:
        yield Problem(f"{len(titles)} time-stamped lines; chapters need at least three")


@rule(
    "item-tags",
    "warning",
    ("Apple Podcasts", "AntennaPod", "Pocket Casts"),
    why="a title is text: some apps show the tag, others drop what stands in it",
    remedy="write ‹ and › (briefing feed does), or leave the tag out",
)
def _tags(item: Item) -> Iterator[Problem]:
    for name in ("title", "itunes:title"):
        if tag := TAG.search(item.node.value(name)):
            yield Problem(f"{tag[0]} in <{name}>")


@rule(
    "item-title",
    "note",
    ("Apple Podcasts", "Spotify"),
    why="lists cut a title off after one or two lines",
    remedy="say the rest in the description",
)
def _title(item: Item) -> Iterator[Problem]:
    if len(item.title) > _LONGEST_TITLE:
        yield Problem(f"a title of {len(item.title)} characters")


@rule(
    "item-tone",
    "warning",
    why="the voice «tone» is a test: it hums the rhythm of a text and says no word",
    remedy="make the episode again with a voice that speaks (briefing voices)",
)
def _tone(item: Item) -> Iterator[Problem]:
    if item.manifest and any(voice.engine == "tone" for voice in item.manifest.voices):
        yield Problem("spoken by the test voice")
