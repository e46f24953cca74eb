"""Rules that hold the copies of an episode's chapters and words against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from briefing.lint.rule import ALL, ERROR, PODCASTING20, WARNING, Problem, Rule
from briefing.lint.subjects.audio import Mp3
from briefing.lint.subjects.copies import (
    Copy,
    difference,
    from_json,
    from_manifest,
    from_notes,
    from_psc,
    from_text,
)
from briefing.lint.subjects.episode import Episode
from briefing.lint.subjects.feed import Item
from briefing.lint.subjects.transcript import MalformedError

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
            yield Copy(f"{found.place} ({name})", found.chapters, found.exact_ms, short=True)


def _transcripts(episode: Episode) -> Iterator[Problem]:
    read = [transcript for transcript in episode.transcripts if not transcript.problem]
    for other in read[1:]:
        first = read[0]
        if len(first.cues) != len(other.cues):
            what = f"{len(other.cues)} cues, {first.path.name} has {len(first.cues)}"
            yield Problem(what, other.path.name)
            continue
        for i, (cue, same) in enumerate(zip(first.cues, other.cues, strict=True), 1):
            apart = max(abs(cue.start_ms - same.start_ms), abs(cue.end_ms - same.end_ms))
            if apart > _CUE_MS or cue.text.split() != same.text.split():
                what = f"cue {i} differs from that of {first.path.name}"
                yield Problem(what, other.path.name)
                break


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
