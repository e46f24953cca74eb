"""The audit: is every word of the source in the plan, or left out on purpose?

The words of Devanagari, the numbers and the words of Latin in the source are compared with those of
the plan's written text and of what the reader left out on purpose. Whatever is in neither is lost,
and is named with its line. The words are found without the reader's help, so that a mistake in a
reader shows.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefing.errors import ScriptError
from briefing.formats.text import nfkc
from briefing.message import Message
from briefing.model import Omission, Script, Utterance

_WORD = re.compile("[\u0900-\u0963\u0970-\u097f]+|\\d+|[a-z\u00df-\u024f]+")
_DIGIT = re.compile("(?![0-9])\\d")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LONGEST_DIFF = 4000
_MOST_PAIRS = 250_000
_SHOWN_WORDS = 8
_SHOWN_LINES = 10
_REMEDY = "write them as plain prose, or leave --strict out"


@dataclass(frozen=True)
class UnspokenWords:
    """Words of a line of the source that would not be spoken."""

    line: int
    words: tuple[str, ...]

    def __str__(self) -> str:
        return self.message()

    def message(self, place: str = "") -> Message:
        """Return it in words, after the ``place`` where they stand."""
        values = {"place": place, "words": " ".join(self.words[:_SHOWN_WORDS])}
        more = len(self.words) - _SHOWN_WORDS
        if more > 0:
            template = "{place}these words would not be spoken: {words} … and {more} more"
            return Message(template, more=more, **values)
        return Message("{place}these words would not be spoken: {words}", **values)


def audit(
    script: Script, utterances: Iterable[Utterance], *, strict: bool
) -> tuple[UnspokenWords, ...]:
    """Return what of a script would not be spoken.

    Raises
    ------
    ScriptError
        if it is ``strict``, and anything is lost.
    """
    lost = losses(script, utterances)
    if strict:
        check(lost, script.source)
    return tuple(lost)


def losses(script: Script, utterances: Iterable[Utterance]) -> list[UnspokenWords]:
    """Return what of a script's source is neither in its utterances nor left out on purpose.

    >>> script = Script("", (), text="पहला दूसरा\\nतीसरा", omissions=(Omission("code", "दूसरा", 1),))
    >>> losses(script, [Utterance("पहला", "पहला", 0, 0, "tone", line=1)])
    [UnspokenWords(line=2, words=('तीसरा',))]
    """
    # What an intro says is in no line of the source.
    written = [
        (utterance.line, word)
        for utterance in utterances
        if utterance.line
        for word in words(utterance.written)
    ]
    omitted = [(line, word) for omission in script.omissions for line, word in _lines(omission)]
    source = [
        (number, word)
        for number, line in enumerate(script.text.split("\n"), start=1)
        for word in words(line)
    ]
    short = Counter(word for _, word in source)
    short.subtract(word for _, word in written)
    short.subtract(word for _, word in omitted)
    if not +short:
        return []
    missing = _located(source, written, omitted, +short)
    missing = _unexplained(missing, [word for word, count in short.items() for _ in range(-count)])
    by_line: dict[int, list[str]] = {}
    for line, word in missing:
        by_line.setdefault(line, []).append(word)
    return [UnspokenWords(line, tuple(lost)) for line, lost in sorted(by_line.items())]


def warnings(lost: Sequence[UnspokenWords], source: str) -> list[str]:
    """Return a warning for every line that loses words; of many, the first and how many there are.

    >>> warnings([UnspokenWords(3, ("कल",))], "a.md")
    ['a.md:3: these words would not be spoken: कल']
    """
    shown = [loss.message(f"{source}:{loss.line}: " if source else "") for loss in lost]
    more = len(shown) - _SHOWN_LINES
    rest = [Message("{more} more lines lose words", more=more)] if more > 0 else []
    return [*shown[:_SHOWN_LINES], *rest]


def check(lost: Sequence[UnspokenWords], source: str) -> None:
    """Check that nothing is lost.

    Raises
    ------
    ScriptError
        naming the first line that loses words.
    """
    if lost:
        where = f"{source}:{lost[0].line}" if source else f"line {lost[0].line}"
        others = f", and of {len(lost) - 1} more lines" if len(lost) > 1 else ""
        raise ScriptError(f"{lost[0]}{others}", where=where, remedy=_REMEDY)


def counts(script: Script) -> dict[str, int]:
    """Return how often each kind of thing was left out of a script on purpose."""
    return dict(sorted(Counter(omission.kind for omission in script.omissions).items()))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, in one spelling.

    >>> words("१५ AUG, CO₂ &amp; ज़मीन")
    ['15', 'aug', 'co', '2', 'ज़मीन']
    """
    text = _DIGIT.sub(_ascii, nfkc(html.unescape(text)).casefold())
    found: list[str] = _WORD.findall(_UNSEEN.sub("", text))
    return found


