"""Rules over the addresses in a feed and what they link to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.lint.inputs.feed import Feed, Item
from briefing.lint.inputs.http import split
from briefing.lint.rule import (
    ALL,
    ANTENNAPOD,
    APPLE,
    ERROR,
    OVERCAST,
    POCKET_CASTS,
    PODCASTING20,
    WARNING,
    Problem,
    Rule,
)

_SCHEMES = ("http", "https")
_OTHER_SCHEMES = ("mailto", "tel")  # allowed for people and for money, not for files
TRANSCRIPT_TYPES = {
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/srt": ".srt",
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
}
CHAPTERS_TYPES = ("application/json+chapters", "application/json")


def _absolute(feed: Feed) -> Iterator[Problem]:
    for node, url in feed.urls():
        parts = split(url)
        whole = parts.scheme in _SCHEMES and parts.netloc
        if not whole and parts.scheme not in _OTHER_SCHEMES:
            yield Problem(f"<{node.name}> is no whole URL: {url!r}", f"line {node.line}")


def _ascii(feed: Feed) -> Iterator[Problem]:
    for node, url in feed.urls():
        if not url.isascii() or any(char.isspace() for char in url):
            yield Problem(f"<{node.name}> has other signs than ASCII: {url}", f"line {node.line}")


def _https(feed: Feed) -> Iterator[Problem]:
    plain = [(node, url) for node, url in feed.urls() if split(url).scheme == "http"]
    if plain:
        node, url = plain[0]
        yield Problem(f"{len(plain)} addresses without https, first {url}", f"line {node.line}")


def _types(item: Item) -> Iterator[Problem]:
    for node in item.node.all("podcast:chapters"):
        told = node.attributes.get("type", "")
        if told not in CHAPTERS_TYPES:
            yield Problem(f"<podcast:chapters> of type {told!r}")
    for node in item.node.all("podcast:transcript"):
        told = node.attributes.get("type", "")
        suffix = PurePosixPath(split(node.attributes.get("url", "")).path).suffix.lower()
        if told not in TRANSCRIPT_TYPES:
            yield Problem(f"<podcast:transcript> of type {told!r}")
        elif suffix in TRANSCRIPT_TYPES.values() and TRANSCRIPT_TYPES[told] != suffix:
            yield Problem(f"<podcast:transcript> of type {told!r} is a {suffix} file")


def _files(item: Item) -> Iterator[Problem]:
    if item.file is None:
        return
    for name in ("podcast:chapters", "podcast:transcript"):
        for node in item.node.all(name):
            url = node.attributes.get("url", "")
            if url and item.feed.local(url) is None:
                yield Problem(f"no file beside the feed for <{name}> {url}")


RULES = (
    Rule(
        "url-absolute",
        ERROR,
        Feed,
        ALL,
        "a player has no page that a short address could be completed from",
        "set base_url of [show] in briefing.toml",
        _absolute,
    ),
    Rule(
        "url-ascii",
        ERROR,
        Feed,
        (APPLE, OVERCAST, ANTENNAPOD),
        "Apple asks for addresses of ASCII; blanks and Devanagari are encoded in several ways",
        "give an ASCII --slug, or percent-encode the address",
        _ascii,
    ),
    Rule(
        "url-https",
        WARNING,
        Feed,
        (APPLE, ANTENNAPOD, PODCASTING20),
        "players on iOS and Android refuse plain http, or ask the listener first",
        "publish on a server with a certificate, and set base_url to https://…",
        _https,
    ),
    Rule(
        "link-type",
        ERROR,
        Item,
        (PODCASTING20, ANTENNAPOD, POCKET_CASTS, APPLE),
        "players choose among transcripts and chapters by their type, and skip an unknown one",
        "text/vtt, application/x-subrip, application/json; application/json+chapters",
        _types,
    ),
    Rule(
        "link-file",
        ERROR,
        Item,
        (PODCASTING20, ANTENNAPOD, POCKET_CASTS),
        "the feed would announce a file that is not there",
        "make the feed again (briefing feed)",
        _files,
    ),
)
