"""Which spoken words say which written ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from briefing.model import Mark, Word
from briefing.normalise.rule import Token

_PIECE = re.compile(r"\s+|\S+")


def paired(tokens: Iterable[Token]) -> Iterator[Word]:
    """Pair what is written with what is spoken, cut at the blanks that both have.

    >>> from briefing.normalise import normalise
    >>> [tuple(word) for word in paired(normalise("आज 612 लोग,  5-7 किमी"))][1:]
    [('612', 'छह सौ बारह', 3), ('लोग,', 'लोग,', 14), ('5-7 किमी', 'पाँच से सात किलोमीटर', 20)]
    """
    written = spoken = ""
    start = done = 0
    for own, said in _pieces(tokens):
        if own.isspace() and own == said:
            if written:
                yield Word(written, spoken, start)
            written = spoken = ""
            start = done + len(said)
        else:
            written, spoken = written + own, spoken + said
        done += len(said)
    if written:
        yield Word(written, spoken, start)


def _pieces(tokens: Iterable[Token]) -> Iterator[tuple[str, str]]:
    """Yield (written, spoken): of what is spoken as written, word by word and blank by blank."""
    for token in tokens:
        if token.written == token.spoken:
            yield from ((piece, piece) for piece in _PIECE.findall(token.written))
        else:
            yield token.written, token.spoken


def in_spoken(marks: Iterable[Mark], tokens: Sequence[Token]) -> Iterator[Mark]:
    """Yield what is emphasised or slow by its place in the spoken text.

    >>> from briefing.normalise import normalise
    >>> list(in_spoken([Mark(3, 5, "emphasis")], normalise("आज 12 लोग")))
    [Mark(start=3, end=7, kind='emphasis', said='')]
    """
    for mark in marks:
        if mark.kind == "spoken":
            continue
        start = end = done = 0
        for token in tokens:
            plain = token.written == token.spoken
            if token.start <= mark.start < token.end:
                start = done + (mark.start - token.start if plain else 0)
            if token.start < mark.end <= token.end:
                end = done + (mark.end - token.start if plain else len(token.spoken))
            done += len(token.spoken)
        if start < end:
            yield mark._replace(start=start, end=end)
