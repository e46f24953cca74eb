"""Feeds in JSON (JSON Feed 1.1, https://jsonfeed.org/version/1.1), as feedparser gives others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from html import escape
from typing import Any

from briefing.errors import ScriptError
from briefing.read.paragraphs import EMPTY_LINE

#: What such a feed says of itself; programs in PHP put a backslash before each slash.
SIGN = re.compile(r'\{.{0,3000}?"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/1', re.S)


def parse(data: bytes, where: str) -> tuple[str, list[Mapping[str, Any]]]:
    """Return the title of a feed and its entries.

    Raises
    ------
    ScriptError
        if it is damaged.
    """
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        remedy = "check the feed at https://validator.jsonfeed.org"
        raise ScriptError(
            f"this JSON Feed is damaged: {error}", where=where, remedy=remedy
        ) from None
    return str(feed.get("title") or ""), list(_entries(feed))


def _entries(feed: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    items = feed.get("items")
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        authors = item.get("authors") or [item.get("author") or {}]
        first = authors[0] if isinstance(authors, list) else {}
        paragraphs = EMPTY_LINE.split(str(item.get("content_text") or ""))
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)
        yield {
            "id": item.get("id"),
            "title": escape(str(item.get("title") or "")),
            "content": [{"value": str(item.get("content_html") or text)}],
            "summary": escape(str(item.get("summary") or "")),
            "link": item.get("url") or item.get("external_url") or "",
            "author": first.get("name", "") if isinstance(first, dict) else "",
            "published_parsed": _utc(item.get("date_published") or item.get("date_modified")),
            "tags": [{"term": str(tag)} for tag in item.get("tags") or ()],
            "media_content": [{"url": item.get("image")}] if item.get("image") else [],
        }


def _utc(written: object) -> Any:
    """Return a time (RFC 3339) as feedparser does, None where there is none."""
    try:
        at = datetime.fromisoformat(re.sub(r"[zZ]\Z", "+00:00", str(written)))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).utctimetuple()
