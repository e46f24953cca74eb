"""Build an episode's manifest, and the records that the pipeline passes along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.config import Settings
from briefing.episode import audit
from briefing.episode.audit import UnspokenWords
from briefing.episode.identity import EpisodeInfo
from briefing.episode.manifest import (
    SCHEMA,
    AudioRecord,
    Link,
    Manifest,
    UtteranceRecord,
    Versions,
    VoiceRecord,
)
from briefing.episode.plan import Plan
from briefing.model import Enclosure, Episode, Script, Tags, Voice
from briefing.system.files import sha256
from briefing.version import __version__

_SHOWN = 5  # words in a warning


@dataclass(frozen=True)
class PreparedEpisode:
    """A script that is planned: everything is known but the sound."""

    script: Script
    settings: Settings
    info: EpisodeInfo
    plan: Plan
    cast: Mapping[str, Voice]
    tags: Tags
    losses: tuple[UnspokenWords, ...] = ()

    @property
    def warnings(self) -> list[str]:
        """Return what the user should know: of the date, of losses, of licences."""
        unread = [token for utterance in self.plan.utterances for token in utterance.unread]
        guessed = [word for utterance in self.plan.utterances for word in utterance.guessed]
        return [
            *self.info.warnings,
            *audit.warnings(self.losses, self.script.source),
            *_of_words(unread, "could not be read for certain"),
            *_of_words(guessed, "of Hindi in Latin letters were guessed"),
            *(
                f"the voice {voice.name} forbids commercial use ({voice.licence.name})"
                for voice in self.cast.values()
                if voice.licence.commercial is False
            ),
        ]


def _of_words(words: Sequence[str], what: str) -> list[str]:
    """Return the warning of some words, if there are any: how many, and the first."""
    more = "" if len(words) <= _SHOWN else " …"
    examples = ", ".join(words[:_SHOWN]) + more
    return [f"{len(words)} word(s) {what}: {examples}"] if words else []


@dataclass(frozen=True)
class FinishedEpisode:
    """An episode that was spoken and encoded.

    ``failures`` says by index which utterances have no sound, and why; ``engines`` by an engine's
    name the versions of the libraries that it spoke with.
    """

    prepared: PreparedEpisode
    sound: Episode
    enclosure: Enclosure
    failures: Mapping[int, str]
    engines: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class EpisodeResult:
    """A finished episode: its folder, its audio file, its manifest, and what to tell the user.

    ``spoken`` sentences were spoken in this run, ``reused`` ones came from the cache. ``changed``
    are the utterances (0-based) that sound other than in the episode that this one replaces, None
    where there was none. ``failed`` sentences have no sound.
    """

    folder: Path
    audio: Path
    manifest: Manifest
    warnings: tuple[str, ...] = ()
    spoken: int = 0
    reused: int = 0
    changed: tuple[int, ...] | None = None
    failed: int = 0


def describe(finished: FinishedEpisode) -> Manifest:
    """Return the manifest of an episode."""
    info, script = finished.prepared.info, finished.prepared.script
    return Manifest(
        schema=SCHEMA,
        guid=info.guid,
        title=info.title,
        slug=info.slug,
        date=info.date,
        author=info.author,
        show=info.show,
        language=script.language,
        source=info.source,
        episode=info.episode,
        season=info.season,
        audio=_audio(finished.enclosure),
        voices=tuple(_voice(voice) for voice in finished.prepared.cast.values()),
        chapters=finished.sound.marks,
        utterances=tuple(_utterances(finished)),
        links=tuple(Link(text=text, url=url) for text, url in script.links),
        omitted=audit.counts(script),
        disclosure=finished.prepared.plan.disclosure,
        versions=Versions(briefing=__version__, engines=finished.engines),
    )


def _audio(enclosure: Enclosure) -> AudioRecord:
    return AudioRecord(
        file=enclosure.path.name,
        mime_type=enclosure.mime_type,
        size_bytes=enclosure.size_bytes,
        duration_ms=enclosure.duration_ms,
        loudness_lufs=enclosure.loudness_lufs,
        true_peak_dbtp=enclosure.true_peak_dbtp,
        sha256=sha256(enclosure.path),
    )


def _voice(voice: Voice) -> VoiceRecord:
    return VoiceRecord(
        name=voice.name,
        engine=voice.engine,
        language=voice.language,
        gender=voice.gender,
        source=voice.source,
        digest=voice.digest,
        rate_hz=voice.rate_hz,
        title=voice.title,
        licence=voice.licence,
    )


def _utterances(finished: FinishedEpisode) -> Iterator[UtteranceRecord]:
    utterances, sound = finished.prepared.plan.utterances, finished.sound
    rows = zip(utterances, sound.spans, sound.clips, strict=True)
    for index, (utterance, (start_ms, end_ms), clip) in enumerate(rows):
        yield UtteranceRecord(
            written=utterance.written,
            spoken=utterance.spoken,
            chapter=utterance.chapter,
            paragraph=utterance.paragraph,
            voice=utterance.voice,
            speaker=utterance.speaker or "",
            clip=clip,
            start_ms=start_ms,
            end_ms=end_ms,
            unread=utterance.unread,
            guessed=utterance.guessed,
            failed=finished.failures.get(index, ""),
        )
