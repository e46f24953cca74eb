"""The states of an episode on its way: prepared, finished, and the result that a caller gets."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.config import Settings
from briefing.episode import audit
from briefing.episode.audit import UnspokenWords
from briefing.episode.identity import EpisodeInfo
from briefing.episode.manifest import Manifest
from briefing.episode.plan import Plan
from briefing.episode.tags import Tags
from briefing.formats.markup import fill, join
from briefing.formats.text import clock, counted
from briefing.message import Message
from briefing.model import Enclosure, Episode, Script, Voice
from briefing.sound import Music

_SHOWN = 5  # words in a warning
_MOST_EMBEDDED_BYTES = 20_000_000


@dataclass(frozen=True)
class PlannedScript:
    """A script of which is known what is said, how words sound, and by whom.

    ``pronunciations`` are the lexicon's; ``losses`` the words that would not be spoken; ``doubts``
    warnings of numbers that are not spoken as they are written.
    """

    script: Script
    settings: Settings
    plan: Plan
    cast: Mapping[str, Voice]
    pronunciations: tuple[tuple[str, str], ...]
    losses: tuple[UnspokenWords, ...]
    doubts: tuple[str, ...] = ()
    music: Music | None = None

    @property
    def warnings(self) -> list[str]:
        """Return what the user should know: of losses, numbers, readings, licences."""
        unread = [token for utterance in self.plan.utterances for token in utterance.unread]
        guessed = [word for utterance in self.plan.utterances for word in utterance.guessed]
        return [
            *self.script.notices,
            *audit.warnings(self.losses, self.script.source),
            *self.doubts,
            *self._unsaid_soundbite(),
            *_of_words(unread, "{words} could not be read for certain: {examples}"),
            *_of_words(guessed, "{words} of Hindi in Latin letters guessed: {examples}"),
            *(
                Message(
                    "the voice {voice} forbids commercial use ({licence})",
                    voice=voice.name,
                    licence=voice.licence.name,
                )
                for voice in self.cast.values()
                if voice.licence.commercial is False
            ),
        ]

    def _unsaid_soundbite(self) -> Iterator[str]:
        """Yield what is wrong with the soundbite: nobody says its words."""
        words = self.settings.soundbite
        if words and not any(words in utterance.written for utterance in self.plan.utterances):
            yield Message("no sentence holds the words of the soundbite: {words}", words=words)


@dataclass(frozen=True)
class PreparedEpisode:
    """An episode of which everything is known but the sound."""

    planned: PlannedScript
    info: EpisodeInfo
    tags: Tags

    @property
    def warnings(self) -> list[str]:
        """Return what the user should know: of the date, and of the script."""
        return [*self.info.warnings, *self.planned.warnings]


def _of_words(words: Sequence[str], template: str) -> list[str]:
    """Return the warning of some words, if there are any: how many, and the first."""
    more = "" if len(words) <= _SHOWN else " …"
    examples = ", ".join(words[:_SHOWN]) + more
    values = {"words": counted(len(words), "word"), "count": len(words), "examples": examples}
    return [Message(template, **values)] if words else []


@dataclass(frozen=True)
class FinishedEpisode:
    """An episode that was spoken and encoded, in other formats too; the first is its own.

    ``failures`` says by index which utterances have no sound, and why; ``engines`` by an engine's
    name the versions of the libraries that it spoke with.
    """

    prepared: PreparedEpisode
    sound: Episode
    enclosures: tuple[Enclosure, ...]
    failures: Mapping[int, str]
    engines: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class EpisodeResult:
    """A finished episode: its folder, its audio file, its manifest, and what to tell the user.

    ``spoken`` sentences were spoken in this run, ``reused`` ones came from the cache. ``changed``
    are the utterances (0-based) that sound other than in the episode that this one replaces, None
    where there was none. ``failed`` sentences have no sound. ``chapter_files`` are the files of its
    chapters, where ``split`` asked for them.
    """

    folder: Path
    audio: Path
    manifest: Manifest
    warnings: tuple[str, ...] = ()
    spoken: int = 0
    reused: int = 0
    changed: tuple[int, ...] | None = None
    failed: int = 0
    chapter_files: tuple[Path, ...] = ()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the title, a player, the chapters.

        A long episode stays in its file, which the notebook must be able to reach.
        """
        record = self.manifest
        source = os.path.relpath(self.audio).replace(os.sep, "/")
        if record.audio.size_bytes <= _MOST_EMBEDDED_BYTES:
            data = base64.b64encode(self.audio.read_bytes()).decode()
            source = f"data:{record.audio.mime_type};base64,{data}"
        rows = [
            fill("<li>$time $title</li>", time=clock(mark.start_ms // 1000), title=mark.title)
            for mark in record.chapters
        ]
        return fill(
            "<figure><figcaption>$title, $length</figcaption>"
            '<audio controls preload="metadata" src="$source"></audio><ul>$rows</ul></figure>',
            title=record.title,
            length=clock(round(record.audio.duration_ms / 1000)),
            source=source,
            rows=join(rows),
        )
