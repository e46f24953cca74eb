"""Clips and pauses on the time line: what is trimmed and faded, and when each is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from briefing import audio
from briefing.mix import segments
from briefing.mix.stitch import stitch, write_wav
from briefing.mix.timeline import PART_SENTENCES
from briefing.model import Clip, Episode, Utterance

RATE_HZ = 24_000


def tone(length_ms: int, rate_hz: int = RATE_HZ, pitch_hz: int = 300) -> np.ndarray:
    time_s = np.arange(rate_hz * length_ms // 1000) / rate_hz
    return (0.5 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def clip(
    samples: np.ndarray, chapter: int = 0, pause_ms: int = 400, rate_hz: int = RATE_HZ
) -> Clip:
    utterance = Utterance("क", "क", chapter, 0, "tone", pause_ms)
    return Clip(utterance, samples, rate_hz, "")


def stitched(folder: Path, *clips: Clip) -> tuple[Episode, np.ndarray]:
    episode = stitch(clips, ["एक", "दो", "तीन"], folder / "a.pcm")
    return episode, np.fromfile(episode.pcm, "<i2")


@pytest.mark.parametrize(("before_ms", "after_ms"), [(0, 0), (5, 20), (300, 700)])
def test_a_clip_is_trimmed_to_known_edges(before_ms: int, after_ms: int) -> None:
    padded = np.concatenate((np.zeros(24 * before_ms), tone(200), np.zeros(24 * after_ms)))
    trimmed = segments.trim(padded.astype(np.float32), RATE_HZ)
    start, end = audio.sounding(trimmed)
    assert abs(start - 24 * segments.LEAD_MS) <= 1
    assert abs(len(trimmed) - end - 24 * segments.TAIL_MS) <= 1


def test_a_clip_without_sound_is_its_edges() -> None:
    trimmed = segments.trim(np.zeros(5000, np.float32), RATE_HZ)
    assert len(trimmed) == 24 * (segments.LEAD_MS + segments.TAIL_MS)
    assert not trimmed.any()


def test_spans_are_where_the_sound_is(tmp_path: Path) -> None:
    episode, samples = stitched(tmp_path, clip(tone(200)), clip(tone(300), 1), clip(tone(100), 1))
    for (start_ms, end_ms), length_ms in zip(episode.spans, (200, 300, 100), strict=True):
        span = samples[24 * start_ms : 24 * end_ms].astype(np.float32)
        start, end = audio.sounding(span)
        assert abs((end - start) / 24 - length_ms) < 12  # the fades take some of it
        assert abs(start / 24 - segments.LEAD_MS) < 8
    assert [mark.start_ms for mark in episode.marks] == [0, episode.spans[1][0]]
    assert episode.duration_ms == round(len(samples) / 24)


def test_the_pause_is_heard_between_two_sounds(tmp_path: Path) -> None:
    episode, _ = stitched(tmp_path, clip(tone(200), pause_ms=500), clip(tone(200)))
    (_, first_end), (second_start, _) = episode.spans
    assert second_start - first_end + segments.TAIL_MS + segments.LEAD_MS == 500


def test_a_hum_around_the_sound_fades(tmp_path: Path) -> None:
    """What is under the edge of the sound must not begin or end with a step."""
    hum = np.full(24 * 100, 0.001, np.float32)
    humming = clip(np.concatenate((hum, tone(200), hum)))
    episode, samples = stitched(tmp_path, humming, humming)
    for start_ms, end_ms in episode.spans:
        span = np.abs(samples[24 * start_ms : 24 * end_ms].astype(np.int32))
        assert span[24 * 10] == span[-24 * 20] == 33  # the hum is there
        assert max(span[0], span[-1]) <= 1
        assert np.diff(span[: 24 * 10]).max() <= 1


def test_a_clip_of_another_rate_keeps_its_pitch(tmp_path: Path) -> None:
    other = clip(tone(400, 16_000, 440), rate_hz=16_000)
    episode, samples = stitched(tmp_path, clip(tone(100)), other)
    start_ms, end_ms = episode.spans[1]
    spectrum = np.abs(np.fft.rfft(samples[24 * start_ms : 24 * end_ms]))
    assert np.argmax(spectrum) * 1000 / (end_ms - start_ms) == pytest.approx(440, abs=3)


def test_parts_cover_the_episode(tmp_path: Path) -> None:
    clips = [clip(tone(60)) for _ in range(2 * PART_SENTENCES + 3)]
    episode, samples = stitched(tmp_path, *clips)
    assert len(episode.parts) == 3
    assert episode.parts[0].start_sample == 0
    assert episode.parts[-1].end_sample == len(samples)
    assert all(
        a.end_sample <= b.start_sample
        for a, b in zip(episode.parts, episode.parts[1:], strict=False)
    )


def test_a_wav_holds_the_samples(tmp_path: Path) -> None:
    import soundfile

    episode, samples = stitched(tmp_path, clip(tone(200)))
    write_wav(episode, tmp_path / "a.wav")
    read, rate_hz = soundfile.read(tmp_path / "a.wav", dtype="int16")
    assert rate_hz == RATE_HZ
    assert np.array_equal(read, samples)
