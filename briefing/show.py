"""The show: what ``[show]`` of ``briefing.toml`` may say of a podcast.

Most of it goes into the feed as it is. The names are those of RSS, of Apple and of the Podcast
Namespace 1.0, whose limits are checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from briefing.formats.markup import on_the_web

AI_NOTICE = "यह कार्यक्रम कृत्रिम आवाज़ में तैयार किया गया है।"
TYPES = ("episodic", "serial")
#: ``podcast:medium``.
MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "course", "mixed")
_LONGEST_TEXT = 128  # characters of most texts of the Podcast Namespace
_LONGEST_TXT = 4000
#: At least 128 bits for who guesses, in letters that need no escape.
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,100}")
_GEO = re.compile(r"geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?.*")
_OSM = re.compile(r"[NWR]\d+(#\d+)?")


@dataclass(frozen=True)
class Person:
    """Who makes the show: ``podcast:person``, with the namespace's own roles and groups."""

    name: str
    role: str = "host"
    group: str = "cast"
    picture: str = ""
    url: str = ""


@dataclass(frozen=True)
class Location:
    """What place the show is about: ``geo:`` as in RFC 5870, and OpenStreetMap's id."""

    name: str
    geo: str = ""
    osm: str = ""


@dataclass(frozen=True)
class Funding:
    """Where listeners can give money, and what the link says."""

    url: str
    text: str


@dataclass(frozen=True)
class UpdateFrequency:
    """How often there is an episode: in words, and as a rule of RFC 5545 (``FREQ=DAILY``)."""

    text: str
    rule: str = ""


@dataclass(frozen=True)
class Recommendation:
    """Another show that listeners may like: its ``podcast:guid`` and its feed's address."""

    guid: str
    url: str = ""


@dataclass(frozen=True)
class Recipient:
    """Who gets a share of what listeners pay as they listen: ``podcast:valueRecipient``."""

    address: str
    split: int
    name: str = ""
    type: str = "node"
    fee: bool = False
    custom_key: str = ""
    custom_value: str = ""


@dataclass(frozen=True)
class Value:
    """How listeners pay as they listen: ``podcast:value``."""

    recipients: tuple[Recipient, ...]
    type: str = "lightning"
    method: str = "keysend"
    suggested: str = ""


@dataclass(frozen=True)
class Show:
    """The podcast: what its feed and every episode's tags say.

    ``base_url`` is where ``out/`` will lie on the web; with a ``token`` in a folder of that name,
    for a feed that only who knows it finds. ``artwork`` and ``cover`` files are relative to
    ``briefing.toml``. ``guid`` is the show's: made from the feed's address, unless a show that
    moves brings its own. ``ai_notice`` tells the listener that the voice is synthetic; an empty one
    says nothing. ``subscribe`` maps a directory or an app (``Apple Podcasts``) to the address of
    the show in it. ``txt`` maps a purpose (``verify``) to a text. ``feed_limit`` is how many
    episodes a feed holds before it goes on in another file, 0 for all.
    """

    title: str = ""
    description: str = ""
    author: str = ""
    email: str = ""
    site: str = ""
    base_url: str = ""
    guid: str = ""
    language: str = "hi"
    category: str = "News"
    second_category: str = ""
    type: str = "episodic"
    medium: str = "podcast"
    explicit: bool = False
    copyright: str = ""
    license: str = ""
    license_url: str = ""
    artwork: str = ""
    colour: str = "#7a1f2b"
    ai_notice: str = AI_NOTICE
    locked: bool = True
    block: bool = False
    complete: bool = False
    new_feed_url: str = ""
    feed_limit: int = 0
    token: str = ""
    subscribe: Mapping[str, str] = field(default_factory=dict)
    txt: Mapping[str, str] = field(default_factory=dict)
    funding: tuple[Funding, ...] = ()
    people: tuple[Person, ...] = ()
    location: Location | None = None
    update_frequency: UpdateFrequency | None = None
    podroll: tuple[Recommendation, ...] = ()
    value: Value | None = None


def faults(show: Show) -> Iterator[tuple[str, object, str]]:
    """Yield what is wrong with a show: the key, its value, and what to do."""
    for key, choices in {"type": TYPES, "medium": MEDIA}.items():
        if (value := getattr(show, key)) not in choices:
            yield key, value, f"give one of {', '.join(choices)}"
    for key, url in _addresses(show):
        if not on_the_web(url):
            yield key, url, "give an address, https://…"
    for key, text, most in _texts(show):
        if not text.strip() or len(text) > most:
            yield key, text, f"give a text of 1 to {most} characters"
    if show.feed_limit < 0:
        yield "feed_limit", show.feed_limit, "give how many episodes a feed holds, 0 for all"
    if show.token and not TOKEN.fullmatch(show.token):
        yield "token", show.token, "give 22 letters and digits or more: openssl rand -hex 16"
    if place := show.location:
        if place.geo and not _GEO.fullmatch(place.geo):
            yield "location.geo", place.geo, "write it as geo:28.6139,77.2090"
        if place.osm and not _OSM.fullmatch(place.osm):
            yield "location.osm", place.osm, "write it as R1942586"
    if show.value and any(recipient.split < 1 for recipient in show.value.recipients):
        yield "value.recipients.split", 0, "give each recipient a share of 1 or more"


def _addresses(show: Show) -> Iterator[tuple[str, str]]:
    """Yield the addresses that are given, with their keys."""
    yield from ((f"subscribe.{name}", url) for name, url in show.subscribe.items())
    yield from (("funding.url", each.url) for each in show.funding)
    optional = [("new_feed_url", show.new_feed_url), ("license_url", show.license_url)]
    optional += [("podroll.url", each.url) for each in show.podroll]
    for person in show.people:
        optional += [("people.picture", person.picture), ("people.url", person.url)]
    yield from ((key, url) for key, url in optional if url)


def _texts(show: Show) -> Iterator[tuple[str, str, int]]:
    """Yield the texts of a limited length, with their keys and limits."""
    yield from (("funding.text", each.text, _LONGEST_TEXT) for each in show.funding)
    yield from (("people.name", each.name, _LONGEST_TEXT) for each in show.people)
    yield from ((f"txt.{key}", text, _LONGEST_TXT) for key, text in show.txt.items())
    if show.location:
        yield "location.name", show.location.name, _LONGEST_TEXT
    if show.update_frequency:
        yield "update_frequency.text", show.update_frequency.text, _LONGEST_TEXT
