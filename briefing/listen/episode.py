"""Hear a finished episode: decode its file, and compare each sentence with its sound."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from briefing.episode import library, manifest
from briefing.episode.heard import HeardFault
from briefing.episode.manifest import Manifest, UtteranceRecord
from briefing.errors import VoiceError
from briefing.listen import decide
from briefing.listen.decide import Opinion
from briefing.listen.ear import RATE_HZ, Ear
from briefing.model import WordTime
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.model import Samples

#: Of the pauses around a sentence so much is heard with it.
_AROUND_MS = 150
_FULL_SCALE = 32768.0


def open_episode(name: str) -> tuple[Path, Manifest]:
    """Return the folder and the manifest of an episode, as :func:`library.folder_of` finds it.

    Raises
    ------
    FeedError
        if there is no manifest, or it cannot be read.
    """
    folder = library.folder_of(name)
    return folder, manifest.read(folder / manifest.NAME)


def hear_episode(
    folder: Path,
    record: Manifest,
    pronunciations: Mapping[str, str] | None = None,
    second: Opinion | None = None,
) -> Iterator[tuple[int, list[HeardFault] | None]]:
    """Yield for each sentence that has a sound its index and what is wrong with it.

    None where it cannot be compared: it has a character that only the voice's own reader knows.

    ``pronunciations`` are those of the lexicon that it was made with; a ``second`` opinion may be
    asked (:mod:`briefing.listen.second`).

    Raises
    ------
    EncodeError
        if the audio cannot be decoded.
    """
    ear = Ear()
    with tempfile.TemporaryDirectory(prefix="briefing-") as work:
        sound = _decoded(folder / record.audio.file, Path(work) / "episode.pcm")
        for index, each in enumerate(record.utterances):
            if each.sounds:
                part = _part(sound, each)
                music = _under_music(record, each)
                yield index, _hear(ear, part, each, pronunciations, second, music=music)


def with_hearing(
    folder: Path, record: Manifest, pronunciations: Iterable[tuple[str, str]] = ()
) -> Manifest:
    """Return the manifest of an episode with what is heard in its file.

    Raises
    ------
    EncodeError
        if the audio cannot be decoded.
    """
    utterances = list(record.utterances)
    for index, faults in hear_episode(folder, record, dict(pronunciations)):
        utterances[index] = replace(utterances[index], heard=tuple(faults or ()))
    return replace(record, utterances=tuple(utterances), listened=True)


def _decoded(audio: Path, pcm: Path) -> Samples:
    """Return the samples of a file at the ear's rate, 16 bits, on disk."""
    raw = ["-map", "0:a:0", "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", ffmpeg.writing(pcm)]
    ffmpeg.run([*ffmpeg.reading(audio), *raw], doing="decoding the episode")
    return np.memmap(pcm, "<i2", "r") if pcm.stat().st_size else np.zeros(0, np.int16)


def _part(sound: Samples, record: UtteranceRecord) -> Samples:
    """Return the sound of a sentence, float32, from :func:`_start_ms` on."""
    begin, end = (ms * RATE_HZ // 1000 for ms in (_start_ms(record), record.end_ms + _AROUND_MS))
    return sound[begin:end].astype(np.float32) / np.float32(_FULL_SCALE)


def _start_ms(record: UtteranceRecord) -> int:
    return max(0, record.start_ms - _AROUND_MS)


def _hear(
    ear: Ear,
    samples: Samples,
    record: UtteranceRecord,
    pronunciations: Mapping[str, str] | None,
    second: Opinion | None,
    *,
    music: bool,
) -> list[HeardFault] | None:
    scores, start_ms = ear.hear(samples, RATE_HZ), _start_ms(record)
    try:
        found = decide.hear(
            scores,
            samples,
            RATE_HZ,
            record.spoken,
            pronunciations,
            word_times(record, start_ms),
            music=music,
            second=second,
        )
    except VoiceError:
        return None
    return [replace(fault, at_ms=fault.at_ms + start_ms) for fault in found]


def _under_music(record: Manifest, utterance: UtteranceRecord) -> bool:
    begin_ms, end_ms = utterance.start_ms - _AROUND_MS, utterance.end_ms + _AROUND_MS
    return any(each.start_ms < end_ms and each.end_ms > begin_ms for each in record.music)


def word_times(record: UtteranceRecord, start_ms: int = 0) -> list[WordTime]:
    """Return when the words of a sentence should be heard, from ``start_ms`` of the episode.

    What is written as one word may be several spoken ones, with one time. Nothing where a word
    cannot be found in the spoken text.

    >>> from briefing.episode.manifest import WordRecord
    >>> word = WordRecord(written="5", spoken="पाँच", start_ms=100, end_ms=300)
    >>> said = UtteranceRecord(written="5", spoken="पाँच।", chapter=0, paragraph=0, voice="tone",
    ...     start_ms=0, end_ms=400, words=(word,))
    >>> [tuple(time) for time in word_times(said)]
    [(0, 4, 100, 300)]
    """
    times, at = [], 0
    for word in record.words:
        said = (word.spoken or word.written).strip("।,;:!?.…—–-\"'“”‘’() ")
        place = record.spoken.find(said, at)
        if place < 0 or not said:
            return []
        at = place + len(said)
        times.append(WordTime(place, at, word.start_ms - start_ms, word.end_ms - start_ms))
    return times
