"""Rules over what makes an episode one and the same: GUIDs, addresses, and the last feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator

from briefing.lint.inputs.feed import Feed, Item
from briefing.lint.inputs.http import is_web, split
from briefing.lint.rule import ALL, APPLE, ERROR, OVERCAST, WARNING, Problem, Rule


def _twice(feed: Feed, key: Callable[[Item], Hashable], what: str) -> Iterator[Problem]:
    """Yield a problem for each item whose key an item above it has."""
    groups = defaultdict(list)
    for item in feed.items:
        groups[key(item)].append(item)
    for found, items in groups.items():
        for item in items[1:] if found else []:
            yield Problem(f"{what} of «{items[0].title}», line {items[0].node.line}", item.where)


def _guid_twice(feed: Feed) -> Iterator[Problem]:
    yield from _twice(feed, lambda item: item.guid, "has the GUID")


def _url_twice(feed: Feed) -> Iterator[Problem]:
    yield from _twice(feed, lambda item: item.url, "has the enclosure")


def _title_twice(feed: Feed) -> Iterator[Problem]:
    yield from _twice(
        feed,
        lambda item: (item.title, item.date.date()) if item.title and item.date else None,
        "has the title and the date",
    )


def _permalink(item: Item) -> Iterator[Problem]:
    node = item.node.first("guid")
    link = node and node.attributes.get("isPermaLink", "true") == "true"
    if link and item.guid and not is_web(item.guid):
        yield Problem(f"the GUID {item.guid!r} is no URL, and not marked isPermaLink='false'")


def _old(feed: Feed) -> list[Item]:
    return feed.old.items if feed.old else []


def _same_file(item: Item) -> str:
    """Return an enclosure's address without its version."""
    return split(item.url)._replace(query="", fragment="").geturl()


def _changed(feed: Feed) -> Iterator[Problem]:
    known = {item.guid for item in _old(feed)}
    for item in feed.items:
        if item.guid in known:
            continue
        for old in _old(feed):
            alike = item.url and _same_file(old) == _same_file(item)
            if alike or (item.date and (old.title, old.date) == (item.title, item.date)):
                yield Problem(f"had the GUID {old.guid!r}, has {item.guid!r}", item.where)
                break


def _gone(feed: Feed) -> Iterator[Problem]:
    kept = {item.guid for item in feed.items} | {_same_file(item) for item in feed.items}
    for old in _old(feed):
        if old.guid not in kept and _same_file(old) not in kept:
            yield Problem(f"was in {feed.old.name if feed.old else ''}, is gone", f"«{old.title}»")


def _remade(feed: Feed) -> Iterator[Problem]:
    old = {item.guid: item for item in _old(feed) if item.guid}
    for item in feed.items:
        before = old.get(item.guid)
        if before and before.url == item.url and before.length != item.length:
            what = f"had {before.length} bytes, has {item.length} at the same address"
            yield Problem(what, item.where)


RULES = (
    Rule(
        "guid-twice",
        ERROR,
        Feed,
        ALL,
        "players take items with one GUID for one episode: the others are never shown",
        "give each episode a GUID of its own; a copied manifest keeps that of its source",
        _guid_twice,
    ),
    Rule(
        "guid-changed",
        ERROR,
        Feed,
        ALL,
        "an episode with a new GUID is a new episode: listeners get it again, and lose their place",
        "put the old GUID back into the episode's manifest.json, and make the feed again",
        _changed,
    ),
    Rule(
        "guid-gone",
        WARNING,
        Feed,
        (APPLE, OVERCAST),
        "players remove or keep what left the feed; its links lead nowhere",
        "keep old episodes in the feed, if their files are still there",
        _gone,
    ),
    Rule(
        "guid-permalink",
        WARNING,
        Item,
        (APPLE,),
        "a GUID is a link unless it says that it is none (RSS 2.0): readers open it",
        "write <guid isPermaLink='false'>",
        _permalink,
    ),
    Rule(
        "enclosure-twice",
        ERROR,
        Feed,
        (APPLE,),
        "Apple leaves out an item whose enclosure another one has",
        "give each episode its own file",
        _url_twice,
    ),
    Rule(
        "enclosure-remade",
        WARNING,
        Feed,
        ALL,
        "players and caches that have the old file keep it, with chapters of the new one",
        "give the address of an episode made again a version: episode.mp3?v=2",
        _remade,
    ),
    Rule(
        "title-twice",
        WARNING,
        Feed,
        ALL,
        "two episodes of one title and day look like a mistake, and often are one",
        "remove one, or give it another title",
        _title_twice,
    ),
)
