"""Rules about a transcript, in WebVTT, SubRip or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from briefing.lint.inputs.transcript import Cue, Transcript
from briefing.lint.rule import Player, Problem, rule

_READERS: tuple[Player, ...] = ("Apple Podcasts", "AntennaPod", "Pocket Casts", "Podcasting 2.0")
_AFTER_END_MS = 500
LONGEST_CUE_MS = 30_000


def _where(cue: Cue) -> str:
    return f"line {cue.line}" if cue.line else f"at {cue.start_ms} ms"


@rule(
    "transcript-reads",
    "error",
    _READERS,
    why="players do not show a transcript that breaks its format",
    remedy="make the feed again (briefing feed), or correct the line",
    blocking=True,
)
def _unreadable(transcript: Transcript) -> Iterator[Problem]:
    if transcript.problem:
        yield Problem(transcript.problem)


@rule(
    "transcript-empty",
    "error",
    _READERS,
    why="an empty transcript looks like a fault in the player",
    remedy="remove it and its podcast:transcript, or fill it",
)
def _empty(transcript: Transcript) -> Iterator[Problem]:
    if not transcript.cues:
        yield Problem("no cues")
    for cue in transcript.cues:
        if not cue.text:
            yield Problem("a cue without text", _where(cue))


@rule(
    "transcript-span",
    "error",
    _READERS,
    why="a cue that ends before it begins is never shown (WebVTT, 4.1)",
    remedy="correct its times",
)
def _spans(transcript: Transcript) -> Iterator[Problem]:
    for cue in transcript.cues:
        if cue.end_ms <= cue.start_ms:
            yield Problem(f"ends at {cue.end_ms} ms, starts at {cue.start_ms} ms", _where(cue))


@rule(
    "transcript-order",
    "error",
    _READERS,
    why="cues must be in order of their start (WebVTT, 4.1); players rely on it to search",
    remedy="sort the cues by time",
)
def _order(transcript: Transcript) -> Iterator[Problem]:
    for previous, cue in pairwise(transcript.cues):
        if cue.start_ms < previous.start_ms:
            what = f"starts at {cue.start_ms} ms, the one before it at {previous.start_ms} ms"
            yield Problem(what, _where(cue))


@rule(
    "transcript-overlap",
    "warning",
    _READERS,
    why="where cues overlap, players highlight either one, or flicker",
    remedy="end each cue where the next begins, or earlier",
)
def _overlaps(transcript: Transcript) -> Iterator[Problem]:
    for previous, cue in pairwise(transcript.cues):
        if previous.start_ms <= cue.start_ms < previous.end_ms:
            what = f"starts at {cue.start_ms} ms, the one before it ends at {previous.end_ms} ms"
            yield Problem(what, _where(cue))


@rule(
    "transcript-beyond",
    "error",
    _READERS,
    why="words after the end of the audio: this is the transcript of another file",
    remedy="make the episode and the feed again",
)
def _beyond(transcript: Transcript) -> Iterator[Problem]:
    if transcript.duration_ms is None:
        return
    for cue in transcript.cues:
        if cue.end_ms > transcript.duration_ms + _AFTER_END_MS:
            what = f"ends at {cue.end_ms} ms, the audio at {transcript.duration_ms} ms"
            yield Problem(what, _where(cue))


@rule(
    "transcript-long",
    "warning",
    _READERS,
    why="a listener cannot find the spoken word in a cue half a minute long",
    remedy="write one cue per sentence",
)
def _long(transcript: Transcript) -> Iterator[Problem]:
    for cue in transcript.cues:
        if cue.end_ms - cue.start_ms > LONGEST_CUE_MS:
            yield Problem(f"lasts {(cue.end_ms - cue.start_ms) // 1000} s", _where(cue))
