"""Rules over the items of a feed: the episodes as players list them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.lint.inputs.feed import Item, number
from briefing.lint.rule import (
    ALL,
    ANTENNAPOD,
    APPLE,
    ERROR,
    NOTE,
    OVERCAST,
    POCKET_CASTS,
    PODCASTING20,
    SPOTIFY,
    WARNING,
    Problem,
    Rule,
)
from briefing.lint.rules.show import MOST_BYTES, lacking, long_texts

REQUIRED = ("title", "enclosure@url", "guid")
RECOMMENDED = ("pubDate", "description", "itunes:duration")
PODCASTING = ("podcast:chapters@url", "podcast:transcript@url")
_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?([0-5]?\d):)?(\d{1,9})")
_APART_S = 2
_LONGEST_LINE = 40
_STAMPED = re.compile(r"(?:^|>|\n)\s*(?:\d{1,2}:)?\d{1,2}:\d\d[\s\-–—]+([^<\n]+)")


def _required(item: Item) -> Iterator[Problem]:
    yield from lacking(item.node, REQUIRED)


def _recommended(item: Item) -> Iterator[Problem]:
    yield from lacking(item.node, RECOMMENDED)


def _podcasting(item: Item) -> Iterator[Problem]:
    yield from lacking(item.node, PODCASTING)


def _description(item: Item) -> Iterator[Problem]:
    yield from long_texts(item.node)


def seconds(text: str) -> int | None:
    """Return a duration in seconds; None if it is none.

    >>> seconds("1:02:03"), seconds("95"), seconds("5 min")
    (3723, 95, None)
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes) * 60 + rest


def _duration(item: Item) -> Iterator[Problem]:
    text = item.node.value("itunes:duration")
    if not text:
        return
    told = seconds(text)
    if told is None:
        yield Problem(f"<itunes:duration> {text!r} is neither seconds nor HH:MM:SS")
    elif item.mp3 and item.mp3.duration_ms and abs(told - item.mp3.duration_ms / 1000) > _APART_S:
        real = round(item.mp3.duration_ms / 1000)
        yield Problem(f"<itunes:duration> says {told} s, the file has {real} s")


def _numbers(item: Item) -> Iterator[Problem]:
    for name in ("itunes:episode", "itunes:season"):
        text = item.node.value(name)
        if text and not number(text):
            yield Problem(f"<{name}> {text!r} is no whole number from 1 on")


def _stamps(item: Item) -> Iterator[Problem]:
    titles = _STAMPED.findall(item.node.value("description"))
    long = [title.strip() for title in titles if len(title.strip()) >= _LONGEST_LINE]
    if long:
        yield Problem(
            f"{len(long)} chapter lines of {_LONGEST_LINE} letters or more: «{long[0][:50]}»"
        )
    if 0 < len(titles) < 3:
        yield Problem(f"{len(titles)} time-stamped lines; chapters begin at three")


RULES = (
    Rule(
        "item-required",
        ERROR,
        Item,
        ALL,
        "players skip an item without one of these, or show it again and again",
        "make the feed again (briefing feed)",
        _required,
    ),
    Rule(
        "item-recommended",
        WARNING,
        Item,
        ALL,
        "players sort by the date and show the duration and the description before playing",
        "add them; the date as in «Sat, 31 Jan 2026 06:00:00 +0530»",
        _recommended,
    ),
    Rule(
        "item-podcasting20",
        NOTE,
        Item,
        (PODCASTING20, ANTENNAPOD, POCKET_CASTS),
        "players that know them show chapters before the file is loaded, and words to read along",
        "add <podcast:chapters> and <podcast:transcript> (briefing feed writes both)",
        _podcasting,
    ),
    Rule(
        "item-description",
        ERROR,
        Item,
        (APPLE,),
        f"Apple takes {MOST_BYTES} bytes: about 1,333 Devanagari letters",
        "shorten the description; <content:encoded> may hold the whole",
        _description,
    ),
    Rule(
        "item-duration",
        WARNING,
        Item,
        (APPLE, OVERCAST, ANTENNAPOD),
        "players show this duration until the file is loaded",
        "write whole seconds, of the file as it is",
        _duration,
    ),
    Rule(
        "item-number",
        ERROR,
        Item,
        (APPLE,),
        "Apple refuses a number that is none, and sorts serial shows by it",
        "write whole numbers from 1 on, without leading words",
        _numbers,
    ),
    Rule(
        "item-stamps",
        WARNING,
        Item,
        (SPOTIFY,),
        "Spotify makes chapters of time-stamped lines: at least three, titles under 40 letters",
        "shorten the titles of the lines, or romanise them",
        _stamps,
    ),
)
