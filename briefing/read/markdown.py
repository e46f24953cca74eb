"""Markdown: headings are chapters, markup is never spoken.

CommonMark with tables, strikethrough and front matter, parsed by markdown-it-py, with one
exception: prose stays prose whatever its indentation; only fenced code is code. What is spoken:
paragraphs, list items with their numbers, quotes, headings, the text of links and of HTML, the
description of pictures, the cells of tables row by row. What is not, and is counted: code,
comments, footnotes, tags, link targets, front matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from briefing.model import Omission, Picture, Script
from briefing.read import front_matter
from briefing.read.decode import decode
from briefing.read.document import Document, sentence
from briefing.read.hidden import without_hidden
from briefing.read.html import LINE, PARAGRAPH, visible_text
from briefing.read.marks import EMPHASIS, EMPHASIS_END, MARK_NAMES
from briefing.read.paragraphs import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_NAME = rf"\[((?!\^|\s*(?:विराम|ठहराव|pause|break|{MARK_NAMES})\b)[^\[\]\n]{{1,40}})\]"
_SPEAKER = re.compile(rf"\A{_NAME}:?\s+|\A{_NAME}:\s*", re.I)
#: A line that names who speaks, and does not define a link.
SPEAKER_LINE = re.compile(
    rf"^( {{0,3}}>[^\S\n]?){_NAME}:(?![^\S\n]*(?:[<#/.]|https?:)\S*[^\S\n]*$)", re.M
)
_EMPHASIS = {"em_open": EMPHASIS, "em_close": EMPHASIS_END}
_PRODUCT = re.compile(r"(?<=\d)\*(?=\d)")
#: A list of one item that begins here or later is a sentence that begins with a number.
_SENTENCE_NUMBER = 100


def read(data: bytes, where: str) -> Script:
    """Read Markdown into chapters, one a heading.

    The first heading of level 1, where it stands first and alone in its level, is the title of the
    script unless the front matter has one.

    Raises
    ------
    ScriptError
        if the front matter holds an unknown key or a line that is not ``key: value``.

    >>> script = read("---\\ntitle: शाम\\n---\\n## खेल\\n\\nभारत **जीता**।".encode(), "a.md")
    >>> script.title, script.chapters[0].title, script.chapters[0].paragraphs[1].text
    ('शाम', 'खेल', 'भारत जीता।')
    """
    text = decode(data, where)
    front, body, offset = front_matter.split(text, where)
    script = script_of(body, where, offset)
    head = text[: len(text) - len(body)]
    omitted = [Omission("front_matter", head, 1)] if head else []
    return replace(
        script,
        title=front.get("title") or script.title,
        date=front.get("date"),
        author=front.get("author"),
        language=front.get("lang", "hi"),
        voices=front_matter.table(front, "voices"),
        sound=front_matter.sound(front, where),
        form=front.get("form", ""),
        facts=front_matter.facts(front, where),
        text=text,
        omissions=(*omitted, *script.omissions),
    )


def script_of(body: str, where: str, offset: int = 0, *, plain: bool = False) -> Script:
    """Read a text without front matter; ``offset`` lines stand before it.

    ``plain`` is for text that is not meant as Markdown: an underlined line is no heading, blanks
    at the end of a line mean nothing, and a text whose lines are paragraphs is read so.
    """
    shown, hidden = without_hidden(body)
    walk = _Walk(offset, plain, plain and _lines_are_paragraphs(shown))
    env: dict[str, Any] = {}
    tokens = _parse(shown, env, plain)
    walk.blocks(tokens)
    omitted = [
        *(replace(omission, line=omission.line + offset) for omission in hidden),
        *walk.omitted,
        *_definitions(env, shown.split("\n"), offset),
    ]
    return Document(walk.found, omitted, links=list(_links(tokens))).script(where, body)


def _parse(body: str, env: dict[str, Any], plain: bool) -> list[Token]:
    from markdown_it import MarkdownIt

    # «> [आशा]: नमस्ते» names a speaker; to CommonMark it would define a link and say nothing.
    body = SPEAKER_LINE.sub(r"\1\\[\2\\]:", body)
    body = _PRODUCT.sub(r"\\*", body)
    parser = MarkdownIt("commonmark", {"html": True, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    # Without the rule for HTML blocks, tags are inline and the text between them is Markdown.
    parser.disable(["code", "fence", "html_block", *(["lheading"] if plain else [])])
    # Targets as they were written, whatever they are: they are compared with the source.
    setattr(parser, "normalizeLink", str)  # noqa: B010  (mypy knows no other way)
    setattr(parser, "validateLink", lambda _: True)  # noqa: B010
    return parser.parse(body, env)


@dataclass
class _Walk:
    """Collects the blocks that are spoken, and what is left out, from the parser's tokens."""

    offset: int
    plain: bool = False
    by_line: bool = False
    found: list[Block] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
    number: str = ""  # of the list item that has not spoken yet
    number_opens_sentence: bool = False  # «2024. में…» is a sentence, not an item
    level: int = 0  # of the heading that is open, 0 for none
    quotes: int = 0  # block quotes that are open
    speaker: str | None = None  # in a quote: who its text says speaks
    row: list[str] | None = None  # the cells of the table's row that is open

    def blocks(self, tokens: list[Token]) -> None:
        """Collect what is spoken, in order; a table's row is one block."""
        for index, token in enumerate(tokens):
            line = self.offset + (token.map[0] if token.map else 0) + 1
            if token.type == "inline":
                self._add_text(token, line)
            elif token.type in ("heading_open", "heading_close"):
                self.level = int(token.tag[1]) if token.type == "heading_open" else 0
            elif token.type in ("blockquote_open", "blockquote_close"):
                self.quotes += 1 if token.type == "blockquote_open" else -1
                self.speaker = None
            elif token.type == "ordered_list_open":
                self._number_items(tokens, index)
            elif token.type == "list_item_open":
                self._drop_number(line)  # of an item that begins with a list
                self.number = token.meta.get("number", "")
                self.number_opens_sentence = token.meta.get("sentence", False)
            elif token.type == "list_item_close":
                self._drop_number(line)
            elif token.type == "tr_open":
                self.row = []
            elif token.type == "tr_close":
                self._close_row(line)

    def _close_row(self, line: int) -> None:
        """Add the row of a table as a sentence, unless all its cells are empty."""
        if self.row:
            self.found.append(Block(sentence(", ".join(self.row)), line, row=True))
        self.row = None

    def _add_text(self, inline: Token, line: int) -> None:
        """Add the text of a heading, paragraph or cell."""
        words = self._words(inline, line)
        if self.quotes and (match := _SPEAKER.match(words)):
            self.speaker, words = match[1] or match[2], words[match.end() :]
            self.omitted.append(Omission("speaker", match.group(), line))
        if self.row is None:
            speaker = self.speaker if self.quotes else None
            self._add(Block(words, line, self.level, speaker, picture=_picture(inline)))
        elif words.strip():
            self.row.append(words)

    def _number_items(self, tokens: list[Token], index: int) -> None:
        """Write the number of each item of a list beside it: the one that its author wrote."""
        opener = tokens[index]
        items = []
        for token in tokens[index + 1 :]:
            if token.level <= opener.level:
                break
            if token.type == "list_item_open" and token.level == opener.level + 1:
                items.append(token)
        # «1. 1. 1.» of Markdown asks the page to count; in plain text a number is what it is.
        counted = not self.plain and len(items) > 1 and len({item.info for item in items}) == 1
        for place, item in enumerate(items):
            number = str(int(item.info) + place) if counted else item.info
            if number != item.info:
                line = self.offset + (item.map[0] if item.map else 0) + 1
                self.omitted.append(Omission("list_number", item.info, line))
            item.meta["number"] = number + (")" if item.markup == ")" else ".")
            item.meta["sentence"] = len(items) == 1 and int(number) >= _SENTENCE_NUMBER

    def _drop_number(self, line: int) -> None:
        """Note the number of a list item that says nothing of its own."""
        if self.number:
            self.omitted.append(Omission("list_number", self.number, line))
        self.number, self.number_opens_sentence = "", False

    def _words(self, inline: Token, line: int) -> str:
        """Return the words of an inline token, its lines separated by ``\\n`` or ``LINE``."""
        words, omitted = visible_text("".join(self._html(inline, line)), line)
        self.omitted += omitted
        return words

    def _html(self, inline: Token, line: int) -> Iterator[str]:
        """Yield the inline token as HTML: what its author wrote as tags, the rest escaped."""
        for child in inline.children or []:
            if child.type in ("text", "code_inline", "text_special"):
                yield escape(child.content, quote=False)
            elif child.type == "html_inline":
                yield child.content
            elif child.type in _EMPHASIS:
                yield _EMPHASIS[child.type]
            elif child.type == "softbreak":
                yield "\n"
            elif child.type == "hardbreak":
                yield LINE
            elif child.type in ("link_open", "image"):
                self._omit_target(child, line)
                yield from self._html(child, line)

    def _omit_target(self, token: Token, line: int) -> None:
        """Note the target, the title and the label of a link or picture."""
        label = token.meta.get("label")
        target = (
            [] if label else [token.attrGet("href"), token.attrGet("src"), token.attrGet("title")]
        )
        for text in (label, *target):
            if text and token.info != "auto":
                self.omitted.append(Omission("link_target", str(text), line))

    def _add(self, block: Block) -> None:
        """Add a block, one for every paragraph that HTML begins in it."""
        line = block.line
        if block.picture and not block.text.strip():
            self.found.append(block)
        parts = re.split(f"({PARAGRAPH}{'|' + chr(10) if self.by_line else ''})", block.text)
        for part in parts:
            if part.strip().strip(LINE):
                if self.number_opens_sentence:
                    part, self.number = f"{self.number} {part.lstrip()}", ""
                self.found.append(replace(block, text=part, line=line, number=self.number))
                self.number, self.number_opens_sentence = "", False
            line += part.count("\n")


