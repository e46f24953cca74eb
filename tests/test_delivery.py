"""Deliveries: where an episode is cut, and what other programs find in the files."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from helpers.published import record

from briefing.cli import main
from briefing.config import Settings
from briefing.encode.delivery import PRESETS, Preset, deliver, message, notes
from briefing.encode.loudness import block_loudness, combined, measure
from briefing.episode import library
from briefing.episode.manifest import Manifest, UtteranceRecord
from briefing.errors import EncodeError
from briefing.formats import bwf
from briefing.model import ChapterMark
from briefing.pipeline import make
from briefing.system import ffmpeg
from briefing.version import __version__

TEXT = """---
title: शाम की ख़बरें
date: 2026-01-31
---

## बाज़ार

सेंसेक्स आज चढ़कर बंद हुआ। रुपया भी मज़बूत हुआ।

## खेल

भारत ने मैच जीत लिया। कप्तान ने शतक लगाया।
"""


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> library.StoredEpisode:
    folder = tmp_path_factory.mktemp("delivery")
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    return library.load(
        make(folder / "a.md", Settings(voice="tone", output=str(folder / "out"))).folder
    )


def chunks(path: Path) -> Mapping[str, bytes]:
    """Return the chunks of a RIFF file."""
    data, found, place = path.read_bytes(), {}, 12
    assert struct.unpack("<I", data[4:8]) == (len(data) - 8,)
    while place < len(data):
        name, size = struct.unpack("<4sI", data[place : place + 8])
        found[name.decode()] = data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
    return found


def long(*chapters_s: int, sentence_s: int = 10, paragraph: int = 4) -> Manifest:
    """Return the manifest of chapters of so many seconds, with a pause after each sentence."""
    marks, utterances, at_ms = [], [], 0
    for index, seconds in enumerate(chapters_s):
        marks.append(ChapterMark(f"ख़बर {index}", at_ms, at_ms + seconds * 1000))
        for number, start in enumerate(range(0, seconds, sentence_s)):
            start_ms = at_ms + start * 1000
            utterances.append(
                UtteranceRecord(
                    written="क",
                    chapter=index,
                    paragraph=number // paragraph,
                    voice="tone",
                    start_ms=start_ms,
                    end_ms=start_ms + sentence_s * 1000 - 500,
                )
            )
        at_ms += seconds * 1000
    return replace(record(), chapters=tuple(marks), utterances=tuple(utterances))


@pytest.mark.parametrize(
    ("chapters_s", "ends_s"),
    [
        ((60, 60, 60), [180]),
        ((60, 60, 90, 30), [120, 240]),  # as many chapters as fit
        ((60, 400, 30), [60, 219.75, 379.75, 490]),  # a long one is cut after a paragraph
    ],
)
def test_voice_notes_are_cut_between_stories(
    chapters_s: tuple[int, ...], ends_s: list[float]
) -> None:
    pieces = notes(long(*chapters_s), 180_000)
    assert [piece.end_ms / 1000 for piece in pieces] == ends_s
    assert pieces[0].start_ms == 0
    assert all(a.end_ms == b.start_ms for a, b in pairwise(pieces))


def test_a_sentence_longer_than_a_note_is_cut() -> None:
    pieces = notes(long(400, sentence_s=400), 180_000)
    assert [piece.end_ms for piece in pieces] == [180_000, 360_000, 400_000]


def test_the_text_names_what_is_in_each_note() -> None:
    manifest = long(60, 400)
    text = message(manifest, notes(manifest, 180_000), "कृत्रिम आवाज़ में।")
    assert "🎧 1/4 · 1:00\n0:00 ख़बर 0\n" in text
    assert "🎧 3/4 · 2:40\n0:00 ख़बर 1 (जारी)\n" in text
    assert text.endswith("_कृत्रिम आवाज़ में।_\n")


def test_voice_notes(episode: library.StoredEpisode, tmp_path: Path) -> None:
    files = deliver("whatsapp", episode, tmp_path, "कृत्रिम।")
    assert [file.path.name for file in files] == ["sham-ki-khabren-01.ogg", "sham-ki-khabren.txt"]
    assert files[0].size_bytes <= 512_000
    tags = ffmpeg.tags(files[0].path)
    assert tags["AI-CONTENT"] == "true"
    assert tags["GUID"] == episode.manifest.guid
    assert "METADATA_BLOCK_PICTURE" not in tags
    assert files[0].path.read_bytes()[14:18] != bytes(4)  # a stream number that every tool takes
    assert measure(ffmpeg.reading(files[0].path)).loudness_lufs == pytest.approx(-16, abs=1)


def test_what_is_too_large_is_cut_again(
    episode: library.StoredEpisode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {**vars(PRESETS["whatsapp"]), "most_bytes": 14_000, "most_ms": 20_000}
    monkeypatch.setitem(PRESETS, "whatsapp", Preset(**fields))
    *notes, _ = deliver("whatsapp", episode, tmp_path)
    assert len(notes) > 1
    assert all(file.size_bytes <= 14_000 for file in notes)
    total_ms = sum(file.duration_ms or 0 for file in notes)
    (said,) = episode.manifest.notice
    # Each but the first has the notice, faded in and out over 250 ms, and a pause of 400 ms.
    notice_ms = min(said.start_ms, 250) + said.end_ms - said.start_ms + 250 + 400
    assert total_ms == episode.manifest.audio.duration_ms + (len(notes) - 1) * notice_ms


def heard(path: Path) -> np.ndarray:
    """Return the power of a file in each hundredth of a second."""
    samples = np.frombuffer(ffmpeg.decoded(path, 16_000, 60), "<f4")
    power: np.ndarray = np.square(samples[: len(samples) // 160 * 160].reshape(-1, 160)).mean(
        axis=1
    )
    return power


@pytest.mark.parametrize("disclosure", [None, "none"])
def test_each_voice_note_says_that_it_is_synthetic(disclosure: str | None, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    settings = Settings(voice="tone", output=str(tmp_path / "out"), disclosure=disclosure)
    made = library.load(make(tmp_path / "a.md", settings).folder)
    cut = {**vars(PRESETS["whatsapp"]), "most_ms": made.manifest.chapters[0].end_ms}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PRESETS, "whatsapp", Preset(**cut))
        first, second, text = deliver("whatsapp", made, tmp_path / "notes")
    row = [line for line in text.path.read_text(encoding="utf-8").splitlines() if "खेल" in line]
    if disclosure:
        assert row == ["0:00 खेल"]
        return
    assert row == ["0:02 खेल"]
    (said,) = made.manifest.notice
    begin, end = (said.start_ms // 10 + 30, said.end_ms // 10 - 10)
    before = min(said.start_ms, 250) // 10 - said.start_ms // 10
    notice, again = heard(first.path)[begin:end], heard(second.path)[begin + before : end + before]
    assert np.corrcoef(notice, again)[0, 1] > 0.95


def test_telephone_files(episode: library.StoredEpisode, tmp_path: Path) -> None:
    files = deliver("ivr", episode, tmp_path)
    for number, mark in enumerate(episode.manifest.chapters, start=1):
        for suffix, tag, bits in ((".alaw.wav", 6, 8), (".ulaw.wav", 7, 8), (".wav", 1, 16)):
            found = chunks(tmp_path / f"sham-ki-khabren-{number:02}{suffix}")
            form = struct.unpack("<HHIIHH", found["fmt "][:16])
            assert (form[0], form[1], form[2], form[5]) == (tag, 1, 8000, bits)
            seconds = len(found["data"]) * 8 / bits / 8000
            assert seconds == pytest.approx((mark.end_ms - mark.start_ms) / 1000, abs=0.05)
    assert files[-1].path.read_text(encoding="utf-8").splitlines()[1].endswith("\tबाज़ार")
    (tmp_path / "sham-ki-khabren-09.alaw.wav").touch()
    deliver("ivr", episode, tmp_path)
    assert not (tmp_path / "sham-ki-khabren-09.alaw.wav").exists()


def test_the_band_of_a_telephone() -> None:
    source = ["-f", "lavfi", "-i", "anoisesrc=r=48000:d=2:seed=1"]
    filters = f"aresample=8000,{PRESETS['ivr'].filters}"
    inside = combined([block_loudness(source, f"{filters},bandpass=f=1000:w=200")])
    below = combined([block_loudness(source, f"{filters},lowpass=f=100,lowpass=f=100")])
    assert inside.loudness_lufs - below.loudness_lufs > 20


def test_broadcast_wave(episode: library.StoredEpisode, tmp_path: Path) -> None:
    (file,) = deliver("radio", episode, tmp_path)
    heard = measure(ffmpeg.reading(file.path))
    assert heard.loudness_lufs == pytest.approx(-23, abs=0.5)
    assert heard.true_peak_dbtp <= -1
    found = chunks(file.path)
    assert list(found) == ["bext", "cart", "fmt ", "data"]
    assert struct.unpack("<HHIIHH", found["fmt "]) == (1, 1, 48_000, 144_000, 3, 24)
    bext, cart = found["bext"], found["cart"]
    assert bext.startswith(b"sham ki khabren\0")
    assert bext[320:338] == b"2026-01-31" + bytes(8)  # a midnight is not invented
    assert struct.unpack("<H", bext[346:348]) == (2,)
    integrated, spread, peak, momentary, short_term = struct.unpack("<5h", bext[412:422])
    assert integrated / 100 == pytest.approx(heard.loudness_lufs)
    assert peak / 100 == pytest.approx(heard.true_peak_dbtp)
    assert 0 <= spread <= 2000 and integrated - 100 < short_term < momentary < -1000
    assert bext[602:].decode("ascii").splitlines() == [
        "A=MPEG1L3,F=44100,B=96,M=mono,T=briefing",
        "A=PCM,F=48000,W=24,M=mono,T=briefing",
    ]
    assert cart[:19] == b"0101sham ki khabren"
    assert b"AI-CONTENT=true" in cart[2048:]


@pytest.mark.parametrize("text", ["a", "ab"])
@pytest.mark.parametrize("samples", [1, 2])
def test_chunks_of_odd_size_are_padded(samples: int, text: str, tmp_path: Path) -> None:
    silent, unknown = float("-inf"), float("nan")
    programme = bwf.Programme(
        title="शीर्षक " * 60,
        artist="",
        identifier="",
        date="2026-01-31",
        time="18:05:00",
        category="",
        last_words="",
        text=[text],
        loudness=(silent, 0.0, silent, unknown, -100.0),
        producer=("", ""),
    )
    (tmp_path / "raw").write_bytes(b"\x01\x02\x03" * samples)
    bwf.write(tmp_path / "raw", tmp_path / "a.wav", 48_000, 24, programme)
    found = chunks(tmp_path / "a.wav")
    assert found["bext"][:256] == ("shirshak " * 60)[:256].encode("ascii")
    assert found["bext"][320:338] == b"2026-01-3118:05:00"
    assert struct.unpack("<5h", found["bext"][412:422]) == (0x7FFF, 0, 0x7FFF, 0x7FFF, 0x7FFF)
    assert len(found["data"]) == 3 * samples and found["cart"].endswith(text.encode() + b"\r\n\0")
    assert len(soundfile.read(tmp_path / "a.wav")[0]) == samples


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs ffprobe")
def test_another_program_reads_the_chunks(episode: library.StoredEpisode, tmp_path: Path) -> None:
    (file,) = deliver("radio", episode, tmp_path)
    command = ["ffprobe", "-v", "error", "-show_format", "-of", "json", str(file.path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["format"]["tags"]["comment"] == "sham ki khabren"
    assert told["format"]["tags"]["date"] == "2026-01-31"
    assert "creation_time" not in told["format"]["tags"]


def cart_by_libsndfile(path: Path) -> dict[str, str | int]:
    """Return the cart chunk as libsndfile reads it, by its own names (``SF_CART_INFO``)."""
    texts = ["title", "artist", "cut_id", "client_id", "category", "classification", "out_cue"]
    times = {"start_date": 10, "start_time": 8, "end_date": 10, "end_time": 8}
    made = ["producer_app_id", "producer_app_version", "user_def"]
    sizes = {"version": 4, **dict.fromkeys(texts, 64), **times, **dict.fromkeys(made, 64)}
    form = f"<{''.join(f'{size}s' for size in sizes.values())}i64s276s1024sI256s"
    with soundfile.SoundFile(path) as file:
        buffer = soundfile._ffi.new("char[]", struct.calcsize(form))
        get_cart_info = 0x1401  # SFC_GET_CART_INFO in sndfile.h
        assert soundfile._snd.sf_command(file._file, get_cart_info, buffer, len(buffer)) == 1
        values = struct.unpack(form, soundfile._ffi.buffer(buffer)[:])
    names = [*sizes, "level_reference", "timers", "reserved", "url", "text_size", "text"]
    return {
        name: value if isinstance(value, int) else value.rstrip(b"\0").decode("ascii")
        for name, value in zip(names, values, strict=True)
    }


def test_libsndfile_reads_the_cart_chunk(episode: library.StoredEpisode, tmp_path: Path) -> None:
    """AES46: every field where another program looks for it."""
    (file,) = deliver("radio", episode, tmp_path)
    assert cart_by_libsndfile(file.path) == {
        "version": "0101",
        "title": "sham ki khabren",
        "artist": "",
        "cut_id": episode.manifest.guid,
        "client_id": "",
        "category": "News",
        "classification": "",
        "out_cue": "kaptan ne shatak lagaya.",
        "start_date": "2026-01-31",
        "start_time": "00:00:00",
        "end_date": "9999-12-31",
        "end_time": "23:59:59",
        "producer_app_id": "briefing",
        "producer_app_version": __version__,
        "user_def": "",
        "level_reference": 32_768,
        "timers": "",
        "reserved": "",
        "url": "",
        "text_size": len("0:00 bazar\r\n0:07 khel\r\nAI-CONTENT=true\r\n\0"),
        "text": "0:00 bazar\r\n0:07 khel\r\nAI-CONTENT=true\r\n",
    }


def test_the_command(
    episode: library.StoredEpisode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["deliver", "whatsapp", str(episode.folder)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "whatsapp-sham-ki-khabren" / "sham-ki-khabren-01.ogg").is_file()
    missing = CliRunner().invoke(main, ["deliver", "radio", "nowhere"])
    assert missing.exit_code == 1
    assert "Traceback" not in missing.output
    with pytest.raises(EncodeError, match="unknown delivery"):
        deliver("fax", episode, tmp_path)
