"""The feed: RSS 2.0 with what Apple, the Podcast Namespace and Podlove added to it.

Written with the standard library: of the tags here feedgen knows half (nothing of ``podcast:`` and
``psc:``), puts the time of the run into the feed, and needs lxml.

Sources: RSS 2.0 specification (RSS Advisory Board); Apple, «A Podcaster's Guide to RSS»; Podcast
Namespace 1.0; Podlove Simple Chapters 1.2; RSS Content Module; RFC 5005 (paged feeds).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from briefing.config import Settings
from briefing.episode import library
from briefing.episode.dates import INDIA
from briefing.errors import ConfigError, FeedError
from briefing.formats.categories import category
from briefing.formats.podcast import FEED
from briefing.formats.text import one_line
from briefing.publish import address, listeners, page, sidecars
from briefing.publish.covers import cover
from briefing.publish.feed import channel, item, nodes
from briefing.publish.feed.channel import feed_url, show_guid
from briefing.show import Show
from briefing.system import files

__all__ = ["WrittenFeed", "check", "feed_url", "feeds", "is_described", "rss", "show_guid", "write"]

_REQUIRED = ("title", "description", "base_url")


@dataclass(frozen=True)
class WrittenFeed:
    """A feed that was written: its file, its address, and how many episodes it has.

    ``held_back`` says which episodes are for later, each with its folder and when it is due.
    """

    path: Path
    url: str
    episodes: int
    held_back: Mapping[str, str]


def write(
    output: Path, settings: Settings, now: datetime | None = None, *, pages: bool = False
) -> WrittenFeed:
    """Write the feed of an output folder, its artwork, and the files beside its episodes.

    Episodes whose time is after ``now`` are held back. With ``pages``, or where the page was
    written into the folder before, it is written too, and the feed links to it.

    Raises
    ------
    ConfigError
        if the settings lack what a feed must say.
    FeedError
        if there is no episode that is due, or one is not whole.
    """
    show, now = settings.show, now or datetime.now(INDIA)
    library.folders(output)  # a folder that is not there is the first thing to say
    check(show)
    found = library.episodes(output)
    library.check_guids(found)
    later = {each.name: each.due.isoformat() for each in reversed(found) if each.due > now}
    published = library.publish_new([each for each in found if each.name not in later], now)
    if not published:
        raise _nothing(output, later)
    for episode in published:
        sidecars(episode.folder, episode.manifest, item.folder_url(show, episode))
    cover.write(output, settings, published)
    if pages or (output / page.ASSETS).is_dir():  # before the feed, which links to what is there
        page.write(page.Pages(output, settings, feed=True, until=now), output)
    written = _write_all(output, settings, published)
    return replace(written, held_back=later)


def _write_all(
    output: Path, settings: Settings, published: Sequence[library.StoredEpisode]
) -> WrittenFeed:
    """Write the feed; where it has listeners of its own, one for each, and none for all.

    Raises
    ------
    ConfigError
        if there are listeners and the show is not private.
    """
    show, tokens = settings.show, _tokens(settings)
    if not (show.token or tokens[""]):
        remedy = 'write token = "…" in [show] of briefing.toml: openssl rand -hex 16'
        where = str(settings.path(listeners.NAME))
        raise ConfigError(
            "a show with listeners of its own has a token", where=where, remedy=remedy
        )
    for token, is_open in tokens.items():
        folder = output / token
        folder.mkdir(exist_ok=True)
        _write(folder, list(feeds(show, published, token)) if is_open else [_closed(show)])
    path = file(output, settings)
    url = feed_url(show, token=path.parent.name if path.parent != output else "")
    return WrittenFeed(path, url, len(published), {})


def file(output: Path, settings: Settings) -> Path:
    """Return the file of the feed: of the first listener, where a private show has some."""
    first = next((token for token, is_open in _tokens(settings).items() if is_open), "")
    return output / first / FEED


def _tokens(settings: Settings) -> dict[str, bool]:
    """Return the tokens of the feeds, and whether each is open; "" is that of the feed for all."""
    found = listeners.read(settings.path(listeners.NAME))
    return {"": not found, **{each.token: not each.revoked for each in found}}


def _write(output: Path, texts: Sequence[str]) -> None:
    """Write the feeds, the first one last, and remove those that are left from a longer show."""
    names = [channel.file_name(number) for number in range(1, len(texts) + 1)]
    for name, text in reversed(list(zip(names, texts, strict=True))):
        files.write(output / name, text)
    for file in output.glob(FEED.replace(".", "-*.")):
        if file.name not in names and re.fullmatch(r"feed-\d+\.xml", file.name):
            file.unlink()


def _nothing(output: Path, later: Mapping[str, str]) -> FeedError:
    """Return the error that there is nothing to publish."""
    what, remedy = "there is no episode in this folder", "make one: briefing make FILE"
    if later:
        what = "no episode in this folder is due yet"
        remedy = f"wait until {min(later.values())}, or give an earlier date"
    return FeedError(what, where=str(output), remedy=remedy)


def is_described(show: Show) -> bool:
    """Tell whether a show says what a feed must say, at all."""
    return all(one_line(getattr(show, key)) for key in _REQUIRED)


def check(show: Show) -> None:
    """Check that a show says what a feed must say.

    Raises
    ------
    ConfigError
        naming the key that is missing or wrong.
    """
    for key in _REQUIRED:
        if not one_line(getattr(show, key)):
            remedy = (
                f'write {key} = "…" in [show] of briefing.toml, or name that file with --config'
            )
            raise ConfigError(f"the show has no {key}", where=f"show.{key}", remedy=remedy)
    address.base(show.base_url)
    for path in filter(None, (show.category, show.second_category)):
        category(path)


def rss(show: Show, published: Sequence[library.StoredEpisode]) -> str:
    """Return the feed of a show with its episodes, in the order given."""
    return next(feeds(show, published))


def feeds(show: Show, published: Sequence[library.StoredEpisode], token: str = "") -> Iterator[str]:
    """Yield the feed of a show, or of one listener, and those that it goes on in if limited."""
    size = show.feed_limit or len(published)
    pages = [published[at : at + size] for at in range(0, len(published), size)]
    nodes.register()
    for number, some in enumerate(pages, start=1):
        root = ET.Element("rss", {"version": "2.0"})
        top = nodes.node(root, "channel")
        channel.describe(top, show, published)
        channel.pages(top, show, number, len(pages), token)
        for episode in published if number == 1 else ():
            if episode.manifest.type == "trailer":
                item.trailer(top, show, episode)
        for episode in some:
            item.describe(nodes.node(top, "item"), show, episode)
        yield _text(root)


def _closed(show: Show) -> str:
    """Return a feed that holds nothing any more."""
    nodes.register()
    root = ET.Element("rss", {"version": "2.0"})
    channel.closed(nodes.node(root, "channel"), show)
    return _text(root)


def _text(root: ET.Element) -> str:
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
