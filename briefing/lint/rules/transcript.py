"""Rules over a transcript, in WebVTT, SubRip or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from briefing.lint.inputs.transcript import Cue, Transcript
from briefing.lint.rule import (
    ANTENNAPOD,
    APPLE,
    ERROR,
    POCKET_CASTS,
    PODCASTING20,
    WARNING,
    Problem,
    Rule,
)

_READERS = (APPLE, ANTENNAPOD, POCKET_CASTS, PODCASTING20)
_AFTER_END_MS = 500
LONGEST_CUE_MS = 30_000


def _where(cue: Cue) -> str:
    return f"line {cue.line}" if cue.line else f"at {cue.start_ms} ms"


def _unreadable(transcript: Transcript) -> Iterator[Problem]:
    if transcript.problem:
        yield Problem(transcript.problem)


def _empty(transcript: Transcript) -> Iterator[Problem]:
    if not transcript.cues:
        yield Problem("no cues")
    for cue in transcript.cues:
        if not cue.text:
            yield Problem("a cue without text", _where(cue))


def _spans(transcript: Transcript) -> Iterator[Problem]:
    for cue in transcript.cues:
        if cue.end_ms <= cue.start_ms:
            yield Problem(f"ends at {cue.end_ms} ms, starts at {cue.start_ms} ms", _where(cue))


def _order(transcript: Transcript) -> Iterator[Problem]:
    for before, cue in pairwise(transcript.cues):
        if cue.start_ms < before.start_ms:
            what = f"starts at {cue.start_ms} ms, the one before at {before.start_ms} ms"
            yield Problem(what, _where(cue))


def _overlaps(transcript: Transcript) -> Iterator[Problem]:
    for before, cue in pairwise(transcript.cues):
        if before.start_ms <= cue.start_ms < before.end_ms:
            what = f"starts at {cue.start_ms} ms, the one before ends at {before.end_ms} ms"
            yield Problem(what, _where(cue))


def _beyond(transcript: Transcript) -> Iterator[Problem]:
    if transcript.duration_ms is None:
        return
    for cue in transcript.cues:
        if cue.end_ms > transcript.duration_ms + _AFTER_END_MS:
            what = f"ends at {cue.end_ms} ms, the audio at {transcript.duration_ms} ms"
            yield Problem(what, _where(cue))


def _long(transcript: Transcript) -> Iterator[Problem]:
    for cue in transcript.cues:
        if cue.end_ms - cue.start_ms > LONGEST_CUE_MS:
            yield Problem(f"stands for {(cue.end_ms - cue.start_ms) // 1000} s", _where(cue))


RULES = (
    Rule(
        "transcript-reads",
        ERROR,
        Transcript,
        _READERS,
        "a transcript that its format does not allow is not shown",
        "make the feed again (briefing feed), or mend the line",
        _unreadable,
        blocking=True,
    ),
    Rule(
        "transcript-empty",
        ERROR,
        Transcript,
        _READERS,
        "an empty transcript looks like a fault of the player",
        "remove it and its podcast:transcript, or fill it",
        _empty,
    ),
    Rule(
        "transcript-span",
        ERROR,
        Transcript,
        _READERS,
        "a cue that ends before it begins is never shown (WebVTT, 4.1)",
        "mend its times",
        _spans,
    ),
    Rule(
        "transcript-order",
        ERROR,
        Transcript,
        _READERS,
        "cues must stand in order of their starts (WebVTT, 4.1); players search them so",
        "sort the cues by time",
        _order,
    ),
    Rule(
        "transcript-overlap",
        WARNING,
        Transcript,
        _READERS,
        "where cues overlap a player highlights either, or flickers",
        "end each cue where the next begins, or earlier",
        _overlaps,
    ),
    Rule(
        "transcript-beyond",
        ERROR,
        Transcript,
        _READERS,
        "words behind the end of the audio: the transcript is of another file",
        "make the episode and the feed again",
        _beyond,
    ),
    Rule(
        "transcript-long",
        WARNING,
        Transcript,
        _READERS,
        "a listener cannot find the spoken word in a cue of half a minute",
        "write a cue a sentence",
        _long,
    ),
)
