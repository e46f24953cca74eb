"""Rules that compare the copies of an episode's chapters and text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise, zip_longest

from briefing.lint.inputs.audio import Audio
from briefing.lint.inputs.consistency import (
    ChapterList,
    difference,
    from_json,
    from_manifest,
    from_notes,
    from_psc,
    from_text,
)
from briefing.lint.inputs.episode import EpisodeFolder
from briefing.lint.inputs.feed import Item
from briefing.lint.inputs.transcript import MalformedError, Transcript
from briefing.lint.rule import Problem, rule

_CUE_MS = 1
_TEXTS = ("content:encoded", "description", "itunes:summary")


@rule(
    "copies-episode",
    "error",
    why="players read different copies of the chapters: all listeners should see the same ones",
    remedy="make the episode and the feed again (briefing make, briefing feed)",
)
def _episode(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.manifest is None:
        return
    first = from_manifest(episode.manifest)
    for copy in _folder_copies(episode, first):
        if message := difference(first, copy):
            yield Problem(message, copy.place)


def _folder_copies(episode: EpisodeFolder, first: ChapterList) -> Iterator[ChapterList]:
    """Yield the copies in an episode's folder; another rule reports what cannot be read."""
    if episode.audio and episode.audio.holds_chapters:
        yield _tagged(episode.audio)
    if episode.chapters:
        with suppress(MalformedError):
            yield from_json(episode.chapters)
    titles = [title for title, _ in first.chapters]
    starts_ms = [start_ms for _, start_ms in first.chapters]
    for transcript in episode.transcripts:
        # Music may stand between the beginning of a chapter and its first cue.
        notes = [(note.text, note.place_ms(starts_ms)) for note in transcript.notes]
        if copy := from_notes(notes, titles):
            yield copy


def _tagged(audio: Audio) -> ChapterList:
    return ChapterList(f"the chapters in {audio.path.name}", audio.marks)


@rule(
    "copies-feed",
    "error",
    why="players read different copies of the chapters: all listeners should see the same ones",
    remedy="make the feed again from the episodes (briefing feed)",
)
def _item(item: Item) -> Iterator[Problem]:
    try:
        copies = list(_feed_copies(item))
    except MalformedError as error:
        yield Problem(f"its chapters cannot be read: {error}")
        return
    for copy in copies[1:]:
        if message := difference(copies[0], copy):
            yield Problem(message, copy.place)


def _feed_copies(item: Item) -> Iterator[ChapterList]:
    """Yield the copies that an item contains or links to, the most precise first."""
    if item.audio and item.audio.marks:
        yield _tagged(item.audio)
    if copy := from_psc(item.node):
        yield copy
    link = item.feed.local(item.node.value("podcast:chapters", "url"))
    if link:
        yield from_json(link)
    for name in _TEXTS:
        if copy := from_text(item.node.value(name)):
            yield replace(copy, place=f"{copy.place} ({name})")


@rule(
    "copies-transcripts",
    "warning",
    ("Podcasting 2.0",),
    why="players choose one of the formats: all should say the same at the same time",
    remedy="make the feed again (briefing feed)",
)
def _transcripts(episode: EpisodeFolder) -> Iterator[Problem]:
    readable = [transcript for transcript in episode.transcripts if transcript.cues]
    names = {cue.speaker for transcript in readable for cue in transcript.cues if cue.speaker}
    by_size = sorted(readable, key=lambda transcript: len(transcript.cues))
    for coarse, fine in pairwise(by_size):
        if message := _transcript_difference(coarse, fine, names):
            yield Problem(f"{message} than {coarse.path.name}", fine.path.name)


def _transcript_difference(coarse: Transcript, fine: Transcript, names: Collection[str]) -> str:
    """Describe how a transcript differs from one with fewer cues (a sentence may be several)."""
    texts = [_words(transcript, names) for transcript in (coarse, fine)]
    for i, (word, other) in enumerate(zip_longest(*texts), 1):
        if word != other:
            return f"word {i}, «{other or ''}», differs"
    starts = {cue.start_ms for cue in fine.cues}
    alike = coarse.path.suffix == ".json" or len(coarse.cues) == len(fine.cues)
    for cue in coarse.cues if alike else coarse.cues[:1]:
        if not any(cue.start_ms + offset in starts for offset in range(-_CUE_MS, _CUE_MS + 1)):
            return f"no cue begins at {cue.start_ms} ms: other times"
    if abs(coarse.cues[-1].end_ms - fine.cues[-1].end_ms) > _CUE_MS:
        return f"ends at {fine.cues[-1].end_ms} ms: another time"
    return ""


def _words(transcript: Transcript, names: Collection[str]) -> list[str]:
    """Return the words that are said: SubRip has a speaker's name before them."""
    texts = []
    for cue in transcript.cues:
        name, colon, said = cue.text.partition(": ")
        named = colon and name in names and transcript.path.suffix == ".srt"
        texts.append(said if named else cue.text)
    return [word for text in texts for word in text.split()]
