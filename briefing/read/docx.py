"""Word documents (Office Open XML, ECMA-376 part 1): the text as its author accepted it.

Read from the XML itself: the numbers of lists, the fonts of runs and tracked changes decide what is
spoken, and libraries that turn Word into HTML drop them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.errors import ScriptError
from briefing.model import Omission, Script
from briefing.read import legacy, tree
from briefing.read.archive import Archive
from briefing.read.document import with_data
from briefing.read.docx_styles import Numbering, Styles, value, w
from briefing.read.elements import document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_BODY = "word/document.xml"
#: Parts that hold words and are not read aloud.
_ASIDE = re.compile(r"word/(footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_KINDS = {"footnotes": "footnote", "endnotes": "footnote", "comments": "comment"}
_TEXT = {w("t"): "", w("delText"): "", w("tab"): " ", w("br"): " ", w("cr"): " "}
_SIGNS = {w("tab"): " ", w("noBreakHyphen"): "-", w("softHyphen"): ""}
_GONE = (w("del"), w("moveFrom"))


def read(data: bytes, where: str) -> Script:
    """Read a Word document: headings are chapters.

    Tracked changes are accepted. Notes, comments, headers, footers, tables of contents and hidden
    text are left out.

    Raises
    ------
    ScriptError
        if it is encrypted, damaged, or too large.
    """
    archive = Archive(data, where)
    root = archive.xml(_BODY)
    body = root.find(w("body")) if root is not None else None
    if body is None:
        what = "there is no text in this document"
        raise ScriptError(what, where=where, remedy="open it in Word and save it again")
    styles = Styles(archive.xml("word/styles.xml"))
    typed_for = convert_runs(root, styles)
    number_paragraphs(root)
    reader = _Reader(styles, Numbering(archive.xml("word/numbering.xml")), _targets(archive))
    page = tree.root()
    reader.blocks(body, page)
    found = document(tree.finished(page))
    found.blocks = with_data(found.blocks, archive.picture)
    found.omitted += reader.omitted
    lines = list(lines_of(root))
    for name in archive.names:
        if match := _ASIDE.fullmatch(name):
            kind = _KINDS.get(match[1], "page_header")
            part = archive.xml(name)
            typed_for |= convert_runs(part, styles)
            for line in lines_of(part):
                lines.append(line)
                if line.strip():
                    found.omitted.append(Omission(kind, line, len(lines)))
    found.title, found.author = _properties(archive)
    script = found.script(where, "\n".join(lines))
    return replace(script, notices=legacy.notice(typed_for, where))


def convert_runs(root: Element, styles: Styles) -> set[str]:
    """Turn the runs in fonts of before Unicode into Unicode; return the fonts' families."""
    families: set[str] = set()
    for paragraph in root.iter(w("p")):
        nodes = []
        for run in paragraph.iter(w("r")):
            if next(run.iterancestors(w("p"))) is paragraph:
                font = styles.font_of(run, paragraph)
                nodes += [legacy.TextNode(text, font) for text in run.iter(w("t"), w("delText"))]
        families |= legacy.convert_nodes(nodes)
    return families


def lines_of(root: Element) -> Iterator[str]:
    """Yield every word of a part, deleted ones too, a paragraph a line."""
    line: list[str] = []
    for element in root.iter(w("p"), *_TEXT):
        if any(above.tag == f"{_MC}Fallback" for above in element.iterancestors()):
            continue
        if element.tag == w("p"):
            if element.get("line") != "1":
                yield "".join(line)
            line = []
        else:
            line.append(_TEXT[element.tag] or element.text or "")
    yield "".join(line)


def number_paragraphs(root: Element) -> None:
    """Write the number of each paragraph, as :func:`lines_of` counts them, into its ``line``."""
    number = 0
    for paragraph in root.iter(w("p")):
        if not any(above.tag == f"{_MC}Fallback" for above in paragraph.iterancestors()):
            number += 1
            paragraph.set("line", str(number))


