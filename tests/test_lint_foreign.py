"""What the linter finds in MP3s that other programs made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from helpers.lint_builders import TONE, audio

from briefing.lint import lint
from briefing.system import ffmpeg

DOCS = Path(__file__).parent.parent / "docs" / "lint.md"
LONG = "सर्वोच्च न्यायालय ने चुनावी बांड पर बड़ा फ़ैसला सुनाया, सरकार देगी जवाब"
CHAPTERS = [("खेल", 0, 4000), (LONG, 4000, 8000), ("मौसम", 8000, 12_000)]


def by_ffmpeg(path: Path, *options: str) -> None:
    """Chapters by FFMETADATA, as tutorials have it."""
    rows = [";FFMETADATA1", "title=सुबह", "artist=समाचार कक्ष", "album=सुर्ख़ियाँ"]
    for title, start, end in CHAPTERS:
        rows += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}", f"title={title}"]
    data = path.with_suffix(".txt")
    data.write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = ["-f", "lavfi", "-i", TONE, "-i", str(data), "-map_metadata", "1", "-ar", "44100"]
    ffmpeg.run([*told, "-b:a", "96k", *options, str(path)], doing="a sample")


def by_ffmpeg_23(path: Path) -> None:
    by_ffmpeg(path, "-id3v2_version", "3")


def by_ffmpeg_quality(path: Path) -> None:
    """A variable bit rate, from a noise that is now loud and now silent."""
    noise = "anoisesrc=d=12:a=0.3,volume=0:enable='lt(mod(t,2),1)'"
    told = ["-f", "lavfi", "-i", noise, "-ar", "44100", "-q:a", "4"]
    ffmpeg.run([*told, str(path)], doing="a sample")


def by_mutagen(path: Path) -> None:
    """What mutagen writes unless told: ID3v2.4, texts as given, frames sorted by size."""
    from mutagen.id3 import CHAP, CTOC, ID3, TALB, TIT2, TPE1

    path.write_bytes(audio())
    tag = ID3()
    texts = (TIT2(3, ["सुबह"]), TPE1(3, ["समाचार कक्ष"]), TALB(3, ["सुर्ख़ियाँ"]))
    for frame in texts:
        tag.add(frame)
    for i, (title, start, end) in enumerate(CHAPTERS):
        tag.add(CHAP(f"chp{i}", start, end, sub_frames=[TIT2(3, [title])]))
    tag.add(CTOC("toc", 3, [f"chp{i}" for i in range(len(CHAPTERS))]))
    tag.save(path)


def by_eyed3(path: Path) -> None:
    """What eyeD3 writes by its own defaults."""
    import eyed3

    path.write_bytes(audio())
    file = eyed3.load(path)
    file.initTag()
    file.tag.title, file.tag.artist, file.tag.album = "सुबह", "समाचार कक्ष", "सुर्ख़ियाँ"
    for i, (title, start, end) in enumerate(CHAPTERS):
        chapter = file.tag.chapters.set(f"chp{i}".encode(), (start, end))
        chapter.title = title
    ids = [f"chp{i}".encode() for i in range(len(CHAPTERS))]
    file.tag.table_of_contents.set(b"toc", toplevel=True, ordered=True, child_ids=ids)
    file.tag.save()


def by_pydub(path: Path) -> None:
    """What pydub's export writes with tags."""
    from pydub import AudioSegment

    AudioSegment.converter = ffmpeg.executable()
    wav = path.with_suffix(".wav")
    wav.write_bytes(audio(TONE, suffix=".wav"))
    tags = {"title": "सुबह", "artist": "समाचार कक्ष", "album": "सुर्ख़ियाँ"}
    with wav.open("rb") as file:
        segment = AudioSegment.from_wav(file)
    segment.export(path, format="mp3", bitrate="96k", tags=tags).close()


def by_joining(path: Path) -> None:
    """Two episodes after one another, as cat does it."""
    by_ffmpeg_23(path)
    path.write_bytes(path.read_bytes() * 2)


# What is found, in the words of docs/lint.md: program, and the rules.
FOUND: Mapping[str, tuple[Callable[[Path], None], set[str]]] = {
    "ffmpeg with FFMETADATA": (
        by_ffmpeg,
        {"id3-broken", "id3-version", "chap-v24", "chap-long", "ctoc-title", "cover-missing"},
    ),
    "the same with `-id3v2_version 3`": (
        by_ffmpeg_23,
        {"chap-long", "ctoc-title", "cover-missing"},
    ),
    "ffmpeg with `-q:a 4`, no tags": (
        by_ffmpeg_quality,
        {
            "stream-cbr",
            "sound-loudness",
            "id3-version",
            "id3-title",
            "id3-texts",
            "cover-missing",
            "chap-missing",
        },
    ),
    "mutagen alone": (
        by_mutagen,
        {"id3-version", "chap-v24", "chap-order", "chap-long", "ctoc-title", "cover-missing"},
    ),
    "eyeD3": (by_eyed3, {"id3-version", "chap-v24", "chap-long", "ctoc-title", "cover-missing"}),
    "pydub's `export(tags=…)`": (by_pydub, {"id3-version", "cover-missing", "chap-missing"}),
    "two MP3s joined with `cat`": (
        by_joining,
        {"stream-count", "stream-strange", "chap-end", "chap-long", "ctoc-title", "cover-missing"},
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_found(name: str, tmp_path: Path) -> None:
    make, rules = FOUND[name]
    make(tmp_path / "a.mp3")
    assert {finding.rule for finding in lint([str(tmp_path / "a.mp3")]).findings} == rules


@pytest.mark.parametrize("name", FOUND)
def test_the_page_says_what_is_found(name: str) -> None:
    rows = [line.split("|") for line in DOCS.read_text(encoding="utf-8").splitlines()]
    said = [row[2] for row in rows if len(row) > 2 and row[1].strip() == name]
    assert [set(re.findall("`(.*?)`", cell)) for cell in said] == [FOUND[name][1]]