def _ascii(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match.group()))


def _lines(omission: Omission) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(omission.text.split("\n"), start=omission.line):
        for word in words(line):
            yield number, word


def _located(
    source: list[tuple[int, str]],
    written: list[tuple[int, str]],
    omitted: list[tuple[int, str]],
    short: Counter[str],
) -> list[tuple[int, str]]:
    """Return the words that are short with their lines: paragraph by paragraph, as they follow.

    The source from the line of one paragraph to that of the next belongs to the first.
    """
    starts = sorted({line for line, _ in written})
    left = Counter(short)
    missing: list[tuple[int, str]] = []
    for here, there, gone in zip(
        _segments(source, starts),
        _segments(written, starts),
        _segments(omitted, starts),
        strict=True,
    ):
        spare = Counter(word for _, word in gone)
        for line, word in _only_here(here, there):
            if spare[word] > 0:
                spare[word] -= 1
            elif left[word] > 0:
                left[word] -= 1
                missing.append((line, word))
    # Words that stand elsewhere than in their paragraph: the last of them are missing.
    for line, word in reversed(source) if +left else ():
        if left[word] > 0:
            left[word] -= 1
            missing.append((line, word))
    return sorted(missing, key=lambda item: item[0])


def _segments(items: list[tuple[int, str]], starts: list[int]) -> list[list[tuple[int, str]]]:
    """Part words by the paragraph whose lines they stand in."""
    parts: list[list[tuple[int, str]]] = [[] for _ in range(len(starts) + 1)]
    place = 0
    for line, word in sorted(items, key=lambda item: item[0]):
        while place < len(starts) and starts[place] <= line:
            place += 1
        parts[place].append((line, word))
    return parts


def _only_here(here: list[tuple[int, str]], there: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the words of one list that the other lacks, in order."""
    ours, theirs = [word for _, word in here], [word for _, word in there]
    if ours == theirs:
        return []
    if len(ours) + len(theirs) > _LONGEST_DIFF:
        left = Counter(theirs)
        left.subtract(ours)
        return [item for item in here if left[item[1]] < 0]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return [
        item
        for tag, start, end, _, _ in matcher.get_opcodes()
        if tag in ("delete", "replace")
        for item in here[start:end]
    ]


def _unexplained(missing: list[tuple[int, str]], surplus: list[str]) -> list[tuple[int, str]]:
    """Return what is missing even if words were joined or split: प्र**धान** is प्रधान."""
    if len(missing) * len(surplus) > _MOST_PAIRS:
        return missing
    for whole in surplus:
        parts = _parts(whole, [word for _, word in missing])
        missing = [item for index, item in enumerate(missing) if index not in parts]
    return [(line, word) for line, word in missing if not _parts(word, surplus)]


def _parts(whole: str, words: list[str]) -> set[int]:
    """Return by index the words that a word is made of, none if there are not all of them."""
    found: set[int] = set()
    for index in sorted(range(len(words)), key=lambda index: -len(words[index])):
        if words[index] in whole:
            whole = whole.replace(words[index], "\n", 1)
            found.add(index)
    return set() if whole.strip("\n") else found
