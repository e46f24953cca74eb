"""What may have been said instead: each function weighs one kind of fault in one sentence.

All compare the best path through what should be heard with the best path through an alternative.
The difference, in nats, is the logarithm of a likelihood ratio: positive where the alternative
explains the sound better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar

import numpy as np

from briefing import lexicon
from briefing.listen.align import SILENCE, Detours, Lattice, Numbers, Scores, detours, loops
from briefing.listen.measure import abruptness
from briefing.listen.phones import PHONES, words_of
from briefing.listen.sentence import Sentence, Suspicion, numbers

T = TypeVar("T")

#: A frame of any sound pays this, so that free sound is not always better than what is written.
_FREE = 1.8
#: What is so much worse than the text as it is written is no suspicion.
_HOPELESS = -30.0
#: By how much a word is heard earlier or later than it should be, and the most that this decides.
_JITTER_MS, _MOST_TIMING = 40.0, 15.0
#: What takes the place of that fading where music hides it: sound sentences mostly fade.
_UNDER_MUSIC = -4
#: Frames of sound that nobody wrote which are a word.
_ADDED = 10
#: Frames of silence, where a word should be, that were not only a pause.
_GAP = 8
#: A word may be said twice alone or with the words before it.
_MOST_AGAIN = 3
#: What the median frame of a sentence loses against free sound if it is another language.
_FOREIGN = 1.2


def left_out(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that words were not said; where there is silence instead, that is its own kind."""
    sound = sentence.lattice
    enter, leave = sound.enter, sound.leave
    quiet = np.cumsum(np.append(0, sound.scores.argmax(axis=1) == SILENCE))
    for more in range(enter.shape[1]):
        both = enter[:, : enter.shape[1] - more] + leave[:, more:]
        for first, frame in enumerate(both.argmax(axis=0).tolist()):
            gain = float(both[frame, first]) - sound.total
            if gain > _HOPELESS:
                last = first + more
                kind = _not_said(sound, quiet, first, last, frame)
                gain += _timing(sentence, first, last, -1)
                yield Suspicion(kind, first, last, frame, frame, gain)


def _not_said(sound: Lattice, quiet: Numbers, first: int, last: int, frame: int) -> str:
    if last == len(sound.states.first) - 1:
        return "ending"
    around = slice(max(0, frame - _GAP), min(len(quiet) - 1, frame + _GAP))
    silent = int(quiet[around.stop] - quiet[around.start])
    return "silence" if silent >= _GAP else "left out"


