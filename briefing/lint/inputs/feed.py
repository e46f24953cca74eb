"""A feed and its items, with the local files that its URLs point to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from briefing.episode.manifest import NAME, Manifest, read
from briefing.errors import FeedError
from briefing.lint.inputs import xml
from briefing.lint.inputs.audio import Audio, opened
from briefing.lint.inputs.xml import Node
from briefing.system.web import Web, is_web, split

_EMPTY = Node("", {}, 0)
_ADDRESSES = ("link", "url", "comments", "itunes:new-feed-url")


class Feed:
    """A feed. ``folder`` contains its files, None for one from the web.

    ``old`` is the feed as last published, to compare with. ``problem`` says why it cannot be read.
    ``age_s`` is how long a cache on the way has kept it, 0 where none says so.
    """

    def __init__(
        self, name: str, data: bytes, folder: Path | None = None, old: Feed | None = None
    ) -> None:
        self.name = name
        self.folder = folder
        self.old = old
        self.problem = ""
        self.age_s = 0
        self.root = _EMPTY
        self.size_bytes = len(data)
        try:
            self.root = xml.parse(data)
        except (ExpatError, xml.UnsafeError) as error:
            self.problem = str(error)
        except (LookupError, ValueError) as error:  # an unknown encoding
            self.problem = f"cannot be decoded: {error}"

    @property
    def channel(self) -> Node:
        """Return the channel; an empty element if there is none."""
        return self.root.first("channel") or _EMPTY

    @cached_property
    def items(self) -> list[Item]:
        """Return the items, in the order of the feed."""
        return [Item(node, self) for node in self.channel.all("item")]

    @property
    def artwork(self) -> str:
        """Return the URL of the show's artwork."""
        return self.channel.value("itunes:image", "href")

    @cached_property
    def complete(self) -> bool:
        """Return whether the feed is stored with its episodes, so that files can be missing."""
        return any(item.file for item in self.items)

    @property
    def url(self) -> str:
        """Return the address that the feed gives for itself."""
        own = [
            link for link in self.channel.all("atom:link") if link.attributes.get("rel") == "self"
        ]
        return own[0].attributes.get("href", "") if own else ""

    def local(self, url: str) -> Path | None:
        """Return the local file that a URL points to; None if there is none.

        It is the longest end of the URL's path that is a file in the feed's folder.
        """
        if self.folder is None or not url:
            return None
        parts = [unquote(part) for part in split(url).path.split("/") if part]
        if any(part == ".." or "\0" in part or "/" in part for part in parts):
            return None
        files = (self.folder.joinpath(*parts[i:]) for i in range(len(parts)))
        try:
            return next((file for file in files if file.is_file()), None)
        except OSError:  # a name that is too long for the disk
            return None

    def urls(self) -> Iterator[tuple[Node, str]]:
        """Yield every URL of the feed, with its element."""
        for node in self.root.walk():
            for name in ("url", "href"):
                if name in node.attributes:
                    yield node, node.attributes[name].strip()
            if node.name in _ADDRESSES and node.text.strip():
                yield node, node.text.strip()


class Item:
    """An item of a feed: an episode."""

    def __init__(self, node: Node, feed: Feed) -> None:
        self.node = node
        self.feed = feed
        self.name = feed.name
        self.title = node.value("title") or node.value("itunes:title")
        self.guid = node.value("guid")
        self.url = node.value("enclosure", "url")
        self.date = parse_date(node.value("pubDate"))

    @property
    def where(self) -> str:
        """Return how to find the item: its line and its title."""
        title = self.title if len(self.title) <= 40 else f"{self.title[:39]}…"
        return f"line {self.node.line}, item «{title}»"

    @cached_property
    def file(self) -> Path | None:
        """Return the enclosure's file beside the feed; None if there is none."""
        return self.feed.local(self.url)

    @cached_property
    def audio(self) -> Audio | None:
        """Return the enclosure's file beside the feed; None if there is none."""
        return opened(self.file) if self.file else None

    @cached_property
    def manifest(self) -> Manifest | None:
        """Return the manifest beside the enclosure's file; None if it is no episode of ours."""
        if self.file is None or not (self.file.parent / NAME).is_file():
            return None
        try:
            return read(self.file.parent / NAME)
        except FeedError:  # the rule manifest-reads reports it
            return None

    @property
    def length(self) -> int | None:
        """Return the length that the enclosure announces; None if it is not a number."""
        return number(self.node.value("enclosure", "length"))


def number(text: str) -> int | None:
    """Return a whole number from 0, of up to 18 digits; None if the text is not one.

    >>> number("42"), number("४२"), number("-1")
    (42, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def parse_date(text: str) -> datetime | None:
    """Return the moment of an RFC 2822 date; None if it is not one or has no zone.

    >>> parse_date("Sat, 31 Jan 2026 06:00:00 +0530").isoformat()
    '2026-01-31T06:00:00+05:30'
    """
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def open_feed(name: str, old: Feed | None = None, web: Web | None = None) -> Feed:
    """Open a feed by its file's name or its URL."""
    if is_web(name):
        answer = (web or Web(name)).ask(name)
        feed = Feed(name, answer.body, old=old)
        feed.age_s = number(answer.headers.get("age", "")) or 0
        if answer.problem or answer.status >= 400:
            feed.problem = answer.problem or f"the server answers {answer.status}"
        return feed
    path = Path(name)
    return Feed(name, path.read_bytes(), path.parent, old)
