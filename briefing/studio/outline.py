"""The headings of a script as they stand in its file, and what to write there to change them.

Nothing is read or written here: a change is a part of the text, and what is to stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefing.errors import ScriptError
from briefing.message import Message
from briefing.model import Omission, Paragraph, Script
from briefing.studio.source import Span

_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_EOL = r"(?:\r\n|\n|\r(?!\n))"
_BLANK_LINE = re.compile(rf"{_EOL}[^\S\n\r]*{_EOL}")
_BLANK_LINES = re.compile(rf"(?:[^\S\n\r]*{_EOL})*")
_INSIDE = r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*"  # of quotes and lists
_HEADINGS = (
    re.compile(rf"{_INSIDE}#{{1,6}}[ \t]+(?P<title>[^\n\r]*?)(?:[ \t]+#+)?[ \t]*(?=[\n\r]|\Z)"),
    re.compile(
        rf"{_INSIDE}(?P<title>\S(?:[^\n\r]*{_EOL}){{1,99}}?)[ \t>]*(?:=+|-+)[ \t]*(?=[\n\r]|\Z)"
    ),
)
#: What belongs to the heading below it, and what at the end of a file to no chapter.
_WITH_HEADING, _AT_END = ("comment",), ("comment", "footnote", "link_target")
_FIRST_LEVEL = 2  # of a heading where there is none yet: one of level 1 is the title

_OPENING = "what stands before the first heading cannot be moved further"

#: A part of a text, and what is to stand there.
Edit = tuple[Span, str]


@dataclass(frozen=True)
class Section:
    """A heading, and what stands below it until the next one.

    ``level`` is that of the heading, 0 for what stands before the first; ``line`` is where it
    begins (1-based); ``span`` is its part of the text, with the comments right above the heading.
    """

    title: str
    level: int
    line: int
    span: Span


@dataclass(frozen=True)
class Outline:
    """The sections of a text in order. A section of a lower level belongs to the one above it."""

    text: str
    sections: tuple[Section, ...]

    def whole(self, index: int) -> range:
        """Return a section with those that belong to it."""
        level = self.sections[index].level
        end = index + 1
        while level and end < len(self.sections) and self.sections[end].level > level:
            end += 1
        return range(index, end)

    def swapped(self, index: int, by: int) -> tuple[range, range] | None:
        """Return what changes places if a section moves up (-1) or down (1), None if it cannot.

        It changes places with one of its own level; what stands before the first heading stays.
        """
        this = self.whole(index)
        if not self.sections[index].level:
            return None
        if by > 0:
            after = this.stop < len(self.sections) and self._fits(index, this.stop)
            return (this, self.whole(this.stop)) if after else None
        start = index - 1
        while start > 0 and self.sections[start].level > self.sections[index].level:
            start -= 1
        if start >= 0 and not self._fits(index, start):
            start += 1
        return (range(start, index), this) if 0 <= start < index else None

    def _fits(self, index: int, other: int) -> bool:
        return self.sections[other].level >= self.sections[index].level

    def move(self, index: int, by: int) -> Edit:
        """Return the change that moves a section past its neighbour.

        The blank lines between the sections stay where they are.

        Raises
        ------
        ScriptError
            if it is the first or the last of its level.
        """
        found = self.swapped(index, by)
        if found is None:
            name = self.sections[index].title
            what = Message("«{name}» cannot be moved further", name=name) if name else _OPENING
            raise ScriptError(what, remedy="move the heading above it, or change the file")
        first, second = (self._parted(sections) for sections in found)
        start = self.sections[found[0].start].span.start
        end = self.sections[found[1].stop - 1].span.end
        return Span(start, end), second[0] + first[1] + first[0] + second[1]

    def _parted(self, sections: range) -> tuple[str, str]:
        """Return the text of sections, and the blank lines at its end."""
        start, end = self.sections[sections.start], self.sections[sections.stop - 1]
        text = self.text[start.span.start : end.span.end]
        words = text.rstrip()
        return words, text[len(words) :]

    def merge(self, index: int) -> Edit:
        """Return the change that joins a section to the one before it: its heading goes.

        Raises
        ------
        ScriptError
            if there is none before it.
        """
        if not index:
            what = "there is no chapter before the first one"
            raise ScriptError(what, remedy="merge the one after it")
        heading = self._heading(index)[0]
        start = len(self.text[: heading.start].rstrip())
        end = _end_of(_BLANK_LINES, self.text, heading.end)
        before, after = self.text[start : heading.start], self.text[heading.end : end]
        gap = max(before, after, key=lambda blank: len(_LINE_END.findall(blank)))
        if end == len(self.text):
            gap = after
        elif not _BLANK_LINE.search(gap):
            gap = self._gap
        return Span(start, end), gap

    def retitle(self, index: int, title: str) -> Edit:
        """Return the change that gives a section another heading."""
        return self._heading(index)[1], title

    def split(self, at: int, spans: Iterable[Span | None], title: str) -> Edit:
        """Return the change that puts a heading before the sentence that begins at an offset.

        ``spans`` are those of all sentences. The heading has the level of the one above it.
        """
        opening = self.text[:at].rstrip("*_~[")  # of bold words and links that begin there
        at = len(opening) if not opening or opening[-1].isspace() else at
        above = [s.level for s in self.sections if s.span.start <= at]
        level = above[-1] if above else 0
        levels = [section.level for section in self.sections if section.level]
        level = level or min(levels, default=_FIRST_LEVEL)
        heading = f"{'#' * level} {title}"
        start = max(match.end() for match in _LINE_END.finditer("\n" + self.text[:at])) - 1
        if any(span and span.start < at and span.end > start for span in spans):
            return Span(len(self.text[:at].rstrip()), at), f"{self._gap}{heading}{self._gap}"
        apart = not start or _BLANK_LINE.search(self.text[:start][-4:]) or self._gap == self._end
        return Span(start, start), f"{'' if apart else self._end}{heading}{self._gap}"

    def heading(self, index: int) -> Span | None:
        """Return where the words of a heading stand, None where they cannot be changed."""
        try:
            return self._heading(index)[1]
        except ScriptError:
            return None

    @property
    def _end(self) -> str:
        found = re.search(_EOL, self.text)
        return found.group() if found else "\n"

    @property
    def _gap(self) -> str:
        """What stands between paragraphs: in a text without blank lines the end of a line."""
        return self._end * (2 if _BLANK_LINE.search(self.text.strip()) else 1)

    def _heading(self, index: int) -> tuple[Span, Span]:
        """Return where the heading of a section stands, and where its words do."""
        section = self.sections[index]
        start = _starts(self.text)[section.line - 1]
        found = next(filter(None, (form.match(self.text, start) for form in _HEADINGS)), None)
        if found is None or not section.level:
            what = "this heading cannot be changed here"
            raise ScriptError(what, where=section.title, remedy="change it in the file")
        end = found.start("title") + len(found["title"].rstrip())
        return Span(start, _end_of(_LINE_END, self.text, found.end())), Span(
            found.start("title"), end
        )


def outline(text: str, script: Script) -> Outline:
    """Return the sections of a script; ``text`` is its file's, as it is.

    >>> from briefing.read import read_text
    >>> text = "# शाम\\n\\nनमस्ते।\\n\\n## खेल\\n\\nजीते।\\n"
    >>> found = outline(text, read_text(text))
    >>> [(section.title, section.level, section.line) for section in found.sections]
    [('', 0, 3), ('खेल', 2, 5)]
    """
    starts = _starts(text)
    below = {end: start for start, end in _lines_of(script, _WITH_HEADING)}
    found: list[tuple[Paragraph | None, int]] = []
    for paragraph in (p for chapter in script.chapters for p in chapter.paragraphs):
        line = paragraph.line
        if paragraph.level:
            while line - 1 in below:
                line = below[line - 1]
            found.append((paragraph, line))
        elif not found and not paragraph.heading:  # the title of the script is no section
            found.append((None, line))
    places = [starts[line - 1] for _, line in found]
    ends = [*places[1:], _tail(text, script, starts)]
    return Outline(
        text,
        tuple(
            Section(
                heading.text if heading else "",
                heading.level if heading else 0,
                heading.line if heading else line,
                Span(start, end),
            )
            for (heading, line), start, end in zip(found, places, ends, strict=True)
        ),
    )


def _tail(text: str, script: Script, starts: Sequence[int]) -> int:
    """Return where what belongs to no chapter begins: notes and comments at the end of a file."""
    lines = script.text.split("\n")
    above = {end: start for start, end in _lines_of(script, _AT_END)}
    last, found = len(lines), len(text)
    while last and (last in above or not lines[last - 1].strip()):
        if last in above:
            last = above[last]
            found = starts[last - 1]
        last -= 1
    return found


def _lines_of(script: Script, kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of what is left out and has its lines for itself."""
    lines = script.text.split("\n")
    for omission in script.omissions:
        if omission.kind in kinds and _is_alone(omission, lines):
            yield omission.line, omission.line + omission.text.strip("\n").count("\n")


def _is_alone(omission: Omission, lines: Sequence[str]) -> bool:
    count = omission.text.strip("\n").count("\n") + 1
    around = "\n".join(lines[omission.line - 1 : omission.line - 1 + count])
    return around.strip() == omission.text.strip()


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
