"""Web pages: the main text of a page, without its menus, teasers and notices.

trafilatura tells which text is the main one; the headings, lists, tables and links are those of the
page itself. Everything else on the page is noted as left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from briefing.errors import ScriptError
from briefing.formats.text import nfc, xml_safe
from briefing.message import Message
from briefing.model import Omission, Script
from briefing.read import legacy
from briefing.read.charset import decode_page
from briefing.read.document import Document
from briefing.read.elements import PARTS, Part, Walk, document
from briefing.read.extra import library
from briefing.read.html import visible_lines
from briefing.read.page_facts import PageFacts, facts
from briefing.system.web import is_web

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WORD = re.compile("[\u0900-\u097f]+|[^\\W_]+")
_FONT = re.compile(r"(?:face\s*=\s*|font-family\s*:\s*)[\"']?([^\"';>]{1,80})", re.I)
_BARE = re.compile(r"<(?:html|body|head)[\s>]", re.I)
_FURNITURE = "//nav | //header | //footer | //aside | //form | //*[@role='navigation'] | //script"
_MOST_LINKED = 0.3  # share of a document's letters in links
_SHINGLE = 3
_LIKENESS = 0.7  # share of a block's shingles that the main text holds
_SENTENCE = 6  # words; a line with fewer is a label
_ENDS = re.compile(r"[।॥.?!…][\"'”’»)\]]*\s*\Z")
_FEW_WORDS = 15  # what a page shows that JavaScript has yet to fill
_UNSHOWN = ("script", "style", "noscript", "template")
_PAID = (
    "{where}: the site says that it must be paid for, so its end may be missing; give your --cookie"
)
_LEADS = re.compile(r"url\s*=\s*[\"']?([^\"'>\s]+)", re.I)
_SAVE = "open it in a browser, save it as a complete page, and give that file"


def read(data: bytes, where: str) -> Script:
    """Read a page, or a fragment of one such as the clipboard holds.

    Raises
    ------
    ScriptError
        if there is no main text in it; a page that JavaScript fills is named as such.
    """
    html, root, typed_for = in_unicode(decode_page(data, where), where)
    script = _read(html, root, where)
    return replace(script, notices=(*script.notices, *legacy.notice(typed_for, where)))


def in_unicode(html: str, where: str) -> tuple[str, Element, set[str]]:
    """Return a page in Unicode, its root, and the families of the fonts that it was typed for.

    They are told by their names, or by the letters of what it shows.
    """
    root = parsed(html, where)
    if legacy.font_named(" ".join(_FONT.findall(html))):
        families = legacy.convert_nodes(_nodes(root, ""))
    else:
        pieces = groupby(_pieces(root), key=lambda piece: piece is None)
        families = legacy.convert_blocks(
            [piece for piece in held if piece] for ends, held in pieces if not ends
        )
    if not families:
        return html, root, families
    shown = str(library("lxml.html").tostring(root, encoding="unicode"))
    return shown, parsed(shown, where), families


def _pieces(element: Element) -> Iterator[legacy.TextNode | None]:
    """Yield the texts of a page in order, and None where a block begins or ends."""
    is_block = element.tag in PARTS or element.tag == "br"
    if is_block:
        yield None
    if isinstance(element.tag, str) and element.tag not in _UNSHOWN:
        yield legacy.TextNode(element, "")
        for child in element:
            yield from _pieces(child)
            yield legacy.TextNode(child, "", tail=True)
    if is_block:
        yield None


def _nodes(element: Element, font: str) -> Iterator[legacy.TextNode]:
    """Yield the texts of a page in order, each with its font."""
    styled = _FONT.search(element.get("style") or "")
    font = element.get("face") or (styled[1] if styled else font)
    if isinstance(element.tag, str) and element.tag not in _UNSHOWN:
        yield legacy.TextNode(element, font)
    for child in element:
        yield from _nodes(child, font)
        yield legacy.TextNode(child, font, tail=True)


def _read(html: str, root: Element, where: str) -> Script:
    if _is_whole(html, root):
        return read_whole(html, where)
    shown = visible_lines(html)
    page = where if is_web(where) else ""
    about = facts(root, page)
    found = _main(root, html, Walk(about.base or page, page), about)
    if not found.blocks:
        raise _no_text(root, shown, where)
    script = _named(found, about).script(where, shown)
    return script if about.is_free else replace(script, notices=(Message(_PAID, where=where),))


def read_whole(html: str, where: str) -> Script:
    """Read all that HTML shows, such as the body of a mail.

    Raises
    ------
    ScriptError
        if there is no text in it.
    """
    root = parsed(html, where)
    page = where if is_web(where) else ""
    about = facts(root, page)
    found = document(root, about.base or page, page)
    if not found.blocks:
        raise _no_text(root, visible_lines(html), where)
    return _named(found, about).script(where, visible_lines(html))


def parsed(html: str, where: str) -> Element:
    """Return the tree of a page.

    Raises
    ------
    ScriptError
        if there is nothing in it.
    """
    lxml_html = library("lxml.html")
    # lxml refuses an encoding in text that is decoded.
    shown = xml_safe(nfc(re.sub(r"\A\s*<\?xml[^>]*>", "", html)))
    parser = lxml_html.HTMLParser(no_network=True, remove_pis=True, huge_tree=False)
    try:
        return lxml_html.document_fromstring(shown, parser=parser)
    except (lxml_html.etree.ParserError, ValueError):
        raise ScriptError("there is no text on this page", where=where, remedy=_SAVE) from None


def _named(found: Document, about: PageFacts) -> Document:
    found.title, found.author, found.date = about.title, about.author, about.date
    found.language, found.picture = about.language or "hi", about.picture
    return found


def _is_whole(html: str, root: Element) -> bool:
    """Tell whether all of it is text: a fragment, or a document without the furniture of a site."""
    if not _BARE.search(html):
        return True
    if root.xpath(_FURNITURE):
        return False
    linked = sum(len("".join(link.itertext())) for link in root.iter("a"))
    return linked <= _MOST_LINKED * len("".join(str(text) for text in root.itertext()))


def _main(root: Element, html: str, walk: Walk, about: PageFacts) -> Document:
    """Return what the extractor calls the main text, in the page's own structure."""
    parts = list(walk.parts(root))
    main = _MainText(_extracted(html))
    kept = [main.holds(part) for part in parts]
    _keep_headings(parts, kept, about.title)
    _keep_standfirst(parts, kept, about)
    _keep_between(parts, kept)
    _keep_pictures(parts, kept)
    found = Document(omitted=walk.omitted)
    for part, wanted in zip(parts, kept, strict=True):
        if wanted:
            found.blocks.append(part.block)
            found.links += part.links
            found.omitted += part.omitted
        elif part.block.text:
            kind = "caption" if part.tag == "figcaption" else "boilerplate"
            found.omitted.append(Omission(kind, _flat(part.block.text), part.block.line))
    return found


