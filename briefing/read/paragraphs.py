"""What an author writes between the words: silences, lines of verse, footnote marks, leaders.

The one place where the text of a block becomes a paragraph, whatever format it was read from.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefing.model import Break, Omission, Paragraph, Picture
from briefing.read.dandas import with_dandas
from briefing.read.html import LINE, UNSEEN
from briefing.read.marks import BREAK, extracted, marked

#: What separates paragraphs in plain text.
EMPTY_LINE = re.compile(r"\n\s*\n")
_LONGEST_PAUSE_MS = 60_000
_BREAK = re.compile(
    rf"{LINE}|\[{UNSEEN}?"
    r"\s{0,3}(?:विराम|ठहराव|pause|break)\s{0,3}[:=]?\s{0,3}(\d{1,5}(?:\.\d{1,3})?)?"
    r"\s{0,3}(ms|s|sec|seconds?|मिलीसेकंड|सेकंड|सेकेंड|सेकण्ड|से\.?)?\s{0,3}\]",
    re.I,
)
_DEFAULT_PAUSE_MS = 1000
# «[^1]»; «[12]» right after a word or a stop; a raised digit after a stop.
_FOOTNOTE = re.compile(
    r"\[\^[^\]\s]{1,80}\]|(?<=[^\s\[(])\[[\d०-९]{1,3}\](?!\()"
    r"|(?<=[।॥?!,;:\"”’])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}"
)
# A row of signs that draws a line or fills a gap; full stops only before a number or an end.
_LEADER = re.compile(
    r"[^\S\n\u2028]?(?:[~_=*─━]{3,}|[-–—]{3,}|\.{5,}|(?:\.[ ]){4,}\.?|…{2,})"
    r"(?=([^\S\n\u2028]{0,3}\d)?)"
)
_VERSE_MARK = re.compile(r"\s*[।॥|]{1,2}\s*[\d०-९.\-–]{1,9}\s*[।॥|]{1,2}\s*")
_ITEM = re.compile(r"\s*(?:[०-९]{1,3}[.)]|\([क-हअ-औa-zA-Z०-९\d]{1,3}\)|[•●▪◦‣○■□➢➤✓✔*–—-])\s+\S")
_STOPPED = re.compile("[।॥.?!…:]['\"”’»)\\]]*$")
_VERSE_WIDTH, _VERSE_LINES = 48, 3
_NARROWEST = 36  # no editor wraps prose at fewer columns


@dataclass(frozen=True)
class Block:
    """The text of a block as a reader found it, its lines separated by ``\\n`` or ``LINE``.

    One without a text holds a silence, or a ``picture`` of the block before.
    """

    text: str
    line: int
    level: int = 0
    speaker: str | None = None
    heading: bool = False
    number: str = ""
    row: bool = False
    picture: Picture | None = None


def paragraph(block: Block) -> tuple[Paragraph, list[Omission]]:
    """Make a paragraph of a block, with the silences in it, and tell what was left out.

    >>> made, omitted = paragraph(Block("पहली ख़बर।[^1] [विराम 2]\\nदूसरी ख़बर।", 1))
    >>> made.text, made.breaks, [omission.kind for omission in omitted]
    ('पहली ख़बर। दूसरी ख़बर।', (Break(at=10, pause_ms=2000),), ['footnote', 'pause'])
    """
    omitted = [Omission("footnote", match, block.line) for match in _FOOTNOTE.findall(block.text)]
    text, said = marked(_FOOTNOTE.sub("", block.text), block.line)
    omitted += said
    dandas = with_dandas(text)
    omitted += [
        Omission("danda", sign, block.line)
        for sign in "lI"
        for _ in range(text.count(sign) - dandas.count(sign))
    ]
    text = _broken(_LEADER.sub(_gap, dandas))
    silences = [match.group() for match in _BREAK.finditer(text)]
    pauses_ms = [_pause_ms(match) for match in _BREAK.finditer(text)]
    omitted += (
        Omission("pause", silence, block.line)
        for silence in silences
        if silence != LINE and UNSEEN not in silence
    )
    bare, marks = extracted(_squeezed(_BREAK.sub(f" {BREAK} ", text)))
    places = [_before_blank(bare, mark.start) for mark in marks if mark.kind == "break"]
    breaks = [Break(at, pause_ms) for at, pause_ms in zip(places, pauses_ms, strict=True)]
    made = Paragraph(
        bare,
        block.line,
        block.speaker,
        heading=block.heading or block.level > 0,
        breaks=merged(breaks),
        marks=tuple(mark for mark in marks if mark.kind != "break"),
        number=block.number,
        row=block.row,
        level=block.level,
        picture=block.picture,
    )
    return made, omitted


def _squeezed(text: str) -> str:
    """Return a text with single blanks; no-break spaces are kept."""
    return re.sub(r"[^\S\u00a0]+", " ", text).strip(" ")


def _before_blank(text: str, at: int) -> int:
    at = min(at, len(text))
    return at - 1 if at and text[at - 1] == " " else at


def merged(breaks: Iterable[Break]) -> tuple[Break, ...]:
    """Return one break per offset; explicit pauses at the same offset are added together.

    A line that ends before the first word is no break.
    """
    pauses_ms: dict[int, int | None] = {}
    for this in breaks:
        known = pauses_ms.get(this.at)
        pauses_ms[this.at] = known if this.pause_ms is None else (known or 0) + this.pause_ms
    return tuple(Break(at, ms) for at, ms in sorted(pauses_ms.items()) if at or ms is not None)


def _pause_ms(match: re.Match[str]) -> int | None:
    if match.group() == LINE:
        return None
    if match[1] is None:
        return _DEFAULT_PAUSE_MS
    factor = 1 if (match[2] or "").lower() in ("ms", "मिलीसेकंड") else 1000
    return min(round(float(match[1]) * factor), _LONGEST_PAUSE_MS)


def _gap(match: re.Match[str]) -> str:
    """Return what a leader stands for: a comma before a number («मूल्य …… 500»), else nothing."""
    if match.group().lstrip()[:1] in ".…":
        return "," if match[1] and match.group() != match.group().lstrip() else "…"
    return ", " if match[1] else " "


def _broken(text: str) -> str:
    """Mark the ends of lines that mean something: of verse, before an item; join the others."""
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    verse = _is_verse(lines)
    parts = [lines[0]]
    for line in lines[1:]:
        if _VERSE_MARK.fullmatch(line):
            parts.append(" ")
        else:
            parts.append(LINE if verse or _ITEM.match(line) else " ")
        parts.append(line)
    return "".join(parts)


def _is_verse(lines: list[str]) -> bool:
    """Tell whether lines are verse: short ones, most of which end without a stop within a sentence.

    Two lines are verse only where a double danda closes them.
    """
    bare = [line.strip() for line in lines if line.strip() and not _VERSE_MARK.fullmatch(line)]
    if len(bare) < 2 or max(map(len, bare)) > _VERSE_WIDTH:
        return False
    if "॥" in bare[-1] or "।।" in bare[-1] or "||" in bare[-1]:
        return True
    width = max(_NARROWEST, *map(len, bare))
    pairs = list(itertools.pairwise(bare))
    # Wrapped prose breaks a line only where the next word would not fit.
    fits = sum(len(this) + 1 + len(after.split()[0]) <= width for this, after in pairs)
    return len(bare) > _VERSE_LINES and fits >= len(pairs) / 2
