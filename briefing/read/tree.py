"""Building an HTML tree, which ``elements`` reads, from a document of another format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.read.extra import library

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The level of a title, which stands above all headings.
TITLE = 0


def root() -> Element:
    """Return an empty tree."""
    return library("lxml.html").Element("body")


def add(parent: Element, tag: str, line: int = 0, **attributes: str) -> Element:
    """Append an element that stands on a line of its source, and return it."""
    child = library("lxml.etree").SubElement(parent, tag, attributes)
    if line:
        child.sourceline = line
    return child


def heading(parent: Element, level: int, line: int) -> Element:
    """Append a heading of a level from 1, or the title of the whole: ``TITLE``."""
    if level == TITLE:
        return add(parent, "h1", line, **{"class": "title"})
    return add(parent, f"h{min(level, 6)}", line)


def finished(page: Element) -> Element:
    """Return the tree; where it has a title, headings stand one level below it."""
    if page.find(".//h1[@class='title']") is not None:
        for element in page.iter("h1", "h2", "h3", "h4", "h5"):
            if element.get("class") != "title":
                element.tag = f"h{int(element.tag[1]) + 1}"
    return page


def put(parent: Element, text: str) -> None:
    """Append text to an element, behind what is in it."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def listed(parent: Element, number: int | None, line: int) -> Element:
    """Return a new item of a list: of the list that ends here, or of a new one.

    ``number`` is None for an item with a bullet.
    """
    tag = "ul" if number is None else "ol"
    last = parent[-1] if len(parent) else None
    holder = last if last is not None and last.tag == tag and not last.tail else add(parent, tag)
    return add(holder, "li", line, **({} if number is None else {"value": str(number)}))
