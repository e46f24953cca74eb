"""Rules over dates (RFC 2822, section 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise

from briefing.lint.inputs.feed import Feed, Item, moment
from briefing.lint.inputs.xml import Node
from briefing.lint.rule import ALL, APPLE, ERROR, OVERCAST, WARNING, Problem, Rule

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
    form, when = _FORM.fullmatch(text), moment(text)
    if form is None or when is None:
        yield Problem(f"<{name}> {text!r} is no date of RFC 2822")
    elif form[1] and form[1] != _DAYS[when.weekday()]:
        yield Problem(f"<{name}> {text!r} was a {_DAYS[when.weekday()]}")


def _item_form(item: Item) -> Iterator[Problem]:
    yield from _form(item.node, "pubDate")


def _show_form(feed: Feed) -> Iterator[Problem]:
    for name in ("pubDate", "lastBuildDate"):
        yield from _form(feed.channel, name)


def _future(item: Item) -> Iterator[Problem]:
    if item.date and item.date > datetime.now(timezone.utc) + _CLOCKS_APART:
        yield Problem(f"dated {item.date.isoformat(' ', 'minutes')}")


def _order(feed: Feed) -> Iterator[Problem]:
    dated = [item for item in feed.items if item.date]
    for before, item in pairwise(dated):
        if before.date and item.date and before.date < item.date:
            yield Problem(f"is newer than «{before.title}» above it", item.where)


RULES = (
    Rule(
        "date-form",
        ERROR,
        Item,
        ALL,
        "players sort by the date; what they cannot read comes last, or in 1970",
        "write it as «Sat, 31 Jan 2026 06:00:00 +0530», in English and with the right day",
        _item_form,
    ),
    Rule(
        "date-show",
        WARNING,
        Feed,
        ALL,
        "players and directories decide by it whether to look at the items",
        "write it as «Sat, 31 Jan 2026 06:00:00 +0530», in English and with the right day",
        _show_form,
    ),
    Rule(
        "date-future",
        WARNING,
        Item,
        (APPLE, OVERCAST),
        "Apple hides an episode until its date, other players show it on top until then",
        "publish it when it is due, or correct the date",
        _future,
    ),
    Rule(
        "date-order",
        WARNING,
        Feed,
        ALL,
        "some readers take the first items as the newest and stop there",
        "put the newest episode first",
        _order,
    ),
)
