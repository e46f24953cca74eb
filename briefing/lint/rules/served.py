"""Rules about a feed that was just published: does its address deliver it?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from briefing.lint.inputs.served import ServedFeed
from briefing.lint.rule import Problem, rule

_SHOWN = 3


@rule(
    "served-feed",
    "error",
    why="listeners get what the feed's address delivers, and not what was sent elsewhere",
    remedy="publish to the place that base_url of [show] is served from, or correct base_url",
    blocking=True,
)
def _feed(feed: ServedFeed) -> Iterator[Problem]:
    if feed.served.problem:
        yield Problem(feed.served.problem)
    elif feed.sent.items and not feed.is_ours:
        yield Problem("another feed: it has no episode of the one that was sent")


@rule(
    "served-old",
    "warning",
    why="a cache in front of the server delivers an old feed until it asks again",
    remedy="keep feed.xml in no cache for longer than some minutes, or purge it after publishing",
)
def _old(feed: ServedFeed) -> Iterator[Problem]:
    if feed.served.age_s and any(feed.differences()):
        yield Problem(f"a cache delivers the feed of {feed.served.age_s} s ago")


@rule(
    "served-items",
    "error",
    why="players fetch what the feed says, and believe its length and type",
    remedy="publish again; if it stays so, look at what stands between the storage and its address",
)
def _items(feed: ServedFeed) -> Iterator[Problem]:
    if not feed.served.age_s:
        yield from map(Problem, islice(feed.differences(), _SHOWN))
