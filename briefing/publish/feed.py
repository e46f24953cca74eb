"""The feed: RSS 2.0 with what Apple, the Podcast Namespace and Podlove added to it.

Written with the standard library: of the tags here feedgen knows half (nothing of ``podcast:`` and
``psc:``), puts the time of the run into the feed, and needs lxml.

Sources: RSS 2.0 specification (RSS Advisory Board); Apple, «A Podcaster's Guide to RSS»; Podcast
Namespace 1.0; Podlove Simple Chapters 1.2; RSS Content Module.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from briefing.config import Settings, Show
from briefing.episode import library
from briefing.episode.dates import INDIA
from briefing.errors import ConfigError, FeedError
from briefing.formats.categories import category
from briefing.formats.podcast import (
    CHAPTERS,
    COVER,
    FEED,
    INDEX,
    NAMESPACES,
    SRT,
    TRANSCRIPT,
    VTT,
    media_type,
)
from briefing.formats.text import one_line, shorten, timestamp, xml_safe
from briefing.publish import address, chapters, notes, page, sidecars
from briefing.publish.covers import cover
from briefing.system import files

# The namespace that the Podcast Namespace gives to shows («guid»).
_SHOWS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_REQUIRED = ("title", "description", "base_url")
_LONGEST_PERSON, _LONGEST_TXT = 128, 4_000  # characters
_TRANSCRIPTS = {VTT: "captions", SRT: "captions", TRANSCRIPT: ""}  # what each is for


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
    check(show)
    found = library.episodes(output)
    library.check_guids(found)
    later = {each.name: each.due.isoformat() for each in reversed(found) if each.due > now}
    published = library.publish_new([each for each in found if each.name not in later], now)
    if not published:
        raise _nothing(output, later)
    for episode in published:
        sidecars(episode.folder, episode.manifest)
    cover.write(output, settings, published)
    if pages or (output / page.ASSETS).is_dir():  # before the feed, which links to what is there
        page.write(page.Pages(output, settings, feed=True, until=now), output)
    files.write(output / FEED, rss(show, published))
    return WrittenFeed(output / FEED, feed_url(show), len(published), later)


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
    category(show.category)


def rss(show: Show, published: Sequence[library.StoredEpisode]) -> str:
    """Return the feed of a show with its episodes, in the order given."""
    for prefix, name in NAMESPACES.items():
        ET.register_namespace(prefix, name)
    root = ET.Element("rss", {"version": "2.0"})
    channel = _node(root, "channel")
    _describe(channel, show, published)
    for episode in published:
        _item(_node(channel, "item"), show, episode)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def feed_url(show: Show) -> str:
    """Return the address that listeners subscribe to."""
    return address.under(address.base(show.base_url), FEED)


def show_guid(show: Show) -> str:
    """Return the show's GUID: the one that was given, else one made from the feed's address.

    Podcast Namespace, «guid»: UUID version 5 of the address without its scheme.

    >>> show_guid(Show(base_url="https://example.org/podcast"))
    '080cbc85-2163-502d-8b52-3171206ba87e'
    """
    return show.guid or str(uuid.uuid5(_SHOWS, feed_url(show).partition("://")[2].rstrip("/")))


def _describe(channel: ET.Element, show: Show, published: Sequence[library.StoredEpisode]) -> None:
    """Add what the channel says of the show."""
    base = address.base(show.base_url)
    site = address.ascii_url(show.site) if show.site else base
    latest = format_datetime(max(episode.published for episode in published))
    _text(channel, "title", notes.plain(show.title))
    _text(channel, "link", site)
    _text(
        channel,
        "description",
        shorten(xml_safe(show.description).strip(), notes.MOST_BYTES, "utf-8"),
    )
    _text(channel, "language", show.language)
    _text(channel, "copyright", one_line(show.copyright))
    _text(channel, "pubDate", latest)
    _text(channel, "lastBuildDate", latest)
    _text(channel, "generator", "briefing")
    image = _node(channel, "image")
    _text(image, "url", address.under(base, COVER))
    _text(image, "title", notes.plain(show.title))
    _text(image, "link", site)
    _node(channel, "atom:link", rel="self", type=media_type(FEED), href=feed_url(show))
    _text(channel, "itunes:author", one_line(show.author))
    if show.email:
        owner = _node(channel, "itunes:owner")
        _text(owner, "itunes:name", one_line(show.author or show.title))
        _text(owner, "itunes:email", one_line(show.email))
    _node(channel, "itunes:image", href=address.under(base, COVER))
    above = channel
    for name in category(show.category):
        above = _node(above, "itunes:category", text=name)
    _text(channel, "itunes:explicit", str(show.explicit).lower())
    _text(channel, "itunes:type", "episodic")
    _text(channel, "podcast:guid", show_guid(show))
    _text(channel, "podcast:locked", "yes", **({"owner": show.email} if show.email else {}))
    _text(channel, "podcast:medium", "podcast")
    _credits(channel, show.author, show.ai_notice)


def _item(item: ET.Element, show: Show, episode: library.StoredEpisode) -> None:
    """Add what the feed says of an episode."""
    manifest = episode.manifest
    audio = manifest.audio
    base = address.base(show.base_url)
    folder = address.under(base, episode.name) + "/"
    _text(item, "title", notes.plain(manifest.title))
    if (episode.folder / INDEX).is_file():
        _text(item, "link", address.under(folder, INDEX))
    _text(item, "guid", manifest.guid, isPermaLink="false")
    _text(item, "pubDate", format_datetime(episode.published))
    _text(item, "description", notes.description(manifest, show.ai_notice))
    _text(item, "content:encoded", notes.html(manifest, show.ai_notice))
    _node(
        item,
        "enclosure",
        url=address.under(folder, audio.file, episode.version),
        length=str(audio.size_bytes),
        type=audio.mime_type,
    )
    _text(item, "itunes:title", notes.plain(manifest.title))
    _text(item, "itunes:author", one_line(manifest.author))
    _text(item, "itunes:duration", str(round(audio.duration_ms / 1000)))
    for name, number in {"season": manifest.season, "episode": manifest.episode}.items():
        if number is not None:
            _text(item, f"itunes:{name}", str(number))
            _text(item, f"podcast:{name}", str(number))
    _text(item, "itunes:episodeType", "full")
    _text(item, "itunes:explicit", str(show.explicit).lower())
    picture = address.under(base if show.artwork else folder, COVER)
    _node(item, "itunes:image", href=picture)
    _sidecars(item, folder, episode)
    _credits(item, manifest.author, show.ai_notice)


def _sidecars(item: ET.Element, folder: str, episode: library.StoredEpisode) -> None:
    """Add the transcripts and the chapters; both change with the audio, so do their addresses."""
    url = address.under(folder, CHAPTERS, episode.version)
    _node(item, "podcast:chapters", url=url, type=media_type(CHAPTERS))
    for name, rel in _TRANSCRIPTS.items():
        link = {"url": address.under(folder, name, episode.version), "type": media_type(name)}
        link["language"] = episode.manifest.language
        _node(item, "podcast:transcript", **link, **({"rel": rel} if rel else {}))
    listed = _node(item, "psc:chapters", version="1.2")
    for mark in chapters.marks(episode.manifest):
        _node(listed, "psc:chapter", start=timestamp(mark.start_ms, "."), title=mark.title)


def _credits(parent: ET.Element, author: str, ai_notice: str) -> None:
    """Add who wrote it, and that the voice is nobody's."""
    person = shorten(one_line(author), _LONGEST_PERSON)
    _text(parent, "podcast:person", person, group="writing", role="author")
    _text(parent, "podcast:txt", shorten(one_line(ai_notice), _LONGEST_TXT), purpose="ai-notice")
    _text(parent, "podcast:txt", "true", purpose="ai-content")


def _node(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    """Add an element by its name, ``local`` or ``prefix:local``."""
    prefix, _, local = name.rpartition(":")
    whole = f"{{{NAMESPACES[prefix]}}}{local}" if prefix else name
    return ET.SubElement(parent, whole, {key: xml_safe(value) for key, value in attributes.items()})


def _text(parent: ET.Element, name: str, text: str, /, **attributes: str) -> None:
    """Add an element with a text, or nothing where there is no text."""
    if text:
        _node(parent, name, **attributes).text = xml_safe(text)
