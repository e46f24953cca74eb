"""OpenDocument texts (OASIS ODF 1.3, part 3): the text as its author accepted it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.errors import ScriptError
from briefing.model import Omission, Script
from briefing.read import legacy, tree
from briefing.read.archive import Archive, locked
from briefing.read.document import with_data
from briefing.read.elements import document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE = (f"{{{_NS}{name}:1.0}}" for name in ("text", "table", "style"))
_OFFICE, _DRAW, _META = (f"{{{_NS}{name}:1.0}}" for name in ("office", "drawing", "meta"))
_FO = f"{{{_NS}xsl-fo-compatible:1.0}}"
_SVG = f"{{{_NS}svg-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XLINK = "{http://www.w3.org/1999/xlink}"
#: What is not read aloud, and what it is called.
_ASIDE = {
    f"{_TEXT}tracked-changes": "deleted",
    f"{_TEXT}note": "footnote",
    f"{_OFFICE}annotation": "comment",
    f"{_TEXT}table-of-content": "contents",
    f"{_TEXT}alphabetical-index": "contents",
    f"{_SVG}title": "description",
    f"{_SVG}desc": "description",
}
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_BLANKS = (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break")
_LEVELS = 10


def read(data: bytes, where: str) -> Script:
    """Read an OpenDocument text: headings are chapters.

    Raises
    ------
    ScriptError
        if it is encrypted, damaged, or too large.
    """
    archive = Archive(data, where)
    if b"manifest:encryption-data" in (
        archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.names else b""
    ):
        raise locked(where)
    root = archive.xml("content.xml")
    body = root.find(f".//{_OFFICE}text") if root is not None else None
    if body is None:
        what = "there is no text in this document"
        raise ScriptError(what, where=where, remedy="open it in its program and save it again")
    styles = _Styles(root, archive.xml("styles.xml"))
    typed_for = _convert_runs(body, styles)
    _number(body)
    page = tree.root()
    reader = _Reader(styles)
    reader.blocks(body, page)
    found = document(tree.finished(page))
    found.blocks = with_data(found.blocks, archive.picture)
    found.omitted += reader.omitted
    lines = _lines(body)
    for line in _page_headers(archive.xml("styles.xml")):
        lines.append(line)
        found.omitted.append(Omission("page_header", line, len(lines)))
    found.title, found.author = _properties(archive)
    script = found.script(where, "\n".join(lines))
    return replace(script, notices=legacy.notice(typed_for, where))


def _convert_runs(body: Element, styles: _Styles) -> set[str]:
    """Turn the runs in fonts of before Unicode into Unicode; return the fonts' families."""
    families: set[str] = set()
    for paragraph in body.iter(*_PARAGRAPHS):
        font = styles.font_of(paragraph.get(f"{_TEXT}style-name"))
        families |= legacy.convert_nodes(_nodes(paragraph, font, styles))
    return families


def _nodes(element: Element, font: str, styles: _Styles) -> Iterator[legacy.TextNode]:
    """Yield the texts of a paragraph in order, each with its font."""
    if element.tag == f"{_TEXT}span":
        font = styles.font_of(element.get(f"{_TEXT}style-name")) or font
    yield legacy.TextNode(element, font)
    for child in element:
        yield from _nodes(child, font, styles)
        yield legacy.TextNode(child, font, tail=True)


def _number(body: Element) -> None:
    for number, paragraph in enumerate(body.iter(*_PARAGRAPHS), start=1):
        paragraph.set("line", str(number))


def _lines(body: Element) -> list[str]:
    """Return every word, notes and comments too, a paragraph a line."""
    return "".join(_flow(body)).split("\n")


def _flow(element: Element) -> Iterator[str]:
    if element.tag in _PARAGRAPHS and element.get("line") != "1":
        yield "\n"
    elif element.tag in _BLANKS:
        yield " "
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _flow(child)
        yield (child.tail or "").replace("\n", " ")


