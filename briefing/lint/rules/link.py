"""Rules about the addresses in a feed and what they link to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from briefing.lint.inputs.feed import Feed, Item
from briefing.lint.rule import Problem, rule
from briefing.system.web import split

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


@rule(
    "url-absolute",
    "error",
    why="a player has no page to complete a relative address from",
    remedy="set base_url of [show] in briefing.toml",
)
def _absolute(feed: Feed) -> Iterator[Problem]:
    for node, url in feed.urls():
        parts = split(url)
        whole = parts.scheme in _SCHEMES and parts.netloc
        if not whole and parts.scheme not in _OTHER_SCHEMES:
            yield Problem(f"<{node.name}> is not a full URL: {url!r}", f"line {node.line}")


@rule(
    "url-ascii",
    "error",
    ("Apple Podcasts", "Overcast", "AntennaPod"),
    why="Apple wants ASCII addresses; spaces and Devanagari can be encoded in several ways",
    remedy="give an ASCII --slug, or percent-encode the address",
)
def _ascii(feed: Feed) -> Iterator[Problem]:
    for node, url in feed.urls():
        if not url.isascii() or any(char.isspace() for char in url):
            yield Problem(f"<{node.name}> has non-ASCII characters: {url}", f"line {node.line}")


@rule(
    "url-https",
    "warning",
    ("Apple Podcasts", "AntennaPod", "Podcasting 2.0"),
    why="players on iOS and Android block plain http, or ask the listener first",
    remedy="publish on a server with a certificate, and set base_url to https://…",
)
def _https(feed: Feed) -> Iterator[Problem]:
    plain = [(node, url) for node, url in feed.urls() if split(url).scheme == "http"]
    if plain:
        node, url = plain[0]
        yield Problem(f"{len(plain)} addresses without https, first {url}", f"line {node.line}")


@rule(
    "link-type",
    "error",
    ("Podcasting 2.0", "AntennaPod", "Pocket Casts", "Apple Podcasts"),
    why="players choose transcripts and chapters by their type, and skip unknown types",
    remedy="use text/vtt, application/x-subrip or application/json; application/json+chapters",
)
def _types(item: Item) -> Iterator[Problem]:
    for node in item.node.all("podcast:chapters"):
        mime_type = node.attributes.get("type", "")
        if mime_type not in CHAPTERS_TYPES:
            yield Problem(f"<podcast:chapters> of type {mime_type!r}")
    for node in item.node.all("podcast:transcript"):
        mime_type = node.attributes.get("type", "")
        suffix = PurePosixPath(split(node.attributes.get("url", "")).path).suffix.lower()
        if mime_type not in TRANSCRIPT_TYPES:
            yield Problem(f"<podcast:transcript> of type {mime_type!r}")
        elif suffix in TRANSCRIPT_TYPES.values() and TRANSCRIPT_TYPES[mime_type] != suffix:
            yield Problem(f"<podcast:transcript> of type {mime_type!r} is a {suffix} file")


@rule(
    "link-file",
    "error",
    ("Podcasting 2.0", "AntennaPod", "Pocket Casts"),
    why="the feed would link to a file that does not exist",
    remedy="make the feed again (briefing feed)",
)
def _files(item: Item) -> Iterator[Problem]:
    if item.file is None:
        return
    for name in ("podcast:chapters", "podcast:transcript"):
        for node in item.node.all(name):
            url = node.attributes.get("url", "")
            if url and item.feed.local(url) is None:
                yield Problem(f"no file beside the feed for <{name}> {url}")
