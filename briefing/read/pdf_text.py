"""The glyphs of a page as lines of text: spaces where they are written or left free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from briefing.formats.text import nfc, xml_safe
from briefing.read import legacy
from briefing.read.html import SUB, SUP

_GAP = 0.16  # of the letters' size: more is a space
_WIDE_GAP = 0.9  # more parts the line: a column or a cell
_OVER, _ASIDE = 0.1, 0.2  # a glyph so near to the same one prints it bold: along the line, across
_CELL = 8.0  # points; glyphs are looked for in the cell of a page where they stand, and around it
_DRIFT = 0.3  # of the letters' size, that a base line may waver
_SMALLER, _RAISED, _LEVEL = (
    0.9,
    0.6,
    0.04,
)  # raised and lowered signs: their size, most, least shift


@dataclass(frozen=True)
class Glyph:
    """A glyph: what it means, its edges, base line and size in points, and its font.

    Its places are those of the page turned so that it stands upright: by ``turn`` right angles.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str = ""
    turn: int = 0


def upright(place: tuple[float, float], turn: int) -> tuple[float, float]:
    """Return a place on a page that is turned so that text stands upright.

    >>> upright((1, 2), 1), upright((1, 2), 3)
    ((2, -1), (-2, 1))
    """
    x, y = place
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def group(glyphs: Sequence[Glyph], meaning: str) -> Glyph:
    """Return glyphs that mean a text together as one."""
    left, right = min(glyph.left for glyph in glyphs), max(glyph.right for glyph in glyphs)
    return replace(glyphs[0], text=meaning, left=left, right=right)


@dataclass(frozen=True)
class Line:
    """A line of a page (0-based): its text, its place in points, its letters' size and font.

    ``number`` is its number in the document, from 1; ``edge`` where the lines of its column end, 0
    where the page has no columns.
    """

    text: str
    page: int
    left: float
    right: float
    top: float
    size: float
    font: str = ""
    number: int = 0
    edge: float = 0


def lines_of(glyphs: Sequence[Glyph], page: int = 0, before: int = 0) -> list[Line]:
    """Return the lines of a page in the order of its content; ``before`` lines stand before it.

    >>> glyphs = [Glyph("क", 0, 5, 100, 10), Glyph("ख", 9, 14, 100, 10), Glyph("ग", 0, 5, 80, 10)]
    >>> [line.text for line in lines_of(glyphs)]
    ['क ख', 'ग']
    """
    found: list[Line] = []
    seen = [glyph for glyph in glyphs if not _is_unseen(glyph)]
    for row in _rows(list(_once(seen))):
        for part in _parts(_with_spaces(row)):
            line = _line(part, page, before + len(found) + 1)
            if line.text:
                found.append(line)
    return found


def _is_unseen(glyph: Glyph) -> bool:
    return not glyph.text.strip("\0") or abs(glyph.left) > 1e6 or abs(glyph.base) > 1e6


def _once(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Yield glyphs; one that is printed over itself, as programs do where a font has no bold, once.

    >>> [g.text for g in _once([Glyph("क", 0, 5, 9, 10), Glyph("ख", 5, 9, 9, 10),
    ...                         Glyph("क", 0.4, 5.4, 9, 10), Glyph("क", 9, 14, 9, 10)])]
    ['क', 'ख', 'क']
    """
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = int(glyph.left // _CELL), int(glyph.base // _CELL)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((glyph.text, x, y), ())
        )
        if not any(
            abs(other.left - glyph.left) < _OVER * glyph.size
            and abs(other.base - glyph.base) < _ASIDE * glyph.size
            for other in near
        ):
            places.setdefault((glyph.text, column, row), []).append(glyph)
            yield glyph


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs of each line: those that follow one another on one base line.

    Smaller ones a little above or below it belong to it, as raised and lowered signs.
    """
    rows: list[list[Glyph]] = []
    main: Glyph | None = None  # the last one of the line's own size
    for glyph in glyphs:
        if main is not None and glyph.size < _SMALLER * main.size:
            shift = (glyph.base - main.base) / main.size
            if abs(shift) <= _RAISED:
                table = SUP if shift > _LEVEL else SUB if shift < -_LEVEL else {}
                rows[-1].append(replace(glyph, text=glyph.text.translate(table), size=main.size))
                continue
        if main is None or abs(glyph.base - main.base) > _DRIFT * max(glyph.size, main.size):
            rows.append([])
        rows[-1].append(glyph)
        main = glyph
    return rows


def _with_spaces(row: Sequence[Glyph]) -> list[Glyph]:
    """Return the glyphs with the spaces in place: some programs write a line's first."""
    letters = [glyph for glyph in row if glyph.text.strip()]
    spaces = sorted((g for g in row if not g.text.strip()), key=lambda glyph: glyph.left)
    found: list[Glyph] = []
    for glyph in letters:
        while spaces and spaces[0].right <= glyph.left + 0.3 * (spaces[0].right - spaces[0].left):
            found.append(spaces.pop(0))
        found.append(glyph)
    return found


def _parts(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the parts of a line, where a wide gap or a step back parts it; gaps become spaces."""
    parts: list[list[Glyph]] = [[]]
    right = None
    for glyph in row:
        if right is not None and glyph.text.strip():
            gap = glyph.left - right
            if gap > _WIDE_GAP * glyph.size or gap < -5 * glyph.size:
                parts.append([])
            elif gap > _GAP * glyph.size and parts[-1] and parts[-1][-1].text.strip():
                parts[-1].append(Glyph(" ", right, glyph.left, glyph.base, glyph.size))
        parts[-1].append(glyph)
        right = glyph.right if right is None or not parts[-1][:-1] else max(right, glyph.right)
    return parts


def _line(part: Sequence[Glyph], page: int, number: int) -> Line:
    letters = [glyph for glyph in part if glyph.text.strip()]
    if not letters:
        return Line("", page, 0, 0, 0, 0)
    size = median(glyph.size for glyph in letters)
    return Line(
        nfc(xml_safe(_shown(part).replace("\0", ""))).strip(),
        page,
        min(glyph.left for glyph in letters),
        max(glyph.right for glyph in letters),
        letters[0].base + size,
        size,
        letters[0].font,
        number,
    )


def _shown(part: Sequence[Glyph]) -> str:
    """Return the text of glyphs; what stands in a font of before Unicode is turned into it."""
    font = ""
    parts = []
    for glyph in part:
        font = font if glyph.text == " " else glyph.font  # a gap belongs to what stands before it
        parts.append((glyph.text, font))
    return legacy.in_unicode(parts)
