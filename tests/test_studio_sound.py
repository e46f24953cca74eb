"""Levels by ear and by number: previews of the mix, loudness, the time line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from briefing.errors import ConfigError, EncodeError, ScriptError, VoiceError
from briefing.mix.music import IDENTS
from briefing.pipeline import make
from briefing.studio.booth import Booth
from briefing.studio.correct import rewrite
from briefing.studio.desk import Desk
from briefing.studio.html import View
from briefing.studio.preview import audition, episode_of, preview, range_lu
from briefing.studio.settings import SHOW, change, settings_version, tried
from briefing.studio.time_line import time_line
from briefing.system import ffmpeg

RATE_HZ = 8000
SCRIPT = """---
title: शाम
date: 2026-01-31
sound: default
---

नमस्ते, आज की ख़बरें सुनिए।

## खेल

भारत ने मैच जीत लिया है।

## मौसम

दिल्ली में बारिश हुई है।
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "desk"
    folder.mkdir()
    toml = 'voice = "tone"\ndisclosure = "none"\n[sound]\ntune_alone_ms = 2000\n'
    (folder / "briefing.toml").write_text(toml, encoding="utf-8")
    (folder / "a.md").write_text(SCRIPT, encoding="utf-8")
    return Desk(folder)


@pytest.fixture
def booth() -> Iterator[Booth]:
    booth = Booth()
    yield booth
    booth.close()


def heard(data: bytes, folder: Path) -> tuple[float, np.ndarray]:
    """Return the length of a sound in seconds, and its samples."""
    file = folder / "heard.mp3"
    file.write_bytes(data)
    samples = np.frombuffer(ffmpeg.decoded(file, RATE_HZ, 60), "<f4")
    return len(samples) / RATE_HZ, samples


def made(desk: Desk) -> None:
    make(desk.folder / "a.md", desk.settings("a.md"))


