"""The one scan: find where a rule may begin, take the first that reads it, go on after it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefing.lexicon import pairs
from briefing.normalise.chars import BLANK, HINDI_END, IS_LETTER, LATIN, LETTER, PUNCTUATION, fold
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import trie
from briefing.normalise.rule import Context, Rule, Token
from briefing.normalise.rules import required_characters, rules_for

#: Where a rule may begin: anything but letters, blanks and ordinary marks; a dot after a word or
#: before a digit or a Latin letter; a hyphen that is not inside a word; an apostrophe before two
#: digits; an abbreviation without a dot. Plain Hindi is passed over in one search.
_TRIGGER = re.compile(
    f"[^{LETTER}\\s{PUNCTUATION}]|(?<=[{LETTER}])\\.(?!\\.)|\\.(?=[\\d{LATIN}])|(?<=\\d)\\.(?=[{LETTER}])"
    f"|\\.{{4,}}|-{HINDI_END}|(?<![{LETTER}])-|['’](?=\\d\\d(?!\\d))"
    f"|(?<![{LETTER}-]){trie(pairs('dotless'))}{HINDI_END}(?!-[{LETTER}])"
)
_CLOSING = frozenset(",;:!?.…।॥")
_BLANKS = frozenset(BLANK.replace("\\t", "\t"))
_JOINTS = _BLANKS | {"-"}
_LONGEST_WORD = 40  # characters of a word that a rule may look for
_IS_LETTER = IS_LETTER.match

#: A reading found: start, end, spoken, rule.
Found = tuple[int, int, str, Rule]


class Scan:
    """Reads one text from left to right into tokens that cover it."""

    def __init__(self, text: str, numbers: Numbers) -> None:
        self.written = text
        self.text = fold(text)  # rules see १५ as 15
        self.signs = required_characters().intersection(self.text)
        self.numbers = numbers
        self.tokens: list[Token] = []
        self.done = 0  # everything before this offset is in a token
        self.tail = ""  # the last character spoken so far

    def read(self, end: int) -> None:
        """Read up to an offset; no match may extend past it."""
        at = self.done
        while trigger := _TRIGGER.search(self.text, at, end):
            at = trigger.start()
            found = self._find(at, end)
            if found is None:  # a dot or hyphen that means nothing: it stays
                at += 1
                continue
            self.take(found)
            at = self.done
        self._plain(end)

    def take(self, found: Found) -> None:
        """Add a reading, with what was passed over before it."""
        start, end, spoken, rule = found
        start, end = self._swallow_blanks(start, end, spoken)
        self._plain(start)
        if spoken and _IS_LETTER(spoken[0]) and self.tail and _IS_LETTER(self.tail):
            spoken = " " + spoken
        after = self.text[end : end + 1]
        if after and _IS_LETTER(after):
            if spoken and _IS_LETTER(spoken[-1]):
                spoken += " "
            elif not spoken and self._separates_words(start, end):
                spoken = " "
        self._add(start, end, spoken, rule.kind, rule.name)

    def _separates_words(self, start: int, end: int) -> bool:
        """Tell whether dropped text separated two words; invisible signs (a soft hyphen) do not."""
        seen = any(sign.isprintable() for sign in self.text[start:end])
        return seen and bool(self.tail and _IS_LETTER(self.tail))

    def _find(self, at: int, end: int) -> Found | None:
        """Return the first reading of a token that begins at ``at`` or with the word before it."""
        text = self.text
        sign = text[at]
        if sign in ".॰-":
            return self._word(at, end) or self._try("symbol", at, end)
        if not sign.isalnum():
            return self._try("symbol", at, end)
        joint = at - 1 if at and text[at - 1] in _JOINTS else at
        if _IS_LETTER(sign):
            return self._try("short", at, end)
        kind = "digit" if sign.isdecimal() else "latin" if sign.isalpha() else "symbol"
        return self._word(joint, end) or self._try(kind, at, end)

    def _word(self, at: int, end: int) -> Found | None:
        """Return the first reading of the Devanagari word, or two, that end at an offset."""
        start = self._word_start(at)
        if start == at:
            return None
        if start > self.done and self.text[start - 1] in _JOINTS:
            before = self._word_start(start - 1)
            found = self._try("phrase", before, end)
            if found:
                return found
        return self._try("word", start, end)

    def _word_start(self, at: int) -> int:
        start = at
        floor = max(self.done, at - _LONGEST_WORD)
        while start > floor and _IS_LETTER(self.text[start - 1]):
            start -= 1
        return start

    def _try(self, kind: str, at: int, end: int) -> Found | None:
        for rule in rules_for(kind, self.signs):
            match = rule.compiled.match(self.text, at, end)
            if match is None:
                continue
            spoken = rule.reads(match, Context(self.text, at, match.end(), self.numbers))
            if spoken is not None:
                return at, match.end(), spoken, rule
        return None

    def _swallow_blanks(self, start: int, end: int, spoken: str) -> tuple[int, int]:
        """Widen a span over the blanks that would be left double, or stand before a comma."""
        text = self.text
        blank_before = start > self.done and text[start - 1] in _BLANKS
        if spoken:
            while spoken[0] in _CLOSING and start > self.done and text[start - 1] in _BLANKS:
                start -= 1
            return start, end
        after = text[end : end + 1]
        first = start == self.done and not self.tail
        if after in _BLANKS and (blank_before or first):
            return start, end + 1
        if blank_before and (not after or after in _CLOSING or after == "\n"):
            return start - 1, end
        return start, end

    def _plain(self, end: int) -> None:
        if end > self.done:
            self._add(self.done, end, self.text[self.done : end], "plain", "")

    def _add(self, start: int, end: int, spoken: str, kind: str, rule: str) -> None:
        self.tokens.append(Token(start, end, self.written[start:end], spoken, kind, rule))
        self.done = end
        self.tail = spoken[-1:] or self.tail


def scan(text: str, numbers: Numbers, fixed: Iterable[Found] = ()) -> list[Token]:
    """Read a text (NFC) into tokens; ``fixed`` readings, in order, come before every rule."""
    run = Scan(text, numbers)
    for found in fixed:
        run.read(found[0])
        run.take(found)
    run.read(len(text))
    return run.tokens