def _extracted(html: str) -> list[str]:
    """Return the main text as trafilatura finds it, a string per element."""
    trafilatura = library("trafilatura")
    found = trafilatura.bare_extraction(
        html, include_comments=False, include_tables=True, favor_recall=True
    )
    if found is None or found.body is None:
        return []
    return list(_texts(found.body))


def _texts(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in ("list", "table", "row", "quote") and len(child):
            yield from _texts(child)
        else:
            yield "".join(str(text) for text in child.itertext())


def _keep_headings(parts: Sequence[Part], kept: list[bool], title: str) -> None:
    """Keep the page's title, and a heading above a block that is kept."""
    texts = [place for place, part in enumerate(parts) if part.tag not in ("img", "figcaption")]
    for place, after in reversed(list(pairwise(texts))):
        if parts[place].block.level and kept[after] and not parts[after].block.level:
            kept[place] = True
    name = _words(title)
    for place, part in enumerate(parts):
        if any(kept[:place]):
            break
        if part.block.level == 1 and name and _words(part.block.text) == name:
            kept[place] = True


def _keep_standfirst(parts: list[Part], kept: list[bool], about: PageFacts) -> None:
    """Keep the sentence above the text that the page gives as its description, as a paragraph."""
    text = next((n for n, part in enumerate(parts) if kept[n] and not part.block.level), 0)
    described = _MainText([about.description])
    for place, part in enumerate(parts[:text]):
        words = _words(part.block.text)
        named = part.tag in ("h1", "li") or words == _words(about.title)
        if len(words) >= _SENTENCE and not kept[place] and not named and described.holds(part):
            kept[place] = True
            parts[place] = replace(part, block=replace(part.block, level=0))
            return


def _keep_between(parts: Sequence[Part], kept: list[bool]) -> None:
    """Keep a sentence between two blocks that are kept, unless it is links or stands apart."""
    for place in range(1, len(parts) - 1):
        part = parts[place]
        words = _words(part.block.text)
        linked = sum(len(_words(text)) for text, _ in part.links)
        if (
            part.tag in ("p", "div")
            and kept[place - 1 : place + 2] == [True, False, True]
            and len(words) >= _SENTENCE
            and 2 * linked < len(words)
            and _ENDS.search(part.block.text)
        ):
            kept[place] = True


def _keep_pictures(parts: Sequence[Part], kept: list[bool]) -> None:
    """Keep a picture between two blocks that are kept; captions and pictures are none of them."""
    before = False
    waiting: list[int] = []
    for place, part in enumerate(parts):
        if part.tag == "img":
            waiting.append(place)
        elif part.tag != "figcaption":
            if before and kept[place]:
                for picture in waiting:
                    kept[picture] = True
            before, waiting = kept[place], []


class _MainText:
    """Tells which blocks of a page are in the main text."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = [_words(text) for text in texts]
        self._wholes = {tuple(row) for row in words}
        self._words = {word for row in words for word in row}
        self._shingles = {shingle for row in words for shingle in _shingles(row)}

    def holds(self, part: Part) -> bool:
        words = _words(part.block.text)
        if not words or part.tag == "figcaption":
            return False
        if part.block.row:
            # The names of columns are said with every row, and the header may have got lost.
            return 2 * len(self._words & set(words)) >= len(set(words))
        found = list(_shingles(words))
        if len(words) <= _SHINGLE:
            return tuple(words) in self._wholes or (bool(found) and set(found) <= self._shingles)
        return sum(item in self._shingles for item in found) >= _LIKENESS * len(found)


def _words(text: str) -> list[str]:
    return _WORD.findall(nfc(text).casefold())


def _shingles(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _no_text(root: Element, shown: str, where: str) -> ScriptError:
    leads = root.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh']/@content")
    if leads and (address := _LEADS.search(str(leads[0]))):
        what = f"this page only leads to another: {address[1]}"
        return ScriptError(what, where=where, remedy="give that address")
    scripts = root.xpath("count(//script)")
    if scripts and len(_words(shown)) < _FEW_WORDS:
        what = "this page has no text of its own: JavaScript fills it in a browser"
        return ScriptError(what, where=where, remedy=_SAVE)
    return ScriptError("no main text was found on this page", where=where, remedy=_SAVE)
