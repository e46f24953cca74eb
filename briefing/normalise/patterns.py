"""Patterns made of lists of words, and compiled when they are first used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any

from briefing.lexicon import rows

_CUE = re.compile("«([a-z-]+)»")


class Pattern:
    """A regular expression that is compiled at its first use: start-up stays short.

    ``«year-left»`` in it stands for any word of that cue (``cues.tsv``), in any spelling.

    >>> Pattern("«count-left» ").search("करीब 2000 लोग")
    <re.Match object; span=(0, 5), match='करीब '>
    """

    def __init__(self, written: str) -> None:
        self._written = written

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Return the compiled pattern."""
        return compile_pattern(self._written)

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning of a text."""
        return self.compiled.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first match in a text."""
        return self.compiled.search(text)


def compile_pattern(written: str) -> re.Pattern[str]:
    """Compile a pattern, its cues turned into their words."""
    return re.compile(_CUE.sub(lambda cue: _cue_pattern(cue[1]), written))


@cache
def cue(name: str) -> frozenset[str]:
    """Return the words of a cue (``cues.tsv``), in every spelling.

    >>> sorted(cue("percent-right"))
    ['प्रतिशत', 'फ़ीसद', 'फ़ीसदी', 'फीसद', 'फीसदी']

    Raises
    ------
    KeyError
        if there is no such cue.
    """
    words = _cues()[name]
    words |= {word.replace("ँ", "ं") for word in words}
    return frozenset(words | {word.replace("़", "") for word in words})


@cache
def _cues() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, word in rows("cues"):
        found.setdefault(name, set()).add(word)
    return found


@cache
def _cue_pattern(name: str) -> str:
    return f"(?:{trie(cue(name))})"


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
