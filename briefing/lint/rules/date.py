"""Rules about dates (RFC 2822, section 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from briefing.lint.inputs.feed import Feed, Item, parse_date
from briefing.lint.inputs.xml import Node
from briefing.lint.rule import Problem, rule

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_FORM = re.compile(
    rf"(?:({'|'.join(_DAYS)}), )?\d{{1,2}} (?:{_MONTHS}) \d{{4}} "
    r"\d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UT|[ECMP][SD]T)"
)
_CLOCKS_APART = timedelta(hours=1)


def _form(node: Node, name: str) -> Iterator[Problem]:
    text = node.value(name)
    if not text:
        return
    form, when = _FORM.fullmatch(text), parse_date(text)
    if form is None or when is None:
        yield Problem(f"<{name}> {text!r} is not an RFC 2822 date")
    elif form[1] and form[1] != _DAYS[when.weekday()]:
        yield Problem(f"<{name}> {text!r} was a {_DAYS[when.weekday()]}")


@rule(
    "date-form",
    "error",
    why="players sort by date; one they cannot read comes last, or in 1970",
    remedy="write it as «Sat, 31 Jan 2026 06:00:00 +0530», in English and with the right day",
)
def _item_form(item: Item) -> Iterator[Problem]:
    yield from _form(item.node, "pubDate")


@rule(
    "date-show",
    "warning",
    why="players and directories use it to decide whether to read the items",
    remedy="write it as «Sat, 31 Jan 2026 06:00:00 +0530», in English and with the right day",
)
def _show_form(feed: Feed) -> Iterator[Problem]:
    for name in ("pubDate", "lastBuildDate"):
        yield from _form(feed.channel, name)


@rule(
    "date-future",
    "warning",
    ("Apple Podcasts", "Overcast"),
    why="Apple hides an episode until its date; other players keep it on top until then",
    remedy="publish it on its date, or correct the date",
)
def _future(item: Item) -> Iterator[Problem]:
    if item.date and item.date > datetime.now(timezone.utc) + _CLOCKS_APART:
        yield Problem(f"dated {item.date.isoformat(' ', 'minutes')}")


@rule(
    "date-order",
    "warning",
    why="some readers take the first items to be the newest and stop there",
    remedy="put the newest episode first",
)
def _order(feed: Feed) -> Iterator[Problem]:
    dated = [item for item in feed.items if item.date]
    for upper, item in pairwise(dated):
        if upper.date and item.date and upper.date < item.date:
            yield Problem(f"is newer than «{upper.title}» above it", item.where)
