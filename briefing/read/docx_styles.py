"""What the styles and lists of a Word document say of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.read import tree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_LONGEST_CHAIN = 20  # of styles that are based on another
#: Formats of list numbers that are spoken as numbers (ECMA-376 part 1, 17.18.59).
_COUNTED = frozenset(["decimal", "decimalZero", "hindiNumbers", "hindiCounting", "ordinal"])
_LEVELS = 9


def w(name: str) -> str:
    """Return the full name of an element or attribute of WordprocessingML."""
    return _W + name


def value(properties: Element | None, name: str) -> str | None:
    """Return the value of a property; None where it is not set, ``"1"`` where it has no value."""
    found = properties.find(w(name)) if properties is not None else None
    return None if found is None else str(found.get(w("val"), "1"))


def is_on(properties: Element | None, name: str) -> bool:
    """Tell whether a property is set and not switched off."""
    return value(properties, name) not in (None, *_OFF)


def number(text: str | None) -> int:
    """Return a number of the document, 0 for what is none."""
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text, re.A) else 0


@dataclass(frozen=True)
class ParagraphStyle:
    """What decides how a paragraph is read: its heading's level, 0 for a title, and its list."""

    level: int | None = None
    contents: bool = False
    numbering: Element | None = None


class Styles:
    """The styles of a document, each with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        styles = root.iter(w("style")) if root is not None else ()
        self._by_id = {str(style.get(w("styleId"))): style for style in styles}
        self._default = next(
            (s for s in self._by_id.values() if s.get(w("default")) == "1"
             and s.get(w("type")) == "paragraph"), None
        )  # fmt: skip
        self._fonts = root.find(f"{w('docDefaults')}//{w('rFonts')}") if root is not None else None

    def of_paragraph(self, paragraph: Element) -> ParagraphStyle:
        """Return what decides how a paragraph is read."""
        own = paragraph.find(w("pPr"))
        chain = list(self._chain(value(own, "pStyle")))
        names = [(value(style, "name") or "").lower() for style in chain]
        found = (re.fullmatch(r"heading ([1-9])", name) for name in names)
        level = next((int(match[1]) for match in found if match), None)
        if names[:1] == ["title"]:
            level = tree.TITLE
        outline = [value(p, "outlineLvl") for p in (own, *(s.find(w("pPr")) for s in chain))]
        given = next((number(text) + 1 for text in outline if text), 0)
        lists = [s.find(f"{w('pPr')}/{w('numPr')}") for s in chain]
        return ParagraphStyle(
            level if level is not None else (given if 0 < given <= 6 else None),
            any(name.startswith("toc ") for name in names[:1]),
            next((found for found in lists if found is not None), None),
        )

    def font_of(self, run: Element, paragraph: Element | None) -> str:
        """Return the font of a run: its own, its styles', its paragraph's, the document's."""
        own = run.find(w("rPr"))
        above = paragraph.find(w("pPr")) if paragraph is not None else None
        chain = [*self._chain(value(own, "rStyle")), *self._chain(value(above, "pStyle"))]
        found = [own, *(style.find(w("rPr")) for style in chain)]
        if self._default is not None:
            found.append(self._default.find(w("rPr")))
        for properties in found:
            if font := _font(properties.find(w("rFonts")) if properties is not None else None):
                return font
        return _font(self._fonts)

    def _chain(self, name: str | None) -> Iterator[Element]:
        for _ in range(_LONGEST_CHAIN):
            style = self._by_id.get(name or "")
            if style is None:
                return
            yield style
            name = value(style, "basedOn")


def _font(fonts: Element | None) -> str:
    return str(fonts.get(w("ascii")) or fonts.get(w("hAnsi")) or "") if fonts is not None else ""


@dataclass(frozen=True)
class ListItem:
    """An item of a list; ``number`` is None where it has a bullet or a letter."""

    number: int | None


class Numbering:
    """The lists of a document; it counts their items as they come."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is None:
            return
        named: dict[str, dict[int, Element]] = {}
        kinds = list(root.iter(w("abstractNum")))
        for kind in kinds:
            levels = {number(lvl.get(w("ilvl"))): lvl for lvl in kind.iter(w("lvl"))}
            self._levels[str(kind.get(w("abstractNumId")))] = levels
            named[value(kind, "styleLink") or ""] = levels
        for kind in kinds:
            if link := value(kind, "numStyleLink"):
                self._levels[str(kind.get(w("abstractNumId")))] = named.get(link, {})
        for this in root.iter(w("num")):
            name = str(this.get(w("numId")))
            self._abstract[name] = value(this, "abstractNumId") or ""
            for override in this.iter(w("lvlOverride")):
                if (start := value(override, "startOverride")) is not None:
                    self._starts[name, number(override.get(w("ilvl")))] = number(start)

    def item(self, paragraph: Element, of_style: Element | None) -> ListItem | None:
        """Return the item that a paragraph is, None if it is none; the next one is counted on."""
        own = paragraph.find(f"{w('pPr')}/{w('numPr')}")
        name = value(own, "numId") or (value(of_style, "numId") if own is None else None)
        level = min(number(value(own, "ilvl") or value(of_style, "ilvl")), _LEVELS - 1)
        if not name or name == "0":
            return None
        abstract = self._abstract.get(name, "")
        style = self._levels.get(abstract, {}).get(level)
        # Lists of one abstract list go on counting, unless one begins anew.
        anew = (name, level) in self._starts
        counts = self._counts.setdefault(name if anew else abstract or name, [None] * _LEVELS)
        start = self._starts.get((name, level), number(value(style, "start") or "1"))
        before = counts[level]
        counts[level] = start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        counted = value(style, "numFmt") in _COUNTED
        return ListItem(counts[level] if counted else None)
