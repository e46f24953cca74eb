"""Markdown: headings are chapters, markup is never spoken.

CommonMark with tables and front matter, parsed by markdown-it-py. What is spoken: paragraphs, list
items, quotes, headings, the text of links, the description of pictures, the cells of tables row by
row. What is not: code, HTML, URLs, rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.errors import ScriptError, near
from briefing.model import Chapter, Paragraph, Script

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(.*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.S)
_SPEAKER = re.compile(r"\A\[([^\]\n]{1,40})\]:?\s+|\A\[([^\]\n]{1,40})\]:\s*")
_SPEAKER_LINE = re.compile(r"^( {0,3}>[^\S\n]?)\[([^\]\n]{1,40})\]:", re.M)
_KEYS = ("title", "date", "author", "lang", "voices")
_ENDS = re.compile(r"[।॥.?!…:;,]\s*$")


@dataclass(frozen=True)
class _Block:
    """A block of text that is spoken: ``level`` is a heading's, 0 for
    a paragraph and for the title, which is a heading without a chapter of its own."""

    text: str
    line: int
    level: int = 0
    speaker: str | None = None
    heading: bool = False


def read(text: str, where: str) -> Script:
    """Read Markdown into chapters, one a heading.

    The first heading of level 1, where it stands first and alone in its level, is the title of the
    script unless the front matter has one.

    Raises
    ------
    ScriptError
        if the front matter holds an unknown key or a line that is no ``key: value``.

    >>> script = read("---\\ntitle: शाम\\n---\\n## खेल\\n\\nभारत **जीता**।", "a.md")
    >>> script.title, script.chapters[0].title, script.chapters[0].paragraphs[1].text
    ('शाम', 'खेल', 'भारत जीता।')
    """
    front, body, offset = _front_matter(text, where)
    tokens = _parse(body)
    blocks = list(_blocks(tokens, offset))
    title, blocks = _title(front.get("title", ""), blocks)
    return Script(
        title=title,
        chapters=tuple(_chapters(blocks)),
        source=where,
        date=front.get("date"),
        author=front.get("author"),
        language=front.get("lang", "hi"),
        voices={k.removeprefix("voices."): v for k, v in front.items() if k.startswith("voices.")},
        links=tuple(_links(tokens)),
    )


def _front_matter(text: str, where: str) -> tuple[dict[str, str], str, int]:
    """Return front matter as a flat map, the rest of the text, and the lines before it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text, 0
    found: dict[str, str] = {}
    parent = ""
    for number, line in enumerate((match[1] or "").split("\n"), start=2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        nested = line[0].isspace() and bool(parent)
        place, key, value = f"{where}:{number}", key.strip(), value.strip()
        if not colon:
            raise ScriptError(f"not «key: value»: {line.strip()}", where=place, remedy=_SHAPE)
        if not nested and key not in _KEYS:
            what = f"unknown key {key!r} in the front matter"
            raise ScriptError(what, where=place, remedy=near(key, _KEYS))
        parent = parent if nested else ("" if value else key)
        if value:
            found[f"{parent}.{key}" if nested else key] = value.strip("\"'")
    return found, text[match.end() :], text[: match.end()].count("\n")


_SHAPE = "write front matter as lines of «title: …», «date: 2026-01-31», «author: …»"


def _parse(body: str) -> list[Token]:
    from markdown_it import MarkdownIt

    # «> [आशा]: नमस्ते» names a speaker; to CommonMark it would define a link and say nothing.
    body = _SPEAKER_LINE.sub(r"\1\\[\2\\]:", body)
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)


def _blocks(tokens: list[Token], offset: int) -> Iterator[_Block]:
    """Yield what is spoken, in order; a table's row is one block."""
    level, quotes, speaker = 0, 0, None
    row: list[str] | None = None
    for token in tokens:
        line = offset + (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("blockquote_open", "blockquote_close"):
            quotes += 1 if token.type.endswith("open") else -1
            speaker = None
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row:
            yield _Block(_sentence(", ".join(row)), line)
            row = None
        elif token.type == "inline":
            words = _spoken(token)
            if quotes and (match := _SPEAKER.match(words)):
                speaker, words = match[1] or match[2], words[match.end() :]
            if row is not None:
                row += [words] if words else []
            elif words:
                yield _Block(words, line, level, speaker if quotes else None)


def _sentence(row: str) -> str:
    return row if not row or _ENDS.search(row) else f"{row}।"


def _spoken(inline: Token) -> str:
    """Return the words of an inline token: text, code spans, line breaks as blanks."""
    parts = []
    for child in inline.children or []:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type == "image":
            parts.append(_spoken(child))
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return re.sub(r"[^\S\u00a0]+", " ", "".join(parts)).strip()


def _links(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield (text, URL) of every link to the web."""
    for token in tokens:
        children = token.children or []
        for i, child in enumerate(children):
            href = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if href.startswith(("http://", "https://")):
                rest = children[i + 1 :]
                end = next(j for j, other in enumerate(rest) if other.type == "link_close")
                yield "".join(other.content for other in rest[:end]), href


def _title(given: str, blocks: list[_Block]) -> tuple[str, list[_Block]]:
    """Return the title, and the blocks with the title's heading no longer a chapter."""
    if not blocks or blocks[0].level != 1 or [b.level for b in blocks].count(1) > 1:
        return given, blocks
    first = blocks[0]
    return given or first.text, [replace(first, level=0, heading=True), *blocks[1:]]


def _chapters(blocks: list[_Block]) -> Iterator[Chapter]:
    """Yield the chapters; headings with no paragraph between them begin one together."""
    title = ""
    paragraphs: list[Paragraph] = []
    for block in blocks:
        if block.level:
            if not all(paragraph.heading for paragraph in paragraphs):
                yield Chapter(title, tuple(paragraphs))
                paragraphs = []
            title = block.text
        heading = block.heading or block.level > 0
        paragraphs.append(Paragraph(block.text, block.line, block.speaker, heading))
    if paragraphs:
        yield Chapter(title, tuple(paragraphs))
