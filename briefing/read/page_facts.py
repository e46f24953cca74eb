"""What a page says of itself in its head: title, author, date, language, picture."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from briefing.model import Picture
from briefing.system.web import is_web, split

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SITE = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,60}\Z")
_DEEPEST = 6


@dataclass(frozen=True)
class PageFacts:
    """What a page says of itself; ``picture`` is its lead picture.

    ``is_free`` tells whether all of it can be read without paying.
    """

    title: str = ""
    description: str = ""
    author: str | None = None
    date: str | None = None
    language: str = ""
    picture: Picture | None = None
    base: str = ""
    is_free: bool = True


def facts(root: Element, page: str = "") -> PageFacts:
    """Return what a page says of itself: in Open Graph, JSON-LD, ``<meta>`` and ``<time>``.

    ``page`` is its URL, which its picture is fetched for.
    """
    meta = _meta(root)
    linked = next(_articles(root), {})
    headings = [" ".join("".join(h.itertext()).split()) for h in root.iter("h1")]
    title = meta.get("og:title") or _string(linked.get("headline"))
    if not title and len(headings) == 1:
        title = headings[0]
    title = title or _SITE.sub("", " ".join((root.findtext(".//title") or "").split()))
    published = (
        meta.get("article:published_time") or _string(linked.get("datePublished")) or _time(root)
    )
    element = root.find(".//base[@href]")
    base = str(element.get("href")) if element is not None else ""
    return PageFacts(
        title=title,
        description=meta.get("og:description") or meta.get("description") or "",
        author=meta.get("author") or _person(linked.get("author")) or None,
        date=_day(published),
        language=(root.get("lang") or "").partition("-")[0].lower(),
        picture=_lead(root, meta, linked.get("image"), base, page),
        base=base,
        is_free=str(linked.get("isAccessibleForFree", "true")).lower() != "false",
    )


def _meta(root: Element) -> dict[str, str]:
    """Return the first value of each ``<meta>``."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        value = " ".join((element.get("content") or "").split())
        if name and value:
            found.setdefault(name, value)
    return found


def _articles(root: Element) -> Iterator[Mapping[str, Any]]:
    """Yield what JSON-LD says of articles (schema.org/Article)."""
    for element in root.iter("script"):
        if element.get("type") == "application/ld+json":
            try:
                found = json.loads(element.text or "")
            except (ValueError, RecursionError):
                continue
            yield from _with_headline(found)


def _with_headline(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if "headline" in value:
            yield value
        for inner in value.values():
            yield from _with_headline(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _with_headline(inner, depth + 1)


def _string(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _person(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_person, value[:3])))
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _lead(
    root: Element, meta: Mapping[str, str], linked: object, base: str, page: str
) -> Picture | None:
    """Return the picture that stands for a page; nothing if it has no address on the web."""
    while isinstance(linked, list):
        linked = linked[0] if linked else ""
    about: Mapping[str, Any] = linked if isinstance(linked, dict) else {"url": linked}
    named = meta.get("og:image") or meta.get("twitter:image")
    named = named or _string(about.get("url")) or _string(about.get("contentUrl"))
    try:
        url = urljoin(urljoin(page, base), named or "")
    except ValueError:
        return None
    if not named or not is_web(url):
        return None
    alt = meta.get("og:image:alt") or meta.get("twitter:image:alt") or ""
    return Picture(url, alt, _credit(about) or _caption(root, url), page)


def _credit(about: Mapping[str, Any]) -> str:
    """Return whose a picture is (schema.org/ImageObject)."""
    keys = ("creditText", "copyrightNotice", "creator", "copyrightHolder", "author")
    return next(filter(None, (_person(about.get(key)) for key in keys)), "")


def _caption(root: Element, url: str) -> str:
    """Return what stands under a picture; under the first one, if only one has words there."""
    found = []
    for figure in root.iter("figure"):
        words = " ".join("".join(map(str, figure.xpath(".//figcaption//text()"))).split())
        names = {_name(str(source)) for source in figure.xpath(".//img/@src | .//img/@data-src")}
        if words and _name(url) in names:
            return words
        found.append(words)
    captions = [words for words in found if words]
    return captions[0] if len(captions) == 1 and found[0] else ""


def _name(url: str) -> str:
    """Return the name of a picture's file, whatever size of it a page shows.

    >>> _name("https://example.org/a/barish-1200x630.jpg?w=3"), _name("/b/barish_640.webp")
    ('barish', 'barish')
    """
    name = posixpath.basename(unquote(split(url).path))
    return re.sub(r"[-_@](?:\d{2,4}x)?\d{2,4}w?$", "", name.rpartition(".")[0] or name)


def _time(root: Element) -> str:
    return next((str(t.get("datetime")) for t in root.iter("time") if t.get("datetime")), "")


def _day(published: str) -> str | None:
    """Return a date as ISO 8601, None if there is none."""
    found = _DATE.match(published.strip())
    if not found:
        return None
    try:
        return datetime(*map(int, found.groups())).date().isoformat()  # type: ignore[arg-type]
    except ValueError:
        return None
