"""What ``make`` writes besides MP3: WAV, FLAC, a file for each chapter; and ``say`` to a pipe."""

from __future__ import annotations

import io
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest
import soundfile
from click.testing import CliRunner
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.wave import WAVE
from test_make import PICTURE

from briefing.cli import main
from briefing.config import Settings
from briefing.episode.result import EpisodeResult
from briefing.lint import lint
from briefing.pipeline import make
from briefing.publish import feed
from briefing.publish.upload import upload
from briefing.show import Show

TEXT = "# शाम\n\n## खेल\n\nभारत ने मैच जीता।\n\n## मौसम\n\nकल बारिश होगी।"


def made(folder: Path, text: str = TEXT, **options: Any) -> EpisodeResult:
    (folder / "a.md").write_text(text, encoding="utf-8")
    settings = Settings(voice="tone", date="2026-01-31", output=str(folder / "out"), **options)
    return make(folder / "a.md", settings)


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_lossless(name: str, tmp_path: Path) -> None:
    episode = made(tmp_path, format=name, author="आशा")
    assert episode.audio.suffix == f".{name}"
    info = soundfile.info(episode.audio)
    assert (info.samplerate, info.channels, info.subtype) == (48_000, 1, "PCM_16")
    audio = episode.manifest.audio
    assert abs(info.duration * 1000 - audio.duration_ms) < 5
    assert audio.loudness_lufs is not None and abs(audio.loudness_lufs + 16) <= 0.5
    assert not [f for f in lint([str(episode.folder)]).findings if f.severity == "error"]


def test_flac_has_tags_chapters_and_a_cover(tmp_path: Path) -> None:
    (tmp_path / "cover.png").write_bytes(PICTURE)
    cover = str(tmp_path / "cover.png")
    episode = made(tmp_path, format="flac", author="आशा", cover=cover)
    tags: Any = FLAC(episode.audio)
    assert (tags["title"], tags["artist"], tags["language"]) == (["शाम"], ["आशा"], ["hin"])
    assert [tags[f"CHAPTER00{n}NAME"] for n in (0, 1)] == [["खेल"], ["मौसम"]]
    assert tags["CHAPTER001"][0].endswith(f".{episode.manifest.chapters[1].start_ms % 1000:03}")
    assert tags["AI-CONTENT"] == ["true"]
    assert [picture.data for picture in tags.pictures] == [PICTURE]


def test_wav_says_its_title(tmp_path: Path) -> None:
    data = made(tmp_path, format="wav").audio.read_bytes()
    info: Any = WAVE(io.BytesIO(data)).info
    assert info.length > 1
    assert "शाम".encode() in data[:4096]
    tags: Any = WAVE(io.BytesIO(data)).tags
    assert str(tags["TIT2"]) == "शाम"
    assert [str(tags[f"CHAP:chp{n}"].sub_frames["TIT2"]) for n in (0, 1)] == ["खेल", "मौसम"]
    with wave.open(io.BytesIO(data)) as sound:
        assert sound.getnframes() == pytest.approx(info.length * 48_000, abs=2)


def test_a_file_for_each_chapter(tmp_path: Path) -> None:
    episode = made(tmp_path, split=True)
    names = ["01-khel.mp3", "02-mausam.mp3"]
    assert [file.name for file in episode.chapter_files] == names
    for file, mark in zip(episode.chapter_files, episode.manifest.chapters, strict=True):
        sound: Any = MP3(file)
        assert abs(sound.info.length * 1000 - (mark.end_ms - mark.start_ms)) < 60
        assert (str(sound["TIT2"]), str(sound["TALB"])) == (mark.title, "शाम")
        assert "USLT::hin" not in sound
    assert [str(MP3(file)["TRCK"]) for file in episode.chapter_files] == ["1", "2"]
    plain = made(tmp_path)
    assert plain.chapter_files == ()
    assert plain.audio.read_bytes() == episode.audio.read_bytes()


def test_chapters_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    made(tmp_path, split=True)
    (tmp_path / "out" / "sham" / "chapters" / "notes.txt").write_text("मेरे नोट")
    episode = made(tmp_path, TEXT.replace("मौसम", "हवा"), split=True)
    found = sorted(path.name for path in (episode.folder / "chapters").iterdir())
    assert found == ["01-khel.mp3", "02-hava.mp3", "notes.txt"]

    made(tmp_path)
    assert [path.name for path in (episode.folder / "chapters").iterdir()] == ["notes.txt"]


def test_audio_of_an_earlier_run_is_removed(tmp_path: Path) -> None:
    """What the episode no longer is must not be published beside it."""
    show = Show(title="शो", description="ख़बरें", base_url="https://example.org/p/")
    first = made(tmp_path, format="mp3", alternate=("wav", "opus"), show=show)
    own = first.folder / "sham.flac"  # not from here
    own.write_bytes(b"fLaC")
    again = made(tmp_path, format="opus", alternate=("m4a",), show=show)
    assert again.manifest.guid == first.manifest.guid
    audio = {path.name for path in again.folder.iterdir() if path.stem == "sham"}
    assert audio == {"sham.opus", "sham.m4a", own.name}
    own.unlink()
    feed.write(tmp_path / "out", Settings(show=show))
    sent = upload(tmp_path / "out", str(tmp_path / "web"), dry_run=True).sent
    published = {item.path.name for item in sent if item.path.stem == "sham"}
    assert published == {audio.file for audio in again.manifest.enclosures}


@pytest.mark.parametrize(("options", "magic"), [((), b"RIFF"), (("--format", "mp3"), b"ID3")])
def test_say_to_a_pipe(options: tuple[str, ...], magic: bytes) -> None:
    command = [sys.executable, "-m", "briefing", "say", "नमस्ते", "--voice", "tone", "-o", "-"]
    done = subprocess.run([*command, *options], capture_output=True, check=True)
    assert done.stdout.startswith(magic)
    if not options:
        with wave.open(io.BytesIO(done.stdout)) as sound:
            assert sound.getnframes() > 1000


def test_the_ending_names_the_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["say", "नमस्ते", "--voice", "tone", "-o"]
    clash = CliRunner().invoke(main, [*arguments, "a.wav", "--format", "mp3"])
    assert (clash.exit_code, "leave out --format" in clash.output) == (2, True)
    bare = CliRunner().invoke(main, [*arguments, "clip"])
    assert bare.exit_code == 1
    assert "a file without an ending has no format\n  → known: flac" in bare.output
    assert CliRunner().invoke(main, [*arguments, "A.WAV"]).exit_code == 0
