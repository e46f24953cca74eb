"""Rich Text Format: paragraphs, headings, lists and tables, without notes and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.errors import ScriptError
from briefing.formats.text import nfc, xml_safe
from briefing.model import Omission, Script
from briefing.read import legacy, tree
from briefing.read.elements import document
from briefing.read.rtf_events import BOX, SURROGATES, Event, Events, State

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ENDS = frozenset(["par", "cell", "nestcell", "row", "sect", "page"])
_TABLES = ("fonttbl", "stylesheet", "info", "title", "author")
_BULLET = re.compile(r"[•▪◦‣]\s*")
_MARKERS = ("listtext", "pntext")
_MARKER = re.compile(r"\s*([0-9]{1,6})[.)]?\s*", re.A)
_HEADING = re.compile(r"heading ([1-6])", re.I)


def read(data: bytes, where: str) -> Script:
    """Read an RTF file: paragraphs in a heading's style or outline level are headings.

    Raises
    ------
    ScriptError
        if there is no text in it.
    """
    events = Events(data)
    reader = _Reader(events.fonts)
    lines = [""]
    for event in _in_unicode(events, reader.typed_for):
        reader.take(event)
        if event.state.group not in _TABLES:
            _note(event, lines)
    reader.end_paragraph()
    if not any(line.strip() for line in lines):
        what = "there is no text in this file"
        raise ScriptError(what, where=where, remedy="open it in its program and save it again")
    found = document(tree.finished(reader.page))
    found.omitted += reader.omitted
    found.title, found.author = _named(reader.title), _named(reader.author) or None
    script = found.script(where, nfc("\n".join(map(_joined, lines))))
    return replace(script, notices=legacy.notice(reader.typed_for, where))


def _in_unicode(events: Events, families: set[str]) -> Iterator[Event]:
    """Yield the events, texts in a font of before Unicode joined and turned into Unicode."""
    held: list[Event] = []
    family = ""
    for event in events:
        text = event.kind == "text" and event.state.group not in _TABLES
        this = legacy.font_named(events.fonts.get(event.state.font, "")) if text else ""
        ends = event.kind in _ENDS or event.kind in ("line", "end")
        if held and (ends or (text and this != family)):
            yield replace(held[0], text=legacy.to_unicode("".join(e.text for e in held), family))
            held = []
        if this:
            family = this
            families.add(family)
            held.append(event)
        else:
            yield event
    if held:
        yield replace(held[0], text=legacy.to_unicode("".join(e.text for e in held), family))


def _note(event: Event, lines: list[str]) -> None:
    """Add every word of the file to its lines, for the audit."""
    if event.kind == "text":
        lines[-1] += event.text
    elif event.kind in _ENDS:
        lines.append("")
    elif event.kind == "line" or (event.kind == "end" and event.state.aside):
        lines[-1] += " "


def _named(text: str) -> str:
    """Return a title or author, nothing where a program wrote question marks for its letters."""
    return _joined(text) if re.search(r"\w", text) else ""


def _joined(text: str) -> str:
    """Return a text whose characters beyond U+FFFF came as two halves."""
    return SURROGATES.sub(_whole, text).strip()


def _whole(halves: re.Match[str]) -> str:
    return halves[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass
class _Reader:
    """Builds an HTML tree from events."""

    fonts: dict[int, str]
    page: Element = field(default_factory=tree.root)
    omitted: list[Omission] = field(default_factory=list)
    typed_for: set[str] = field(default_factory=set)
    title: str = ""
    author: str = ""
    _runs: list[tuple[str, State]] = field(default_factory=list)
    _boxes: list[list[tuple[str, State]]] = field(default_factory=list)  # paragraphs of text boxes
    _aside: str = ""
    _marker: str = ""
    _style: int = 0
    _outline: int | None = None
    _in_table: bool = False
    _header: bool = False
    _row: Element | None = None
    _cell: list[list[tuple[str, State]]] = field(default_factory=list)
    _line: int = 1
    _style_names: dict[int, str] = field(default_factory=dict)
    _open_style: int = 0

    def take(self, event: Event) -> None:
        """Take one event."""
        state = event.state
        if state.group in _TABLES:
            self._take_table(event)
        elif event.kind == "text":
            self._take_text(event.text, state)
        elif event.kind == "end":
            self._end_group(state)
        elif state.group == BOX:
            self._boxes += [[]] if event.kind in _ENDS else []
        elif state.aside:
            self._aside += " " if event.kind in ("par", "tab", "line") else ""
            self._line += event.kind in _ENDS
        elif state.group not in _MARKERS:
            self._control(event)

    def _take_table(self, event: Event) -> None:
        group = event.state.group
        if event.kind == "s" and event.value is not None:
            self._open_style = event.value
        elif event.kind == "text" and group == "stylesheet":
            name = self._style_names.get(self._open_style, "")
            self._style_names[self._open_style] = f"{name}{event.text}"
        elif event.kind == "text" and group in ("title", "author"):
            setattr(self, group, getattr(self, group) + event.text)

    def _take_text(self, text: str, state: State) -> None:
        if state.aside:
            self._aside += text
        elif state.group in _MARKERS:
            self._marker += text
        elif state.hidden or state.deleted:
            self._omit("hidden" if state.hidden else "deleted", text)
        elif state.group == BOX:
            self._boxes = self._boxes or [[]]
            self._boxes[-1].append((text, state))
        else:
            self._runs.append((text, state))

    def _end_group(self, state: State) -> None:
        if state.aside and self._aside.strip():
            self._omit(state.aside, self._aside)
        if state.aside:
            self._aside = ""

    def _control(self, event: Event) -> None:
        kind = event.kind
        if kind == "pard":
            self._style, self._outline, self._in_table = 0, None, False
        elif kind == "s" and event.value is not None:
            self._style = event.value
        elif kind == "outlinelevel":
            self._outline = event.value
        elif kind == "intbl":
            self._in_table = True
        elif kind in ("trowd", "trhdr"):
            self._header = kind == "trhdr"
        elif kind == "line":
            self._runs.append(("\n", event.state))
        elif kind in ("cell", "nestcell"):
            self._end_cell()
        elif kind == "row":
            self._line += 1
            self._row = None
        elif kind in _ENDS:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        """End the paragraph that is open."""
        runs, self._runs = self._runs, []
        marker, self._marker = self._marker, ""
        line, self._line = self._line, self._line + 1
        if self._in_table:
            self._cell.append(runs)
            return
        self._row = None
        level = self._level()
        if not marker and runs and (bullet := _BULLET.match(runs[0][0])):
            marker, runs[0] = bullet.group(), (runs[0][0][bullet.end() :], runs[0][1])
        counted = _MARKER.fullmatch(marker)
        if level is not None:
            target = tree.heading(self.page, level, line)
        elif marker.strip():
            target = tree.listed(self.page, int(counted[1]) if counted else None, line)
        else:
            target = tree.add(self.page, "p", line)
        if re.search(r"\w", marker) and (level is not None or not counted):
            self.omitted.append(Omission("list_number", marker.strip(), line))
        _fill(target, runs)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            _fill(tree.add(self.page, "p", line), box)

    def _level(self) -> int | None:
        name = self._style_names.get(self._style, "").strip(" ;")
        if match := _HEADING.match(name):
            return int(match[1])
        if name.lower() == "title":
            return tree.TITLE
        outline = self._outline
        return outline + 1 if outline is not None and 0 <= outline < 6 else None

    def _end_cell(self) -> None:
        runs, self._runs = self._runs, []
        paragraphs, self._cell = [*self._cell, runs], []
        if self._row is None:
            last = self.page[-1] if len(self.page) else None
            table = (
                last if last is not None and last.tag == "table" else tree.add(self.page, "table")
            )
            self._row = tree.add(table, "tr", self._line)
        cell = tree.add(self._row, "th" if self._header else "td")
        for place, paragraph in enumerate(paragraphs):
            _fill(cell if not place else tree.add(cell, "p"), paragraph)
        self._line += 1

    def _omit(self, kind: str, text: str) -> None:
        last = self.omitted[-1] if self.omitted else None
        if last and (last.kind, last.line) == (kind, self._line) and kind in ("hidden", "deleted"):
            text = self.omitted.pop().text + text
        self.omitted.append(Omission(kind, _joined(text), self._line))


def _fill(target: Element, runs: list[tuple[str, State]]) -> None:
    """Put runs into an element, raised and struck ones in elements of their own."""
    for text, tag in _merged(runs):
        if text == "\n":
            tree.add(target, "br")
        elif tag:
            tree.put(tree.add(target, tag), _clean(text))
        else:
            tree.put(target, _clean(text))


def _merged(runs: list[tuple[str, State]]) -> Iterator[tuple[str, str]]:
    """Yield runs of one kind together, each with its tag."""
    open_text, open_tag = "", ""
    for text, state in runs:
        tag = "s" if state.struck else state.raised
        if text == "\n" or tag != open_tag:
            yield open_text, open_tag
            open_text, open_tag = "", tag
        if text == "\n":
            yield text, ""
        else:
            open_text += text
    yield open_text, open_tag


def _clean(text: str) -> str:
    """Return a text that a tree can hold: halves joined, no control characters."""
    return xml_safe(SURROGATES.sub(_whole, text))
