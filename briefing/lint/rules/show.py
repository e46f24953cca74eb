"""Rules about a feed as a whole and its channel: the show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.formats.categories import categories
from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.xml import Node
from briefing.lint.rule import Problem, rule

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
#: The beginning of a tag of HTML: a lone < or > is none.
TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
COPYRIGHT = re.compile(r"\s*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
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
            yield Problem(f"<{name}> has {size} bytes, at most {MOST_BYTES} are allowed")


@rule(
    "feed-xml",
    "error",
    why="players cannot read a feed that is not RSS 2.0; a DOCTYPE can attack its reader",
    remedy="publish RSS 2.0; correct the XML at that place, and escape & as &amp; and < as &lt;",
    blocking=True,
)
def _xml(feed: Feed) -> Iterator[Problem]:
    if feed.problem:
        yield Problem(feed.problem)
    elif feed.root.name != "rss" or feed.root.attributes.get("version") != "2.0":
        yield Problem(f"<{feed.root.name}> is not <rss version='2.0'>")
    elif feed.root.first("channel") is None:
        yield Problem("no <channel>")


@rule(
    "feed-namespace",
    "error",
    why="players ignore elements in a misspelled namespace; one letter or slash is enough",
    remedy="declare http://www.itunes.com/dtds/podcast-1.0.dtd, https://podcastindex.org/namespace/1.0",
)
def _namespaces(feed: Feed) -> Iterator[Problem]:
    reported = set()
    for node in feed.root.walk():
        space = node.name[1:].partition("}")[0] if node.name.startswith("{") else ""
        similar = re.search("itunes|podcastindex|podlove|purl.org/rss", space, re.IGNORECASE)
        if similar and space not in reported:
            reported.add(space)
            yield Problem(
                f"the namespace {space!r} is not the one that players know", f"line {node.line}"
            )


@rule(
    "feed-empty",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="directories accept no show without an episode",
    remedy="publish an episode first",
)
def _empty(feed: Feed) -> Iterator[Problem]:
    if not feed.items:
        yield Problem("no <item>")


@rule(
    "show-required",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="directories reject a show that lacks one of these",
    remedy="fill [show] in briefing.toml and make the feed again",
)
def _required(feed: Feed) -> Iterator[Problem]:
    yield from lacking(feed.channel, REQUIRED)


@rule(
    "show-recommended",
    "warning",
    ("Apple Podcasts", "Spotify", "Pocket Casts"),
    why="Spotify verifies the owner by e-mail; players show the author; a feed that gives its own "
    "address can move",
    remedy="fill author, email and base_url of [show] in briefing.toml",
)
def _recommended(feed: Feed) -> Iterator[Problem]:
    yield from lacking(feed.channel, RECOMMENDED)
    owner = feed.channel.first("itunes:owner")
    if owner is None or not owner.value("itunes:email"):
        yield Problem("no <itunes:email> in <itunes:owner>")


@rule(
    "show-podcasting20",
    "note",
    ("Podcasting 2.0",),
    why="podcast:guid identifies a show that moves; podcast:locked stops others importing it",
    remedy="add <podcast:guid> and <podcast:locked>",
)
def _podcasting(feed: Feed) -> Iterator[Problem]:
    yield from lacking(feed.channel, PODCASTING)


@rule(
    "show-description",
    "error",
    ("Apple Podcasts",),
    why=f"Apple accepts {MOST_BYTES} bytes: about 1,333 Devanagari letters",
    remedy="shorten the description",
)
def _description(feed: Feed) -> Iterator[Problem]:
    yield from long_texts(feed.channel)


@rule(
    "show-language",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="directories sort shows by language (ISO 639, such as hi or hi-IN)",
    remedy='set language = "hi" in [show]',
)
def _language(feed: Feed) -> Iterator[Problem]:
    language = feed.channel.value("language")
    if language and not _LANGUAGE.fullmatch(language):
        yield Problem(f"{language!r} is not a language code")


@rule(
    "show-category",
    "error",
    ("Apple Podcasts",),
    why="Apple accepts only its own categories, letter for letter",
    remedy="choose one of Apple's, with the same capitals and &",
)
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


@rule(
    "show-explicit",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="anything but true or false fails validation",
    remedy="write true or false",
)
def _explicit(feed: Feed) -> Iterator[Problem]:
    for node in feed.root.walk():
        if node.name == "itunes:explicit" and node.text.strip() not in ("true", "false", ""):
            yield Problem(f"{node.text.strip()!r} is neither true nor false", f"line {node.line}")


@rule(
    "show-tags",
    "warning",
    ("Apple Podcasts", "AntennaPod", "Pocket Casts"),
    why="a title is text: some apps show the tag, others drop what stands in it",
    remedy="leave the tag out of the show's title",
)
def _tags(feed: Feed) -> Iterator[Problem]:
    if tag := TAG.search(feed.channel.value("title")):
        yield Problem(f"{tag[0]} in <title>")


@rule(
    "show-copyright",
    "note",
    ("Apple Podcasts",),
    why="apps write © before it themselves, and then it stands there twice",
    remedy="write the year and the name alone (briefing feed does)",
)
def _copyright(feed: Feed) -> Iterator[Problem]:
    text = feed.channel.value("copyright")
    if COPYRIGHT.match(text):
        yield Problem(f"<copyright> begins with the sign: «{text}»")
