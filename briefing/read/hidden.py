"""What no listener should hear, taken out line by line before anything else is read.

Fenced code, comments, scripts and styles, and the notes of footnotes. They are replaced by blanks,
so that every line keeps its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.model import Omission

_FENCE = re.compile(r"([\s>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?)(`{3,}(?=[^`]*\Z)|~{3,})(.*)\Z")
_HINDI_WORD = re.compile("[\u0904-\u0939\u0958-\u0961]")
_OPENERS = re.compile(r"<!--|<(script|style|template)(?=[\s/>])|<(\?)(?=[a-z])|<!(\[)CDATA\[", re.I)
_ENDS = {"": "-->", "?": r"\?>", "[": r"\]\]>"}
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,80}\]:")
_INDENTED = re.compile(r"(?: {2,}|\t)\S")
_NOT_BLANK = re.compile(r"[^\n]")


def without_hidden(text: str) -> tuple[str, list[Omission]]:
    """Return a text without what is never spoken, and what that was.

    >>> text, omitted = without_hidden("पहला\\n```py\\nx = 1\\n```\\n<!-- छिपा --> दूसरा")
    >>> text.split(), [omission.kind for omission in omitted]
    (['पहला', 'दूसरा'], ['code', 'comment'])
    """
    lines, code = _without_code(text.split("\n"))
    text, comments = without_comments("\n".join(lines))
    lines, notes = _without_notes(text.split("\n"))
    omitted = sorted([*code, *comments, *notes], key=lambda omission: omission.line)
    return "\n".join(lines), omitted


def _without_code(lines: list[str]) -> tuple[list[str], list[Omission]]:
    """Blank fenced code; an unclosed fence, or a ``~~~`` fence around Hindi, is decoration."""
    kept = list(lines)
    omitted = []
    unclosed = {"`": 1 << 30, "~": 1 << 30}  # the shortest fence known to have no end
    number = 0
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        number += 1
        if fence is None:
            continue
        char, length = fence[2][0], len(fence[2])
        quoted = ">" in fence[1]
        end = None if length >= unclosed[char] else _closing(lines, number, fence[2], quoted)
        if end is None:
            unclosed[char] = min(unclosed[char], length)
        if _is_code(fence, lines, number, end):
            end = len(lines) - 1 if end is None else end
            raw = "\n".join(lines[number - 1 : end + 1])
            omitted.append(Omission("code", raw, number))
            kept[number - 1 : end + 1] = [fence[1], *[""] * (end - number + 1)]
            number = end + 1
        else:
            kept[number - 1] = fence[1] + fence[3].replace("~~~", "").replace("```", "")
            if end is not None and not lines[end].strip(" \t>~`"):
                kept[end] = ""
    return kept, omitted


def _closing(lines: list[str], start: int, fence: str, quoted: bool) -> int | None:
    """Return the last line of fenced code, None where no line closes it; a quotation's end does."""
    for number in range(start, len(lines)):
        if quoted and not lines[number].lstrip().startswith(">"):
            return number - 1
        stripped = lines[number].strip(" \t>")
        if len(stripped) >= len(fence) and not stripped.strip(fence[0]):
            return number
    return None


def _is_code(fence: re.Match[str], lines: list[str], start: int, end: int | None) -> bool:
    info = fence[3].strip(" \t~`")
    if _HINDI_WORD.search(info):
        return False
    if end is not None and (info or fence[2][0] == "`"):
        return True
    inside = "\n".join(lines[start:end])
    return bool(inside.strip()) and not _HINDI_WORD.search(inside)


def without_comments(text: str) -> tuple[str, list[Omission]]:
    """Blank comments, scripts and styles, and return them; an unterminated one stays as text."""
    parts: list[str] = []
    omitted = []
    done = counted = 0
    line = 1
    endless: set[str] = set()
    at = 0
    while opener := _OPENERS.search(text, at):
        tag = (opener[1] or opener[2] or opener[3] or "").lower()
        at = opener.end()
        end = None if tag in endless else _end_of(text, tag, opener.end())
        if end is None:
            endless.add(tag)
            continue
        line += text.count("\n", counted, opener.start())
        counted = opener.start()
        raw = text[opener.start() : end]
        kind = tag if tag.isalpha() else "markup" if tag else "comment"
        omitted.append(Omission(kind, raw, line))
        parts += [text[done : opener.start()], _NOT_BLANK.sub("", raw) or " "]
        done = at = end
    return "".join([*parts, text[done:]]).replace("<!--", ""), omitted


def _end_of(text: str, tag: str, start: int) -> int | None:
    found = re.compile(_ENDS.get(tag, rf"</{tag}\s*>"), re.I).search(text, start)
    return found.end() if found else None


def _without_notes(lines: list[str]) -> tuple[list[str], list[Omission]]:
    """Blank the notes of footnotes: ``[^1]: …`` with the lines that belong to it."""
    kept = list(lines)
    omitted = []
    for start, end in _notes(lines):
        omitted.append(Omission("footnote", "\n".join(lines[start:end]), start + 1))
        kept[start:end] = [""] * (end - start)
    return kept, omitted


def _notes(lines: list[str]) -> Iterator[tuple[int, int]]:
    number = 0
    while number < len(lines):
        start = number
        number += 1
        if not _NOTE.match(lines[start]):
            continue
        while number < len(lines) and _goes_on(lines, number):
            number += 1
        yield start, number


def _goes_on(lines: list[str], number: int) -> bool:
    """Tell whether a line belongs to the note before it: wrapped, or an indented paragraph."""
    line = lines[number]
    if _NOTE.match(line):
        return False
    if line.strip():
        return bool(lines[number - 1].strip() or _INDENTED.match(line))
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(_INDENTED.match(following))
