"""What a page says of itself in its head: title, author, date, language, picture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SITE = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,60}\Z")
_DEEPEST = 6


@dataclass(frozen=True)
class PageFacts:
    """What a page says of itself; ``picture`` is the URL of its lead picture."""

    title: str = ""
    author: str | None = None
    date: str | None = None
    language: str = ""
    picture: str = ""
    base: str = ""


def facts(root: Element) -> PageFacts:
    """Return what a page says of itself: in Open Graph, JSON-LD, ``<meta>`` and ``<time>``."""
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
    base = root.find(".//base[@href]")
    return PageFacts(
        title=title,
        author=meta.get("author") or _person(linked.get("author")) or None,
        date=_day(published),
        language=(root.get("lang") or "").partition("-")[0].lower(),
        picture=meta.get("og:image") or _picture(linked.get("image")),
        base=str(base.get("href")) if base is not None else "",
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


def _picture(value: object) -> str:
    if isinstance(value, list):
        return _picture(value[0]) if value else ""
    return _string(value.get("url")) if isinstance(value, dict) else _string(value)


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
