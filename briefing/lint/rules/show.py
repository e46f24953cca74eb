"""Rules over a feed as a whole and its channel: the show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.formats.categories import categories
from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.xml import Node
from briefing.lint.rule import (
    ALL,
    APPLE,
    ERROR,
    NOTE,
    POCKET_CASTS,
    PODCASTING20,
    SPOTIFY,
    WARNING,
    Problem,
    Rule,
)

MOST_BYTES = 4000
REQUIRED = (
    "title",
    "link",
    "description",
    "language",
    "itunes:image@href",
    "itunes:category@text",
    "itunes:explicit",
)
RECOMMENDED = ("itunes:author", "atom:link@href")
PODCASTING = ("podcast:guid", "podcast:locked")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DESCRIPTIONS = ("description", "itunes:summary")


def lacking(node: Node, names: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for each element, or attribute after ``@``, that is absent or empty."""
    for name in names:
        element, _, attribute = name.partition("@")
        if not node.value(element, attribute):
            yield Problem(f"no {f'{attribute} of ' if attribute else ''}<{element}>")


def long_texts(node: Node, names: tuple[str, ...] = _DESCRIPTIONS) -> Iterator[Problem]:
    """Yield a problem for each text over 4,000 bytes of UTF-8."""
    for name in names:
        size = len(node.value(name).encode())
        if size > MOST_BYTES:
            yield Problem(f"<{name}> has {size} bytes, {MOST_BYTES} are allowed")


def _xml(feed: Feed) -> Iterator[Problem]:
    if feed.problem:
        yield Problem(feed.problem)
    elif feed.root.name != "rss" or feed.root.attributes.get("version") != "2.0":
        yield Problem(f"<{feed.root.name}> is not <rss version='2.0'>")
    elif feed.root.first("channel") is None:
        yield Problem("no <channel>")


def _namespaces(feed: Feed) -> Iterator[Problem]:
    seen = set()
    for node in feed.root.walk():
        space = node.name[1:].partition("}")[0] if node.name.startswith("{") else ""
        near = re.search("itunes|podcastindex|podlove|purl.org/rss", space, re.IGNORECASE)
        if near and space not in seen:
            seen.add(space)
            yield Problem(
                f"the namespace {space!r} is not the one players know", f"line {node.line}"
            )


def _empty(feed: Feed) -> Iterator[Problem]:
    if not feed.items:
        yield Problem("no <item>")


def _required(feed: Feed) -> Iterator[Problem]:
    yield from lacking(feed.channel, REQUIRED)


def _recommended(feed: Feed) -> Iterator[Problem]:
    yield from lacking(feed.channel, RECOMMENDED)
    owner = feed.channel.first("itunes:owner")
    if owner is None or not owner.value("itunes:email"):
        yield Problem("no <itunes:email> in <itunes:owner>")


def _podcasting(feed: Feed) -> Iterator[Problem]:
    yield from lacking(feed.channel, PODCASTING)


def _description(feed: Feed) -> Iterator[Problem]:
    yield from long_texts(feed.channel)


def _language(feed: Feed) -> Iterator[Problem]:
    language = feed.channel.value("language")
    if language and not _LANGUAGE.fullmatch(language):
        yield Problem(f"{language!r} is no language code")


def _category(feed: Feed) -> Iterator[Problem]:
    for node in feed.channel.all("itunes:category"):
        name = node.attributes.get("text", "")
        if name and name not in categories():
            yield Problem(f"Apple has no category {name!r}", f"line {node.line}")
            continue
        for child in node.all("itunes:category"):
            part = child.attributes.get("text", "")
            if part not in categories().get(name, ()):
                yield Problem(f"Apple has no category {part!r} in {name!r}", f"line {child.line}")


def _explicit(feed: Feed) -> Iterator[Problem]:
    for node in feed.root.walk():
        if node.name == "itunes:explicit" and node.text.strip() not in ("true", "false", ""):
            yield Problem(f"{node.text.strip()!r} is neither true nor false", f"line {node.line}")


RULES = (
    Rule(
        "feed-xml",
        ERROR,
        Feed,
        ALL,
        "a feed that is no RSS 2.0 is not read at all; a DOCTYPE can harm who reads it",
        "publish RSS 2.0; mend the XML at the place named, escape & as &amp; and < as &lt;",
        _xml,
        blocking=True,
    ),
    Rule(
        "feed-namespace",
        ERROR,
        Feed,
        ALL,
        "elements of a misspelled namespace are not seen; one letter or a slash is enough",
        "declare http://www.itunes.com/dtds/podcast-1.0.dtd, https://podcastindex.org/namespace/1.0",
        _namespaces,
    ),
    Rule(
        "feed-empty",
        ERROR,
        Feed,
        (APPLE, SPOTIFY),
        "directories take no show without an episode",
        "publish an episode first",
        _empty,
    ),
    Rule(
        "show-required",
        ERROR,
        Feed,
        (APPLE, SPOTIFY),
        "directories refuse a show that lacks one of these",
        "fill [show] in briefing.toml and make the feed again",
        _required,
    ),
    Rule(
        "show-recommended",
        WARNING,
        Feed,
        (APPLE, SPOTIFY, POCKET_CASTS),
        "Spotify proves who owns a show by the e-mail; players show the author; the feed's own "
        "address lets it move",
        "fill author, email and base_url of [show] in briefing.toml",
        _recommended,
    ),
    Rule(
        "show-podcasting20",
        NOTE,
        Feed,
        (PODCASTING20,),
        "podcast:guid names the show wherever it moves, podcast:locked keeps others from taking it",
        "add <podcast:guid> and <podcast:locked>",
        _podcasting,
    ),
    Rule(
        "show-description",
        ERROR,
        Feed,
        (APPLE,),
        f"Apple takes {MOST_BYTES} bytes: about 1,333 Devanagari letters",
        "shorten the description",
        _description,
    ),
    Rule(
        "show-language",
        ERROR,
        Feed,
        (APPLE, SPOTIFY),
        "directories sort shows by it (ISO 639, as hi or hi-IN)",
        'language = "hi"',
        _language,
    ),
    Rule(
        "show-category",
        ERROR,
        Feed,
        (APPLE,),
        "Apple takes its own categories alone, letter for letter",
        "choose one of Apple's, with its capitals and its &",
        _category,
    ),
    Rule(
        "show-explicit",
        ERROR,
        Feed,
        (APPLE, SPOTIFY),
        "another word than true or false is an error of validation",
        "write true or false",
        _explicit,
    ),
)
