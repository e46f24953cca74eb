"""When each word is heard, from the durations that a model gives the symbols of a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby

from briefing.engines.g2p.words import PUNCTUATION, tokens
from briefing.model import WordTime

#: Where something begins and ends.
Span = tuple[int, int]
_MARKS = frozenset("".join(PUNCTUATION.values())) - {" "}


def word_times(
    text: str,
    symbols: str,
    bounds_ms: Sequence[float],
    lexicon: Mapping[str, str] | None = None,
) -> tuple[WordTime, ...]:
    """Return when each word of a text (NFC) is heard; nothing if words and symbols do not agree.

    ``symbols`` are those of the text, blanks between words. Symbol i, decomposed (NFD), is heard
    from ``bounds_ms[i]`` to ``bounds_ms[i + 1]``. A mark's time is a pause and belongs to no word.

    >>> [tuple(word) for word in word_times("आ, ऊ।", "ˈaː, ˈuː.", range(0, 100, 10))]
    [(0, 1, 0, 30), (3, 4, 50, 80)]
    """
    return tuple(
        WordTime(start, end, round(bounds_ms[first]), round(bounds_ms[last]))
        for (start, end), (first, last) in word_spans(text, symbols, lexicon)
    )


def word_spans(
    text: str, symbols: str, lexicon: Mapping[str, str] | None = None
) -> list[tuple[Span, Span]]:
    """Return for each word of a text (NFC) its characters and its symbols, decomposed (NFD).

    Nothing if words and symbols do not agree.

    >>> word_spans("आ, ऊ।", "ˈaː, ˈuː.")
    [((0, 1), (0, 3)), ((3, 4), (5, 8))]
    """
    heard = _spans(unicodedata.normalize("NFD", symbols))
    places = word_places(text, lexicon)
    return list(zip(places, heard, strict=True)) if len(heard) == len(places) else []


def word_places(text: str, lexicon: Mapping[str, str] | None = None) -> list[tuple[int, int]]:
    """Return the start and end of each word of a text that has a sound.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark.

    >>> word_places("कल, आना।")
    [(0, 2), (4, 7)]
    """
    if not unicodedata.is_normalized("NFC", text):
        return []
    places, done = [], 0
    for written, codes in tokens(text, lexicon):
        if codes:
            start = text.index(written, done)
            done = start + len(written)
            places.append((start, done))
    return places


def _spans(symbols: str) -> list[tuple[int, int]]:
    """Return the first and last symbol of each word, without the marks around it."""
    spans = []
    for blank, group in groupby(enumerate(symbols), lambda item: item[1] == " "):
        places = [place for place, symbol in group if symbol not in _MARKS]
        if places and not blank:
            spans.append((places[0], places[-1] + 1))
    return spans
