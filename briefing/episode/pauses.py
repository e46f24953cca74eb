"""How long it is silent after each sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from briefing import lexicon
from briefing.config import Pauses
from briefing.model import Utterance

#: With ``by_sense``, the pause between two sentences is so many times ``sentence_ms``: longer where
#: another thought begins, after a question, and after a long sentence, which takes more breath.
_TURN, _QUESTION, _LONG, _SHORT = 1.5, 1.3, 1.2, 0.75
#: A sentence of so many characters is long, or short.
_LONG_CHARACTERS, _SHORT_CHARACTERS = 140, 20
_STEP_MS = 10


def paused(utterances: Sequence[Utterance], pauses: Pauses) -> Iterator[Utterance]:
    """Yield the utterances with the pause that what follows them asks for; none at the end.

    A pause that the text itself asks for stays, unless a longer one belongs there anyway.
    """
    for this, following in itertools.pairwise(utterances):
        if this.chapter != following.chapter:
            pause_ms = max(this.pause_ms, pauses.chapter_ms)
        elif this.paragraph != following.paragraph:
            pause_ms = max(this.pause_ms, pauses.paragraph_ms)
        else:
            pause_ms = this.pause_ms or _between(this, following, pauses)
        yield replace(this, pause_ms=pause_ms)
    yield utterances[-1]


def _between(this: Utterance, following: Utterance, pauses: Pauses) -> int:
    """Return the pause between two sentences of a paragraph.

    >>> first = Utterance("बारिश हुई, और सड़कें भर गईं।", "बारिश हुई, और सड़कें भर गईं।", 0, 0, "tone")
    >>> then = Utterance("लेकिन रेल चली।", "लेकिन रेल चली।", 0, 0, "tone")
    >>> [_between(first, then, Pauses(by_sense=sense)) for sense in (False, True)]
    [350, 530]
    """
    if not pauses.by_sense:
        return pauses.sentence_ms
    factor = _TURN if following.spoken.startswith(_turns()) else 1.0
    if this.written.rstrip("\"'”’) ").endswith("?"):
        factor = max(factor, _QUESTION)
    if len(this.spoken) >= _LONG_CHARACTERS:
        factor *= _LONG
    elif len(this.spoken) <= _SHORT_CHARACTERS and factor == 1.0:
        factor = _SHORT
    longest_ms = max(pauses.sentence_ms, pauses.paragraph_ms)
    return min(longest_ms, -(-int(pauses.sentence_ms * factor) // _STEP_MS) * _STEP_MS)


@cache
def _turns() -> tuple[str, ...]:
    """Return the words with which another thought begins, each with the blank after it."""
    return tuple(f"{word} " for word, role in lexicon.rows("sentence_words") if role == "turn")