def test_a_preview_is_the_mix_around_a_chapter(desk: Desk, booth: Booth, tmp_path: Path) -> None:
    """What is heard after the sting is what the finished episode has there."""
    made(desk)
    script = desk.open("a.md")
    assert script.previous
    sting = script.previous.music[2]
    length_s, part = heard(preview(booth, script.planned, 2), tmp_path)
    _, whole = heard(episode_of(script).audio.read_bytes(), tmp_path)  # type: ignore[union-attr]
    sentence = script.previous.utterances[2]
    before_ms = sting.start_ms - sentence.start_ms
    around = whole[sentence.start_ms * RATE_HZ // 1000 :][: len(part)]
    # An excerpt is brought to its own loudness: only its level is another.
    start = (before_ms + 50) * RATE_HZ // 1000
    one, other = part[start : start + 2 * RATE_HZ], around[start : start + 2 * RATE_HZ]
    likeness = max(
        float(np.corrcoef(one[400 + shift : -400 + shift or None], other[400:-400])[0, 1])
        for shift in range(-399, 400)
    )
    assert likeness > 0.95
    assert length_s < script.previous.audio.duration_ms / 1000


def test_previews_of_a_draft_speak_what_they_need(desk: Desk, booth: Booth, tmp_path: Path) -> None:
    script = desk.open("a.md")
    assert script.state == "draft" and episode_of(script) is None
    opening_s, _ = heard(preview(booth, script.planned, 0), tmp_path)
    ending_s, _ = heard(preview(booth, script.planned, None), tmp_path)
    assert opening_s > 2 and ending_s > 5
    change(desk, "a.md", {"sound.tune_alone_ms": "5000"}, SHOW, settings_version(desk))
    longer_s, _ = heard(preview(booth, desk.open("a.md").planned, 0), tmp_path)
    assert longer_s - opening_s == pytest.approx(3.0, abs=0.2)
    for chapter in (9, -1):
        with pytest.raises(ScriptError, match="no such chapter"):
            preview(booth, script.planned, chapter)


def test_levels_are_tried_before_they_are_saved(desk: Desk, booth: Booth, tmp_path: Path) -> None:
    script = desk.open("a.md")
    files = [(desk.folder / name).read_bytes() for name in ("a.md", "briefing.toml")]
    (desk.folder / "ours.flac").write_bytes(next(IDENTS.glob("chime*")).read_bytes())

    def length_s(**given: str) -> float:
        named = {key.replace("__", "."): value for key, value in given.items()}
        return heard(preview(booth, tried(desk, script, named), 0), tmp_path)[0]

    saved_s = length_s(sound__tune_alone_ms="2000")
    assert length_s(sound__tune_alone_ms="4000") - saved_s == pytest.approx(2.0, abs=0.2)
    assert length_s(sound__set="off") < saved_s - 1.5
    assert length_s(sound__sting="ours.flac", pauses__chapter_ms="3000") > saved_s
    for key, value in {
        "sound.tune": "../a.mp3",
        "sound.duck_db": "1",
        "pauses.line_ms": "x",
        "voice": "hf_alpha",
        "publish": "x",
    }.items():
        with pytest.raises(ConfigError):
            tried(desk, script, {key: value})
    assert [(desk.folder / name).read_bytes() for name in ("a.md", "briefing.toml")] == files


def test_a_speaker_is_heard_in_another_voice(desk: Desk, booth: Booth) -> None:
    text = (
        SCRIPT.replace("sound: default", "voices:\n  आशा: tone") + "\nआशा: कल फिर मिलेंगे, नमस्कार।\n"
    )
    (desk.folder / "a.md").write_text(text, encoding="utf-8")
    script = desk.open("a.md")
    last = script.rows[-1]
    assert last.utterance.speaker == "आशा"
    assert audition(booth, script, "आशा", "tone") == booth.sentence(script, last.index)
    assert audition(booth, script, "", "tone") == booth.sentence(script, 0)
    with pytest.raises(VoiceError, match="no voice named"):
        audition(booth, script, "आशा", "nobody")


def test_the_range_of_loudness_is_measured_once(desk: Desk) -> None:
    made(desk)
    episode = episode_of(desk.open("a.md"))
    assert episode
    found = range_lu(episode)
    assert 0 <= found < 30
    again = replace(range_lu, measure=lambda path: 99.0)
    assert again(episode) == found
    (kept,) = (desk.folder.parent / "cache" / "loudness").iterdir()
    kept.write_text("{}", encoding="utf-8")
    assert again(episode) == 99.0


def test_what_is_no_sound_has_no_range(tmp_path: Path) -> None:
    from briefing.encode.loudness import loudness_range_lu

    (tmp_path / "a.mp3").write_bytes(b"x" * 900)
    with pytest.raises(EncodeError):
        loudness_range_lu(tmp_path / "a.mp3")


def test_the_time_line_shows_what_is_heard_when(desk: Desk) -> None:
    view = View("en", "/t/")
    script = desk.open("a.md")
    draft = time_line(view, script, episode_of(script), ())
    assert '<svg viewBox="0 0 1800' not in draft and draft.count("data-preview") == 4
    made(desk)
    script = desk.open("a.md")
    assert script.previous
    page = time_line(view, script, episode_of(script), [10, 100, 50, 0])
    duration_ms = script.previous.audio.duration_ms
    spans = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"', page)
    expected = [
        (span.name, span.start_ms / duration_ms, (span.end_ms - span.start_ms) / duration_ms)
        for span in script.previous.music
    ]
    assert [name for name, *_ in spans] == [name for name, *_ in expected]
    for (_, x, width), (_, start, length) in zip(spans, expected, strict=True):
        assert (float(x) / 1800, float(width) / 1800) == pytest.approx((start, length), abs=0.001)
    ticks = re.search(r'class="ticks" d="([^"]*)"', page)
    assert ticks
    drawn = [float(x) / 1800 * duration_ms for x in re.findall(r"M([\d.]+)", ticks[1])]
    starts = [mark.start_ms for mark in script.previous.contents[1:]]
    assert drawn == pytest.approx(starts, abs=50)
    assert [float(at) * 1000 for at in re.findall(r'data-at="([\d.]+)"', page)[:3]] == (
        [0, *starts]
    )
    assert f"−{-(script.previous.audio.loudness_lufs or 0):.1f} LUFS" in page
    assert "been changed since" not in page
    rewrite(desk, "a.md", 0, "नमस्कार।", script.version)
    script = desk.open("a.md")
    assert "been changed since" in time_line(view, script, episode_of(script), ())
