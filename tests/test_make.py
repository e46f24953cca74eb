"""The whole path with the test voice: what is in the folder, and whether it says so."""

from __future__ import annotations

import base64
import json
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen.flac import Picture
from mutagen.id3 import ID3
from mutagen.mp3 import MP3, BitrateMode
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from briefing.config import Settings
from briefing.episode import manifest
from briefing.episode.result import EpisodeResult
from briefing.lint import lint
from briefing.pipeline import make
from briefing.system import ffmpeg

TEXT = """# शाम की ख़बरें

सरकार ने 35,000 किसानों को मदद दी। क्या यह काफ़ी है?

मौसम विभाग ने कल तेज़ बारिश की चेतावनी दी है और लोगों से घर में रहने को कहा है।

खेल में भारत ने मैच जीता। कप्तान ने टीम की तारीफ़ की।
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> EpisodeResult:
    folder = tmp_path_factory.mktemp("make")
    script = folder / "sham.md"
    script.write_text(TEXT, encoding="utf-8")
    settings = Settings(
        voice="tone", output=str(folder / "out"), chapters="paragraph", date="2026-01-31"
    )
    return make(script, settings)


def marks(made: EpisodeResult) -> list[dict[str, object]]:
    """Return the chapters of the manifest as its JSON holds them."""
    chapters: list[dict[str, object]] = manifest.to_dict(made.manifest)["chapters"]
    return chapters


def samples(path: Path, rate_hz: int = 8000) -> np.ndarray:
    """Decode a file with ffmpeg, as a player would."""
    command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-f", "s16le"]
    command += ["-ac", "1", "-ar", str(rate_hz), "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<i2").astype(np.float64) / 32768


def test_nothing_but_the_episode_is_left(made: EpisodeResult) -> None:
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "chapters.json",
        "manifest.json",
        "sham-ki-khabren.mp3",
        "transcript.json",
        "transcript.srt",
        "transcript.vtt",
    ]


def test_the_file_is_what_podcasts_ask_for(made: EpisodeResult) -> None:
    info: Any = MP3(made.audio).info
    assert (info.sample_rate, info.channels, info.bitrate) == (44100, 1, 96000)
    assert info.bitrate_mode == BitrateMode.CBR
    audio = made.manifest.audio
    assert audio.loudness_lufs is not None
    assert audio.true_peak_dbtp is not None
    assert abs(audio.loudness_lufs + 16) <= 0.5
    assert audio.true_peak_dbtp <= -1
    assert audio.size_bytes == made.audio.stat().st_size
    assert abs(info.length * 1000 - audio.duration_ms) < 60


def test_the_linter_finds_nothing_to_mend(made: EpisodeResult) -> None:
    findings = lint([str(made.folder)]).findings
    assert {finding.rule for finding in findings} <= {"id3-texts", "cover-missing"}


def test_tags_are_id3v23_in_utf16(made: EpisodeResult) -> None:
    id3 = ID3(made.audio, translate=False)
    assert id3.version == (2, 3, 0)
    assert str(id3["TIT2"]) == "शाम की ख़बरें"
    assert "35,000 किसानों" in id3.getall("USLT")[0].text
    assert all(frame.encoding == 1 for frame in id3.values() if hasattr(frame, "text"))


def test_chapters_agree_with_the_manifest(made: EpisodeResult) -> None:
    id3 = ID3(made.audio)
    toc = id3.getall("CTOC")
    assert len(toc) == 1
    assert toc[0].flags == 3
    read = [id3[f"CHAP:{name}"] for name in toc[0].child_element_ids]
    assert [
        {
            "title": str(chap.sub_frames["TIT2"]),
            "start_ms": chap.start_time,
            "end_ms": chap.end_time,
        }
        for chap in read
    ] == marks(made)


def test_chapters_stand_in_the_file_in_order(made: EpisodeResult) -> None:
    data = made.audio.read_bytes()
    found = [
        data.index(b"CHAP" + data[i + 4 : i + 10] + b"chp%d\0" % n)
        for n in range(3)
        for i in [data.index(b"chp%d\0" % n, data.index(b"CHAP")) - 10]
    ]
    assert found == sorted(found)


def test_each_paragraph_sounds_at_its_mark(made: EpisodeResult) -> None:
    rate_hz = 8000
    heard = np.abs(samples(made.audio, rate_hz)) > 0.02
    for chapter in made.manifest.chapters:
        start = chapter.start_ms * rate_hz // 1000
        before = heard[max(0, start - rate_hz // 4) : start]
        first = int(np.argmax(heard[start:])) * 1000 / rate_hz
        assert not before.any()
        assert first <= 30


def test_the_manifest_holds_every_sentence(made: EpisodeResult) -> None:
    on_disk = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert on_disk == manifest.to_dict(made.manifest)
    assert manifest.read(made.folder / "manifest.json") == made.manifest
    assert on_disk["utterances"][0]["written"] == on_disk["disclosure"]
    rows = on_disk["utterances"][1:]
    assert [row["written"] for row in rows][1] == "सरकार ने 35,000 किसानों को मदद दी।"
    assert rows[1]["spoken"] == "सरकार ने पैंतीस हज़ार किसानों को मदद दी।"
    ends = [row["end_ms"] for row in rows]
    starts = [row["start_ms"] for row in rows]
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))


def test_the_same_script_gives_the_same_bytes(made: EpisodeResult, tmp_path: Path) -> None:
    script = tmp_path / "sham.md"
    script.write_text(TEXT, encoding="utf-8")
    settings = Settings(
        voice="tone", output=str(tmp_path / "out"), chapters="paragraph", date="2026-01-31"
    )
    again = make(script, settings)
    assert again.audio.read_bytes() == made.audio.read_bytes()
    assert again.manifest == made.manifest


def by_ffmpeg(path: Path) -> list[dict[str, object]]:
    """Read chapters as ffmpeg sees them (-copyts: as stored, the codec delay left in)."""
    command = [ffmpeg.executable(), "-v", "error", "-copyts", "-i", str(path)]
    command += ["-f", "ffmetadata", "-"]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    found = []
    for part in said.split("[CHAPTER]")[1:]:
        row = dict(line.split("=", 1) for line in part.strip().splitlines())
        unit = 1000 * int(row["TIMEBASE"].split("/")[0]) / int(row["TIMEBASE"].split("/")[1])
        times = {f"{name}_ms": round(int(row[name.upper()]) * unit) for name in ("start", "end")}
        found.append({"title": row["title"], **times})
    return found


def by_eyed3(path: Path) -> list[dict[str, object]]:
    """Read chapters as eyeD3 sees them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eyed3
    chapters = eyed3.load(path).tag.chapters
    return [
        {"title": chap.title, "start_ms": chap.times[0], "end_ms": chap.times[1]}
        for chap in sorted(chapters, key=lambda chap: chap.times)
    ]


