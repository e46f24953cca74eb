"""Decide what is wrong with the sound of a sentence, if anything."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from briefing.episode.heard import HeardFault
from briefing.listen import alternatives, signal, timing
from briefing.listen.align import Scores
from briefing.listen.ear import FRAME_MS
from briefing.listen.sentence import Sentence, Suspicion
from briefing.listen.sentence import sentence as align

if TYPE_CHECKING:
    from briefing.model import Samples, WordTime


class Question(NamedTuple):
    """One kind of fault: the function that looks for it, and what it must find.

    A suspicion whose gain is ``even`` is as likely true as not; past that, each ``scale`` makes the
    odds e times better. Gains are nats, or what the function says. ``alone`` asks for speech
    without music.
    """

    ask: Callable[[Sentence], Iterator[Suspicion]]
    even: float
    scale: float
    alone: bool = False

    def odds(self, suspicion: Suspicion) -> float:
        """Return the logarithm of the odds that a suspicion is true."""
        return (suspicion.gain - self.even) / self.scale


#: From ``bench/listen.py --calibrate``, and 198 sentences kept back when Kokoro taught the ear,
#: 148 of them said by voices that the ear has never heard. Of 1,175 sound sentences one is past
#: ``even``, of 716 with a planted fault 95.5 %. ``even`` is between the highest of the sound
#: and the lowest twentieth of the faulty, or where they overlap what one sound sentence in 2,000 is
#: past, by the tail of their gains.
QUESTIONS: tuple[Question, ...] = (
    Question(alternatives.left_out, 2.6, 2.0),
    Question(alternatives.twice, 9.5, 2.0),
    Question(alternatives.ending, 16.4, 1.6),
    Question(alternatives.other_number, 20.0, 3.0),
    Question(alternatives.other_word, 25.0, 4.0),
    Question(alternatives.added, 44.0, 5.0),
    Question(alternatives.another_language, 40.0, 10.0),
    Question(signal.silence, 86.0, 5.0, alone=True),
    Question(signal.noise, 5.0, 0.5, alone=True),
    Question(timing.pace, 7.8, 1.0),
)


#: What is so many frames from another fault may be its edge.
_NEAR = 5


#: Says, in nats, what speaks for a suspicion, or against it.
Opinion = Callable[[Sentence, Suspicion], float]


def faults_of(sentence: Sentence, second: Opinion | None = None) -> list[HeardFault]:
    """Return what is wrong with the sound of a sentence, in order of time.

    Of several explanations of one place, the most likely is returned. A ``second`` opinion is asked
    about what would be.
    """
    found: list[tuple[float, Suspicion]] = []
    for odds, suspicion in sorted(suspicions(sentence), key=_odds, reverse=True):
        if odds < 0:
            break
        if any(_overlap(suspicion, other) for _, other in found):
            continue
        odds += second(sentence, suspicion) if second else 0.0
        if odds >= 0:
            found.append((odds, suspicion))
    faults = [_fault(odds, suspicion, sentence) for odds, suspicion in found]
    return sorted(faults, key=lambda fault: fault.at_ms)


def suspicions(sentence: Sentence) -> Iterator[tuple[float, Suspicion]]:
    """Yield all that may be wrong, each with the logarithm of its odds."""
    for question in QUESTIONS:
        if not (sentence.music and question.alone):
            for suspicion in question.ask(sentence):
                yield question.odds(suspicion), suspicion


def hear(
    scores: Scores,
    samples: Samples,
    rate_hz: int,
    text: str,
    pronunciations: Mapping[str, str] | None = None,
    times: Sequence[WordTime] = (),
    *,
    music: bool = False,
    second: Opinion | None = None,
) -> list[HeardFault]:
    """Return what is wrong with the sound of a spoken text; ``scores`` are the ear's.

    ``times`` and ``music`` are those of :class:`~briefing.listen.sentence.Sentence`, ``second``
    that of :func:`faults_of`.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark.
    """
    found = align(text, scores, samples, rate_hz, pronunciations, times, music=music)
    return (
        faults_of(found, second)
        if found
        else [HeardFault(kind="left out", words=text, at_ms=0, confidence=1.0)]
    )


def _odds(pair: tuple[float, Suspicion]) -> float:
    return pair[0]


def _overlap(one: Suspicion, other: Suspicion) -> bool:
    """Tell whether two concern the same or neighbouring words, or the same sound."""
    words = one.first <= other.last + 1 and other.first <= one.last + 1
    return words or (one.begin <= other.end + _NEAR and other.begin <= one.end + _NEAR)


def _fault(odds: float, suspicion: Suspicion, sentence: Sentence) -> HeardFault:
    start, end = sentence.words[suspicion.first].place[0], sentence.words[suspicion.last].place[1]
    return HeardFault(
        kind=suspicion.kind,
        words=sentence.text[start:end],
        heard=suspicion.heard,
        at_ms=suspicion.begin * FRAME_MS,
        confidence=round(1 / (1 + math.exp(-min(50.0, odds))), 3),
    )
