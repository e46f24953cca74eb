"""Word documents (Office Open XML, ECMA-376 part 1): the text as its author accepted it.

Read from the XML itself: the numbers of lists, the fonts of runs and tracked changes decide what is
spoken, and libraries that turn Word into HTML drop them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from briefing.errors import ScriptError
from briefing.model import Omission, Script
from briefing.read import legacy, tree
from briefing.read.archive import Archive, parse_xml
from briefing.read.document import with_data
from briefing.read.docx_styles import Numbering, Styles, is_on, value, w
from briefing.read.elements import document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Namespaces of a strict document, which say the same as those of a transitional one (part 4).
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_BODY = "word/document.xml"
#: Parts that hold words and are not read aloud.
_ASIDE = re.compile(r"word/(footnotes|endnotes|comments|header|footer)\d*\.xml")
_KINDS = {"footnotes": "footnote", "endnotes": "footnote", "comments": "comment"}
_TEXT = {w("t"): "", w("delText"): "", f"{_MATH}t": "", w("tab"): " ", w("br"): " ", w("cr"): " "}
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
    archive = _Package(data, where)
    main = archive.part("", "officeDocument", _BODY)
    root = archive.xml(main)
    body = root.find(w("body")) if root is not None else None
    if body is None:
        what = "there is no text in this document"
        raise ScriptError(what, where=where, remedy="open it in Word and save it again")
    styles = Styles(archive.xml(archive.part(main, "styles", "word/styles.xml")))
    numbering = Numbering(archive.xml(archive.part(main, "numbering", "word/numbering.xml")))
    typed_for = convert_runs(root, styles)
    join_initials(root)
    number_paragraphs(root)
    targets = {name: target for name, _, target in archive.relations(main)}
    reader = _Reader(styles, numbering, targets)
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


class _Package(Archive):
    """The parts of a document and how they are related (ECMA-376 part 2)."""

    def xml(self, name: str) -> Any:
        """Return the root of a part, that of a strict document as if it were transitional."""
        if name not in self.names:
            return None
        return parse_xml(_STRICT.sub(_TRANSITIONAL, self.read(name)), self.where)

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Return the id, the kind and the target of each relation of a part; "" is the whole."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []
        for relation in root if root is not None else ():
            target = str(relation.get("Target"))
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = str(relation.get("Type")).rpartition("/")[2]
            found.append((str(relation.get("Id")), kind, target))
        return found

    def part(self, of: str, kind: str, default: str) -> str:
        """Return the name of the part of a kind that a part is related to."""
        targets = (target for _, is_kind, target in self.relations(of) if is_kind == kind)
        return next(targets, default)


def join_initials(root: Element) -> None:
    """Put each initial, a paragraph of its own (``dropCap``), before the text that it begins."""
    for initial in list(root.iter(w("p"))):
        frame, text = initial.find(f"{w('pPr')}/{w('framePr')}"), initial.getnext()
        dropped = frame is not None and frame.get(w("dropCap")) in ("drop", "margin")
        if dropped and text is not None and text.tag == w("p"):
            place = int(text.find(w("pPr")) is not None)
            text[place:place] = initial.findall(w("r"))
            initial.getparent().remove(initial)


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
            elif child.tag == f"{_MATH}oMath":
                self._omit("drawing", child)
            elif child.tag == w("hyperlink") and (url := self.targets.get(child.get(f"{_R}id"))):
                self._inline(child, tree.add(target, "a", href=url))
            elif child.tag not in (w("pPr"), f"{_MC}Fallback"):
                self._inline(child, target)

    def _run(self, run: Element, target: Element) -> None:
        properties = run.find(w("rPr"))
        if is_on(properties, "vanish"):
            self._omit("hidden", run)
            return
        raised = {"superscript": "sup", "subscript": "sub"}.get(
            value(properties, "vertAlign") or ""
        )
        struck = is_on(properties, "strike") or is_on(properties, "dstrike")
        tag = raised or ("s" if struck else "")
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
                tree.add(target, "img", src=file, alt=_description(run))

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
            header = is_on(properties, "tblHeader")
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


def _properties(archive: Archive) -> tuple[str, str | None]:
    """Return the title and the author that the document's properties name."""
    root = archive.xml("docProps/core.xml")
    named = {"title": "", "creator": ""}
    for element in root if root is not None else ():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name in named:
            named[name] = " ".join((element.text or "").split())
    return named["title"], named["creator"] or None
