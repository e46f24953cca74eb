"""Music: when it is heard, how loud under speech, where its files may lie."""

from __future__ import annotations

import importlib
import sys
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from briefing import audio
from briefing.config import Settings
from briefing.config_file import load, load_found
from briefing.encode.loudness import measure
from briefing.encode.parts import EpisodeParts
from briefing.errors import ConfigError
from briefing.mix import levels, music
from briefing.mix.music import GAP_MS, NOTICE_AT_MS
from briefing.mix.stitch import stitch
from briefing.model import Clip, Episode, Utterance
from briefing.pipeline import make
from briefing.read import read_text
from briefing.sound import Sound
from briefing.system import ffmpeg
from briefing.system.disk_cache import DiskCache

RATE_HZ = 24_000
SPEECH_HZ, MUSIC_HZ = 300, 2000


def tone(length_ms: int, pitch_hz: int, peak: float = 0.3) -> np.ndarray:
    time_s = np.arange(RATE_HZ * length_ms // 1000) / RATE_HZ
    return (peak * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def wav(path: Path, samples: np.ndarray, rate_hz: int = RATE_HZ, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(audio.to_int16(np.repeat(samples, channels)).tobytes())
    return path


def settings(folder: Path, **sound: object) -> Settings:
    """Return settings with a tune of 12 s, a bed of 3 s, a sting of 4 s and a chime of 1 s."""
    for name, length_ms in (("tune", 12_000), ("bed", 3000), ("sting", 4000), ("chime", 1000)):
        wav(folder / f"{name}.wav", tone(length_ms, MUSIC_HZ))
    files = {name: f"{name}.wav" for name in ("tune", "bed", "sting", "chime")}
    return Settings(sound=Sound(**{**files, **sound}), folder=folder)  # type: ignore[arg-type]


def utterances(*roles: str, pause_ms: int = 400) -> list[Utterance]:
    """Return an utterance for each role; each story begins a chapter."""
    made, chapter = [], 0
    for index, role in enumerate(roles):
        story = role == "story"
        chapter += story
        made.append(
            Utterance(
                f"{index}",
                "क",
                chapter,
                index,
                "tone",
                pause_ms,
                role="" if role in ("notice", "story") else role,
                opens_story=story,
            )
        )
    return made


def mixed(folder: Path, wanted: Settings, *roles: str, length_ms: int = 2000) -> Episode:
    heard = music.load(wanted, RATE_HZ)
    planned = utterances(*roles)
    if heard:
        planned = list(music.paced(planned, heard, roles.count("notice")))
    sound = tone(length_ms, SPEECH_HZ)
    clips = [Clip(u, sound, RATE_HZ, f"{i}") for i, u in enumerate(planned)]
    return stitch(clips, ["a", "b", "c", "d"], folder / "a.pcm", heard)


def at(episode: Episode, pitch_hz: int, start_ms: float, length_ms: int = 100) -> float:
    """Return the level of a pitch in a stretch of the episode, in dB."""
    sound = np.fromfile(episode.pcm, "<i2") / audio.FULL_SCALE
    piece = sound[int(start_ms * 24) : int(start_ms + length_ms) * 24]
    time_s = np.arange(len(piece)) / RATE_HZ
    amplitude = 2 * np.abs(np.mean(piece * np.exp(-2j * np.pi * pitch_hz * time_s)))
    return float(20 * np.log10(max(amplitude, 1e-6)))


def test_the_tune_is_alone_then_under_speech(tmp_path: Path) -> None:
    episode = mixed(tmp_path, settings(tmp_path, duck_db=20.0), "notice", "intro", "")
    (notice, greeting, text) = episode.spans
    assert notice[0] == NOTICE_AT_MS
    assert episode.marks[0].start_ms == 0
    assert greeting[0] - notice[1] == 6000 - NOTICE_AT_MS - 75  # the clips' edges are silent, too
    alone = at(episode, MUSIC_HZ, 500)
    assert at(episode, MUSIC_HZ, notice[0] - levels.ATTACK_MS - 110) == pytest.approx(
        alone, abs=0.2
    )
    assert at(episode, MUSIC_HZ, notice[0]) == pytest.approx(alone - 20, abs=0.3)
    assert at(episode, MUSIC_HZ, notice[1] - 100) == pytest.approx(alone - 20, abs=0.3)
    assert at(episode, MUSIC_HZ, notice[1] + levels.RELEASE_MS) == pytest.approx(alone, abs=0.2)
    assert at(episode, MUSIC_HZ, greeting[0]) == pytest.approx(alone - 20, abs=0.3)
    assert at(episode, MUSIC_HZ, text[0]) < -60  # it ends with the greeting


def test_the_depth_is_at_least_twelve_decibels(tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text("[sound]\nduck_db = 11", encoding="utf-8")
    with pytest.raises(ConfigError, match="duck_db"):
        load(tmp_path / "briefing.toml")


def test_ducking_has_no_corner() -> None:
    gain_db = 20 * np.log10(levels.ducking(4 * RATE_HZ, RATE_HZ, [(1000, 2500)], 15.0))
    slope = np.diff(gain_db)
    steepest = 15 * np.pi / 2 / (levels.ATTACK_MS * 24)
    assert np.abs(slope).max() == pytest.approx(steepest, rel=0.01)
    assert np.abs(np.diff(slope)).max() < steepest / 50


def test_a_sting_stands_between_stories(tmp_path: Path) -> None:
    episode = mixed(tmp_path, settings(tmp_path, tune="off", chime="off"), "", "", "story", "")
    before, story = episode.spans[1], episode.spans[2]
    sting_ms = story[0] - GAP_MS - 2500
    assert episode.marks[1].start_ms == pytest.approx(sting_ms, abs=1)
    assert at(episode, MUSIC_HZ, before[1]) < -60
    assert at(episode, MUSIC_HZ, sting_ms + 1000) > -40
    assert at(episode, MUSIC_HZ, story[0] - GAP_MS + 50) < -60
    # A part begins before the sting, so that an edit before it leaves its encoded frames alone.
    assert sting_ms * 24 - 30 * 24 <= episode.parts[1].start_sample <= sting_ms * 24


def test_the_bed_lies_under_all_headlines(tmp_path: Path) -> None:
    roles = ["", *["headline"] * 30, "story"]
    episode = mixed(tmp_path, settings(tmp_path, tune="off", sting="off"), *roles, length_ms=600)
    first, last = episode.spans[1], episode.spans[30]
    alone = at(episode, MUSIC_HZ, first[0] - 1000)
    for start_ms, _ in episode.spans[1:31]:
        assert at(episode, MUSIC_HZ, start_ms + 100) == pytest.approx(alone - 15, abs=1.5)
    assert at(episode, MUSIC_HZ, last[1] + 2300) < -60
    assert at(episode, MUSIC_HZ, episode.spans[31][0]) < -60


@pytest.mark.parametrize("pitch_hz", [110, 333, 1000])
@pytest.mark.parametrize("seamless", [True, False])
def test_a_loop_joins_without_a_click(pitch_hz: int, seamless: bool) -> None:
    loop = tone(3000 if seamless else 2987, pitch_hz)
    if not seamless:
        loop = loop[100:]
    long = levels.looped(loop, 10 * RATE_HZ, RATE_HZ)
    assert len(long) == 10 * RATE_HZ
    steepest = np.abs(np.diff(loop)).max()
    assert np.abs(np.diff(long)).max() < 1.5 * steepest
    power = np.convolve(long**2, np.ones(2400) / 2400, "valid")
    assert power.min() > 0.2 * (loop**2).mean()


def test_a_loop_that_is_one_keeps_its_tempo() -> None:
    loop = tone(3000, 100)
    np.testing.assert_allclose(levels.looped(loop, 3 * len(loop), RATE_HZ), np.tile(loop, 3))


def test_the_tune_closes_with_its_end(tmp_path: Path) -> None:
    episode = mixed(tmp_path, settings(tmp_path), "notice", "", "story", "outro")
    last = episode.spans[-1]
    assert at(episode, MUSIC_HZ, last[0] + 500) > -60  # under the closing words
    assert at(episode, MUSIC_HZ, last[1] + 4500) > at(episode, MUSIC_HZ, last[0] + 500) + 12
    assert at(episode, MUSIC_HZ, last[1] + 5050) < -60
    assert at(episode, MUSIC_HZ, last[1] + 5000 + GAP_MS + 300) > -40  # the chime
    assert episode.duration_ms == pytest.approx(last[1] + 5000 + GAP_MS + 1000 + GAP_MS, abs=100)


def test_speech_is_as_loud_as_alone(tmp_path: Path) -> None:
    """Music under speech adds nearly nothing to it."""
    roles = ("notice", "intro", "headline", "headline", "story", "outro")
    with_music = mixed(tmp_path, settings(tmp_path), *roles)
    found = [at(with_music, SPEECH_HZ, start_ms + 500) for start_ms, _ in with_music.spans]
    alone = mixed(tmp_path, Settings(), *roles)
    assert found == pytest.approx([at(alone, SPEECH_HZ, s + 500) for s, _ in alone.spans], abs=0.1)


@pytest.mark.parametrize("pitch_hz", [100, 997, 4000])
@pytest.mark.parametrize("rate_hz", [24_000, 48_000])
def test_loudness_is_that_of_ffmpeg(pitch_hz: int, rate_hz: int, tmp_path: Path) -> None:
    time_s = np.arange(4 * rate_hz) / rate_hz
    sound = 0.2 * np.sin(2 * np.pi * pitch_hz * time_s) * np.where(time_s < 3, 1, 0.001)
    path = wav(tmp_path / "a.wav", sound, rate_hz)
    measured = measure(ffmpeg.reading(path)).loudness_lufs
    assert levels.loudness_lufs(sound.astype(np.float32), rate_hz) == pytest.approx(
        measured, abs=0.1
    )


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (44_100, 2), (48_000, 2)])
def test_any_rate_and_stereo(rate_hz: int, channels: int, tmp_path: Path) -> None:
    time_s = np.arange(2 * rate_hz) / rate_hz
    wav(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 440 * time_s), rate_hz, channels)
    heard = music.load(Settings(sound=Sound(tune="a.wav"), folder=tmp_path), RATE_HZ)
    assert heard is not None
    assert len(heard.tune) == pytest.approx(2 * RATE_HZ, abs=300)
    assert levels.loudness_lufs(heard.tune, RATE_HZ) == pytest.approx(music.REFERENCE_LUFS, abs=0.3)


def test_a_file_that_is_no_sound_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("न", encoding="utf-8")
    wav(tmp_path / "b.wav", np.zeros(9000))
    for name, words in (("a.mp3", "cannot read"), ("b.wav", "silent"), ("c.wav", "no such file")):
        with pytest.raises(ConfigError, match=words) as caught:
            music.load(Settings(sound=Sound(bed=name), folder=tmp_path), RATE_HZ)
        assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize("name", ["../a.wav", "/etc/passwd", "link/a.wav"])
def test_a_stranger_names_no_file_elsewhere(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "stranger"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    (folder / "briefing.toml").write_text(f'[sound]\nbed = "{name}"', encoding="utf-8")
    with pytest.raises(ConfigError, match="outside"):
        load_found(folder / "briefing.toml")
    script = read_text(f"---\nsound:\n  bed: {name}\n---\nनमस्ते।", where=str(folder / "a.md"))
    with pytest.raises(ConfigError, match="outside"):
        Settings().for_script(script)


def test_front_matter_and_the_command_line(tmp_path: Path) -> None:
    script = read_text("---\nsound: default\n---\nनमस्ते।", where=str(tmp_path / "a.md"))
    assert Settings().for_script(script).sound.set == "default"
    assert Settings().with_options(sound="off").for_script(script).sound.set == "off"
    script = read_text("---\nsound:\n  tune: a.mp3\n---\nनमस्ते।", where=str(tmp_path / "a.md"))
    named = Settings(sound=Sound(set="default")).for_script(script).sound
    assert (named.set, named.tune) == ("default", str(tmp_path / "a.mp3"))


def test_sound_off_is_no_sound(tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text('sound = "off"', encoding="utf-8")
    assert music.load(load(tmp_path / "briefing.toml"), RATE_HZ) is None
    assert music.load(Settings(sound=Sound(set="off", tune="a.mp3")), RATE_HZ) is None


def test_the_set_of_the_package_is_complete() -> None:
    heard = music.load(Settings(sound=Sound(set="default")), RATE_HZ)
    assert heard is not None
    assert 8 <= len(heard.tune) / RATE_HZ <= 12
    assert len(heard.stings) == 3
    assert len(heard.bed) == 19.2 * RATE_HZ
    assert len(heard.chime)
    assert sum(file.stat().st_size for file in music.IDENTS.iterdir()) < 1_500_000


def test_the_set_is_what_its_script_composes() -> None:
    """The notes are in the script; the files must be what it makes of them."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "training" / "idents"))
    idents = importlib.import_module("idents")
    sys.path.pop(0)
    for number, notes in enumerate(idents.STINGS, start=1):
        wanted = idents.sting(notes, number)
        data = ffmpeg.decoded(music.IDENTS / f"sting{number}.opus", idents.RATE_HZ, 10)
        found = np.frombuffer(data, "<f4")[: len(wanted)]
        assert np.corrcoef(found, wanted[: len(found)])[0, 1] > 0.99
    assert sum(beats for _, beats in idents.TUNE) == 16
    assert {note[0] for note, _ in idents.TUNE} <= set(idents.RATIOS)
    assert idents.TUNE[-1][0] == "S"


def test_an_edit_leaves_the_music_of_other_chapters(tmp_path: Path) -> None:
    """What was encoded of a part is found again: only the edited chapter's samples differ."""
    wanted = settings(tmp_path)
    heard = music.load(wanted, RATE_HZ)
    assert heard is not None
    planned = music.paced(utterances("notice", "", "story", "", "story", "", "outro"), heard, 1)
    keys = []
    for length_ms in (2000, 2300):
        sounds = [tone(length_ms if i == 3 else 2000, SPEECH_HZ) for i in range(7)]
        clips = [Clip(u, s, RATE_HZ, "") for u, s in zip(planned, sounds, strict=True)]
        episode = stitch(clips, ["a", "b", "c"], tmp_path / "a.pcm", heard)
        parts = EpisodeParts(episode, DiskCache(tmp_path, ".part"))
        keys.append([parts._key(part, []) for part in episode.parts])
    assert [a == b for a, b in zip(*keys, strict=True)] == [True, False, True]


def test_an_episode_with_music(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ndate: 2026-01-31\nsound: default\n---\n# शाम\n\nनमस्ते, आज की ख़बरें सुनिए।\n\n"
        "## खेल\n\nभारत ने मैच जीत लिया है।\n\n## मौसम\n\nदिल्ली में बारिश हुई है।\n",
        encoding="utf-8",
    )
    made = make(tmp_path / "a.md", Settings(voice="tone", output=str(tmp_path / "out")))
    record = made.manifest
    assert record.notice[-1].end_ms <= 5000
    assert record.audio.loudness_lufs == pytest.approx(-16, abs=0.5)
    assert record.audio.true_peak_dbtp is not None and record.audio.true_peak_dbtp <= -1
    assert record.chapters[0].start_ms == 0
    assert all(a.end_ms == b.start_ms for a, b in pairwise(record.chapters))
    assert [span.name for span in record.music] == ["tune", "sting", "sting", "tune", "chime"]
    opening, *stings, closing, chime = record.music
    assert opening.start_ms == 0 < opening.end_ms <= record.chapters[1].start_ms
    starts = [chapter.start_ms for chapter in record.chapters[1:]]
    assert [span.start_ms for span in stings] == pytest.approx(starts, abs=2)
    assert closing.end_ms + GAP_MS == pytest.approx(chime.start_ms, abs=2)
    assert chime.end_ms <= record.audio.duration_ms


def test_an_excerpt_has_neither_the_opening_nor_the_closing(tmp_path: Path) -> None:
    """What is heard around a story is what is heard there in the whole episode."""
    whole = mixed(tmp_path, settings(tmp_path), "intro", "", "story", "", "story")
    heard = music.load(settings(tmp_path), RATE_HZ)
    assert heard
    planned = list(music.paced(utterances("intro", "", "story", "", "story"), heard, 0))[1:4]
    clips = [Clip(u, tone(2000, SPEECH_HZ), RATE_HZ, "") for u in planned]
    folder = tmp_path / "part"
    folder.mkdir()
    part = stitch(clips, ["a", "b", "c"], folder / "a.pcm", heard, begins=False, ends=False)
    assert [span.name for span in whole.music] == ["tune", "sting", "sting", "tune", "chime"]
    assert [span.name for span in part.music] == ["sting"]
    whole_ms, part_ms = whole.music[1].start_ms, part.music[0].start_ms
    for after_ms in (500, 1500, 3500):
        levels_db = [at(whole, p, whole_ms + after_ms) for p in (MUSIC_HZ, SPEECH_HZ)]
        assert [at(part, p, part_ms + after_ms) for p in (MUSIC_HZ, SPEECH_HZ)] == pytest.approx(
            levels_db, abs=1.0
        )


def test_the_leveller_makes_sentences_equally_loud(tmp_path: Path) -> None:
    """One gain a sentence: half of a difference, or all of it."""
    found = []
    for leveller in ("off", "gentle", "strong"):
        sounds = [tone(2000, SPEECH_HZ, peak) for peak in (0.4, 0.1)]
        clips = [Clip(u, s, RATE_HZ, "") for u, s in zip(utterances("", ""), sounds, strict=True)]
        made = stitch(clips, ["a"], tmp_path / "a.pcm", leveller=leveller)
        loud, soft = (at(made, SPEECH_HZ, start_ms + 500) for start_ms, _ in made.spans)
        found.append(loud - soft)
    assert found == pytest.approx([12.04, 6.02, 0.0], abs=0.1)
