"""Facts: are the numbers that are spoken those that are written?

The numbers are read back from the spoken words (:mod:`briefing.listen.inverse`) and compared with
the digits of the written text: amounts, dates, times, percentages, scores, telephone numbers. Only
places where written and spoken differ are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from briefing.listen.inverse import SpokenNumber, folded, numbers, words
from briefing.listen.written import WrittenNumber, plain, written_numbers
from briefing.message import Message
from briefing.model import Utterance

_END = "।"
_DIGIT = re.compile("[0-9]")
_PIECE = re.compile("[\u0900-\u0963\u0970-\u097f]+|[^\\s\u0900-\u0963\u0970-\u097f।॥]+")
#: What it costs to leave a written number unsaid, and to say one that is not written.
_UNSAID, _UNWRITTEN = 1000, 1
_SHOWN = 10
#: A sentence of a hundred numbers is a table or an attack: its numbers are not compared.
_MOST_PAIRS = 10_000


@dataclass(frozen=True)
class WrongFact:
    """A number of the written text that the spoken one does not say, with what is said there."""

    line: int
    written: str
    spoken: str

    def message(self, source: str) -> Message:
        """Return it in words, with its place if it has a ``source``."""
        values = {"place": f"{source}:{self.line}: " if source else "", "written": self.written}
        if not self.spoken:
            return Message("{place}{written} is spoken as: nothing; check the number", **values)
        template = "{place}{written} is spoken as: {spoken}; check the number"
        return Message(template, spoken=self.spoken, **values)


def wrong_facts(utterances: Iterable[Utterance]) -> list[WrongFact]:
    """Return the numbers of utterances that are not spoken as they are written.

    >>> wrong_facts([Utterance("मेला 14 मार्च को है", "मेला चालीस मार्च को है", 0, 0, "tone", line=7)])
    [WrongFact(line=7, written='14', spoken='चालीस')]
    """
    return [
        WrongFact(utterance.line, written, spoken)
        for utterance in utterances
        for written, spoken in compare(utterance.written, utterance.spoken)
    ]


def compare(written: str, spoken: str) -> list[tuple[str, str]]:
    """Return the written numbers that are not said, each with what is said in its place.

    >>> compare("ट्रेन 5:45 बजे, किराया ₹1,250 है", "ट्रेन पौने छह बजे, किराया एक हज़ार दो सौ पचास रुपये है")
    []
    """
    text = plain(written)
    if not _DIGIT.search(text):
        return []
    places = list(_differences(text, spoken))
    read = [written_numbers(text, place.start, place.end) for place in places]
    said = numbers([word for place in places for word in (*place.said, _END)])
    numbered = [number for some in read for number in some]
    if len(numbered) * len(said) > _MOST_PAIRS:
        return []
    unsaid = _unsaid(numbered, said)
    return [
        (number.text, " ".join(place.said))
        for place, some in zip(places, read, strict=True)
        for number in some
        if any(number is other for other in unsaid)
    ]


def warnings(utterances: Iterable[Utterance], source: str) -> list[str]:
    """Return a warning for each wrong fact; of many, the first and how many there are."""
    wrong = wrong_facts(utterances)
    shown = [fact.message(source) for fact in wrong[:_SHOWN]]
    more = len(wrong) - _SHOWN
    rest = [Message("{more} more numbers are in doubt", more=more)] if more > 0 else []
    return [*shown, *rest]


class _Place(NamedTuple):
    """A span of a text that is not spoken as it is written, and the words spoken instead."""

    start: int
    end: int
    said: list[str]


def _differences(written: str, spoken: str) -> Iterator[_Place]:
    pieces, said = list(_PIECE.finditer(written)), words(spoken)
    ours, theirs = [folded(piece[0]) for piece in pieces], [folded(word) for word in said]
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            start, end = (pieces[a].start(), pieces[b - 1].end()) if b > a else (0, 0)
            yield _Place(start, end, said[c:d])


def _unsaid(written: Sequence[WrittenNumber], said: Sequence[SpokenNumber]) -> list[WrittenNumber]:
    """Return the written numbers that are left over when as many as possible are found, in order.

    ``best[i][j]`` is the least cost from the written number i and the spoken one j on, with the
    step that it takes: how many spoken numbers say the written one, or None to leave it unsaid.
    """
    ends = len(said)
    best: list[list[tuple[int, int | None]]] = [
        [((ends - j) * _UNWRITTEN, 0) for j in range(ends + 1)]
    ]
    for number in reversed(written):
        after = best[0]
        row: list[tuple[int, int | None]] = [(0, None)] * (ends + 1)
        for j in range(ends, -1, -1):
            choices: list[tuple[int, int | None]] = [(after[j][0] + _UNSAID, None)]
            choices += [(after[end][0], end - j) for end in number.taken(said, j)]
            if j < ends:
                choices.append((row[j + 1][0] + _UNWRITTEN, -1))
            row[j] = min(choices, key=lambda choice: choice[0])
        best.insert(0, row)
    unsaid, j = [], 0
    for i, number in enumerate(written):
        while best[i][j][1] == -1:
            j += 1
        taken = best[i][j][1]
        if taken is None:
            unsaid.append(number)
        else:
            j += taken
    return unsaid
