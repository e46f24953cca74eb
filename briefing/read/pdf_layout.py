"""The lines of pages as paragraphs: headings, hyphens, and what pages repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from briefing.model import Omission
from briefing.read.paragraphs import Block
from briefing.read.pdf_text import Line
from briefing.read.tables import spoken_rows

_PAGE_NUMBER = re.compile(
    r"[-–—|\[( ]*(?:(?:पृष्ठ|पेज|page)\s*)?[0-9०-९]{1,4}"
    r"(?:\s*(?:/|of|का|में से)\s*[0-9०-९]{1,4})?[-–—|\]) ]*",
    re.I,
)
_ENDS = re.compile(r"[।॥.?!…:][\"'”’»)\]¹²³⁴-⁹]*\s*\Z")
_DIGITS = re.compile(r"\d+")
_BOLD = re.compile(r"bold|black|heavy|semibold", re.I)
_EDGE_LINES = 2  # at the top and the bottom of a page, where headers and footers stand
_LARGER = 1.12  # a heading's letters against those of the text
_LONGEST_HEADING = 160  # characters
_HYPHENS = "-\u2010\u00ad"
_NOTE = 0.92  # the letters of footnotes against those of the text
_NOTE_MARK = re.compile(r"[0-9०-९*†¹²³⁴-⁹]{1,3}[.)]?\s*(?!\d)")
_BULLET = re.compile("[•●▪◦‣○■□➢➤✓✔\uf0a7\uf0b7\uf0d8\uf0fc][\\s]+|[–—-]\\s+")
_ITEM = re.compile(r"([0-9०-९]{1,3}[.)])\s+(?=\S)")
_BACK = re.compile("↩[\ufe0e\ufe0f]?\\Z")  # leads from a note back to the text


def without_furniture(pages: Sequence[list[Line]]) -> tuple[list[Line], list[Omission]]:
    """Return the lines of the text, and headers, footers and page numbers as left out."""
    edges = [_edges(page) for page in pages]
    shapes = Counter(shape for page in edges for shape in {_shape(line) for line in page})
    often = max(2, len(pages) // 3)
    kept, omitted = [], []
    for page, edge in zip(pages, edges, strict=True):
        for line in page:
            at_edge = line in edge
            if at_edge and _is_page_number(line, page, len(pages)):
                omitted.append(Omission("page_number", line.text.strip(), line.number))
            elif at_edge and len(pages) > 1 and shapes[_shape(line)] >= often:
                omitted.append(Omission("page_header", line.text.strip(), line.number))
            else:
                kept.append(line)
    return kept, omitted


def _is_page_number(line: Line, page: Sequence[Line], pages: int) -> bool:
    """Tell whether a line holds a page's number, alone in its row."""
    text = line.text.strip()
    alone = not any(_same_row(line, other) for other in page if other is not line)
    return alone and bool(_PAGE_NUMBER.fullmatch(text)) and (pages > 1 or text in ("1", "१"))


def _same_row(line: Line, other: Line) -> bool:
    return line.page == other.page and abs(line.top - other.top) < 0.3 * max(line.size, other.size)


def _edges(page: Sequence[Line]) -> list[Line]:
    """Return the lines that stand highest and lowest."""
    heights = sorted(page, key=lambda line: -line.top)
    return [*heights[:_EDGE_LINES], *heights[-_EDGE_LINES:]]


def _shape(line: Line) -> str:
    return _DIGITS.sub("0", " ".join(line.text.split()))


def paragraphs(lines: Sequence[Line]) -> tuple[list[Block], list[Omission]]:
    """Return the paragraphs, headings and rows of tables, and what of them is left out."""
    body = _body_size(lines) if lines else 0.0
    lines, omitted = _without_notes(lines, body)
    blocks: list[Block] = []
    headings = _Headings(lines)
    for is_table, held in _tables([_with_marker(row) for row in _rows(lines)]):
        if is_table:
            table = [(row[0].number, [part.text for part in row]) for row in held]
            made, header = spoken_rows(table)
            blocks += made
            omitted += header
        else:
            single = [_one_line(row) for row in held]
            blocks += [headings.block(group) for group in _groups(single, headings.body)]
    notes = [block for block in blocks if _BACK.search(block.text)]
    omitted += [Omission("footnote", block.text, block.line) for block in notes]
    return [block for block in blocks if block not in notes], omitted


def _with_marker(row: list[Line]) -> list[Line]:
    """Return a row; a bullet or number that stands alone before one text is of its line."""
    if len(row) == 2 and (_BULLET.match(f"{row[0].text} ") or _ITEM.match(f"{row[0].text} x")):
        return [replace(row[1], text=f"{row[0].text} {row[1].text}", left=row[0].left)]
    return row


def _without_notes(lines: Sequence[Line], body: float) -> tuple[list[Line], list[Omission]]:
    """Return the lines without the footnotes: smaller ones at a page's end, the first numbered."""
    kept: list[Line] = []
    omitted: list[Omission] = []
    for _, held in groupby(lines, key=lambda line: line.page):
        page = list(held)
        at = len(page)
        while at and page[at - 1].size < _NOTE * body:
            at -= 1
        at = next((n for n in range(at, len(page)) if _NOTE_MARK.match(page[n].text)), len(page))
        kept += page[:at]
        omitted += [Omission("footnote", line.text, line.number) for line in page[at:]]
    return kept, omitted