def _picture(inline: Token) -> Picture | None:
    """Return the picture that stands alone in a paragraph; one on the web is not asked for."""
    shown = [c for c in inline.children or [] if c.type != "softbreak" and c.content + c.tag]
    if len(shown) != 1 or shown[0].type != "image":
        return None
    source = str(shown[0].attrGet("src") or "")
    return Picture(unquote(source), alt=shown[0].content) if "://" not in source else None


def _lines_are_paragraphs(text: str) -> bool:
    """Tell whether a text has a paragraph on every line: no blank line, nearly all lines end."""
    lines = [line for line in text.split("\n") if line.strip()]
    if re.search(r"\n[^\S\n]*\n", text.strip()):
        return False
    return sum(bool(_LINE_ENDS.search(line)) for line in lines) > 0.7 * len(lines)


_LINE_ENDS = re.compile(r"[।॥.?!…:;|][\"'”’»)\]]*\s*$")


def _definitions(env: dict[str, Any], lines: list[str], offset: int) -> Iterator[Omission]:
    """Yield the definitions of links: «[label]: target "title"»."""
    for entry in (*env.get("references", {}).values(), *env.get("duplicate_refs", ())):
        start, end = entry["map"]
        yield Omission("link_target", "\n".join(lines[start:end]), offset + start + 1)


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
