"""Rules about the identity of episodes: GUIDs, addresses, and the last feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator

from briefing.lint.inputs.feed import Feed, Item
from briefing.lint.rule import Problem, rule
from briefing.system.web import is_web, split


def _twice(feed: Feed, key: Callable[[Item], Hashable], what: str) -> Iterator[Problem]:
    """Yield a problem for each item that has the same key as one above it."""
    groups = defaultdict(list)
    for item in feed.items:
        groups[key(item)].append(item)
    for value, items in groups.items():
        for item in items[1:] if value else []:
            yield Problem(f"{what} of «{items[0].title}», line {items[0].node.line}", item.where)


@rule(
    "guid-twice",
    "error",
    why="players treat items with the same GUID as one episode: the others are never shown",
    remedy="give each episode its own GUID; a copied manifest keeps the original GUID",
)
def _guid_twice(feed: Feed) -> Iterator[Problem]:
    yield from _twice(feed, lambda item: item.guid, "has the GUID")


def _old(feed: Feed) -> list[Item]:
    return feed.old.items if feed.old else []


def _unversioned(item: Item) -> str:
    """Return an enclosure's address without its version."""
    return split(item.url)._replace(query="", fragment="").geturl()


@rule(
    "guid-changed",
    "error",
    why="a new GUID makes a new episode: listeners get it twice, and lose their place",
    remedy="put the old GUID back into the episode's manifest.json, and make the feed again",
)
def _changed(feed: Feed) -> Iterator[Problem]:
    known = {item.guid for item in _old(feed)}
    for item in feed.items:
        if item.guid in known:
            continue
        for old in _old(feed):
            alike = item.url and _unversioned(old) == _unversioned(item)
            if alike or (item.date and (old.title, old.date) == (item.title, item.date)):
                yield Problem(f"had the GUID {old.guid!r}, has {item.guid!r}", item.where)
                break


@rule(
    "guid-gone",
    "warning",
    ("Apple Podcasts", "Overcast"),
    why="players remove or keep an episode that left the feed; links to it break",
    remedy="keep old episodes in the feed while their files exist",
)
def _gone(feed: Feed) -> Iterator[Problem]:
    present = {item.guid for item in feed.items} | {_unversioned(item) for item in feed.items}
    for old in _old(feed):
        if old.guid not in present and _unversioned(old) not in present:
            yield Problem(f"was in {feed.old.name if feed.old else ''}, is gone", f"«{old.title}»")


@rule(
    "guid-permalink",
    "warning",
    ("Apple Podcasts",),
    why="a GUID counts as a link unless marked otherwise (RSS 2.0): readers open it",
    remedy="write <guid isPermaLink='false'>",
)
def _permalink(item: Item) -> Iterator[Problem]:
    node = item.node.first("guid")
    link = node and node.attributes.get("isPermaLink", "true") == "true"
    if link and item.guid and not is_web(item.guid):
        yield Problem(f"the GUID {item.guid!r} is not a URL, and not marked isPermaLink='false'")


@rule(
    "enclosure-twice",
    "error",
    ("Apple Podcasts",),
    why="Apple drops an item whose enclosure another item has too",
    remedy="give each episode its own file",
)
def _url_twice(feed: Feed) -> Iterator[Problem]:
    yield from _twice(feed, lambda item: item.url, "has the enclosure")


@rule(
    "enclosure-remade",
    "warning",
    why="players and caches keep the old file, and show it with the new chapters",
    remedy="add a version to the address of a remade episode: episode.mp3?v=2",
)
def _remade(feed: Feed) -> Iterator[Problem]:
    old = {item.guid: item for item in _old(feed) if item.guid}
    for item in feed.items:
        previous = old.get(item.guid)
        if previous and previous.url == item.url and previous.length != item.length:
            what = f"had {previous.length} bytes, has {item.length} at the same address"
            yield Problem(what, item.where)


@rule(
    "title-twice",
    "warning",
    why="two episodes with the same title and day look like a mistake, and often are",
    remedy="remove one, or give it another title",
)
def _title_twice(feed: Feed) -> Iterator[Problem]:
    yield from _twice(
        feed,
        lambda item: (item.title, item.date.date()) if item.title and item.date else None,
        "has the title and date",
    )
