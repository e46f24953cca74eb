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
from briefing.listen.align import SILENCE, Detours, Lattice, Numbers, Scores, any_phones, detours
from briefing.listen.measure import last_fall_db
from briefing.listen.phones import PHONES, words_of
from briefing.listen.sentence import Sentence, Suspicion, numbers
from briefing.listen.timing import step

T = TypeVar("T")

#: What any phone costs, and each frame of it, so that it is not always better than what is written.
_FREE = (4.0, 0.3)
#: What speaks against it that a word which is no name was said otherwise: voices slur it.
_NO_NAME = 24.0
#: What is so much worse than the text as it is written is no suspicion.
_HOPELESS = -30.0
#: What a decibel of its last fall says for it that a sentence was cut, in nats; sound ones fall by
#: ``_USUAL_FALL_DB``, and music hides it.
_STEEP, _USUAL_FALL_DB = 0.45, 8.0
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
                gain += step(sentence, first, last, -1)
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
        gain += step(sentence, first, last, 1)
        yield Suspicion("twice", first, last, max(0, 2 * begin - end), end, gain)


def ending(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that the sound stops within the last word.

    That its last phones are missing speaks for it, and that it falls silent at once.
    """
    sound = sentence.lattice
    fall_db = _USUAL_FALL_DB if sentence.music else last_fall_db(sentence.outline_db)
    first, last = int(sound.states.first[-1]), int(sound.states.last[-1])
    silent = np.append(np.cumsum(sound.scores[::-1, SILENCE])[::-1], 0)
    for state in range(first, last):
        whole = sound.begun[:, state] + silent[1:]
        frame = int(whole.argmax())
        gain = float(whole[frame]) - sound.total + _STEEP * fall_db
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
    found = any_phones(sound.scores, sound.enter, sound.leave, *_FREE)
    for word, gain, begin, end in _gains(found, sound, range(len(sentence.words))):
        name = is_name(sentence.written(word))
        kind, gain = ("name", gain) if name else ("word", gain - _NO_NAME)
        heard = heard_phones(sound.scores[begin:end])
        yield Suspicion(kind, word, word, begin, end, gain, heard)


def added(sentence: Sentence) -> Iterator[Suspicion]:
    """Weigh that something is said after a word that nobody wrote."""
    sound = sentence.lattice
    found = any_phones(sound.scores, sound.past, sound.leave, *_FREE)
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
