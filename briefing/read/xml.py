"""XML that no other reader knows: news of agencies (NITF, NewsML-G2), subtitles (TTML), a CMS's.

An element is a block, unless it stands among words; one that is called a headline is a heading.
What has no Hindi in it and is no paragraph, such as ids, dates and rights, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from briefing.formats.text import has_hindi, nfc
from briefing.model import Omission, Script
from briefing.read.archive import parse_xml
from briefing.read.elements import document
from briefing.read.html import visible_lines
from briefing.read.page import parsed
from briefing.read.paragraphs import EMPTY_LINE

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
#: What news is called in NITF, in NewsML, and by the systems of newsrooms.
_HEADINGS = {
    **dict.fromkeys(("hl1", "headline", "title", "शीर्षक"), "h2"),
    **dict.fromkeys(("hl2", "subhead", "subtitle"), "h3"),
}
#: Elements that mean the same in HTML.
_OF_HTML = frozenset(["table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4"])


def read(data: bytes, where: str) -> Script:
    """Read an XML file.

    >>> xml = "<news><id>7</id><title>खेल</title><text>भारत <b>जीता</b>।</text></news>"
    >>> [p.text for p in read(xml.encode(), "a.xml").chapters[0].paragraphs]
    ['खेल', 'भारत जीता।']

    Raises
    ------
    ScriptError
        if it is damaged, or defines entities.
    """
    omitted: list[Omission] = []
    lines = list(_lines(parse_xml(data, where), omitted))
    html = "\n".join(lines)
    found = document(parsed(f"<div>{html}</div>", where))
    found.omitted += omitted
    left_out = [omission.text for omission in omitted]
    return found.script(where, "\n".join([visible_lines(html), *left_out]))


def _lines(element: Element, omitted: list[Omission]) -> Iterator[str]:
    """Yield what an element holds as HTML, a block a line."""
    name = _name(element)
    words = _words(element)
    if not words:
        return
    if name in _OF_HTML:
        yield f"<{name}>{_html(element)}</{name}>"
    elif len(element) and not _among_words(element):
        for child in element:
            yield from _lines(child, omitted)
    elif _TAG.search(words):  # HTML within XML
        yield f"<div>{words}</div>"
    elif name == "p" or has_hindi(words):
        tag = _HEADINGS.get(name, "p")
        for part in EMPTY_LINE.split(_html(element)):
            yield f"<{tag}>{' '.join(part.split())}</{tag}>"
    else:
        omitted.append(Omission("data", words, 1))


def _words(element: Element) -> str:
    return nfc(" ".join("".join(map(str, element.itertext())).split()))


def _among_words(element: Element) -> bool:
    """Tell whether words stand beside the elements in an element."""
    beside = (element.text, *(child.tail for child in element))
    return any((text or "").strip() for text in beside)


def _html(element: Element) -> str:
    """Return what an element holds as HTML: its tags without prefixes and attributes."""
    inside = escape(element.text or "", quote=False)
    for child in element:
        name = _name(child)
        shown = _html(child) if name else ""
        inside += "<br>" if name == "br" else f"<{name}>{shown}</{name}>" if name else ""
        inside += escape(child.tail or "", quote=False)
    return nfc(inside)


def _name(element: Element) -> str:
    """Return the local name of an element; nothing for a comment or an instruction."""
    found = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
    return re.sub("[^a-z0-9]", "-", found)
