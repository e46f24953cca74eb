"""Stories in rows (CSV and TSV, RFC 4180): a story a row, by the names of the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from briefing.errors import ScriptError
from briefing.model import Omission, Script
from briefing.read.decode import decode
from briefing.read.document import Document
from briefing.read.paragraphs import EMPTY_LINE, Block
from briefing.read.tables import spoken_rows

#: What columns of stories are called.
_TITLES = frozenset(["title", "headline", "शीर्षक", "सुर्ख़ी", "सुर्खी", "हेडलाइन"])
_TEXTS = frozenset(
    (
        *("text", "body", "story", "content", "lead", "summary", "intro", "description"),
        *("पाठ", "ख़बर", "खबर", "समाचार", "विवरण", "सार", "लीड", "मुख्य पाठ", "कहानी"),
    )
)
_LONGEST_FIELD = 1 << 20


def read(data: bytes, where: str) -> Script:
    """Read stories, or where no column is called so, a table row by row.

    A column ``title`` (``headline``, ``शीर्षक`` …) begins a chapter, columns ``text``, ``lead``
    (``पाठ``, ``ख़बर`` …) are its paragraphs; other columns are left out.

    >>> script = read("शीर्षक,पाठ\\n खेल,भारत जीता।".encode(), "a.csv")
    >>> script.chapters[0].title, script.chapters[0].paragraphs[1].text
    ('खेल', 'भारत जीता।')

    Raises
    ------
    ScriptError
        if it is no table.
    """
    text = decode(data, where)
    rows = _rows(text, where)
    names = [name.strip().casefold() for name in rows[0][1]] if rows else []
    found = Document()
    if _TEXTS & set(names):
        found.omitted.append(Omission("table_header", ", ".join(rows[0][1]), rows[0][0]))
        for line, cells in rows[1:]:
            _add_story(found, dict(zip(names, cells, strict=False)), cells[len(names) :], line)
    else:
        blocks, header = spoken_rows(rows)
        found.blocks += blocks
        found.omitted += header
    return found.script(where, text)


def _rows(text: str, where: str) -> list[tuple[int, Sequence[str]]]:
    """Return the rows that are not empty, each with its line."""
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count) if first else ","
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows: list[tuple[int, Sequence[str]]] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "save it again as CSV in UTF-8"
        raise ScriptError(f"not a table: {error}", where=f"{where}:{line}", remedy=remedy) from None
    return rows


def _add_story(found: Document, row: Mapping[str, str], beyond: Sequence[str], line: int) -> None:
    for name, cell in row.items():
        if name in _TITLES and cell.strip():
            found.blocks.append(Block(cell.strip(), line, level=2))
    for name, cell in row.items():
        if name in _TEXTS:
            for paragraph in EMPTY_LINE.split(cell.strip()):
                if paragraph.strip():
                    found.blocks.append(Block(paragraph.replace("\n", " "), line))
        elif name not in _TITLES and cell.strip():
            found.omitted.append(Omission("column", f"{name}: {cell.strip()}", line))
    found.omitted += [Omission("column", cell, line) for cell in beyond if cell.strip()]
