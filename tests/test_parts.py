"""Parts of an episode: where they begin, what is made of them, how they are joined."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config import LOUDNESS
from briefing.encode import EncodeRequest, frames, mp3
from briefing.encode.loudness import SILENCE_LUFS, LoudnessMeasurement, Mastering, master, measure
from briefing.encode.parts import EpisodeParts
from briefing.episode.tags import Tags
from briefing.errors import EncodeError
from briefing.mix.stitch import stitch
from briefing.mix.timeline import PART_SENTENCES, PART_SILENCE_MS
from briefing.model import FRAME_RATE_HZ, FRAME_SAMPLES, Clip, Episode, Utterance
from briefing.system import ffmpeg
from briefing.system.disk_cache import DiskCache

FRAME_S = Fraction(FRAME_SAMPLES, FRAME_RATE_HZ)
MASTERING = Mastering(4.0, -2.0, 0.45)


def clips(*sentences: tuple[int, float], rate_hz: int = 24_000) -> Iterator[Clip]:
    """Yield a clip for each (chapter, seconds): noise that rises and falls like syllables."""
    for index, (chapter, seconds) in enumerate(sentences):
        chance = np.random.default_rng(int(seconds * 1000))
        time = np.arange(int(seconds * rate_hz)) / rate_hz
        sound = 0.2 * chance.normal(0, 0.5, len(time)) * np.sin(12 * time) ** 2
        sound[[0, -1]] = 0.1
        utterance = Utterance("", "", chapter, index, "", 400)
        yield Clip(utterance, sound.astype(np.float32), rate_hz, f"{index}")


def episode(folder: Path, *sentences: tuple[int, float], rate_hz: int = 24_000) -> Episode:
    chapters = [f"{i}" for i in range(1 + max(chapter for chapter, _ in sentences))]
    return stitch(clips(*sentences, rate_hz=rate_hz), chapters, folder / "a.pcm")


def written(made: Episode, folder: Path, kept: DiskCache | None = None) -> LoudnessMeasurement:
    """Write an MP3 of an episode to ``folder``/a.mp3; return what was measured of its parts."""
    return mp3.write(
        EncodeRequest(EpisodeParts(made, kept), Tags(title="शाम"), MASTERING, 96, folder / "a.mp3")
    )


def decoded(path: Path) -> np.ndarray:
    command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")


def in_one_go(made: Episode, path: Path) -> None:
    """Encode an episode as ffmpeg does it without us."""
    arguments = [*ffmpeg.source(made), "-af", MASTERING.at(mp3.RATE_HZ), "-c:a", "libmp3lame"]
    arguments += ["-b:a", "96k", "-id3v2_version", "0", "-map_metadata", "-1", "-bitexact"]
    ffmpeg.run([*arguments, str(path)], doing="a sample")


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0.05, 0.5)), min_size=1, max_size=8),
    st.sampled_from([16_000, 22_050, 24_000, 44_100, 48_000]),
)
@settings(max_examples=30, deadline=None)
def test_parts_cover_the_episode_on_whole_frames(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[tuple[int, float]], rate_hz: int
) -> None:
    sentences.sort()
    made = episode(tmp_path_factory.mktemp("a"), *sentences, rate_hz=rate_hz)
    sound = np.fromfile(made.pcm, "<i2")
    assert made.parts[0].start_sample == 0
    assert made.parts[-1].end_sample == len(sound)
    assert made.parts[-1].frames is None
    assert len(made.parts) == len({chapter for chapter, _ in sentences})
    at_frame, least = 0, rate_hz * PART_SILENCE_MS // 1000
    for part, following in pairwise(made.parts):
        at_frame += part.frames or 0
        assert following.start_sample == round(at_frame * FRAME_S * rate_hz)
        assert part.end_sample <= following.start_sample <= part.end_sample + FRAME_S * rate_hz + 2
        assert not sound[part.end_sample - least : following.start_sample].any()
    starts_ms = [round(part.start_sample * 1000 / rate_hz) for part in made.parts]
    assert [mark.start_ms for mark in made.marks] == starts_ms


def test_a_long_chapter_has_several_parts(tmp_path: Path) -> None:
    made = episode(tmp_path, *[(0, 0.1)] * (2 * PART_SENTENCES + 1))
    assert len(made.parts) == 3
    assert len(made.marks) == 1


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_one_part_is_the_file_that_ffmpeg_writes(tmp_path: Path, rate_hz: int) -> None:
    """The Info header with its delay and filling, and every frame.

    The header's own sum is LAME's, up to where it stands; ffmpeg's covers 190 bytes, which is right
    for stereo alone.
    """
    made = episode(tmp_path, (0, 2.0), (0, 1.513), rate_hz=rate_hz)
    written(made, tmp_path)
    in_one_go(made, tmp_path / "theirs.mp3")
    theirs = (tmp_path / "theirs.mp3").read_bytes()
    ours = (tmp_path / "a.mp3").read_bytes()[-len(theirs) :]
    assert (ours[:175], ours[177:]) == (theirs[:175], theirs[177:])


@pytest.mark.parametrize("rate_hz", [22_050, 24_000])
def test_joined_parts_sound_as_if_encoded_in_one_go(tmp_path: Path, rate_hz: int) -> None:
    """Nothing is late, nothing is lost, and no joint is heard."""
    sentences = [(0, 2.0), (1, 1.7), (2, 2.3), (3, 1.1)]
    made = episode(tmp_path, *sentences, rate_hz=rate_hz)
    written(made, tmp_path)
    in_one_go(made, tmp_path / "theirs.mp3")
    ours, theirs = decoded(tmp_path / "a.mp3"), decoded(tmp_path / "theirs.mp3")
    assert len(ours) == pytest.approx(len(theirs), abs=2)
    for start_ms, end_ms in made.spans:
        first, last = (ms * mp3.RATE_HZ // 1000 for ms in (start_ms, end_ms))
        sound = theirs[first:last]
        lags = range(-20 if first else 0, 21)
        fits = [float(np.dot(sound, ours[first + lag :][: len(sound)])) for lag in lags]
        assert abs(lags[int(np.argmax(fits))]) <= 1
        assert float(np.std(ours[first:last])) == pytest.approx(float(np.std(sound)), rel=0.01)
    for part in made.parts[1:]:
        joint = round(part.start_sample * mp3.RATE_HZ / rate_hz)
        assert np.abs(ours[joint - 1500 : joint + 300]).max() < 10 ** (-60 / 20)


def test_loudness_in_parts_is_that_of_the_whole(tmp_path: Path) -> None:
    made = episode(tmp_path, *((n, 1 + n / 7) for n in range(6)))
    parts = written(made, tmp_path)
    whole = measure(["-i", str(tmp_path / "a.mp3")])
    assert parts.loudness_lufs == pytest.approx(whole.loudness_lufs, abs=0.1)
    assert parts.true_peak_dbtp == pytest.approx(whole.true_peak_dbtp, abs=0.1)
    _, log = ffmpeg.run(
        ["-i", str(tmp_path / "a.mp3"), "-af", "ebur128", "-f", "null", "-"], doing="a test"
    )
    summary = log[log.rindex("Summary:") :]
    assert f"I:         {whole.loudness_lufs:.1f} LUFS" in summary


def test_an_edit_encodes_its_own_part_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, worked = DiskCache(tmp_path / "kept", ".part"), []
    whole = mp3._part

    def part(*arguments: Any) -> Any:
        worked.append(arguments[1].start_sample)
        return whole(*arguments)

    monkeypatch.setattr(mp3, "_part", part)
    written(episode(tmp_path, (0, 0.5), (1, 0.6), (2, 0.7)), tmp_path, kept)
    assert len(worked) == 3
    edited = episode(tmp_path, (0, 0.5), (1, 0.65), (2, 0.7))
    worked.clear()
    written(edited, tmp_path, kept)
    assert worked == [edited.parts[1].start_sample]
    again = (tmp_path / "a.mp3").read_bytes()
    written(edited, tmp_path)
    assert (tmp_path / "a.mp3").read_bytes() == again


@pytest.mark.parametrize("plain_lufs", [-40.0, -24.0, -17.2, -16.1, -12.0])
@pytest.mark.parametrize("kept", [1.0, 0.75, 0.5])
def test_the_gain_is_found_in_few_measurements(plain_lufs: float, kept: float) -> None:
    """The limiter here leaves so much of each dB above -20 LUFS."""
    asked = []

    def reached(mastering: Mastering) -> LoudnessMeasurement:
        asked.append(mastering.gain_db)
        lufs = plain_lufs + mastering.gain_db
        return LoudnessMeasurement(min(lufs, -20 + (lufs + 20) * kept), 0.0)

    chosen = master(reached, LOUDNESS["podcast"])
    assert len(set(asked)) == len(asked) <= 4
    assert reached(chosen).loudness_lufs == pytest.approx(-16, abs=0.2)


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_a_damaged_part_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    made, kept = episode(tmp_path, (0, 0.5), (1, 0.6)), DiskCache(tmp_path / "kept", ".part")
    written(made, tmp_path, kept)
    good = (tmp_path / "a.mp3").read_bytes()
    for path in kept.folder.rglob("*.part"):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage is None else damage)
    written(made, tmp_path, kept)
    assert (tmp_path / "a.mp3").read_bytes() == good


def test_a_folder_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    written(episode(tmp_path, (0, 0.5)), tmp_path, DiskCache(tmp_path / "file" / "kept", ".part"))
    assert (tmp_path / "a.mp3").stat().st_size > 5000


@pytest.mark.parametrize("name", ["a,,:b", "शाम की ख़बरें"])
def test_a_folder_may_have_any_name(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).mkdir()
    written(episode(Path(name), (0, 0.5), (1, 0.5)), Path(name))
    assert Path(name, "a.mp3").stat().st_size > 10_000


def test_too_few_frames_are_an_error() -> None:
    with pytest.raises(EncodeError, match="too little MP3"):
        frames.first(b"\xff\xfb\x70\xc0" + bytes(309), 2, 96, mp3.RATE_HZ)


@pytest.mark.parametrize("sound", ["sine=d=0.35", "anullsrc=d=2"])
def test_what_is_too_short_or_silent_has_no_loudness(sound: str) -> None:
    assert measure(["-f", "lavfi", "-i", sound]).loudness_lufs == SILENCE_LUFS
