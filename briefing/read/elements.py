"""The blocks of an HTML tree: headings, paragraphs, list items and the rows of tables.

Pages, mails, books and whatever a library turns into HTML are read here. A block's line is that of
its element in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from briefing.formats.text import has_hindi
from briefing.model import Omission, Picture
from briefing.read.document import Document
from briefing.read.html import BLOCKS, LINE, PARAGRAPH, visible_text
from briefing.read.paragraphs import Block
from briefing.read.tables import spoken_rows
from briefing.system.web import is_web

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What is never read, and what it is called when it holds words.
_UNREAD = {
    **dict.fromkeys(("script", "noscript", "template", "style", "head", "title", "meta"), "script"),
    **dict.fromkeys(("button", "input", "select", "textarea", "option", "datalist"), "form"),
    **dict.fromkeys(("svg", "math", "canvas", "object", "iframe", "audio", "video"), "drawing"),
    **dict.fromkeys(("del", "s", "strike"), "deleted"),
    **dict.fromkeys(("rt", "rp"), "ruby"),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_KEPT_TAGS = frozenset(["sub", "sup", "a"])
#: What a text is cut at; a cell of a table that arranges a page is a block.
PARTS = BLOCKS | {"td", "th"}
_LAYOUT = ".//table | .//h1 | .//h2 | .//h3 | .//h4 | .//ul | .//ol | .//blockquote"
_LONGEST_CELL = 400  # characters; a cell with more is a column of a page, not a cell
#: Roles of EPUB (Structural Semantics Vocabulary) and of DPub-ARIA.
_NOTES = re.compile(r"\b(?:footnotes?|endnotes?|rearnotes?|noteref|backlink)\b")
#: How LibreOffice and Word write notes and comments in HTML: in ids, classes and styles.
_WRITTEN_NOTES = re.compile(
    r"\bsd(?:foot|end)note\d+\b|sdfootnoteanc|mso-element:\s*(?:foot|end)note"
)
_COMMENTS = re.compile(r"\bmsocom(?:txt|anchor)\b|\bMsoCommentReference\b|mso-element:\s*comment")
#: The mark at the beginning of a note or comment of Google Docs.
_GOOGLE_MARKS = {"ftnt": "footnote", "cmnt": "comment"}
_CONTENTS = re.compile(r"\b(?:toc|landmarks|page-list|pagebreak)\b")


@dataclass(frozen=True)
class Part:
    """A block, the links in it, what was left out of it, and the tag it came from."""

    block: Block
    links: tuple[tuple[str, str], ...] = ()
    omitted: tuple[Omission, ...] = ()
    tag: str = ""


def document(root: Element, base: str = "", page: str = "") -> Document:
    """Return everything that an HTML tree shows.

    ``base`` is the URL that its links start from, ``page`` that of the page on the web.
    """
    walk = Walk(base, page)
    parts = list(walk.parts(root))
    return Document(
        [part.block for part in parts],
        [*walk.omitted, *(omission for part in parts for omission in part.omitted)],
        [link for part in parts for link in part.links],
    )


@dataclass
class Walk:
    """Yields the parts of a tree in order, and collects what none of them holds."""

    base: str = ""
    page: str = ""
    omitted: list[Omission] = field(default_factory=list)
    _line: int = 1
    _number: str = ""
    _links: list[tuple[str, str]] = field(default_factory=list)
    _picture: Picture | None = None

    def parts(self, root: Element) -> Iterator[Part]:
        """Yield the parts of a tree."""
        self._holders = _holders(root)
        yield from self._block(root)

    def _block(self, element: Element) -> Iterator[Part]:
        tag = _tag(element)
        self._at(element)
        if self._is_unread(element, tag):
            return
        if tag == "table" and not _is_layout(element):
            yield from self._table(element)
        elif tag in ("ul", "ol"):
            yield from self._list(element, tag)
        elif tag == "pre" and not has_hindi(_text(element)):
            self._omit("code", element)
        else:
            yield from self._flow(element, tag)

    def _flow(self, element: Element, tag: str) -> Iterator[Part]:
        """Yield the text of an element between its blocks, and those blocks."""
        inline = [self._text(element.text, tag)]
        line = self._line
        for child in element:
            if child in self._holders or _tag(child) in PARTS:
                yield from self._made("".join(inline), tag, line)
                yield from self._block(child)
                self._at(child)
                inline, line = [], self._line
            else:
                inline.append(self._inline(child, tag))
            inline.append(self._text(child.tail, tag))
        yield from self._made("".join(inline), tag, line)

    def _made(self, inline: str, tag: str, line: int) -> Iterator[Part]:
        words, omitted = visible_text(inline, line)
        words = words.replace(PARAGRAPH, " ").strip(f" \u00a0{LINE}")
        if words:
            level = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
            block = Block(words, line, level, number=self._number)
            self._number = ""
            notes = tuple(omission for omission in omitted if omission.kind == "footnote")
            yield Part(block, tuple(self._links), notes, tag)
        if self._picture:
            yield Part(Block("", line, picture=self._picture), tag="img")
        self._links, self._picture = [], None

    def _inline(self, element: Element, within: str) -> str:
        """Return an inline element as HTML in which only what changes the reading is left."""
        tag = _tag(element)
        self._at(element)
        if self._is_unread(element, tag):
            return ""
        if tag == "br":
            return LINE
        if tag == "img":
            self._picture = self._picture or self._shown(element)
        inside = self._text(element.text, within)
        for child in element:
            inside += self._inline(child, within) + self._text(child.tail, within)
        if tag == "a" and (target := self._target(element)) and (words := _text(element).strip()):
            self._links.append((_BLANKS.sub(" ", words), target))
        return f"<{tag}>{inside}</{tag}>" if tag in _KEPT_TAGS else inside

    def _target(self, element: Element) -> str:
        target = self._joined(element.get("href"))
        return target if is_web(target) else ""

    def _shown(self, element: Element) -> Picture | None:
        """Return the picture of an ``<img>``; scripts put those that are seen later into place."""
        places = (element.get(key) or "" for key in ("src", "data-src"))
        source = next((place for place in places if place and not place.startswith("data:")), "")
        alt = _BLANKS.sub(" ", element.get("alt") or "").strip()
        return Picture(self._joined(source), alt, page=self.page) if source else None

    def _joined(self, address: str | None) -> str:
        try:
            return urljoin(self.base, address or "")
        except ValueError:
            return ""

    def _list(self, element: Element, tag: str) -> Iterator[Part]:
        number = _number(element.get("start"), 1)
        for child in element:
            if _tag(child) == "li" and tag == "ol":
                number = _number(child.get("value"), number)
                self._number = f"{number}."
                number += 1
            yield from self._block(child)
            self._number = ""

    def _table(self, element: Element) -> Iterator[Part]:
        rows, heads = [], []
        for row in element.iter("caption", "tr"):
            self._at(row)
            if row.tag == "caption":
                yield from self._flow(row, "caption")
            elif not self._is_unread(row, "tr"):
                cells = [cell for cell in row if _tag(cell) in ("td", "th")]
                rows.append((self._line, [self._cell(cell) for cell in cells]))
                heads.append(bool(cells) and all(_tag(cell) == "th" for cell in cells))
        links, self._links = tuple(self._links), []
        blocks, header = spoken_rows(rows, bool(heads) and heads[0] and not all(heads))
        self.omitted += header
        for place, block in enumerate(blocks):
            yield Part(block, () if place else links, (), "tr")

    def _cell(self, cell: Element) -> str:
        """Return the words of a cell on one line."""
        parts = list(self._flow(cell, "td"))
        self.omitted += [omission for part in parts for omission in part.omitted]
        self._links += [link for part in parts for link in part.links]
        return ", ".join(part.block.text.replace(LINE, " ") for part in parts if part.block.text)

    def _is_unread(self, element: Element, tag: str) -> bool:
        """Tell whether an element is not read; note its words."""
        if not tag:
            return True
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        kind = _UNREAD.get(tag) or ("hidden" if hidden else _aside(element))
        if kind and kind != "script":
            self._omit(kind, element)
        return bool(kind)

    def _omit(self, kind: str, element: Element) -> None:
        if words := _BLANKS.sub(" ", _text(element)).strip():
            self.omitted.append(Omission(kind, words, self._line))

    def _at(self, element: Element) -> None:
        self._line = max(self._line, element.sourceline or 0)

    def _text(self, text: str | None, within: str) -> str:
        """Return text as HTML; line ends mean something only in ``<pre>``."""
        written = (text or "").replace("\xad", "")
        if within == "pre":
            return escape(written.strip("\n")).replace("\n", LINE)
        return escape(_BLANKS.sub(" ", written), quote=False)


def _aside(element: Element) -> str:
    """Return what a part is that its author marked as beside the text: a note, the contents."""
    role = f"{element.get('role') or ''} {element.get('epub:type') or ''}"
    written = " ".join(element.get(name) or "" for name in ("id", "class", "style"))
    if _NOTES.search(role) or _WRITTEN_NOTES.search(written):
        return "footnote"
    if _COMMENTS.search(written):
        return "comment"
    if mark := _begins_with(element):
        return _GOOGLE_MARKS[mark]
    return "contents" if _CONTENTS.search(role) else ""


def _begins_with(element: Element) -> str:
    """Return which mark of Google Docs an element begins with, if it does."""
    first = element
    while len(first) and not (first.text or "").strip() and _tag(first) in ("div", "p"):
        first = first[0]
    found = re.fullmatch(r"(ftnt|cmnt)\d+", first.get("id") or "") if _tag(first) == "a" else None
    return found[1] if found and first is not element else ""


def _tag(element: Element) -> str:
    """Return the local name of an element; nothing for a comment or an instruction."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text(element: Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _number(written: str | None, default: int) -> int:
    found = re.fullmatch(r"\s*([0-9]{1,6})\s*", written or "", re.A)
    return int(found[1]) if found else default


def _holders(root: Element) -> set[Element]:
    """Return the elements that hold a block."""
    found: set[Element] = set()
    for element in root.iter():
        if _tag(element) in PARTS:
            parent = element.getparent()
            while parent is not None and parent not in found:
                found.add(parent)
                parent = parent.getparent()
    return found


def _is_layout(table: Element) -> bool:
    """Tell whether a table arranges a page: one column, long texts or tables in its cells."""
    rows = [[cell for cell in row if _tag(cell) in ("td", "th")] for row in table.iter("tr")]
    if max(map(len, rows), default=0) < 2 or table.xpath(_LAYOUT):
        return True
    return any(len(_text(cell)) > _LONGEST_CELL for cell in _flat(rows))


def _flat(rows: Iterable[list[Element]]) -> Iterator[Element]:
    for row in rows:
        yield from row
