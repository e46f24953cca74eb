"""Change what a script says of itself above its text, and leave the other lines as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from briefing.read.front_matter import unquoted

_MARK = "---"
_ENDS = (_MARK, "...")
_BOM = "\ufeff"


def with_values(text: str, table: str, values: Mapping[str, str]) -> str:
    """Return the text of a script whose front matter says so below a key.

    An empty value takes the key away. Without a front matter there will be one.

    >>> text = with_values("नमस्ते।\\n", "voices", {"आशा": "hf_alpha"})
    >>> text
    '---\\nvoices:\\n  आशा: hf_alpha\\n---\\n\\nनमस्ते।\\n'
    >>> with_values(text, "voices", {"आशा": ""})
    '---\\n---\\n\\nनमस्ते।\\n'
    """
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    bom, body = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", body)
    end = _end(lines)
    if not end:
        lines = [_MARK + end_of_line, _MARK + end_of_line, end_of_line, *lines]
        end = 1
    head = lines[1:end]
    for key, value in values.items():
        head = _with_value(head, table, key, value, end_of_line)
    return bom + "".join([lines[0], *head, *lines[end:]])


def _end(lines: list[str]) -> int:
    """Return which line ends the front matter, 0 where there is none."""
    if not lines or lines[0].rstrip() != _MARK:
        return 0
    return next((at for at, line in enumerate(lines) if at and line.rstrip() in _ENDS), 0)


def _with_value(head: list[str], table: str, key: str, value: str, end_of_line: str) -> list[str]:
    """Return the lines with a key below a table, in the place of the one it has."""
    head = list(head)
    parent = _find(head, table, range(len(head)), nested=False)
    if parent is None:
        if not value:
            return head
        parent = len(head)
        head.append(f"{table}:{end_of_line}")
    scalar = head[parent].partition(":")[2].strip()
    if scalar:  # «sound: default» is a table of one key
        head[parent : parent + 1] = [f"{table}:{end_of_line}", f"  set: {scalar}{end_of_line}"]
    below = _below(head, parent)
    at = _find(head, key, below, nested=True)
    if value:
        siblings = [head[i] for i in below if head[i].strip() and not _is_comment(head[i])]
        indent = re.match(r"\s*", siblings[0]).group() if siblings else "  "  # type: ignore[union-attr]
        line = f"{indent}{key}: {_quoted(value)}{end_of_line}"
        last = max((i for i in below if head[i].strip()), default=parent) + 1
        head[at if at is not None else last : at + 1 if at is not None else last] = [line]
    elif at is not None:
        del head[at]
        if not any(head[i].strip() for i in _below(head, parent)):
            del head[parent]
    return head


def _find(head: list[str], key: str, lines: range, *, nested: bool) -> int | None:
    for at in lines:
        line = head[at]
        same = line.partition(":")[0].strip() == key and not _is_comment(line)
        if same and line[:1].isspace() == nested:
            return at
    return None


def _below(head: list[str], parent: int) -> range:
    """Return the lines that stand below a key: indented, empty, or comments between them."""
    end = parent + 1
    while end < len(head) and (head[end][:1].isspace() or _is_comment(head[end])):
        end += 1
    while end > parent + 1 and not (head[end - 1].strip() and head[end - 1][:1].isspace()):
        end -= 1  # what follows the last of them belongs to the next key
    return range(parent + 1, end)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _quoted(value: str) -> str:
    return value if unquoted(value) == value else f'"{value}"'
