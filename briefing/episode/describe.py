"""Build the manifest of a finished episode."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from briefing.config import Settings
from briefing.episode import audit
from briefing.episode.manifest import (
    SCHEMA,
    AudioRecord,
    Link,
    Manifest,
    MusicRecord,
    PictureRecord,
    Soundbite,
    UtteranceRecord,
    Versions,
    VoiceRecord,
    WordRecord,
)
from briefing.episode.result import FinishedEpisode
from briefing.formats.podcast import COVER
from briefing.formats.text import one_line
from briefing.model import Enclosure, Episode, Voice, Word, WordTime
from briefing.sound import FILES
from briefing.system.files import sha256
from briefing.version import __version__

_LONGEST_SOUNDBITE_MS = 120_000
_DIGEST = 16  # hex digits


def describe(finished: FinishedEpisode) -> Manifest:
    """Return the manifest of an episode."""
    info, planned = finished.prepared.info, finished.prepared.planned
    settings, utterances = planned.settings, tuple(_utterances(finished))
    picture = planned.script.picture
    return Manifest(
        schema=SCHEMA,
        guid=info.guid,
        title=info.title,
        slug=info.slug,
        date=info.date,
        time=info.time,
        first_published=info.first_published,
        author=info.author,
        description=one_line(settings.description),
        type=settings.type,
        cover=COVER if settings.cover or picture else "",
        cover_credit=one_line(picture.credit) if picture else "",
        show=info.show,
        language=planned.script.language,
        source=info.source,
        episode=info.episode,
        season=info.season,
        audio=_audio(finished.enclosures[0]),
        alternates=tuple(_audio(enclosure) for enclosure in finished.enclosures[1:]),
        voices=tuple(_voice(voice) for voice in planned.cast.values()),
        chapters=finished.sound.marks,
        stories=finished.sound.stories if _were_merged(finished.sound) else (),
        utterances=utterances,
        music=tuple(MusicRecord(name=n, start_ms=a, end_ms=b) for n, a, b in finished.sound.music),
        mix=mix_digest(settings),
        soundbite=soundbite(settings.soundbite, utterances),
        pictures=tuple(
            PictureRecord(file=each.file, alt=each.alt, credit=each.credit, start_ms=start_ms)
            for start_ms, each in finished.sound.pictures
        ),
        links=tuple(Link(text=text, url=url) for text, url in planned.script.links),
        omitted=audit.counts(planned.script),
        disclosure=planned.plan.disclosure,
        corrections=info.corrections,
        versions=Versions(briefing=__version__, engines=finished.engines),
    )


def mix_digest(settings: Settings) -> str:
    """Return what changes when the pauses, the music or the levels of an episode are set otherwise.

    Files of music count by their names.

    >>> from briefing.config import Pauses
    >>> mix_digest(Settings()) == mix_digest(Settings(pauses=Pauses(line_ms=100)))
    False
    """
    sound = {
        key: Path(value).name if key in FILES else value
        for key, value in asdict(settings.sound).items()
    }
    kept = (settings.leveller, settings.loudness, settings.speed, settings.quality, settings.melody)
    said = json.dumps([asdict(settings.pauses), sound, *kept], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:_DIGEST]


def _were_merged(sound: Episode) -> bool:
    return len(sound.stories) > len(sound.marks)


def soundbite(words: str, utterances: Sequence[UtteranceRecord]) -> Soundbite | None:
    """Return the piece that begins with the sentence that holds these words, None without one.

    It lasts to the end of the paragraph, and at most two minutes, which apps take.
    """
    at = next((i for i, each in enumerate(utterances) if words and words in each.written), None)
    if at is None or not utterances[at].sounds:
        return None
    first, end_ms = utterances[at], utterances[at].end_ms
    for each in utterances[at + 1 :]:
        near = each.end_ms - first.start_ms <= _LONGEST_SOUNDBITE_MS
        if (each.chapter, each.paragraph) != (first.chapter, first.paragraph) or not near:
            break
        end_ms = max(end_ms, each.end_ms)
    return Soundbite(title=words, start_ms=first.start_ms, end_ms=end_ms)


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
    rows = zip(utterances, sound.spans, sound.clips, sound.words, strict=True)
    for index, (utterance, (start_ms, end_ms), clip, times) in enumerate(rows):
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
            words=tuple(word_records(utterance.words, times)),
        )


def word_records(words: Iterable[Word], times: Sequence[WordTime]) -> list[WordRecord]:
    """Return when each written word is heard; nothing if no time is known.

    What has no sound of its own, such as a dash, joins the word before it, or the first word.

    >>> words = [Word("5", "पाँच", 0), Word("–", "", 4), Word("लोग", "लोग", 5)]
    >>> times = [WordTime(0, 4, 100, 300), WordTime(5, 8, 320, 600)]
    >>> [(r.written, r.spoken, r.start_ms, r.end_ms) for r in word_records(words, times)]
    [('5 –', 'पाँच', 100, 300), ('लोग', '', 320, 600)]
    """
    records: list[WordRecord] = []
    silent = ""  # what is written before the first sound
    coming = deque(times)
    for word in words:
        inside = []
        while coming and coming[0].start < word.end:
            inside.append(coming.popleft())
        if inside:
            record = WordRecord(
                written=f"{silent}{word.written}",
                spoken=word.spoken if word.spoken != word.written else "",
                start_ms=inside[0].start_ms,
                end_ms=inside[-1].end_ms,
            )
            records.append(record)
            silent = ""
        elif records:
            joined = f"{records[-1].written} {word.written}"
            records[-1] = replace(records[-1], written=joined)
        else:
            silent += f"{word.written} "
    return records
