"""Decide what is wrong with the sound of a sentence, if anything."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from briefing.listen import alternatives, signal
from briefing.listen.align import Scores
from briefing.listen.sentence import FRAME_MS, Sentence, Suspicion
from briefing.listen.sentence import sentence as align

if TYPE_CHECKING:
    from briefing.model import Samples, WordTime


class Question(NamedTuple):
    """One kind of fault: the function that looks for it, and what it must find.

    A suspicion whose gain is ``even`` is as likely true as not; past that, each ``scale`` makes the
    odds e times better. Gains are nats, or what the function says.
    """

    ask: Callable[[Sentence], Iterator[Suspicion]]
    even: float
    scale: float

    def odds(self, suspicion: Suspicion) -> float:
        """Return the logarithm of the odds that a suspicion is true."""
        return (suspicion.gain - self.even) / self.scale


#: Found by ``bench/listen.py --calibrate`` on sentences of the benchmark's ``dev`` split.
QUESTIONS: tuple[Question, ...] = (
    Question(alternatives.left_out, 2.0, 2.0),
    Question(alternatives.twice, 8.0, 3.0),
    Question(alternatives.ending, 6.0, 3.0),
    Question(alternatives.other_number, 18.0, 3.0),
    Question(alternatives.other_word, 8.0, 3.0),
    Question(alternatives.added, 20.0, 3.0),
    Question(alternatives.another_language, 0.0, 4.0),
    Question(signal.silence, 80.0, 8.0),
    Question(signal.noise, 5.5, 0.5),
    Question(signal.cut_ending, 3.5, 0.5),
    Question(signal.pace, 10.0, 2.0),
)


#: What is so many frames from another fault may be its edge.
_NEAR = 5


class Finding(NamedTuple):
    """A fault that is heard in a sentence.

    ``start`` and ``end`` are the place of its words in the spoken text, ``at_ms`` when it begins in
    the sound; ``confidence`` is from 0.5 to 1; ``heard`` is what is heard instead: a word, or
    phones.
    """

    kind: str
    start: int
    end: int
    at_ms: int
    confidence: float
    heard: str = ""


def faults(sentence: Sentence) -> list[Finding]:
    """Return what is wrong with the sound of a sentence, in order of time.

    Of several explanations of one place, the most likely is returned.
    """
    found: list[tuple[float, Suspicion]] = []
    for odds, suspicion in sorted(suspicions(sentence), key=_odds, reverse=True):
        if odds < 0:
            break
        if not any(_overlap(suspicion, other) for _, other in found):
            found.append((odds, suspicion))
    findings = [_finding(odds, suspicion, sentence) for odds, suspicion in found]
    return sorted(findings, key=lambda finding: finding.at_ms)


def suspicions(sentence: Sentence) -> Iterator[tuple[float, Suspicion]]:
    """Yield all that may be wrong, each with the logarithm of its odds."""
    for question in QUESTIONS:
        for suspicion in question.ask(sentence):
            yield question.odds(suspicion), suspicion


def hear(
    scores: Scores,
    samples: Samples,
    rate_hz: int,
    text: str,
    pronunciations: Mapping[str, str] | None = None,
    times: Sequence[WordTime] = (),
) -> list[Finding]:
    """Return what is wrong with the sound of a spoken text; ``scores`` are the ear's.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark.
    """
    found = align(text, scores, samples, rate_hz, pronunciations, times)
    return faults(found) if found else [Finding("left out", 0, len(text), 0, 1.0)]


def _odds(pair: tuple[float, Suspicion]) -> float:
    return pair[0]


def _overlap(one: Suspicion, other: Suspicion) -> bool:
    """Tell whether two concern the same or neighbouring words, or the same sound."""
    words = one.first <= other.last + 1 and other.first <= one.last + 1
    return words or (one.begin <= other.end + _NEAR and other.begin <= one.end + _NEAR)


def _finding(odds: float, suspicion: Suspicion, sentence: Sentence) -> Finding:
    start, end = sentence.words[suspicion.first].place[0], sentence.words[suspicion.last].place[1]
    confidence = round(1 / (1 + math.exp(-min(50.0, odds))), 3)
    at_ms = suspicion.begin * FRAME_MS
    return Finding(suspicion.kind, start, end, at_ms, confidence, suspicion.heard)
