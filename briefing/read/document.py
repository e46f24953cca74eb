"""What a reader finds in a file, and how that becomes a script: the same way in every format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from briefing.model import Break, Chapter, Omission, Paragraph, Picture, Script
from briefing.read.paragraphs import Block, merged, paragraph

#: Languages in Devanagari. Programs and sites often name another for a text in Hindi.
_DEVANAGARI = frozenset(["hi", "mr", "ne", "sa", "bho", "mai", "awa", "mag", "kok", "doi", "brx"])
_ENDS = re.compile(r"[।॥.?!…:;,]\s*$")


@dataclass
class Document:
    """The blocks of a file that are spoken, what is left out, and what the file says of itself."""

    blocks: list[Block] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    author: str | None = None
    date: str | None = None
    language: str = "hi"
    picture: Picture | None = None
    any_voice: bool = False

    def script(self, where: str, text: str) -> Script:
        """Return the script; ``text`` holds every word of the file, for the audit.

        A heading begins a chapter. The first one of level 1, where it stands first and alone in its
        level, is the title of the script unless the file names another.

        >>> found = Document([Block("खेल", 1, level=2), Block("भारत जीता।", 3)])
        >>> found.script("a.md", "").chapters[0].title
        'खेल'
        """
        title, blocks = _title(self.blocks)
        paragraphs, marks = _paragraphs(blocks)
        return Script(
            title=self.title or title,
            chapters=tuple(_chapters(blocks, paragraphs)),
            source=where,
            date=self.date,
            author=self.author,
            language=self.language if self.language in _DEVANAGARI else "hi",
            links=tuple(self.links),
            picture=self.picture,
            any_voice=self.any_voice,
            text=text,
            omissions=tuple(sorted([*self.omitted, *marks], key=lambda omission: omission.line)),
        )


def with_data(blocks: Iterable[Block], data: Callable[[str], bytes]) -> list[Block]:
    """Return blocks whose pictures hold what ``data`` returns for their source; nothing: none."""
    made = []
    for block in blocks:
        if picture := block.picture:
            found = replace(picture, data=data(picture.source))
            block = replace(block, picture=found if found.data else None)
        made.append(block)
    return made


def sentence(row: str) -> str:
    """Return the row of a table with a stop at its end.

    >>> sentence("दिल्ली, 8")
    'दिल्ली, 8।'
    """
    return row if not row or _ENDS.search(row) else f"{row}।"


def _title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Return the title, and the blocks with the title's heading no longer a chapter."""
    if not blocks or blocks[0].level != 1 or [b.level for b in blocks].count(1) > 1:
        return "", blocks
    first = blocks[0]
    return paragraph(first)[0].text, [replace(first, level=0, heading=True), *blocks[1:]]


def _paragraphs(blocks: list[Block]) -> tuple[list[Paragraph | None], list[Omission]]:
    """Make a paragraph of every block, None of one that holds nothing but a silence.

    That silence follows the paragraph before. A picture without words belongs to the paragraph
    before, or to the first one.
    """
    made: list[Paragraph | None] = []
    omitted: list[Omission] = []
    last = -1
    waiting: Picture | None = None
    for block in blocks:
        this, marks = paragraph(block)
        if waiting and this.text:
            this, waiting = replace(this, picture=this.picture or waiting), None
        omitted += marks
        made.append(this if this.text else None)
        if block.number and not this.text:
            omitted.append(Omission("list_number", block.number, block.line))
        if this.text:
            last = len(made) - 1
        elif this.breaks and last >= 0 and (before := made[last]):
            pause = Break(len(before.text), this.breaks[0].pause_ms)
            made[last] = replace(before, breaks=merged([*before.breaks, pause]))
        elif this.picture and last >= 0 and (before := made[last]):
            made[last] = replace(before, picture=before.picture or this.picture)
        elif this.picture:
            waiting = waiting or this.picture
    return made, omitted


def _chapters(blocks: list[Block], made: list[Paragraph | None]) -> Iterator[Chapter]:
    """Yield the chapters; headings with no paragraph between them begin one together."""
    title = ""
    paragraphs: list[Paragraph] = []
    for block, this in zip(blocks, made, strict=True):
        if this is None:
            continue
        if block.level:
            if not all(paragraph.heading for paragraph in paragraphs):
                yield Chapter(title, tuple(paragraphs))
                paragraphs = []
            title = this.text
        paragraphs.append(this)
    if paragraphs:
        yield Chapter(title, tuple(paragraphs))
