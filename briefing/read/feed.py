"""Feeds (RSS, Atom, JSON Feed): every entry is a story with its title as its heading."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from html import escape
from typing import Any

from briefing.errors import ScriptError
from briefing.formats.text import nfc, one_line
from briefing.model import Omission, Picture, Script
from briefing.read import json_feed, page
from briefing.read.archive import damaged
from briefing.read.document import Document
from briefing.read.elements import document
from briefing.read.extra import library
from briefing.read.html import visible_lines
from briefing.read.page import parsed
from briefing.read.paragraphs import Block
from briefing.read.sentences import sentences
from briefing.system.web import is_web

_ENTITY = re.compile(rb"<!ENTITY", re.I)
_CHECK = "check the address, and the feed with: briefing lint"


@dataclass(frozen=True)
class Entry:
    """An entry of a feed: ``html`` is all of its text that the feed holds.

    ``guid`` tells it from others, ``published`` is in UTC, None where the feed gives no time.
    ``feed`` is the feed's address, if it is on the web.
    """

    guid: str
    title: str
    html: str
    link: str = ""
    author: str = ""
    published: datetime | None = None
    tags: tuple[str, ...] = ()
    picture: str = ""
    feed: str = ""


def read(data: bytes, where: str) -> Script:
    """Read all entries of a feed, each a chapter.

    Raises
    ------
    ScriptError
        if it is no feed, or has no entries.
    """
    title, found = entries(data, where)
    script = bulletin(found, where)
    return replace(script, title=title)


def entries(data: bytes, where: str) -> tuple[str, list[Entry]]:
    """Return the title of a feed and its entries, in the feed's order.

    Raises
    ------
    ScriptError
        if it is no feed, or has no entries.
    """
    if _ENTITY.search(data):
        what = "this feed defines entities, which no feed needs"
        raise ScriptError(what, where=where, remedy=_CHECK)
    problem = ""
    with damaged(where, _CHECK):
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            title, raws = json_feed.parse(data, where)
        else:
            parsed_feed = library("feedparser").parse(io.BytesIO(data))
            title, raws = str(parsed_feed.feed.get("title", "")), parsed_feed.entries
            problem = parsed_feed.get("bozo_exception", "")
        found = [_entry(raw, where if is_web(where) else "") for raw in raws]
    if not found:
        what = f"there are no entries in this feed: {problem}".rstrip(": ")
        raise ScriptError(what, where=where, remedy=_CHECK)
    return nfc(one_line(title)), found


def _entry(raw: Any, feed: str) -> Entry:
    contents = [str(content.get("value", "")) for content in raw.get("content", ())]
    texts = [*contents, str(raw.get("summary", ""))]
    html = max(texts, key=len) if texts else ""
    link = str(raw.get("link", ""))
    time = raw.get("published_parsed") or raw.get("updated_parsed")
    return Entry(
        guid=str(raw.get("id") or link or raw.get("title", "")),
        title=nfc(one_line("".join(visible_lines(str(raw.get("title", "")))))),
        html=nfc(html),
        link=link if link.startswith(("http://", "https://")) else "",
        author=one_line(str(raw.get("author", ""))),
        published=datetime.fromtimestamp(calendar.timegm(time), timezone.utc) if time else None,
        tags=tuple(str(tag.get("term", "")) for tag in raw.get("tags", ()) if tag.get("term")),
        picture=_picture(raw),
        feed=feed,
    )


def _picture(raw: Any) -> str:
    """Return the address of an entry's picture (Media RSS, or an enclosure)."""
    named = [*raw.get("media_content", ()), *raw.get("media_thumbnail", ())]
    named = [each for each in named if each.get("medium", "image") == "image"]
    files = [each for each in raw.get("enclosures", ()) if "image/" in str(each.get("type"))]
    urls = (str(each.get("url") or each.get("href") or "") for each in (*named, *files))
    return next(filter(is_web, urls), "")


def bulletin(stories: Sequence[Entry], where: str, words: str = "all") -> Script:
    """Return a script of stories: their titles begin chapters, their links are kept.

    ``words`` is how much of each is told: ``all``, ``lead`` (the first paragraph), or a number, of
    whole sentences up to so many words.
    """
    whole = Document()
    lines: list[str] = []
    for story in stories:
        if story.title:
            lines.append(story.title)
            picture = Picture(story.picture, page=story.feed) if story.picture else None
            whole.blocks.append(Block(story.title, len(lines), level=2, picture=picture))
        if story.html.strip():
            # In an element, so that a comment alone is a page, too.
            root = parsed(f"<div>{story.html}</div>", where)
            found = document(root, story.link, story.feed)
            before = len(lines)
            told, beyond = _shortened(found.blocks, words)
            whole.blocks += [_placed(block, before) for block in told]
            omitted = [*found.omitted, *beyond]
            whole.omitted += [replace(o, line=o.line + before) for o in omitted]
            whole.links += found.links
            lines += visible_lines(story.html).split("\n")
        if story.link:
            whole.links.append((story.title, story.link))
    return whole.script(where, "\n".join(lines))


def _placed(block: Block, before: int) -> Block:
    """Return a block of a story with its line in the bulletin; its headings begin no chapter."""
    heading = block.heading or block.level > 0
    return replace(block, line=block.line + before, level=0, heading=heading)


def _shortened(blocks: Sequence[Block], words: str) -> tuple[list[Block], list[Omission]]:
    """Return what of a story is told, and what is beyond that."""
    if words == "all":
        return list(blocks), []
    most = int(words) if words.isdecimal() else 0
    told: list[Block] = []
    beyond: list[Omission] = []
    count = 0
    for block in blocks:
        kept, rest = block.text, ""
        if beyond or (told and not most):
            kept, rest = "", block.text
        elif most:
            kept, rest = _cut(block.text, most - count, least=not told)
        if kept:
            told.append(replace(block, text=kept))
            count += len(kept.split())
        if rest:
            beyond.append(Omission("beyond", rest, block.line))
    return told, beyond


def _cut(text: str, most: int, *, least: bool) -> tuple[str, str]:
    """Return the sentences that have at most so many words together, and the rest.

    With ``least`` the first one is kept however long it is.
    """
    count, at = 0, 0
    for sentence in sentences(text):
        count += len(sentence.split())
        if count > most and (at or not least):
            break
        at = text.find(sentence, at) + len(sentence)
    return text[:at].strip(), text[at:].strip()


def page_html(data: bytes, where: str) -> str:
    """Return the main text of a page as HTML of paragraphs.

    Raises
    ------
    ScriptError
        if there is none.
    """
    script = page.read(data, where)
    blocks = [p for chapter in script.chapters for p in chapter.paragraphs]
    shown = [p for p in blocks if p.text != script.title]
    return "\n".join(
        f"<{'h3' if p.heading else 'p'}>{escape(p.with_number())}</{'h3' if p.heading else 'p'}>"
        for p in shown
    )
