"""Where the sentences of a script stand in its file, so that one can be changed and no more."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.formats.text import nfc
from briefing.model import Utterance

#: What a reader passes over between two characters of a sentence: blanks, markup, footnote marks,
#: silences. A bracket of a link counts, its text does not.
FORM = r"\{\s{0,3}(?:बोलें|say)\s{0,3}:[^{}]{1,500}\}"
_PASSED_OVER = re.compile(
    rf"{FORM}|\[\s{{0,3}}/?\s{{0,3}}(?:धीरे|slow)\s{{0,3}}\]|"
    r"\s+|[*_~`]+|\\(?=\S)|</?[A-Za-z][^<>\n]{0,300}>|<!--.*?-->"
    r"|\[\^[^\]\s]{1,80}\]|\[[\d०-९]{1,3}\](?![({])|\[\s{0,3}(?:विराम|ठहराव|pause|break)[^\]\n]{0,40}\]"
    r"|!?\[|\](?:\([^()\n]{0,500}\)|\[[^\]\n]{0,200}\])?|[\u00ad\u200b\u2060\ufeff]",
    re.S | re.I,
)
#: What may stand in a file for a character that is read.
_STANDS_FOR = {
    "।": re.compile("[^\\S\n]?[|lI।]"),
    "॥": re.compile(r"॥|\|\||।।"),
    "…": re.compile(r"[.… ]*[.…]"),
}
_ENTITY = re.compile(r"&#?\w{1,20};")
_NUMBER = re.compile(r"\d{1,9}[.)]\s")
_TRAILING_FORM = re.compile(rf"\]?{FORM}")
_MARKS = re.compile(r"\*+|_+|~+|`+")


@dataclass(frozen=True)
class Span:
    """A part of a text, by its offsets."""

    start: int
    end: int


def locate(text: str, utterances: Sequence[Utterance]) -> list[Span | None]:
    """Return where each utterance stands in the text of its file, None where that is not certain.

    ``text`` is the file's as it is, in any normal form and with any line ends. What no line of the
    script says (an intro, the notice) stands nowhere.

    >>> says = Utterance("भारत जीता।", "", 0, 0, "tone", line=3)
    >>> text = "# खेल\\n\\n**भारत** [जीता](https://example.org/)। शाबाश।"
    >>> [text[span.start : span.end] for span in locate(text, [says]) if span]
    ['**भारत** [जीता](https://example.org/)।']
    """
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|[\n\r]", text))]
    lines = sorted({utterance.line for utterance in utterances if utterance.line})
    limits = dict(zip(lines, [*lines[1:], len(starts) + 1], strict=False))
    done: dict[int, int] = {}  # by the line of a paragraph: where its last sentence ended
    found: list[Span | None] = []
    for utterance in utterances:
        line, span = utterance.line, None
        if 0 < line <= len(starts):
            start = starts[line - 1]
            end = starts[limits[line] - 1] if limits[line] <= len(starts) else len(text)
            span = _find(text, done.get(line, start), end, utterance.written)
            span = span or _find(text, start, end, utterance.written)  # a headline is said twice
        if span:
            done[line] = span.end
        found.append(span)
    return found


def _find(text: str, start: int, end: int, written: str) -> Span | None:
    """Return the first place between two offsets where a sentence stands."""
    without = _NUMBER.match(written)
    wordings = [written, *([written[without.end() :]] if without else [])]
    for words in wordings:  # the number of a list's item may be another in the file
        wanted = "".join(words.split())
        for at in range(start, end):
            stop = _read(text, at, end, wanted)
            if stop is not None:
                return _balanced(text, Span(at, stop), start, end)
    return None


def _read(text: str, at: int, end: int, wanted: str) -> int | None:
    """Return where a sentence that begins at an offset ends, None if it does not stand there."""
    done = 0
    while done < len(wanted):
        step = _same(text, at, wanted, done)
        if step is not None:
            at, done = step
        elif done and at < end and (passed := _PASSED_OVER.match(text, at)):
            at = passed.end()
        else:
            return None
    return at if at <= end else None


def _same(text: str, at: int, wanted: str, done: int) -> tuple[int, int] | None:
    """Read one character that is both in the file and in the sentence; return both offsets."""
    if at >= len(text):
        return None
    entity = _ENTITY.match(text, at)
    end = entity.end() if entity else at + 1
    plain = nfc(html.unescape(text[at:end]))
    if wanted.startswith(plain, done):
        return end, done + len(plain)
    pattern = _STANDS_FOR.get(wanted[done])
    if pattern and (match := pattern.match(text, at)):
        return match.end(), done + 1
    return None


def _balanced(text: str, span: Span, start: int, end: int) -> Span:
    """Take in the marks on either side that belong to marks inside: ``**`` with ``**``."""
    inside = text[span.start : span.end]
    left, right = span.start, span.end
    runs = _MARKS.findall(inside)
    for mark in {run for run in runs if runs.count(run) % 2}:
        if text.endswith(mark, start, left):
            left -= len(mark)
        elif text.startswith(mark, right, end):
            right += len(mark)
    if inside.count("](") > inside.count("[") and text.endswith("[", start, left):
        left -= 1
    if inside.count("[") > inside.count("]") and (
        target := re.compile(r"\](\([^()\n]{0,500}\))?").match(text, right, end)
    ):
        right = target.end()
    if form := _TRAILING_FORM.match(text, right, end):
        right = form.end()
    return Span(left, right)
