"""What a podcast feed must be: the rules of RSS 2.0, Apple and the Podcast Namespace, as tests.

Each rule is a function that yields what is wrong, written from the specifications and not from the
code under test.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
}
CHANNEL_ONCE = [
    *["title", "link", "description", "language", "image", "atom:link", "itunes:image"],
    *["itunes:explicit", "itunes:author", "podcast:guid", "podcast:locked", "podcast:medium"],
]
ITEM_ONCE = [
    *["title", "guid", "pubDate", "enclosure", "description", "content:encoded"],
    *["itunes:duration", "itunes:image", "podcast:chapters", "psc:chapters"],
]
TRANSCRIPTS = ["text/vtt", "application/x-subrip", "application/json"]


def wrong(text: str) -> list[str]:
    """Return everything that is wrong with a feed."""
    root = ET.fromstring(text.encode())
    return [found for rule in RULES for found in rule(root)]


def once(root: ET.Element) -> Iterator[str]:
    channels = [(channel, CHANNEL_ONCE) for channel in root.iter("channel")]
    for parent, names in [*channels, *((i, ITEM_ONCE) for i in root.iter("item"))]:
        for name in names:
            found = parent.findall(name, NS)
            if len(found) != 1:
                yield f"{parent.tag}: {len(found)} × {name}"
            elif not (found[0].text or found[0].attrib or len(found[0])):
                yield f"{parent.tag}: {name} is empty"


def dates(root: ET.Element) -> Iterator[str]:
    items = [
        parsedate_to_datetime(date.text or "") for date in root.findall("channel/item/pubDate")
    ]
    built = parsedate_to_datetime(root.findtext("channel/lastBuildDate", ""))
    if items != sorted(items, reverse=True):
        yield "items are not in order, the newest first"
    if built < max(items):
        yield "lastBuildDate lies before an item"


def identifiers(root: ET.Element) -> Iterator[str]:
    guids = [guid.text for guid in root.iter("guid")]
    urls = [enclosure.get("url") for enclosure in root.iter("enclosure")]
    if len(set(guids)) < len(guids) or len(set(urls)) < len(urls):
        yield "a GUID or an enclosure twice"
    if any(guid.get("isPermaLink") != "false" for guid in root.iter("guid")):
        yield "a GUID that is no address must say so"
    show = root.findtext("channel/podcast:guid", "", NS)
    if uuid.UUID(show).version != 5:
        yield "podcast:guid is no UUID of version 5"


def addresses(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        for name in ("url", "href"):
            url = element.get(name)
            if url is not None and not re.fullmatch(r"https?://[!-~]+", url):
                yield f"{element.tag}: {url!r} is no ASCII address"
    for image in root.iterfind(".//itunes:image", NS):
        if not image.get("href", "").endswith((".jpg", ".png")):
            yield "the address of a picture must end in .jpg or .png"


def values(root: ET.Element) -> Iterator[str]:
    for explicit in root.iterfind(".//itunes:explicit", NS):
        if explicit.text not in ("true", "false"):
            yield f"itunes:explicit is {explicit.text}"
    for item in root.iter("item"):
        for enclosure in item.iter("enclosure"):
            if not re.fullmatch("[1-9][0-9]*", enclosure.get("length", "")):
                yield "an enclosure without its length"
        if not item.findtext("itunes:duration", "", NS).isdigit():
            yield "itunes:duration is not in seconds"
        if len(item.findtext("description", "").encode()) > 4000:
            yield "a description of more than 4,000 bytes"
        kinds = [transcript.get("type") for transcript in item.iterfind("podcast:transcript", NS)]
        if kinds != TRANSCRIPTS:
            yield f"transcripts: {kinds}"


def chapter_lists(root: ET.Element) -> Iterator[str]:
    for listed in root.iterfind(".//psc:chapters", NS):
        starts = [chapter.get("start", "") for chapter in listed]
        if starts != sorted(starts) or not all(chapter.get("title") for chapter in listed):
            yield "psc:chapters out of order or without titles"
    for item in root.iter("item"):
        rows = re.findall(r"^(\d\d:\d\d:\d\d) (.+)$", item.findtext("description", ""), re.M)
        if rows and (rows[0][0] != "00:00:00" or len(rows) < 3):
            yield "lines with times must be three or more, the first 00:00:00"
        if any(len(title) >= 40 or not title.isascii() for _, title in rows):
            yield "a title in a line with a time is too long or not in Latin letters"


RULES: list[Callable[[ET.Element], Iterator[str]]] = [
    *[once, dates, identifiers, addresses, values, chapter_lists]
]