def twice(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that up to three words were said again at once."""
    sound = sentence.lattice
    count = len(sentence.words)
    phones = [numbers(word.phones) for word in sentence.words]
    spans = [(last - more, last) for more in range(_MOST_AGAIN) for last in range(more, count)]
    again = [sum(phones[first : last + 1], ()) for first, last in spans]
    lasts = [last for _, last in spans]
    found = detours(sound.scores, again, sound.past[:, lasts], sound.leave[:, lasts])
    for (first, last), gain, begin, end in _gains(found, sound, spans):
        gain += _timing(sentence, first, last, 1)
        yield Suspicion("twice", first, last, begin, end, gain)


def _timing(sentence: Sentence, first: int, last: int, sign: int) -> float:
    """Return what times say for it that words are missing (-1) or said again (1), in nats.

    What follows them is then so much earlier or later; else it is in its place, give or take
    ``_JITTER_MS``.
    """
    shift_ms = sentence.shift_ms(first, last)
    if shift_ms is None:
        return 0.0
    should_ms = sign * sentence.length_ms(first, last)
    gain = (shift_ms**2 - (shift_ms - should_ms) ** 2) / (2 * _JITTER_MS**2)
    return max(-_MOST_TIMING, min(_MOST_TIMING, gain))


def ending(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that the sound stops within the last word.

    Each frame of fading that is missing counts as a nat, and each that is there against it.
    """
    sound = sentence.lattice
    missing = _UNDER_MUSIC if sentence.music else abruptness(sentence.levels[0])
    first, last = int(sound.states.first[-1]), int(sound.states.last[-1])
    silent = np.append(np.cumsum(sound.scores[::-1, SILENCE])[::-1], 0)
    for state in range(first, last):
        whole = sound.begun[:, state] + silent[1:]
        frame = int(whole.argmax())
        gain = float(whole[frame]) - sound.total + missing
        word = len(sentence.words) - 1
        yield Suspicion("ending", word, word, frame, sound.frames, gain)


def other_number(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh for each number word that it was one of the others."""
    said = number_words()
    for word in range(len(sentence.words)):
        written = sentence.written(word)
        if written in said:
            others = [name for name in said if said[name] != said[written]]
            yield from _instead(sentence, word, others, "number")


def _instead(
    sentence: Sentence, word: int, others: Sequence[str], kind: str
) -> Iterator[Suspicion]:
    """Weigh other words in the place of one; yield the best."""
    sound = sentence.lattice
    chains = [numbers(phones_of_word(other)) for other in others]
    columns = np.full(len(chains), word)
    found = detours(sound.scores, chains, sound.enter[:, columns], sound.leave[:, columns])
    best = int(found.scores.argmax())
    gain = float(found.scores[best]) - sound.total
    begin, end = int(found.begins[best]), int(found.ends[best])
    yield Suspicion(kind, word, word, begin, end, gain, others[best])


def other_word(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh for each word that something else was said; a name is its own kind."""
    sound = sentence.lattice
    found = loops(_anything(sound), sound.enter, sound.leave, 3)
    for word, gain, begin, end in _gains(found, sound, range(len(sentence.words))):
        kind = "name" if is_name(sentence.written(word)) else "word"
        heard = heard_phones(sound.scores[begin:end])
        yield Suspicion(kind, word, word, begin, end, gain, heard)


def added(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that something is said after a word that nobody wrote."""
    sound = sentence.lattice
    found = loops(_anything(sound), sound.past, sound.leave, _ADDED)
    for word, gain, begin, end in _gains(found, sound, range(len(sentence.words))):
        heard = heard_phones(sound.scores[begin:end])
        yield Suspicion("added", word, word, begin, end, gain, heard)


def another_language(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that all of it is something else: most frames fit another phone far better."""
    sound = sentence.lattice
    expected = sound.scores[np.arange(sound.frames), sound.states.phones[sound.path]]
    speaking = sound.scores.argmax(axis=1) != SILENCE
    if speaking.any():
        lost = (sound.scores.max(axis=1) - expected)[speaking]
        gain = float(lost.mean() - _FOREIGN) * int(speaking.sum())
        yield Suspicion("language", 0, len(sentence.words) - 1, 0, sound.frames, gain)


def _anything(sound: Lattice) -> Scores:
    best: Scores = sound.scores.max(axis=1) - np.float32(_FREE)
    return best


def _gains(
    found: Detours, sound: Lattice, what: Sequence[T]
) -> Iterator[tuple[T, float, int, int]]:
    """Yield each alternative with its gain and the frames it spans."""
    rows = zip(what, found.scores, found.begins, found.ends, strict=True)
    for each, score, begin, end in rows:
        yield each, float(score) - sound.total, int(begin), int(end)


def heard_phones(scores: Scores) -> str:
    """Return the most likely phones of some frames, each once.

    >>> heard_phones(np.log(np.eye(len(PHONES), dtype=np.float32)[[1, 1, 0, 2]] + 1e-6))
    'əaː'
    """
    best = scores.argmax(axis=1).tolist()
    return "".join(
        PHONES[phone]
        for place, phone in enumerate(best)
        if phone != SILENCE and (place == 0 or best[place - 1] != phone)
    )


@cache
def phones_of_word(word: str) -> tuple[str, ...]:
    """Return the phones of a word."""
    return sum((spoken.phones for spoken in words_of(word)), ())


@cache
def number_words() -> Mapping[str, tuple[str, ...]]:
    """Return the number words and how each sounds; spellings of one number are words, too."""
    words = [word for _, word in lexicon.rows("numbers")]
    return {word: phones_of_word(word) for word in words}


@cache
def _names() -> frozenset[str]:
    rows = (*lexicon.rows("indian_names"), *lexicon.rows("names"))
    return frozenset(row[1] for row in rows)


def is_name(word: str) -> bool:
    """Tell whether a lexicon has a word as a name.

    >>> is_name("दिल्ली"), is_name("कल")
    (True, False)
    """
    return word in _names()
