"""The time line of an episode: segments in order, mixed and written a part at a time.

Every time comes from a count of samples. What is held in memory is one part: at most 24 sentences
of one chapter, however long the episode is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from briefing.config import LEVELLERS
from briefing.mix import levels, segments
from briefing.mix.music import REFERENCE_LUFS
from briefing.mix.score import PartScore, SpokenSpan, with_music
from briefing.model import (
    FRAME_RATE_HZ,
    FRAME_SAMPLES,
    Clip,
    EpisodePart,
    MusicSpan,
    Utterance,
    WordTime,
    times_within,
)
from briefing.sound import Music

if TYPE_CHECKING:
    from pydub import AudioSegment

    from briefing.model import Samples

#: A part has at most this many sentences, all of one chapter: what comes later in the episode or in
#: another chapter does not move its bounds. It ends only where there is so much silence.
PART_SENTENCES, PART_SILENCE_MS = 24, 120


@dataclass
class Timeline:
    """What is on the time line so far, and the times that follow from the number of samples.

    The rate is that of the first clip; others are resampled to it. The music's loudness follows
    that of the speech in the first part. An excerpt of an episode may leave out where it begins
    (``begins``) or ends: then nothing is heard of the music that opens or closes it.
    """

    file: BinaryIO
    music: Music | None = None
    leveller: str = "off"
    begins: bool = True
    ends: bool = True
    rate_hz: int = 0
    length_samples: int = 0
    starts_ms: dict[int, int] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)
    words: list[tuple[WordTime, ...]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    parts: list[EpisodePart] = field(default_factory=list)
    heard: list[MusicSpan] = field(default_factory=list)
    _track: list[AudioSegment] = field(default_factory=list)
    _part_start: int = 0
    _frames: int = 0
    _sentences: int = 0
    _silence_ms: int = 0
    _last: Utterance | None = None
    _loudnesses: list[float] = field(default_factory=list)
    _spoken: list[SpokenSpan] = field(default_factory=list)

    @property
    def now_ms(self) -> int:
        """Where the time line ends, in milliseconds."""
        return round(self.length_samples * 1000 / self.rate_hz) if self.rate_hz else 0

    def add(self, clip: Clip) -> None:
        """Put a clip at the end, and the pause that follows it."""
        self.rate_hz = self.rate_hz or clip.rate_hz
        if self._part_is_full(clip.utterance):
            self._end_part()
        self.starts_ms.setdefault(clip.utterance.chapter, self.now_ms)
        if clip.utterance.lead_ms:
            self._append_silence(round(clip.utterance.lead_ms * self.rate_hz / 1000))
        start_sample, start_ms = self.length_samples, self.now_ms
        samples, loudness_lufs = self._levelled(clip)
        self._append(segments.speech(samples, clip.rate_hz, self.rate_hz))
        if self.music:
            self._remember(clip.utterance, start_sample, loudness_lufs)
        self.spans.append((start_ms, self.now_ms))
        self.words.append(_heard(clip, start_ms, self.now_ms))
        self.digests.append(clip.digest)
        edges_ms = segments.LEAD_MS + segments.TAIL_MS
        self._silence_ms = max(0, clip.utterance.pause_ms - edges_ms)
        self._append_silence(round(self._silence_ms * self.rate_hz / 1000))
        self._sentences += 1
        self._last = clip.utterance

    def close(self) -> None:
        """Mix and write the last part."""
        self.parts.append(EpisodePart(self._part_start, self.length_samples, None))
        self._write(is_last=self.ends)

    def _part_is_full(self, following: Utterance) -> bool:
        """Tell whether a new part begins before the next sentence: never under a bed."""
        if self._last is None or (self.music and self._last.role == "headline" == following.role):
            return False
        over = self._sentences >= PART_SENTENCES or self._last.chapter != following.chapter
        return over and self._silence_ms >= PART_SILENCE_MS

    def _levelled(self, clip: Clip) -> tuple[Samples, float]:
        """Return the samples of a clip at their level, and their loudness if it matters."""
        if self.leveller == "off" and (self.music is None or self.parts):
            return clip.samples, levels.SILENCE_LUFS
        loudness_lufs = levels.loudness_lufs(clip.samples, clip.rate_hz)
        share, most_db = LEVELLERS[self.leveller]
        return levels.levelled(clip.samples, loudness_lufs, share, most_db, REFERENCE_LUFS)

    def _remember(self, utterance: Utterance, start_sample: int, loudness_lufs: float) -> None:
        """Note for the music what was just added: its loudness, and its time in the part."""
        ends = (start_sample, self.length_samples)
        span_ms = (round((n - self._part_start) * 1000 / self.rate_hz) for n in ends)
        self._spoken.append(SpokenSpan(utterance, *span_ms))
        if not self.parts:
            self._loudnesses.append(loudness_lufs)

    def _end_part(self) -> None:
        """End a part, and lengthen its last silence to a whole number of frames."""
        # A frame is ``frame / unit`` samples, which is not a whole number of them.
        frame, unit = FRAME_SAMPLES * self.rate_hz, FRAME_RATE_HZ
        frames = -(-(self.length_samples - self._part_start + 1) * unit // frame)
        self.parts.append(EpisodePart(self._part_start, self.length_samples, frames))
        self._frames += frames
        self._part_start, self._sentences = round(self._frames * frame / unit), 0
        self._append_silence(self._part_start - self.length_samples)
        self._write()

    def _append_silence(self, length: int) -> None:
        self._append(segments.silence(length, self.rate_hz))

    def _append(self, segment: AudioSegment) -> None:
        self._track.append(segment)
        self.length_samples += int(segment.frame_count())

    def _write(self, *, is_last: bool = False) -> None:
        track = segments.join(self._track)
        if self.music and self._spoken:
            is_first = self.begins and len(self.parts) == 1
            score = PartScore(self._spoken, len(track), is_first, is_last)
            speech_lufs = levels.mean_lufs(self._loudnesses)
            track, heard = with_music(track, score, self.music, speech_lufs)
            later_ms = round(self.parts[-1].start_sample * 1000 / self.rate_hz)
            self.heard += (MusicSpan(n, a + later_ms, b + later_ms) for n, a, b in heard)
            self._spoken = []
        self.file.write(track.raw_data)
        self._track.clear()


def _heard(clip: Clip, start_ms: int, end_ms: int) -> tuple[WordTime, ...]:
    """Return the words of a clip in the time of the episode, within the span of its sentence."""
    later_ms = start_ms - segments.trimmed_ms(clip.samples, clip.rate_hz)
    return times_within((word.moved(0, later_ms) for word in clip.words), start_ms, end_ms)
