"""What a feed says of the show."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from briefing.episode import library
from briefing.formats.categories import category
from briefing.formats.podcast import COVER, FEED, media_type
from briefing.formats.text import one_line, shorten, xml_safe
from briefing.publish import address, notes
from briefing.publish.feed.nodes import node, text
from briefing.show import Person, Show

# The namespace that the Podcast Namespace gives to shows («guid»).
SHOWS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_CLOSED = "यह पता बंद कर दिया गया है।"
_LONGEST_PERSON, _LONGEST_TXT = 128, 4_000  # characters
# Apps write it before the text themselves.
_SIGN = re.compile(r"^(?:(?:©|\(c\)|copyright\b)\s*)+", re.IGNORECASE)


def base(show: Show) -> str:
    """Return the address of the output folder; with a token it is a folder that nobody guesses.

    >>> base(Show(base_url="https://example.org/p", token="a" * 22))
    'https://example.org/p/aaaaaaaaaaaaaaaaaaaaaa/'
    """
    return address.base(show.base_url) + (f"{show.token}/" if show.token else "")


def feed_url(show: Show, number: int = 1, token: str = "") -> str:
    """Return the address of a feed: the first one is what listeners subscribe to.

    ``token`` is that of one listener, whose feed has a folder of its own.
    """
    return address.under(base(show), f"{token}/{file_name(number)}" if token else file_name(number))


def file_name(number: int) -> str:
    """Return the name of a feed's file; older episodes may stand in further ones.

    >>> file_name(1), file_name(2)
    ('feed.xml', 'feed-2.xml')
    """
    return FEED if number == 1 else FEED.replace(".", f"-{number}.")


def show_guid(show: Show) -> str:
    """Return the show's GUID: the one that was given, else one made from the feed's address.

    Podcast Namespace, «guid»: UUID version 5 of the address without its scheme.

    >>> show_guid(Show(base_url="https://example.org/podcast"))
    '080cbc85-2163-502d-8b52-3171206ba87e'
    """
    return show.guid or str(uuid.uuid5(SHOWS, feed_url(show).partition("://")[2].rstrip("/")))


def describe(channel: ET.Element, show: Show, published: Sequence[library.StoredEpisode]) -> None:
    """Add what RSS and Apple want to know of a show; ``published`` is all that it has."""
    folder = base(show)
    site = address.ascii_url(show.site) if show.site else folder
    latest = format_datetime(max(episode.published for episode in published))
    words = shorten(xml_safe(show.description).strip(), notes.MOST_BYTES, "utf-8")
    text(channel, "title", notes.plain(show.title))
    text(channel, "link", site)
    text(channel, "description", words)
    text(channel, "language", show.language)
    text(channel, "copyright", _SIGN.sub("", one_line(show.copyright)))
    text(channel, "pubDate", latest)
    text(channel, "lastBuildDate", latest)
    text(channel, "generator", "briefing")
    image = node(channel, "image")
    text(image, "url", address.under(folder, COVER))
    text(image, "title", notes.plain(show.title))
    text(image, "link", site)
    _itunes(channel, show)
    _podcast(channel, show)


def closed(channel: ET.Element, show: Show) -> None:
    """Say that a feed is closed: apps keep what they have and find nothing new."""
    text(channel, "title", notes.plain(show.title))
    text(
        channel, "link", address.ascii_url(show.site) if show.site else address.base(show.base_url)
    )
    text(channel, "description", _CLOSED)
    text(channel, "itunes:block", "Yes")
    text(channel, "podcast:block", "yes")


def pages(channel: ET.Element, show: Show, number: int, last: int, token: str = "") -> None:
    """Add where a feed is, and where the ones before and after it are (RFC 5005, section 3)."""
    links = {"self": number}
    if last > 1:
        links |= {"first": 1, "previous": number - 1, "next": number + 1, "last": last}
    for rel, other in links.items():
        if 1 <= other <= last:
            node(
                channel,
                "atom:link",
                rel=rel,
                type=media_type(FEED),
                href=feed_url(show, other, token),
            )


def credit(parent: ET.Element, author: str, ai_notice: str) -> None:
    """Add who wrote it, and that the voice is nobody's."""
    person = shorten(one_line(author), _LONGEST_PERSON)
    text(parent, "podcast:person", person, group="writing", role="author")
    text(parent, "podcast:txt", shorten(one_line(ai_notice), _LONGEST_TXT), purpose="ai-notice")
    text(parent, "podcast:txt", "true", purpose="ai-content")


def _itunes(channel: ET.Element, show: Show) -> None:
    text(channel, "itunes:author", one_line(show.author))
    if show.email:
        owner = node(channel, "itunes:owner")
        text(owner, "itunes:name", one_line(show.author or show.title))
        text(owner, "itunes:email", one_line(show.email))
    node(channel, "itunes:image", href=address.under(base(show), COVER))
    for path in filter(None, (show.category, show.second_category)):
        above = channel
        for name in category(path):
            above = node(above, "itunes:category", text=name)
    text(channel, "itunes:explicit", str(show.explicit).lower())
    text(channel, "itunes:type", show.type)
    text(channel, "itunes:block", "Yes" if show.block or show.token else "")
    text(channel, "itunes:complete", "Yes" if show.complete else "")
    new = address.ascii_url(show.new_feed_url) if show.new_feed_url else ""
    text(channel, "itunes:new-feed-url", new)


def _podcast(channel: ET.Element, show: Show) -> None:
    """Add what the Podcast Namespace has for a show."""
    text(channel, "podcast:guid", show_guid(show))
    text(channel, "podcast:locked", "yes" if show.locked else "no", owner=show.email)
    text(channel, "podcast:block", "yes" if show.block or show.token else "")
    text(channel, "podcast:medium", show.medium)
    text(channel, "podcast:license", show.license, url=show.license_url)
    if place := show.location:
        text(channel, "podcast:location", one_line(place.name), geo=place.geo, osm=place.osm)
    for funding in show.funding:
        url = address.ascii_url(funding.url)
        text(channel, "podcast:funding", one_line(funding.text), url=url)
    if rhythm := show.update_frequency:
        complete = "true" if show.complete else ""
        words = one_line(rhythm.text)
        text(channel, "podcast:updateFrequency", words, rrule=rhythm.rule, complete=complete)
    if show.podroll:
        podroll = node(channel, "podcast:podroll")
        for each in show.podroll:
            node(podroll, "podcast:remoteItem", feedGuid=each.guid, feedUrl=each.url)
    _value(channel, show)
    for purpose, words in show.txt.items():
        text(channel, "podcast:txt", one_line(words), purpose=purpose)
    for person in show.people:
        _person(channel, person)
    credit(channel, show.author, show.ai_notice)


def _person(channel: ET.Element, person: Person) -> None:
    links = {"img": person.picture, "href": person.url}
    links = {key: address.ascii_url(url) for key, url in links.items() if url}
    about = {"role": person.role, "group": person.group, **links}
    text(channel, "podcast:person", one_line(person.name), **about)


def _value(channel: ET.Element, show: Show) -> None:
    """Add how listeners pay as they listen, if they can."""
    if show.value is None:
        return
    value = show.value
    about = {"type": value.type, "method": value.method, "suggested": value.suggested}
    parent = node(channel, "podcast:value", **about)
    for recipient in value.recipients:
        node(
            parent,
            "podcast:valueRecipient",
            name=recipient.name,
            type=recipient.type,
            address=recipient.address,
            split=str(recipient.split),
            fee="true" if recipient.fee else "",
            customKey=recipient.custom_key,
            customValue=recipient.custom_value,
        )