@pytest.mark.parametrize("oracle", [by_ffmpeg, by_eyed3])
def test_other_programs_read_the_same_chapters(
    made: EpisodeResult, oracle: Callable[[Path], list[dict[str, object]]]
) -> None:
    assert oracle(made.audio) == marks(made)


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


@pytest.mark.parametrize("name", ["mp3", "m4a", "m4b", "opus"])
def test_tags_and_cover_of_every_format(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "cover.png").write_bytes(PICTURE)
    settings = Settings(
        voice="tone",
        output=str(tmp_path),
        format=name,
        cover=str(tmp_path / "cover.png"),
        author="आशा; राव",
        date="2026-01-31",
        episode=7,
    )
    audio = make(tmp_path / "a.md", settings).audio
    if name == "mp3":
        tags: Any = ID3(audio)
        found = [str(tags[key]) for key in ("TIT2", "TPE1", "TDRC", "TRCK", "TCON")]
        cover, lyrics = tags.getall("APIC")[0].data, tags.getall("USLT")[0].text
    elif name in ("m4a", "m4b"):
        tags = MP4(audio)
        found = [str(tags[key][0]) for key in ("\xa9nam", "\xa9ART", "\xa9day")]
        found += [str(tags["trkn"][0][0]), tags["\xa9gen"][0]]
        cover, lyrics = bytes(tags["covr"][0]), tags["\xa9lyr"][0]
    else:
        tags = OggOpus(audio)
        found = [tags[key][0] for key in ("title", "artist", "date", "tracknumber", "genre")]
        picture = Picture(base64.b64decode(tags["metadata_block_picture"][0]))
        cover, lyrics = picture.data, tags["lyrics"][0]
    assert found == ["शाम की ख़बरें", "आशा; राव", "2026-01-31", "7", "Podcast"]
    assert cover == PICTURE
    assert "शाम की ख़बरें\nसरकार ने" in lyrics


