"""Long episodes: chapters that fit, times that stay exact, memory that does not grow."""

from __future__ import annotations

import resource
import subprocess
import sys
import wave
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from briefing.clip import say
from briefing.config import Pauses, Settings
from briefing.episode.marks import fitted
from briefing.mix.stitch import write_wav
from briefing.model import ChapterMark, Episode
from briefing.pipeline import make

ROOT = Path(__file__).parent.parent


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=60), st.integers(1, 60))
def test_chapters_are_merged_without_gaps(lengths: list[int], most: int) -> None:
    ends = np.cumsum(lengths).tolist()
    marks = [
        ChapterMark(f"{i}", end - length, end)
        for i, (length, end) in enumerate(zip(lengths, ends, strict=True))
    ]
    kept = fitted(marks, most)
    assert len(kept) == min(len(marks), most)
    assert (kept[0].start_ms, kept[-1].end_ms) == (0, ends[-1])
    assert all(a.end_ms == b.start_ms for a, b in pairwise(kept))
    titles = {mark.start_ms: mark.title for mark in marks}
    assert all(mark.title.split(" · ")[0] == titles[mark.start_ms] for mark in kept)


def test_an_mp3_holds_255_chapters_and_the_rest_are_merged(tmp_path: Path) -> None:
    script = tmp_path / "long.txt"
    script.write_text("\n\n".join("कखग"[n % 3] for n in range(300)), encoding="utf-8")
    settings = Settings(voice="tone", output=str(tmp_path), chapters="paragraph")
    made = make(script, replace(settings, pauses=Pauses(chapter_ms=0)))
    chapters = made.manifest.chapters
    (contents,) = ID3(made.audio).getall("CTOC")
    assert len(contents.child_element_ids) == len(chapters) == 255
    assert chapters[-1].end_ms == made.manifest.audio.duration_ms
    assert made.manifest.utterances[-1].chapter == 299
    assert "300 chapters are more than this format holds: the 45 shortest" in made.warnings[0]


def test_a_wav_file_is_written_in_blocks(tmp_path: Path) -> None:
    pcm = tmp_path / "a.pcm"
    samples = np.arange(2_000_000, dtype="<i2")
    pcm.write_bytes(samples.tobytes())
    write_wav(Episode(pcm, 24_000, 0, (), (), (), (), ()), tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert np.array_equal(np.frombuffer(file.readframes(3_000_000), "<i2"), samples)


def test_a_clip_in_another_format_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.wav", "a.mp3"):
        first = say("नमस्ते।", tmp_path / name, Settings(voice="tone")).read_bytes()
        assert say("नमस्ते।", tmp_path / name, Settings(voice="tone")).read_bytes() == first


@pytest.mark.slow
def test_an_hour_takes_no_more_memory_than_minutes(tmp_path: Path) -> None:
    """Peak memory of the largest process, with ffmpeg's; ten hours are in bench/memory.py."""
    peaks = []
    for minutes in (6, 45):
        script = tmp_path / f"{minutes}.txt"
        sentence = "आज दिल्ली में तेज़ बारिश हुई और सड़कें बंद रहीं {}।"
        paragraphs = [sentence.format("क" * (1 + n % 40)) for n in range(minutes * 14)]
        script.write_text("\n\n".join(paragraphs), encoding="utf-8")
        command = [sys.executable, "-m", "briefing", "make", str(script), "--voice", "tone"]
        command += ["-o", str(tmp_path), "--chapters", "none", "--quiet", "--cache-bytes", "0"]
        subprocess.run(command, check=True, cwd=ROOT)
        peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    assert peaks[1] - peaks[0] < 100_000  # kB
