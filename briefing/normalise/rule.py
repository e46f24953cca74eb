"""What a rule is, what it sees, and what it makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from briefing.normalise.chars import BLANK, LATIN, LETTER
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import compile_pattern
from briefing.style import Style

_HEARD = re.compile("[^\\W_]|[\u0904-\u0963]")
_WINDOW = 160  # characters of context on either side; bounded, so that a scan stays linear
_WORD = f"[{LETTER}]+|[{LATIN}]+|\\d[\\d,.]*"
_NEXT_WORD = re.compile(f"[{BLANK}]*({_WORD})")
_WORDS = re.compile(_WORD)
_LAST_WORD = re.compile(f"({_WORD})[{BLANK}]*\\Z")
_END = re.compile("[\"'’”)\\s]*(?:\\n|\\Z)")
_SENTENCE = 3  # words; what is shorter is a label or a heading
_LAST_PIECE = 48  # a word longer than this is not one a rule looks for


@dataclass(frozen=True)
class Token:
    """A span of the text and its reading.

    ``start`` and ``end`` are offsets into the NFC form of the text, ``written`` is what stands
    there. ``kind`` is the semiotic class (``plain`` for text that is spoken as written, ``unread``
    for what no rule can read); ``rule`` names the rule that read it. The tokens of a text follow
    one another without a gap; their ``spoken`` joined is the spoken text.
    """

    start: int
    end: int
    written: str
    spoken: str
    kind: str
    rule: str = ""

    @property
    def is_guess(self) -> bool:
        """Tell whether the reading is made of the letters of a word that no lexicon has."""
        return self.rule.endswith("-guess")


class Context:
    """The surroundings of a match: what stands to its left and right, and how to say numbers."""

    __slots__ = ("end", "numbers", "start", "text")

    def __init__(self, text: str, start: int, end: int, numbers: Numbers) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.numbers = numbers

    @property
    def style(self) -> Style:
        """Return the style asked for."""
        return self.numbers.style

    @property
    def before(self) -> str:
        """Return the text to the left (at most 160 characters)."""
        return self.text[max(0, self.start - _WINDOW) : self.start]

    @property
    def after(self) -> str:
        """Return the text to the right (at most 160 characters)."""
        return self.text[self.end : self.end + _WINDOW]

    @property
    def left(self) -> str:
        """Return the word directly to the left, only blanks between; empty if there is none."""
        near = self.text[max(0, self.start - _LAST_PIECE) : self.start]
        found = _LAST_WORD.search(near)
        return found[1] if found else ""

    @property
    def right(self) -> str:
        """Return the word directly to the right, only blanks between; empty if there is none."""
        found = _NEXT_WORD.match(self.text, self.end, self.end + _LAST_PIECE)
        return found[1] if found else ""

    def full_stop(self, written: str) -> str:
        """Return the dot that ends an abbreviation and its sentence too, if there is one."""
        ends = written.endswith(".") and _END.match(self.text, self.end)
        return "." if ends and len(self.before.split()) >= _SENTENCE else ""

    @property
    def rights(self) -> list[str]:
        """Return the words to the right within the window, the nearest first."""
        return _WORDS.findall(self.after)


Verbalise = Callable[["re.Match[str]", Context], "str | None"]
Say = TypeVar("Say", bound=Verbalise)


@dataclass(frozen=True)
class Rule:
    """A way to read one kind of token.

    The scan tries ``pattern`` where a character of one of the classes ``starts`` begins:

    - ``digit``: a decimal digit of any script;
    - ``latin``: a letter that is not Devanagari;
    - ``symbol``: any other sign, also ``.`` before a digit and ``-`` that is not inside a word;
    - ``word``: a Devanagari word followed by ``.``, ``॰`` or ``-``, or by a digit or Latin letter
      with at most one blank or hyphen between them;
    - ``short``: an abbreviation without a dot (किमी, डॉ);
    - ``phrase``: the same with one Devanagari word more.

    ``verbalise(match, context)`` returns the reading, or None to decline. An empty reading drops
    the token; one that begins with a comma takes the place of the blank before it. The scan puts a
    blank where a reading would touch a letter. A pattern must not look further than a bounded
    distance beyond what it takes, so that the scan stays linear.

    ``needs`` are characters of which one stands in all that the pattern takes or looks at: in a
    text without them the rule is not tried, nor its pattern compiled.

    Only a ``silent`` rule may drop words or numbers (the mark of a footnote). An empty reading of
    any other rule counts as declined where what it takes holds a letter or a digit.
    """

    name: str
    kind: str
    pattern: str
    verbalise: Verbalise
    starts: tuple[str, ...] = ("digit",)
    needs: str = ""
    silent: bool = False

    def reads(self, match: re.Match[str], context: Context) -> str | None:
        """Return the reading of a match, None if it is declined or would lose words."""
        spoken = self.verbalise(match, context)
        lost = spoken is not None and not spoken.strip() and not self.silent
        return None if lost and _HEARD.search(match[0]) else spoken

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Return the compiled pattern (at first use: start-up stays short)."""
        return compile_pattern(self.pattern)


class RuleSet:
    """Rules of one priority, in the order in which they are declared.

    >>> rules = RuleSet("cardinal")
    >>> @rules.add("dozen", "12")
    ... def dozen(match, context):
    ...     return "दर्जन"
    >>> [rule.name for rule in rules]
    ['dozen']
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._rules: list[Rule] = []

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def add(
        self,
        name: str,
        pattern: str,
        starts: tuple[str, ...] = ("digit",),
        *,
        kind: str = "",
        needs: str = "",
        silent: bool = False,
    ) -> Callable[[Say], Say]:
        """Declare the decorated function to be what a rule says (see :class:`Rule`).

        ``kind`` is that of the set if it is not given. A function may serve several rules: of
        decorators on top of one another the lowest is tried first.
        """

        def declare(verbalise: Say) -> Say:
            kind_of = kind or self._kind
            self._rules.append(Rule(name, kind_of, pattern, verbalise, starts, needs, silent))
            return verbalise

        return declare
