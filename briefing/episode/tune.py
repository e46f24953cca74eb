"""Which tune a sentence has: question, exclamation, heading, or none of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefing import lexicon
from briefing.model import Utterance

_WORD = re.compile("[\u0900-\u0963\u0970-\u097f]+")
_END = re.compile("([?!])[\"'”’»)\\]\\s]*$")
KYA, OR = "क्या", "या"


def tune_of(spoken: str, *, heading: bool = False) -> str:
    """Return ``question`` (for yes or no), ``exclamation``, ``heading``, or nothing.

    A wh-question, and one that asks which of two, falls as a statement does. क्या asks for yes or no
    where it begins or ends the sentence, unless a verb follows it at once (क्या हुआ?).

    >>> [tune_of(text) for text in ("तुम आ रहे हो?", "तुम कब आओगे?", "क्या वह आया?", "क्या हुआ?")]
    ['question', '', 'question', '']
    """
    end = _END.search(spoken)
    if end and end[1] == "!":
        return "exclamation"
    if end and _asks_yes_or_no(_WORD.findall(spoken)):
        return "question"
    return "heading" if heading and not end else ""


def tuned(utterances: Sequence[Utterance], *, heading: bool) -> Iterator[Utterance]:
    """Yield the utterances of a paragraph with their tunes, and which opens and closes it."""
    several = len(utterances) > 1 and not heading
    for index, utterance in enumerate(utterances):
        delivery = replace(
            utterance.delivery,
            tune=tune_of(utterance.spoken, heading=heading),
            opens=several and index == 0,
            closes=several and index == len(utterances) - 1,
        )
        yield replace(utterance, delivery=delivery)


def _asks_yes_or_no(words: list[str]) -> bool:
    roles = lexicon.pairs("question_words")
    if not words or OR in words:
        return False
    if words[-1] == KYA:
        return True
    if words[0] == KYA:
        return len(words) > 1 and roles.get(words[1]) != "after_kya"
    return KYA not in words and not any(roles.get(word) == "asks" for word in words)
