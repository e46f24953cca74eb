"""Build the manifest of a finished episode."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.episode import audit
from briefing.episode.manifest import (
    SCHEMA,
    AudioRecord,
    Link,
    Manifest,
    UtteranceRecord,
    Versions,
    VoiceRecord,
)
from briefing.episode.result import FinishedEpisode
from briefing.model import Enclosure, Voice
from briefing.system.files import sha256
from briefing.version import __version__


def describe(finished: FinishedEpisode) -> Manifest:
    """Return the manifest of an episode."""
    info, planned = finished.prepared.info, finished.prepared.planned
    return Manifest(
        schema=SCHEMA,
        guid=info.guid,
        title=info.title,
        slug=info.slug,
        date=info.date,
        author=info.author,
        show=info.show,
        language=planned.script.language,
        source=info.source,
        episode=info.episode,
        season=info.season,
        audio=_audio(finished.enclosure),
        voices=tuple(_voice(voice) for voice in planned.cast.values()),
        chapters=finished.sound.marks,
        utterances=tuple(_utterances(finished)),
        links=tuple(Link(text=text, url=url) for text, url in planned.script.links),
        omitted=audit.counts(planned.script),
        disclosure=planned.plan.disclosure,
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
    utterances, sound = finished.prepared.planned.plan.utterances, finished.sound
    rows = zip(utterances, sound.spans, sound.clips, strict=True)
    for index, (utterance, (start_ms, end_ms), clip) in enumerate(rows):
        yield UtteranceRecord(
            written=utterance.written,
            spoken=utterance.spoken,
            chapter=utterance.chapter,
            paragraph=utterance.paragraph,
            voice=utterance.voice,
            speaker=utterance.speaker or "",
            role=utterance.role,
            clip=clip,
            start_ms=start_ms,
            end_ms=end_ms,
            unread=utterance.unread,
            guessed=utterance.guessed,
            failed=finished.failures.get(index, ""),
        )
