"""Rules that hold the copies of an episode's chapters and words against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import zip_longest

from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.consistency import (
    Copy,
    difference,
    from_json,
    from_manifest,
    from_notes,
    from_psc,
    from_text,
)
from briefing.lint.inputs.episode import Episode
from briefing.lint.inputs.feed import Item
from briefing.lint.inputs.transcript import MalformedError, Transcript
from briefing.lint.rule import ALL, ERROR, PODCASTING20, WARNING, Problem, Rule

_CUE_MS = 1
_TEXTS = ("content:encoded", "description", "itunes:summary")


def _episode(episode: Episode) -> Iterator[Problem]:
    first = from_manifest(episode.manifest)
    for copy in _beside(episode, [title for title, _ in first.chapters]):
        if said := difference(first, copy):
            yield Problem(said, copy.place)


def _beside(episode: Episode, titles: Sequence[str]) -> Iterator[Copy]:
    """Yield the copies in an episode's folder; what cannot be read has a rule of its own."""
    if isinstance(episode.audio, Mp3):
        yield _tagged(episode.audio)
    if episode.chapters:
        with suppress(MalformedError):
            yield from_json(episode.chapters)
    for transcript in episode.transcripts:
        notes = [(note.text, note.start_ms) for note in transcript.notes]
        if found := from_notes(notes, titles):
            yield found


def _tagged(mp3: Mp3) -> Copy:
    chapters = tuple((chapter.title or "", chapter.start_ms) for chapter in mp3.chapters)
    return Copy("the tag of the MP3", chapters)


def _item(item: Item) -> Iterator[Problem]:
    try:
        copies = list(_announced(item))
    except MalformedError as error:
        yield Problem(f"its chapters cannot be read: {error}")
        return
    for copy in copies[1:]:
        if said := difference(copies[0], copy):
            yield Problem(said, copy.place)


def _announced(item: Item) -> Iterator[Copy]:
    """Yield the copies that an item holds or links to, the most exact first."""
    if item.mp3 and item.mp3.chapters:
        yield _tagged(item.mp3)
    if found := from_psc(item.node):
        yield found
    link = item.feed.local(item.node.value("podcast:chapters", "url"))
    if link:
        yield from_json(link)
    for name in _TEXTS:
        if found := from_text(item.node.value(name)):
            yield replace(found, place=f"{found.place} ({name})")


def _transcripts(episode: Episode) -> Iterator[Problem]:
    read = [transcript for transcript in episode.transcripts if transcript.cues]
    if not read:
        return
    coarse = min(read, key=lambda transcript: len(transcript.cues))
    for other in read:
        if said := _apart(coarse, other):
            yield Problem(f"{said} than {coarse.path.name}", other.path.name)


def _apart(coarse: Transcript, fine: Transcript) -> str:
    """Say how a transcript differs from one with fewer cues; a sentence may be several cues."""
    words = [[word for cue in t.cues for word in cue.text.split()] for t in (coarse, fine)]
    for i, (word, other) in enumerate(zip_longest(*words), 1):
        if word != other:
            return f"word {i}, «{other or ''}», is another"
    starts = {cue.start_ms for cue in fine.cues}
    for cue in coarse.cues if coarse.path.suffix == ".json" else coarse.cues[:1]:
        if not any(cue.start_ms + apart in starts for apart in range(-_CUE_MS, _CUE_MS + 1)):
            return f"no cue begins at {cue.start_ms} ms: other times"
    if abs(coarse.cues[-1].end_ms - fine.cues[-1].end_ms) > _CUE_MS:
        return f"ends at {fine.cues[-1].end_ms} ms: another time"
    return ""


RULES = (
    Rule(
        "copies-episode",
        ERROR,
        Episode,
        ALL,
        "each player reads another copy of the chapters: listeners must see the same ones",
        "make the episode and the feed again (briefing make, briefing feed)",
        _episode,
    ),
    Rule(
        "copies-feed",
        ERROR,
        Item,
        ALL,
        "each player reads another copy of the chapters: listeners must see the same ones",
        "make the feed again from the episodes (briefing feed)",
        _item,
    ),
    Rule(
        "copies-transcripts",
        WARNING,
        Episode,
        (PODCASTING20,),
        "players choose among the formats: all should say the same at the same time",
        "make the feed again (briefing feed)",
        _transcripts,
    ),
)
