"""Books in EPUB 2 and 3 (W3C EPUB 3.3): the texts of the spine, with the names of the contents."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefing.errors import ScriptError
from briefing.model import Omission, Picture, Script
from briefing.read import legacy
from briefing.read.archive import Archive, locked
from briefing.read.charset import decode_page
from briefing.read.document import Document, with_data
from briefing.read.elements import document
from briefing.read.html import visible_lines
from briefing.read.page import in_unicode, parsed
from briefing.read.paragraphs import Block

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
#: Fonts may be obfuscated in a book that everyone can read (EPUB 3.3, section 4.2.4).
_FONTS = re.compile(r"\.(?:otf|ttf|woff2?)$", re.I)
#: What converters write where a book says nothing.
_NAMELESS = frozenset(["Unknown", "Unknown Title", "Unknown Author"])


def read(data: bytes, where: str) -> Script:
    """Read a book: each text of its spine begins a chapter, unless it has headings of its own.

    Raises
    ------
    ScriptError
        if it is protected, damaged, or too large.
    """
    archive = Archive(data, where)
    _check_open(archive)
    package_name, package = _package(archive)
    base = posixpath.dirname(package_name)
    names = _contents(archive, package, base)
    book = Document()
    lines: list[str] = []
    typed_for: set[str] = set()
    for name, spoken in _spine(package, base):
        if name in archive.names:
            html, root, families = in_unicode(decode_page(archive.read(name), where), where)
            typed_for |= families
            for image in root.iter("img"):
                image.set("src", _path(posixpath.dirname(name), image.get("src") or ""))
            _add(book, root, names.get(name, ""), len(lines), spoken=spoken)
            lines += visible_lines(html).split("\n")
    if not lines:
        what = "there is no text in this book"
        raise ScriptError(what, where=where, remedy="check that it opens in a reader for EPUB")
    book.title = _about(package, "title")
    book.author = _about(package, "creator") or None
    book.picture = _cover(archive, package, base)
    book.blocks = with_data(book.blocks, archive.picture)
    book.language = _about(package, "language").partition("-")[0].lower() or "hi"
    script = book.script(where, "\n".join(lines))
    return replace(script, notices=legacy.notice(typed_for, where))


def _check_open(archive: Archive) -> None:
    """Check that no text of the book is encrypted."""
    root = archive.xml(_ENCRYPTION)
    for element in root.iter() if root is not None else ():
        uri = element.get("URI") or ""
        if element.tag.endswith("CipherReference") and not _FONTS.search(uri):
            raise locked(archive.where)


def _package(archive: Archive) -> tuple[str, Element]:
    container = archive.xml(_CONTAINER)
    found = [element.get("full-path") for element in container.iter() if element.get("full-path")]
    if not found or found[0] not in archive.names:
        what = "this book does not say where its text is"
        raise ScriptError(what, where=archive.where, remedy="convert it again, with Calibre")
    return found[0], archive.xml(found[0])


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _about(package: Element, name: str) -> str:
    """Return what the package says of the book (Dublin Core)."""
    tag = f"{{http://purl.org/dc/elements/1.1/}}{name}"
    found = " ".join((package.findtext(f".//{tag}") or "").split())
    return "" if found in _NAMELESS else found


def _cover(archive: Archive, package: Element, base: str) -> Picture | None:
    """Return the cover of a book: of EPUB 3 by its property, of EPUB 2 by ``<meta>``."""
    items = _items(package, base)
    metas = [each for each in package.iter() if each.get("name") == "cover"]
    named = items.get(metas[0].get("content") or "") if metas else None
    marked = [i for i in items.values() if "cover-image" in (i[1].get("properties") or "").split()]
    name = next((found[0] for found in (*marked, named) if found), "")
    data = archive.picture(name)
    return Picture(name, credit=_about(package, "rights"), data=data) if data else None


def _items(package: Element, base: str) -> dict[str, tuple[str, Element]]:
    """Return the files that the package names, by id."""
    return {
        str(item.get("id")): (_path(base, item.get("href") or ""), item)
        for item in package.iter()
        if _local(item) == "item"
    }


def _path(base: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(base, unquote(href.partition("#")[0])))


def _spine(package: Element, base: str) -> Iterator[tuple[str, bool]]:
    """Yield the texts in reading order, and whether each is read; the contents are not."""
    items = _items(package, base)
    for reference in package.iter():
        found = items.get(reference.get("idref") or "") if _local(reference) == "itemref" else None
        if found:
            is_nav = "nav" in (found[1].get("properties") or "").split()
            yield found[0], reference.get("linear") != "no" and not is_nav


def _contents(archive: Archive, package: Element, base: str) -> dict[str, str]:
    """Return the name of each text, from the nav of EPUB 3 or the NCX of EPUB 2."""
    names: dict[str, str] = {}
    for name, item in _items(package, base).values():
        if name not in archive.names:
            continue
        folder = posixpath.dirname(name)
        if "nav" in (item.get("properties") or "").split():
            page = parsed(decode_page(archive.read(name), archive.where), archive.where)
            for link in page.iter("a"):
                title = " ".join("".join(str(t) for t in link.itertext()).split())
                names.setdefault(_path(folder, link.get("href") or ""), title)
        elif item.get("media-type") == "application/x-dtbncx+xml":
            for point in archive.xml(name).iter():
                if _local(point) == "navPoint":
                    target, title = _point(point)
                    names.setdefault(_path(folder, target), title)
    return names


def _point(point: Element) -> tuple[str, str]:
    """Return where an entry of an NCX leads, and its title."""
    parts = {_local(child): child for child in point}
    label, content = parts.get("navLabel"), parts.get("content")
    title = "".join(str(t) for t in label.itertext()) if label is not None else ""
    return (content.get("src") or "") if content is not None else "", " ".join(title.split())


def _add(book: Document, root: Element, name: str, before: int, *, spoken: bool) -> None:
    """Add a text to the book; ``before`` lines stand before it."""
    if not spoken:
        words = " ".join("".join(str(text) for text in root.itertext()).split())
        book.omitted.append(Omission("contents", words, before + 1))
        return
    found = document(root)
    blocks = [replace(block, line=block.line + before) for block in found.blocks]
    if name and blocks and not blocks[0].level:
        if blocks[0].text == name:
            blocks[0] = replace(blocks[0], level=2)
        else:
            blocks.insert(0, Block(name, 0, level=2))
    book.blocks += blocks
    book.links += found.links
    book.omitted += [replace(o, line=o.line + before) for o in found.omitted]