@dataclass
class _Reader:
    """Turns the body of a document into an HTML tree."""

    styles: Styles
    numbering: Numbering
    targets: dict[str, str]
    omitted: list[Omission] = field(default_factory=list)
    _boxes: list[Element] = field(default_factory=list)  # text boxes within a paragraph
    _line: int = 1

    def blocks(self, parent: Element, page: Element) -> None:
        for child in parent:
            if child.tag == w("p"):
                self._paragraph(child, page)
            elif child.tag == w("tbl"):
                self._table(child, page)
            elif child.tag in _GONE:
                self._omit("deleted", child)
            elif child.tag != f"{_MC}Fallback":
                self.blocks(child, page)

    def _paragraph(self, paragraph: Element, page: Element) -> None:
        self._line = int(paragraph.get("line") or self._line)
        style = self.styles.of_paragraph(paragraph)
        if style.contents:
            self._omit("contents", paragraph)
            return
        item = None if style.level is not None else self.numbering.item(paragraph, style.numbering)
        if style.level is not None:
            target = tree.heading(page, style.level, self._line)
        elif item:
            target = tree.listed(page, item.number, self._line)
        else:
            target = tree.add(page, "p", self._line)
        self._inline(paragraph, target)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box, page)

    def _inline(self, parent: Element, target: Element) -> None:
        for child in parent:
            if child.tag == w("r"):
                self._run(child, target)
            elif child.tag in _GONE:
                self._omit("deleted", child)
            elif child.tag == w("hyperlink") and (url := self.targets.get(child.get(f"{_R}id"))):
                self._inline(child, tree.add(target, "a", href=url))
            elif child.tag not in (w("pPr"), f"{_MC}Fallback"):
                self._inline(child, target)

    def _run(self, run: Element, target: Element) -> None:
        properties = run.find(w("rPr"))
        if value(properties, "vanish") is not None:
            self._omit("hidden", run)
            return
        raised = {"superscript": "sup", "subscript": "sub"}.get(
            value(properties, "vertAlign") or ""
        )
        struck = value(properties, "strike") or value(properties, "dstrike")
        tag = raised or ("s" if struck is not None else "")
        if tag:
            target = tree.add(target, tag)
        for child in run.iter():
            if any(above.tag == f"{_MC}Fallback" for above in child.iterancestors()):
                continue
            if child.tag == w("txbxContent"):
                self._boxes.append(child)
            elif self._in_box(child, run):
                continue
            elif child.tag == w("t"):
                tree.put(target, child.text or "")
            elif child.tag in (w("br"), w("cr")) and child.get(w("type")) != "page":
                tree.add(target, "br")
            elif child.tag in _SIGNS:
                tree.put(target, _SIGNS[child.tag])
            elif child.tag == _BLIP and (file := self.targets.get(child.get(f"{_R}embed"))):
                tree.add(target, "img", src=f"word/{file}", alt=_description(run))

    def _in_box(self, element: Element, run: Element) -> bool:
        for above in element.iterancestors():
            if above is run:
                return False
            if above.tag == w("txbxContent"):
                return True
        return False

    def _table(self, table: Element, page: Element) -> None:
        target = tree.add(page, "table")
        for row in table.iter(w("tr")):
            if next(row.iterancestors(w("tbl"))) is not table:
                continue
            properties = row.find(w("trPr"))
            if properties is not None and properties.find(w("del")) is not None:
                self._omit("deleted", row)
                continue
            header = value(properties, "tblHeader") is not None
            line = tree.add(target, "tr")
            for cell in row.iter(w("tc")):
                if next(cell.iterancestors(w("tr"))) is row:
                    self.blocks(cell, tree.add(line, "th" if header else "td"))

    def _omit(self, kind: str, element: Element) -> None:
        words = " ".join("".join(lines_of(element)).split())
        if words:
            self.omitted.append(Omission(kind, words, self._line))


def _description(run: Element) -> str:
    """Return what an author wrote of a picture, for those who cannot see it."""
    about = (e for e in run.iter() if isinstance(e.tag, str) and e.tag.endswith("}docPr"))
    return next((e.get("descr") or "" for e in about), "")


def _targets(archive: Archive) -> dict[str, str]:
    """Return the addresses that links lead to, by their names."""
    root = archive.xml("word/_rels/document.xml.rels")
    if root is None:
        return {}
    return {str(link.get("Id")): str(link.get("Target")) for link in root}


def _properties(archive: Archive) -> tuple[str, str | None]:
    """Return the title and the author that the document's properties name."""
    root = archive.xml("docProps/core.xml")
    named = {"title": "", "creator": ""}
    for element in root if root is not None else ():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in named:
            named[name] = " ".join((element.text or "").split())
    return named["title"], named["creator"] or None
