"""Speak a sentence that is too long for a model in pieces: cut where a speaker would breathe.

For models that read letters, a sentence is also cut at punctuation the model has no symbol for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from briefing.audio import faded, sounding
from briefing.engines.vocabulary import fit, phrases
from briefing.errors import VoiceError
from briefing.model import Delivery, Speech, times_within

if TYPE_CHECKING:
    from briefing.model import Samples, WordTime

#: Words that begin a clause: a speaker may breathe before them. (Not पर and तो, which mostly
#: lean on the word before.)
CONJUNCTIONS = (
    "और|तथा|एवं|या|अथवा|कि|क्योंकि|चूँकि|इसलिए|लेकिन|मगर|परंतु|परन्तु|किंतु|किन्तु|बल्कि|जबकि|ताकि|हालाँकि|यदि|अगर|"
    "यानी|जो|जिस|जिसे|जिसने|जिसका|जिसकी|जिसके|जिसमें|जिन|जिन्हें|जिनका|जिनकी|जिनके|जब|जहाँ"
)


@dataclass(frozen=True)
class BreakPoint:
    """A kind of place to cut at: the cut is at the match's start, ``pause_ms`` is heard there."""

    pattern: re.Pattern[str]
    pause_ms: int


#: From the best place to the last resort. The last one is any letter that begins a syllable:
#: no sign (matra, virama, nukta) is ever cut from its letter, nor a conjunct in two.
BREAK_POINTS: tuple[BreakPoint, ...] = (
    BreakPoint(re.compile(r"(?<=[।॥.!?…])[\"'”’)]*\s+"), 250),
    BreakPoint(re.compile(r"(?<=[;:—–])\s*|\s+(?=[—–(])"), 150),
    BreakPoint(re.compile(r"(?<=,)\s*"), 120),
    BreakPoint(re.compile(rf"\s+(?=(?:{CONJUNCTIONS})\s)"), 60),
    BreakPoint(re.compile(r"\s+"), 20),
    BreakPoint(re.compile("(?<![\u094d\u200d])(?=[\u0904-\u0939\u0958-\u0961A-Za-z])"), 0),
)
#: A cut leaves at least this share of the text on either side, where there is such a place.
_MARGIN = 0.2
#: What keeps a soft onset or release at a join, and how long a join fades.
_MARGIN_MS, _FADE_MS = 15, 4


@dataclass(frozen=True)
class Chunk:
    """A part of a sentence that the model can take, and the silence heard after it.

    ``start`` is where it stands in the sentence, -1 if it is written otherwise there.
    """

    text: str
    pause_ms: int = 0
    start: int = 0
    first: bool = True
    last: bool = True

    def delivery(self, whole: Delivery) -> Delivery:
        """Return how the part is to be said, of how the sentence is."""
        start = max(0, self.start)
        return whole.within(start, start + len(self.text), first=self.first, last=self.last)


def speak(
    spoken: str,
    known: Container[str] | None,
    fits: Callable[[str], bool],
    sound: Callable[[str], Samples],
    rate_hz: int,
) -> Samples:
    """Return the sound of a sentence: :func:`speak_timed` for an engine that knows no times."""
    return speak_timed(spoken, known, fits, lambda part: Speech(sound(part.text)), rate_hz).samples


def speak_timed(
    spoken: str,
    known: Container[str] | None,
    fits: Callable[[str], bool],
    sound: Callable[[Chunk], Speech],
    rate_hz: int,
) -> Speech:
    """Return the sound of a sentence, joined from that of its pieces.

    ``known`` holds the characters that the model has numbers for, None where it reads phonemes;
    ``fits`` tells whether it takes a text at once; ``sound`` speaks one that fits. A sound whose
    peak exceeds full scale is scaled down to it, so that it is not clipped.

    Raises
    ------
    VoiceError
        if nothing in the text can be spoken, or something in it has no sound.
    """
    parts = _parts(spoken, known, fits) if any(map(str.isalnum, spoken)) else []
    parts = placed(spoken, parts)
    if not parts:
        raise VoiceError(f"there is nothing to say in {spoken!r}", remedy="remove the sentence")
    whole = joined(parts, [sound(part) for part in parts], rate_hz)
    peak = float(np.abs(whole.samples).max(initial=0.0))
    return replace(whole, samples=whole.samples / np.float32(peak)) if peak > 1 else whole