def _tables(rows: Sequence[list[Line]]) -> Iterator[tuple[bool, list[list[Line]]]]:
    """Yield rows together, and whether they are a table: at least two with cells below cells."""
    held: list[list[Line]] = []
    was = False
    for place, row in enumerate(rows):
        around = [*rows[max(0, place - 1) : place], *rows[place + 1 : place + 2]]
        is_table = len(row) > 1 and any(_aligned(row, other) for other in around)
        if held and is_table != was:
            yield was, held
            held = []
        held.append(row)
        was = is_table
    if held:
        yield was, held


def _aligned(row: Sequence[Line], other: Sequence[Line]) -> bool:
    """Tell whether two rows have cells that begin, end or are centred below each other."""
    return len(row) == len(other) > 1 and all(
        min(
            abs(a.left - b.left),
            abs(a.right - b.right),
            abs(a.left + a.right - b.left - b.right) / 2,
        )
        <= a.size
        for a, b in zip(row, other, strict=True)
    )


def _one_line(row: Sequence[Line]) -> Line:
    """Return the parts of a row as one line."""
    text = " ".join(part.text for part in row)
    return replace(row[0], text=text, right=max(part.right for part in row))


def _rows(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield lines that stand beside each other, from left to right."""
    row: list[Line] = []
    for line in lines:
        if row and not _same_row(row[-1], line):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


class _Headings:
    """Tells headings by the size and weight of their letters against the document's."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.body = _body_size(lines) if lines else 0.0
        larger = {_size(line) for line in lines if line.size > self.body * _LARGER}
        self._sizes = sorted(larger, reverse=True)
        bold = sum(len(line.text) for line in lines if _BOLD.search(line.font))
        self._bold_text = 2 * bold > sum(len(line.text) for line in lines)

    def block(self, group: Sequence[Line]) -> Block:
        """Return the block that lines make."""
        text = _joined([line.text for line in group])
        first = group[0]
        level = self._level(first, text)
        item = None if level else _ITEM.match(text)
        if item:
            return Block(text[item.end() :], first.number, number=item[1])
        return Block(
            _BULLET.sub("", text, count=1) if _BULLET.match(text) else text, first.number, level
        )

    def _level(self, first: Line, text: str) -> int:
        if len(text) > _LONGEST_HEADING:
            return 0
        if first.size > self.body * _LARGER:
            return min(self._sizes.index(_size(first)) + 1, 6)
        bold = _BOLD.search(first.font) and not self._bold_text and not _ENDS.search(text)
        return min(len(self._sizes) + 1, 6) if bold else 0


def _body_size(lines: Sequence[Line]) -> float:
    """Return the size of most letters."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size * 2) / 2] += len(line.text)
    return max(counts, key=lambda size: counts[size])


def _size(line: Line) -> float:
    return round(line.size)


def _groups(lines: Sequence[Line], body: float) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph."""
    if not lines:
        return
    pitch = _pitch(lines, body)
    rights = {page: max(x.right for x in held) for page, held in groupby(lines, lambda x: x.page)}
    group = [lines[0]]
    for before, line in pairwise(lines):
        if _begins(before, line, pitch, before.edge or rights[before.page], group):
            yield group
            group = []
        group.append(line)
    yield group


def _pitch(lines: Sequence[Line], body: float) -> float:
    """Return the distance of lines within a paragraph, also where most paragraphs are short."""
    steps = sorted(
        a.top - b.top
        for a, b in pairwise(lines)
        if a.page == b.page and 0.8 * body < a.top - b.top < 3 * body
    )
    return steps[len(steps) // 8] if steps else 1.5 * body


def _begins(before: Line, line: Line, pitch: float, right: float, group: Sequence[Line]) -> bool:
    """Tell whether a line begins a paragraph."""
    if abs(line.size - before.size) > 0.1 * max(line.size, before.size, 1.0):
        return True
    if bool(_BOLD.search(line.font)) != bool(_BOLD.search(before.font)):
        return True
    if _BULLET.match(line.text) or _ITEM.match(line.text):
        return True
    is_item = _BULLET.match(group[0].text) or _ITEM.match(group[0].text)
    if is_item and line.left < group[0].left - 0.5 * line.size:
        return True
    ended = bool(_ENDS.search(before.text))
    step = before.top - line.top
    if line.page != before.page or step < -0.5 * pitch:  # another page or column
        return ended
    if step > 1.35 * pitch:
        return True
    if ended and not is_item and len(group) == 1 and line.left > before.left + line.size:
        return True
    indented = line.left > min(x.left for x in group) + 0.6 * line.size and len(group) > 1
    if _would_fit(before, line, right) and not ended:
        return True
    column_right = max(x.right for x in group)
    short = before.right < max(column_right, right if len(group) == 1 else 0) - 6 * line.size
    return ended and (indented or short)


def _would_fit(before: Line, line: Line, right: float) -> bool:
    """Tell whether the next line's first word had room on this one: its author broke it.

    ``right`` is where lines of this column end.
    """
    word = len(line.text.split(" ", 1)[0]) + 1
    width = (line.right - line.left) / max(1, len(line.text))
    return before.right + 1.5 * word * width + line.size < right


def _joined(texts: Sequence[str]) -> str:
    """Join lines; a word that a soft hyphen parts is one again, a written hyphen stays."""
    joined = texts[0].strip()
    for text in texts[1:]:
        after = text.strip()
        if joined.endswith("\u00ad"):
            joined = joined[:-1] + after
        elif joined.endswith(tuple(_HYPHENS)) and not joined[-2:-1].isspace():
            joined += after
        else:
            joined += f" {after}"
    return joined.replace("\u00ad", "")