def _page_headers(root: Element | None) -> Iterator[str]:
    """Yield the words of headers and footers."""
    for master in root.iter(f"{_STYLE}header", f"{_STYLE}footer") if root is not None else ():
        if words := " ".join("".join(str(t) for t in master.itertext()).split()):
            yield words


@dataclass
class _Styles:
    """What the styles say: which are hidden, raised or struck, which lists are numbered."""

    content: Element
    common: Element | None
    _by_name: dict[str, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for root in (self.common, self.content):
            for tag in ("style", "list-style"):
                for space in (_STYLE, _TEXT):
                    for style in root.iter(f"{space}{tag}") if root is not None else ():
                        self._by_name[str(style.get(f"{_STYLE}name"))] = style

    def tag_of(self, name: str | None) -> str:
        """Return the tag that a run's style asks for: ``sub``, ``sup``, ``s``, ``hidden``."""
        style = self._by_name.get(name or "")
        properties = style.find(f"{_STYLE}text-properties") if style is not None else None
        if properties is None:
            return ""
        position = properties.get(f"{_STYLE}text-position") or ""
        if properties.get(f"{_TEXT}display") == "none":
            return "hidden"
        if properties.get(f"{_STYLE}text-line-through-style", "none") != "none":
            return "s"
        if position.startswith(("sub", "-")):
            return "sub"
        return "sup" if re.match("super|[1-9]", position) else ""

    def font_of(self, name: str | None) -> str:
        """Return the font of a style, by way of those that it is based on."""
        for _ in range(_LEVELS):
            style = self._by_name.get(name or "")
            if style is None:
                return ""
            properties = style.find(f"{_STYLE}text-properties")
            if properties is not None and (font := properties.get(f"{_STYLE}font-name")):
                return str(font)
            name = style.get(f"{_STYLE}parent-style-name")
        return ""

    def is_title(self, name: str | None) -> bool:
        style = self._by_name.get(name or "")
        return "Title" in (
            name,
            style.get(f"{_STYLE}parent-style-name") if style is not None else "",
        )

    def start_of(self, name: str | None, level: int) -> int | None:
        """Return the first number of a list's level, None where it has bullets or letters."""
        style = self._by_name.get(name or "")
        for kind in style if style is not None else ():
            if kind.get(f"{_TEXT}level") == str(level):
                counted = kind.tag == f"{_TEXT}list-level-style-number"
                shown = counted and kind.get(f"{_STYLE}num-format") == "1"
                return _int(kind.get(f"{_TEXT}start-value"), 1) if shown else None
        return None


@dataclass
class _Reader:
    """Turns the body of a document into an HTML tree."""

    styles: _Styles
    omitted: list[Omission] = field(default_factory=list)
    _line: int = 1
    _last: dict[tuple[str, int], int] = field(default_factory=dict)  # numbers of lists, by style

    def blocks(self, parent: Element, page: Element) -> None:
        for child in parent:
            self._block(child, page)

    def _block(self, element: Element, page: Element) -> None:
        if element.tag in _ASIDE:
            self._omit(_ASIDE[element.tag], element)
        elif element.tag in _PARAGRAPHS:
            self._paragraph(element, self._target(element, page), page)
        elif element.tag == f"{_TEXT}list":
            self._list(element, page, "", 1)
        elif element.tag == f"{_TABLE}table":
            self._table(element, page)
        else:
            self.blocks(element, page)

    def _target(self, paragraph: Element, page: Element) -> Element:
        line = int(paragraph.get("line") or self._line)
        level = _int(paragraph.get(f"{_TEXT}outline-level"), 1)
        if paragraph.tag == f"{_TEXT}h":
            return tree.heading(page, max(level, 1), line)
        if self.styles.is_title(paragraph.get(f"{_TEXT}style-name")):
            return tree.heading(page, tree.TITLE, line)
        return tree.add(page, "p", line)

    def _paragraph(self, paragraph: Element, target: Element, page: Element) -> None:
        self._line = int(paragraph.get("line") or self._line)
        boxes: list[Element] = []
        self._inline(paragraph, target, boxes)
        for box in boxes:
            self.blocks(box, page)

    def _inline(self, parent: Element, target: Element, boxes: list[Element]) -> None:
        tree.put(target, parent.text or "")
        for child in parent:
            if child.tag in _ASIDE:
                self._omit(_ASIDE[child.tag], child)
            elif child.tag == f"{_TEXT}line-break":
                tree.add(target, "br")
            elif child.tag in _BLANKS:
                tree.put(target, " ")
            elif child.tag == f"{_DRAW}text-box":
                boxes.append(child)
            elif child.tag == f"{_DRAW}image":
                alt = parent.findtext(f"{_SVG}desc") or parent.findtext(f"{_SVG}title") or ""
                tree.add(target, "img", src=child.get(f"{_XLINK}href") or "", alt=alt)
            elif child.tag == f"{_TEXT}a":
                href = child.get(f"{_XLINK}href") or ""
                self._inline(child, tree.add(target, "a", href=href), boxes)
            elif child.tag == f"{_TEXT}span":
                self._span(child, target, boxes)
            else:
                self._inline(child, target, boxes)
            tree.put(target, child.tail or "")

    def _span(self, span: Element, target: Element, boxes: list[Element]) -> None:
        tag = self.styles.tag_of(span.get(f"{_TEXT}style-name"))
        if tag == "hidden":
            self._omit("hidden", span)
        else:
            self._inline(span, tree.add(target, tag) if tag else target, boxes)

    def _list(self, parent: Element, page: Element, style: str, level: int) -> None:
        style = parent.get(f"{_TEXT}style-name") or style
        start = self.styles.start_of(style, level)
        goes_on = parent.get(f"{_TEXT}continue-numbering") == "true"
        goes_on = goes_on or parent.get(f"{_TEXT}continue-list") is not None
        number = self._last.get((style, level), 0) + 1 if goes_on else start or 1
        for item in parent.iter(f"{_TEXT}list-item", f"{_TEXT}list-header"):
            if item.getparent() is not parent:
                continue
            counted = start is not None and item.tag == f"{_TEXT}list-item"
            number = _int(item.get(f"{_TEXT}start-value"), number)
            self._item(item, page, number if counted else None, style, level)
            if counted:
                self._last[style, level] = number
                number += 1

    def _item(
        self, item: Element, page: Element, number: int | None, style: str, level: int
    ) -> None:
        for place, child in enumerate(item):
            if child.tag == f"{_TEXT}list":
                self._list(child, page, style, level + 1)
            elif child.tag in _PARAGRAPHS and place == 0:
                line = int(child.get("line") or self._line)
                heading = child.tag == f"{_TEXT}h"  # a numbered heading is a list's item, too
                target = self._target(child, page) if heading else tree.listed(page, number, line)
                self._paragraph(child, target, page)
            else:
                self._block(child, page)

    def _table(self, table: Element, page: Element) -> None:
        target = tree.add(page, "table")
        for row in table.iter(f"{_TABLE}table-row"):
            if next(row.iterancestors(f"{_TABLE}table")) is not table:
                continue
            header = row.getparent().tag == f"{_TABLE}table-header-rows"
            line = tree.add(target, "tr")
            for cell in row.iter(f"{_TABLE}table-cell"):
                if cell.getparent() is row:
                    self.blocks(cell, tree.add(line, "th" if header else "td"))

    def _omit(self, kind: str, element: Element) -> None:
        words = " ".join(" ".join(str(text) for text in element.itertext()).split())
        if words:
            self.omitted.append(Omission(kind, words, self._line))


def _int(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text, re.A) else default


def _properties(archive: Archive) -> tuple[str, str | None]:
    """Return the title and the author that the document's properties name."""
    root = archive.xml("meta.xml")
    if root is None:
        return "", None
    title = root.findtext(f".//{_DC}title") or ""
    author = root.findtext(f".//{_META}initial-creator") or root.findtext(f".//{_DC}creator")
    return " ".join(title.split()), author or None
