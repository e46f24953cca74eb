"""Chapters, language and brand of the files that are not MP3, as other programs read them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import antennapod
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from briefing.config import Settings
from briefing.encode import ENCODERS, encode
from briefing.episode.tags import Tags
from briefing.formats.mp4 import nero_chapters
from briefing.mix.stitch import stitch
from briefing.model import ChapterMark, Clip, Episode, Utterance
from briefing.system import ffmpeg

#: Times whose milliseconds a rounding would carry into the next second, and a long title.
STARTS_MS = (0, 499, 500, 999, 1001, 1852, 2500, 3999)
LONG = "सर्वोच्च न्यायालय ने चुनावी बांड पर बड़ा फ़ैसला सुनाया, सरकार देगी जवाब; विपक्ष = ख़ुश"
END_MS = 5000


def marks(starts_ms: tuple[int, ...] = STARTS_MS) -> tuple[ChapterMark, ...]:
    ends = (*starts_ms[1:], END_MS)
    titles = (LONG if i == 1 else f"ख़बर {i}" for i in range(len(starts_ms)))
    return tuple(map(ChapterMark, titles, starts_ms, ends))


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    """Five seconds of noise with the chapters above."""
    noise = np.random.default_rng(1).normal(0, 0.1, 24_000 * 5).astype(np.float32)
    clip = Clip(Utterance("", "", 0, 0, ""), noise, 24_000, "1")
    made = stitch([clip], [""], tmp_path_factory.mktemp("encode") / "a.pcm")
    return replace(made, marks=marks())


def written(episode: Episode, name: str, folder: Path) -> Path:
    path = folder / f"a.{name}"
    encode(episode, Tags(title="शाम", custom={"GUID": "1"}), Settings(format=name), path)
    return path


@pytest.mark.parametrize("name", ["m4a", "m4b", "opus"])
def test_chapters_keep_their_times_and_titles(name: str, episode: Episode, tmp_path: Path) -> None:
    path = written(episode, name, tmp_path)
    assert ffmpeg.chapters(path) == [(mark.title, mark.start_ms) for mark in episode.marks]


def test_opus_chapters_are_vorbis_comments(episode: Episode, tmp_path: Path) -> None:
    tags: Any = OggOpus(written(episode, "opus", tmp_path)).tags
    assert tags["CHAPTER005"] == ["00:00:01.852"]
    assert tags["CHAPTER001NAME"] == [LONG]
    assert len([key for key, _ in tags if key.lower().endswith("name")]) == len(STARTS_MS)


@pytest.mark.parametrize("name", ["m4a", "m4b"])
def test_mp4_chapters_fit_a_signed_byte(name: str, episode: Episode, tmp_path: Path) -> None:
    """AntennaPod reads a title's length as a signed byte, and loses all chapters beyond 127."""
    path = written(episode, name, tmp_path)
    short = nero_chapters(path)
    assert [start_ms for _, start_ms in short] == list(STARTS_MS)
    assert max(len(title.encode()) for title, _ in short) <= 127
    assert LONG.startswith(short[1][0].rstrip("…"))
    read: Any = MP4(path).chapters
    assert [chapter.title for chapter in read] == [title for title, _ in short]


@pytest.mark.parametrize(("name", "brand"), [("m4a", "M4A "), ("m4b", "M4B ")])
def test_an_mp4_names_its_brand_and_its_language(
    name: str, brand: str, episode: Episode, tmp_path: Path
) -> None:
    path = written(episode, name, tmp_path)
    assert path.read_bytes()[8:12].decode() == brand
    assert languages(path) == ["hin", "hin"]


def languages(path: Path) -> list[str]:
    """Return the language of each track, as its media header packs it into three times five bits.

    Read by bytes: an ffprobe need not be there.
    """
    data, found, at = path.read_bytes(), [], 0
    while (at := data.find(b"mdhd", at) + 4) > 4:
        packed = int.from_bytes(data[at + 20 : at + 22], "big")
        found.append("".join(chr((packed >> shift & 31) + 0x60) for shift in (10, 5, 0)))
    return found


def test_as_many_chapters_as_players_read() -> None:
    most = {name: made.most_chapters for name, made in ENCODERS.items()}
    assert most == {"mp3": 255, "m4a": 255, "m4b": 255, "opus": 100, "flac": 100, "wav": 255}


def test_samples_are_where_the_tables_say(episode: Episode, tmp_path: Path) -> None:
    """What is written into the head of the file moves the sound; it must be found there."""
    path = written(episode, "m4b", tmp_path)
    command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    assert len(done.stdout) / 2 / 44_100 == pytest.approx(END_MS / 1000, abs=0.1)
    assert json.dumps(dict(ffmpeg.tags(path)), ensure_ascii=False).count("शाम") == 1


@pytest.mark.parametrize("name", ["mp3", "m4a", "m4b", "opus"])
def test_antennapod_reads_the_chapters(name: str, episode: Episode, tmp_path: Path) -> None:
    found = antennapod.chapters(written(episode, name, tmp_path))
    exact = 1000 if name == "opus" else 1  # it takes whole seconds from Vorbis comments
    wanted = [mark.start_ms // exact * exact for mark in episode.marks]
    assert [start_ms for _, start_ms in found] == wanted
    for (title, _), mark in zip(found, episode.marks, strict=True):
        assert title.rstrip("…") and mark.title.startswith(title.rstrip("…"))


LIMITS = {"m4a": 255, "opus": 100}


@pytest.mark.parametrize("name", LIMITS)
def test_antennapod_reads_as_many_chapters_as_a_format_holds(
    name: str, episode: Episode, tmp_path: Path
) -> None:
    most = ENCODERS[name].most_chapters
    many = replace(episode, marks=marks(tuple(range(0, most * 15, 15))))
    assert len(antennapod.chapters(written(many, name, tmp_path))) == most == LIMITS[name]


def test_antennapod_loses_what_ffmpeg_writes(tmp_path: Path) -> None:
    """The bug itself: a title that ffmpeg puts into chpl whole costs all chapters."""
    about = tmp_path / "a.txt"
    rows = ("[CHAPTER]", "TIMEBASE=1/1000", "START=0", "END=900", f"title={'अ' * 43}")
    about.write_text("\n".join((";FFMETADATA1", *rows)) + "\n", encoding="utf-8")
    tone = ["-f", "lavfi", "-i", "sine=440:duration=1", "-i", str(about), "-map_metadata", "1"]
    ffmpeg.run([*tone, str(tmp_path / "a.m4a")], doing="a sample")
    with pytest.raises(antennapod.LostError, match="a title of -127 bytes"):
        antennapod.chapters(tmp_path / "a.m4a")