def at(
    folder: Path, date: str | None, text: str = "# शाम\n\nनमस्ते।", **options: str
) -> EpisodeResult:
    """Make the same script on a day."""
    script = folder / "sham.md"
    script.write_text(text, encoding="utf-8")
    settings = Settings(voice="tone", output=str(folder / "out"), date=date)
    return make(script, settings.with_options(**options))


def test_the_same_title_on_another_day_is_another_episode(tmp_path: Path) -> None:
    first = at(tmp_path, "2026-01-30")
    second = at(tmp_path, "2026-01-31")
    again = at(tmp_path, "2026-01-31", "# शाम\n\nनमस्कार।")
    assert [made.folder.name for made in (first, second, again)] == [
        "sham",
        "sham-2026-01-31",
        "sham-2026-01-31",
    ]
    assert first.manifest.guid != second.manifest.guid == again.manifest.guid


def test_a_script_without_a_date_keeps_that_of_the_last_run(tmp_path: Path) -> None:
    first = at(tmp_path, "2026-01-30")
    before = (first.folder / manifest.NAME).read_bytes()
    again = at(tmp_path, None)
    assert again.folder == first.folder
    assert (first.folder / manifest.NAME).read_bytes() == before
    kept = "date 2026-01-30 kept from the last run; --date changes it"
    assert [warning for warning in again.warnings if kept in warning]


def test_todays_date_is_kept_without_a_word(tmp_path: Path) -> None:
    made = [at(tmp_path, None) for _ in range(2)]
    assert made[0].folder == made[1].folder
    assert made[0].warnings == made[1].warnings


def test_a_slug_that_is_asked_for_is_used(tmp_path: Path) -> None:
    made = [at(tmp_path, f"2026-01-3{day}", slug="aaj") for day in (0, 1, 1)]
    assert {m.folder.name for m in made} == {"aaj"}
    replaced = "replaces the episode of 2026-01-30 by that of 2026-01-31"
    told = [any(replaced in warning for warning in m.warnings) for m in made]
    assert told == [False, True, False]


def test_speakers_are_named(tmp_path: Path) -> None:
    text = "---\nvoices:\n  आशा: tone\n---\n\n> [आशा]: नमस्ते।\n\nशुभ दिन।"
    made = at(tmp_path, "2026-01-31", text)
    assert [row.speaker for row in made.manifest.utterances] == ["आशा", "आशा", ""]
    transcript = (made.folder / "transcript.vtt").read_text(encoding="utf-8")
    assert "<v आशा>" in transcript


def test_control_characters_reach_no_tag(tmp_path: Path) -> None:
    made = at(tmp_path, "2026-01-31", title="शाम\x07की\x1b बात")
    tags = ID3(made.audio)
    texts = "".join(str(frame) for frame in tags.values() if frame.FrameID.startswith("T"))
    assert not set(texts) & set(map(chr, range(32)))