def _parts(spoken: str, known: Container[str] | None, fits: Callable[[str], bool]) -> list[Chunk]:
    """Cut a sentence at the pauses that the model has no sign for, then to what it takes."""
    if known is None:
        return chunks(spoken, fits)
    parts: list[Chunk] = []
    for text, pause_ms in phrases(spoken, known):
        cut = chunks(fit(text, known), fits)
        parts += [*cut[:-1], Chunk(cut[-1].text, pause_ms)]
    return [part for part in parts if any(map(str.isalnum, part.text))]


def chunks(text: str, fits: Callable[[str], bool]) -> list[Chunk]:
    """Cut a text into few pieces that each fit, none of it lost.

    Each cut halves what is too long, at the best kind of place there is near the middle: the end
    of a sentence, clause punctuation, a comma, before a conjunction, a blank, a syllable.

    Raises
    ------
    VoiceError
        if a single syllable does not fit.

    >>> [p.text for p in chunks("वह आया, उसने देखा और वह जीत गया।", lambda t: len(t) < 26)]
    ['वह आया,', 'उसने देखा और वह जीत गया।']
    """
    text = text.strip()
    if fits(text):
        return [Chunk(text)]
    at, pause_ms = _cut(text)
    first, second = chunks(text[:at], fits), chunks(text[at:], fits)
    return [*first[:-1], Chunk(first[-1].text, pause_ms), *second]


def _cut(text: str) -> tuple[int, int]:
    """Return where to cut, and the pause there: the best kind of break nearest to the middle."""
    middle = len(text) / 2
    for low in (len(text) * _MARGIN, 0):
        for kind in BREAK_POINTS:
            places = [m.end() for m in kind.pattern.finditer(text)]
            inside = [at for at in places if low < at < len(text) - low]
            if inside:
                return min(inside, key=lambda at: abs(at - middle)), kind.pause_ms
    raise VoiceError(f"the voice cannot take {text!r} and it cannot be cut")


def placed(spoken: str, parts: Sequence[Chunk]) -> list[Chunk]:
    """Return the parts of a text with their places in it."""
    found: list[Chunk] = []
    done = 0
    for index, part in enumerate(parts):
        start = spoken.find(part.text, done)
        first, last = index == 0, index == len(parts) - 1
        found.append(replace(part, start=start, first=first, last=last))
        done = max(done, start + len(part.text))
    return found


def joined(parts: Sequence[Chunk], sounds: Sequence[Speech], rate_hz: int) -> Speech:
    """Join the sounds of :func:`placed` parts; their words are counted in the whole text."""
    moved = [
        Speech(
            sound.samples,
            tuple(word.moved(part.start, 0) for word in sound.words) if part.start >= 0 else (),
        )
        for part, sound in zip(parts, sounds, strict=True)
    ]
    return join(moved, [part.pause_ms for part in parts], rate_hz) if moved[1:] else moved[0]


def join(clips: Sequence[Speech], pauses_ms: Sequence[int], rate_hz: int) -> Speech:
    """Join the sound of pieces; ``pauses_ms[i]`` is the silence between clip i and i + 1.

    The model's own silence is cut from the inner edges and what remains fades in and out, so a
    join neither clicks nor gapes. The outer edges stay as they are.
    """
    parts: list[Samples] = []
    words: list[WordTime] = []
    length = 0
    for index, clip in enumerate(clips):
        first, last = index == 0, index == len(clips) - 1
        start, end = sounding(clip.samples, _MARGIN_MS * rate_hz // 1000)
        start, end = 0 if first else start, len(clip.samples) if last else end
        heard = times_within(clip.words, start * 1000 // rate_hz, end * 1000 // rate_hz)
        words += (word.moved(0, (length - start) * 1000 // rate_hz) for word in heard)
        pause = 0 if last else pauses_ms[index] * rate_hz // 1000
        parts.append(faded(clip.samples[start:end], _FADE_MS * rate_hz // 1000))
        parts.append(np.zeros(pause, np.float32))
        length += end - start + pause
    return Speech(np.concatenate(parts), tuple(words))
