"""Patterns made of lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def trie(words: Iterable[str]) -> str:
    r"""Return a pattern for any of the words, the longest first, that is quick for long lists.

    >>> trie(["Dr", "Dr.", "Prof", "Pt"])
    '(?:Dr(?:\\.)?|P(?:rof|t))'
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    ends = "" in node
    branches = [_run(sign, child) for sign, child in sorted(node.items()) if sign]
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if ends else "")


def _run(sign: str, node: dict[str, Any]) -> str:
    return re.escape(sign) + _branch(node)
