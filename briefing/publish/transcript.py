"""Transcripts: what was written, at the time it is spoken.

The manifest knows to the millisecond when each sentence is heard, and with most voices each word. A
sentence that is too long to be read at once becomes several cues; where the times of its words are
not known, each has the share of the time that its letters have of the sentence. Formats: WebVTT
(W3C), whose time stamps let a player light each word (section 4.2.2), SRT, and JSON as the Podcast
Namespace's transcript specification has them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from briefing.episode.manifest import Manifest, UtteranceRecord, WordRecord
from briefing.formats.text import one_line, timestamp
from briefing.publish import chapters

LINES = 2  # of a cue
VTT_WIDTH = 42  # characters of a line, as subtitles are set
SRT_WIDTH = 32  # what the Podcast Namespace asks of SRT
JSON_VERSION = "1.0.0"
DIGIT_WEIGHT = 4  # «612» takes about as long to say as a word of 12 letters
_PAUSES = (",", ";", ":", "—", "–", "।", "?", "!")
# What belongs to the word before it: postpositions, particles, the verb «to be».
_BOUND = frozenset(
    "का के की को में से पर ने तक भी ही तो है हैं था थी थे".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Cue:
    """Up to two lines of text and when they are heard, in milliseconds, and who speaks.

    ``starts_ms`` is when each word begins, in order; it is empty where that is not known. ``words``
    are the records of those that begin in it. ``name`` is what stands before the text that is said.
    """

    lines: tuple[str, ...]
    start_ms: int
    end_ms: int
    speaker: str
    starts_ms: tuple[int, ...] = ()
    words: tuple[WordRecord, ...] = ()
    name: str = ""

    @property
    def said(self) -> str:
        """Return the text on one line, without the name."""
        return " ".join(self.lines)[len(self.name) :]


def vtt(manifest: Manifest) -> str:
    """Return the transcript as WebVTT, with chapter titles as notes, and who speaks."""
    coming = list(chapters.marks(manifest))
    blocks = ["WEBVTT"]
    for cue in cues(manifest, VTT_WIDTH):
        while coming and coming[0].start_ms <= cue.start_ms:
            blocks.append(f"NOTE {coming.pop(0).title.replace('-->', '→')}")
        text = "\n".join(_stamped(cue))
        times = f"{timestamp(cue.start_ms, '.')} --> {timestamp(cue.end_ms, '.')}"
        blocks.append(f"{times}\n<v {_escaped(cue.speaker)}>{text}")
    return "\n\n".join(blocks) + "\n"


def srt(manifest: Manifest) -> str:
    """Return the transcript as SRT, in lines of at most 32 characters.

    Where another one begins to speak, the name stands before the text.
    """
    blocks = [
        f"{number}\n{timestamp(cue.start_ms, ',')} --> {timestamp(cue.end_ms, ',')}\n"
        + "\n".join(cue.lines)
        for number, cue in enumerate(cues(manifest, SRT_WIDTH, named=True), start=1)
    ]
    return "\n\n".join(blocks) + "\n"


def to_data(manifest: Manifest) -> dict[str, Any]:
    """Return the transcript as JSON holds it, a segment for each cue of the SRT; times in seconds.

    A segment holds its ``words``, where their times are known; the specification allows more keys.
    """
    segments = []
    for cue in cues(manifest, SRT_WIDTH, named=True):
        words = [_span(word.start_ms, word.end_ms, one_line(word.written)) for word in cue.words]
        segment = {"speaker": cue.speaker, **_span(cue.start_ms, cue.end_ms, cue.said)}
        segments.append({**segment, "words": words} if words else segment)
    return {"version": JSON_VERSION, "segments": segments}


def cues(manifest: Manifest, width: int, *, named: bool = False) -> Iterator[Cue]:
    """Yield the cues of an episode: lines of about ``width`` characters, two a cue.

    With ``named``, the lines of one who begins to speak begin with the name.
    """
    before = ""
    for utterance in _heard(manifest):
        speaker = one_line(manifest.speaker(utterance))
        name = f"{speaker}: " if named and speaker != before else ""
        before = speaker
        yield from _cues_of(utterance, speaker, name, width)


def _cues_of(utterance: UtteranceRecord, speaker: str, name: str, width: int) -> Iterator[Cue]:
    """Yield the cues of a sentence, with a name before it that nobody says."""
    rows = wrap(name + one_line(utterance.written), width)
    parts = [tuple(rows[i : i + LINES]) for i in range(0, len(rows), LINES)]
    starts_ms, unsaid = _word_starts(utterance), len(name.split())
    counts = accumulate(len(" ".join(part).split()) for part in parts)
    bounds = [0, *(max(count - unsaid, 0) for count in counts)]
    if starts_ms:
        later = (starts_ms[bound] for bound in bounds[1:-1])
        times = list(pairwise([utterance.start_ms, *later, utterance.end_ms]))
    else:
        weights = [sum(_weight(char) for row in part for char in row) for part in parts]
        weights[0] = max(weights[0] - width_of(name), 1)
        times = _share(utterance.start_ms, utterance.end_ms, weights)
    for part, (start_ms, end_ms), (first, last) in zip(parts, times, pairwise(bounds), strict=True):
        words = tuple(word for word in utterance.words if start_ms <= word.start_ms < end_ms)
        yield Cue(part, start_ms, end_ms, speaker, starts_ms[first:last], words, name)
        name = ""


def _heard(manifest: Manifest) -> Iterator[UtteranceRecord]:
    for utterance in manifest.utterances:
        if utterance.sounds and one_line(utterance.written):
            yield utterance


def _span(start_ms: int, end_ms: int, body: str) -> dict[str, float | str]:
    return {"startTime": start_ms / 1000, "endTime": end_ms / 1000, "body": body}


def _word_starts(utterance: UtteranceRecord) -> tuple[int, ...]:
    """Return when each word between two blanks begins; nothing where that is not known."""
    words = [
        (piece, word.start_ms)
        for word in utterance.words
        for piece in one_line(word.written).split()
    ]
    if [piece for piece, _ in words] != one_line(utterance.written).split():
        return ()
    return tuple(start_ms for _, start_ms in words)


def _stamped(cue: Cue) -> Iterator[str]:
    """Yield the lines of a cue with a time stamp before each word; they must rise in a cue."""
    last_ms, coming = cue.start_ms, iter(cue.starts_ms)
    for line in cue.lines:
        words = []
        for word in line.split(" "):
            start_ms = next(coming, 0)
            stamp = f"<{timestamp(start_ms, '.')}>" if last_ms < start_ms < cue.end_ms else ""
            last_ms = max(last_ms, start_ms)
            words.append(stamp + _escaped(word))
        yield " ".join(words)


def _share(start_ms: int, end_ms: int, weights: Sequence[int]) -> list[tuple[int, int]]:
    """Divide a span of time by weights, without gaps."""
    whole = sum(weights)
    ends = [start_ms + (end_ms - start_ms) * done // whole for done in accumulate(weights)]
    return list(pairwise([start_ms, *ends]))


def _weight(char: str) -> int:
    """Return how long a character takes to say, in letters."""
    return DIGIT_WEIGHT if char.isdigit() else width_of(char)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into as few lines of ``width`` as it needs, of even length.

    Where there is a choice a line ends after a comma and never begins with a postposition. A
    single word over the width stays whole.

    >>> wrap("दिल्ली में आज सुबह हल्की बारिश हुई, जबकि मुंबई में दिन भर धूप रही।", 42)
    ['दिल्ली में आज सुबह हल्की बारिश हुई,', 'जबकि मुंबई में दिन भर धूप रही।']
    """
    words = text.split()
    # best[i]: of the words before i, (lines, how bad they are, where the last line starts)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(words) + 1):
        options = []
        length = -1
        for start in range(end - 1, -1, -1):
            length += width_of(words[start]) + 1
            if length > width and start < end - 1:
                break
            lines, badness, _ = best[start]
            badness += ((width - length) / width) ** 2 + _badness_of_break(words, end)
            options.append((lines + 1, badness, start))
        best.append(min(options))
    starts = [len(words)]
    while starts[0]:
        starts.insert(0, best[starts[0]][2])
    return [" ".join(words[start:end]) for start, end in pairwise(starts)]


def _badness_of_break(words: Sequence[str], i: int) -> float:
    """Return how bad it is to break a line before word ``i``; less than nothing is good."""
    if words[i - 1].endswith(_PAUSES):
        return -0.15
    return 0.15 if i < len(words) and words[i] in _BOUND else 0.0


def width_of(text: str) -> int:
    """Count the characters of a text that take room: no signs above or below, no joiners.

    >>> width_of("किताबें"), width_of("kitab")
    (5, 5)
    """
    return sum(unicodedata.category(char) not in ("Mn", "Me", "Cf") for char in text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
