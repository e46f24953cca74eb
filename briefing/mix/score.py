"""The score of a part of an episode: which sound is heard when, and how loud under the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from briefing import audio
from briefing.mix import levels, segments
from briefing.mix.music import BED_LEAD_MS, BED_TAIL_MS, GAP_MS, REFERENCE_LUFS
from briefing.model import MusicSpan, Utterance
from briefing.sound import Music

if TYPE_CHECKING:
    from pydub import AudioSegment

    from briefing.model import Samples

#: The fade of a tune that is cut off, of a bed, and of a tune that is entered in its middle.
_TUNE_OUT_MS, _BED_IN_MS, _BED_OUT_MS, _ENTRY_MS = 2000, 400, 1500, 600
_BED_OVERLAP_MS = 1000
#: A part ends in silence, so that the next one can be encoded on its own.
_SILENT_END_MS = 150


@dataclass(frozen=True)
class SpokenSpan:
    """An utterance and when it is heard, in milliseconds from the beginning of the part."""

    utterance: Utterance
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class PartScore:
    """What is heard in a part, and where it stands in the episode.

    ``end_ms`` is its length; the music is over before, unless nothing follows.
    """

    spans: Sequence[SpokenSpan]
    end_ms: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class _Cue:
    """A sound from a time on, in milliseconds, with its fades."""

    name: str
    samples: Samples
    start_ms: int
    fade_in_ms: int = 0
    fade_out_ms: int = 0


def with_music(
    track: AudioSegment, part: PartScore, music: Music, speech_lufs: float
) -> tuple[AudioSegment, list[MusicSpan]]:
    """Lay the music of a part over its speech, which has this loudness; tell when it is heard.

    Times are those of the part. Music is as loud as the settings say against speech, and goes down
    under each sentence.
    """
    if speech_lufs <= levels.SILENCE_LUFS:  # nothing of the first part could be spoken
        speech_lufs = REFERENCE_LUFS
    # Whole decibels, so that an edited sentence seldom changes the music of all other parts.
    gain_db = round(speech_lufs) + music.settings.level_db - REFERENCE_LUFS
    heard: list[MusicSpan] = []
    for cue in _cues(part, music):
        samples = levels.faded(
            cue.samples,
            cue.fade_in_ms * music.rate_hz // 1000,
            cue.fade_out_ms * music.rate_hz // 1000,
        )
        speech_ms = [(s.start_ms - cue.start_ms, s.end_ms - cue.start_ms) for s in part.spans]
        depth_db = music.settings.duck_db
        samples *= levels.ducking(len(samples), music.rate_hz, speech_ms, depth_db)
        samples *= 10 ** (gain_db / 20)
        sound = segments.segment(audio.to_int16(samples).tobytes(), music.rate_hz)
        track = segments.overlaid(track, sound, cue.start_ms * music.rate_hz // 1000)
        end_ms = min(cue.start_ms + music.length_ms(samples), part.end_ms)
        if end_ms > cue.start_ms:
            heard.append(MusicSpan(cue.name, cue.start_ms, end_ms))
    return track, heard


def _cues(part: PartScore, music: Music) -> Iterator[_Cue]:
    """Yield the sounds of a part, in order."""
    if part.is_first and len(music.tune):
        yield _opening(part, music)
    for span in part.spans:
        sting = music.sting(span.utterance)
        if sting is not None and span.utterance.lead_ms:
            yield _Cue("sting", sting, span.start_ms - GAP_MS - music.length_ms(sting))
    if len(music.bed):
        for is_headline, group in groupby(part.spans, lambda s: s.utterance.role == "headline"):
            if is_headline:
                yield _bed(list(group), music)
    if part.is_last:
        yield from _closing(part, music)


def _opening(part: PartScore, music: Music) -> _Cue:
    """Return the tune from the beginning on, until it is over or something else is heard."""
    limits_ms = [music.length_ms(music.tune), music.settings.tune_end_ms or part.end_ms]
    limits_ms += [
        span.start_ms - span.utterance.lead_ms
        for previous, span in pairwise(part.spans)
        if span.utterance.lead_ms
        or span.utterance.role == "outro"
        or previous.utterance.role == "intro" != span.utterance.role
    ]
    limits_ms.append(part.spans[-1].end_ms if part.is_last else part.end_ms - _SILENT_END_MS)
    end_ms = max(0, min(limits_ms))
    cut = end_ms < limits_ms[0]
    samples = music.tune[: end_ms * music.rate_hz // 1000]
    return _Cue("tune", samples, 0, 0, _TUNE_OUT_MS if cut else 0)


def _bed(headlines: Sequence[SpokenSpan], music: Music) -> _Cue:
    """Return the bed under headlines that follow one another."""
    start_ms = max(0, headlines[0].start_ms - BED_LEAD_MS)
    length_ms = headlines[-1].end_ms + BED_TAIL_MS - GAP_MS - start_ms
    length, overlap = (ms * music.rate_hz // 1000 for ms in (length_ms, _BED_OVERLAP_MS))
    bed = levels.looped(music.bed, length, overlap)
    return _Cue("bed", bed, start_ms, _BED_IN_MS, _BED_OUT_MS)


def _closing(part: PartScore, music: Music) -> Iterator[_Cue]:
    """Yield the tune, whose end is heard after the last word, and then the chime."""
    end_ms = part.spans[-1].end_ms
    if len(music.tune) and music.settings.closing_ms:
        last_word_ms, end_ms = end_ms, end_ms + music.settings.closing_ms
        closing = (span.start_ms for span in part.spans if span.utterance.role == "outro")
        earliest_ms = next(closing, last_word_ms)
        start_ms = max(0, earliest_ms, end_ms - music.length_ms(music.tune))
        samples = music.tune[-((end_ms - start_ms) * music.rate_hz // 1000) :]
        entered = len(samples) < len(music.tune)
        yield _Cue("tune", samples, start_ms, _ENTRY_MS if entered else 0)
    if len(music.chime):
        yield _Cue("chime", music.chime, end_ms + GAP_MS)
