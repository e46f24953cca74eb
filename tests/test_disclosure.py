"""The notice that the voice is synthetic: heard first, kept out of what sums the episode up."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from briefing import lint
from briefing.cli import main
from briefing.clip import say
from briefing.config import Settings
from briefing.config_file import load
from briefing.encode import ENCODERS
from briefing.episode.disclosure import SENTENCES
from briefing.episode.result import EpisodeResult
from briefing.errors import ConfigError, ScriptError
from briefing.model import Chapter, Paragraph, Script
from briefing.pipeline import make
from briefing.publish import notes
from briefing.publish.page.sections import sections

HINDI = SENTENCES["hi"]
TEXT = "# सुबह\n\n## खेल\n\nभारत ने मैच जीता।\n\n## मौसम\n\nकल बारिश होगी।"


def made(folder: Path, text: str = TEXT, **options: Any) -> EpisodeResult:
    (folder / "a.md").write_text(text, encoding="utf-8")
    settings = Settings(voice="tone", date="2026-01-31", output=str(folder / "out"), **options)
    return make(folder / "a.md", settings)


def written(result: EpisodeResult) -> list[str]:
    return [utterance.written for utterance in result.manifest.utterances]


def test_it_is_heard_first_and_within_five_seconds(tmp_path: Path) -> None:
    with_notice = made(tmp_path, intro="आप सुन रहे हैं {title}।")
    first, second = with_notice.manifest.utterances[:2]
    assert (first.written, second.written) == (HINDI, "आप सुन रहे हैं सुबह।")
    assert with_notice.manifest.disclosure == HINDI
    assert with_notice.manifest.notice == (first,)
    assert first.sounds and first.end_ms < 5000
    assert (first.chapter, first.paragraph, second.paragraph) == (0, 0, 1)


def test_the_chapters_are_those_of_an_episode_without_it(tmp_path: Path) -> None:
    loud = made(tmp_path)
    silent = made(tmp_path, disclosure="none")
    titles = [[mark.title for mark in each.manifest.chapters] for each in (loud, silent)]
    assert titles[0] == titles[1]
    assert loud.manifest.chapters[0].start_ms == 0
    assert written(loud) == [HINDI, *written(silent)]


def test_none_is_recorded(tmp_path: Path) -> None:
    result = made(tmp_path, disclosure="none")
    assert result.manifest.disclosure == "none"
    assert result.manifest.notice == ()
    assert HINDI not in written(result)


@pytest.mark.parametrize(
    ("lang", "options", "sentence"),
    [
        ("hi", {}, HINDI),
        ("mr", {}, SENTENCES["mr"]),
        ("mr-IN", {}, SENTENCES["mr"]),
        ("bho", {}, HINDI),
        ("bho", {"disclosures": {"bho": "ई आवाज बनावटी बा।"}}, "ई आवाज बनावटी बा।"),
        ("hi", {"disclosures": {"hi": "यह आवाज़ मशीन की है।"}}, "यह आवाज़ मशीन की है।"),
        ("mr", {"disclosure": "यह आवाज़ मशीन की है।"}, "यह आवाज़ मशीन की है।"),
    ],
)
def test_it_follows_the_language_of_the_script(
    lang: str, options: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    result = made(tmp_path, f"---\nlang: {lang}\n---\n\nनमस्ते।", **options)
    assert written(result) == [sentence, "नमस्ते।"]
    assert result.manifest.disclosure == sentence


def test_a_notice_may_have_two_sentences(tmp_path: Path) -> None:
    result = made(tmp_path, disclosure="यह आवाज़ मशीन की है। ख़बरें हमारी हैं।")
    assert [u.written for u in result.manifest.notice] == [
        "यह आवाज़ मशीन की है।",
        "ख़बरें हमारी हैं।",
    ]


@pytest.mark.parametrize("value", ["", " ", "off", "no", "false", "नहीं", "।"])
def test_only_none_switches_it_off(value: str, tmp_path: Path) -> None:
    (tmp_path / "briefing.toml").write_text(f'disclosure = "{value}"', encoding="utf-8")
    with pytest.raises(ConfigError, match="disclosure") as caught:
        load(tmp_path / "briefing.toml")
    assert '"none"' in caught.value.remedy
    with pytest.raises(ConfigError, match=r"disclosures\.hi"):
        Settings(disclosures={"hi": value}).with_options()


def test_no_language_is_switched_off_alone() -> None:
    with pytest.raises(ConfigError, match=r"disclosures\.hi"):
        Settings(disclosures={"hi": "none"}).with_options()


def test_the_command_line_switches_it_off(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("नमस्ते।", encoding="utf-8")
    options = ["--voice", "tone", "-o", str(tmp_path / "out"), "--disclosure", "none", "--json"]
    result = CliRunner().invoke(main, ["make", str(tmp_path / "a.txt"), *options])
    assert result.exit_code == 0, result.output
    assert '"disclosure": "none"' in result.stdout


def test_a_script_that_says_nothing_is_still_an_error(tmp_path: Path) -> None:
    script = Script("", (Chapter("", (Paragraph("—"),)),), source="a.md")
    with pytest.raises(ScriptError, match="no sentence is left"):
        make(script, Settings(voice="tone", output=str(tmp_path)))


def test_the_first_speaker_says_it(tmp_path: Path) -> None:
    text = "---\nvoices:\n  आशा: tone\n---\n\n> [आशा]: नमस्ते।"
    assert [u.speaker for u in made(tmp_path, text).manifest.utterances] == ["आशा", "आशा"]


def test_it_is_in_the_transcript_but_does_not_sum_the_episode_up(tmp_path: Path) -> None:
    result = made(tmp_path)
    text = (result.folder / "transcript.vtt").read_text(encoding="utf-8")
    assert HINDI in re.sub(r"<\d\d:[\d:.]+>", "", text)  # each word has its time
    assert HINDI not in notes.summary(result.manifest)
    assert HINDI not in notes.description(result.manifest, "")


def test_the_page_shows_it_before_the_text(tmp_path: Path) -> None:
    result = made(tmp_path, chapters="none")
    (section,) = sections(result.manifest)
    assert section.notice and section.notice.text == HINDI
    assert section.opening and section.opening.text == "सुबह"


def found_by_lint(result: EpisodeResult) -> list[str]:
    found = lint.episode(result.folder)
    return [finding.what for finding in found if finding.rule.startswith("disclosure")]


def tags(path: Path) -> dict[str, str]:
    """Return the tags that have no field of their own, as mutagen reads them."""
    if path.suffix == ".mp3":
        return {frame.desc: str(frame) for frame in ID3(path).getall("TXXX")}
    if path.suffix == ".wav":
        chunk: Any = WAVE(path).tags
        return {frame.desc: str(frame) for frame in chunk.getall("TXXX")}
    if path.suffix == ".flac":
        comments: Any = FLAC(path).tags
        return {name.upper(): value for name, value in comments}
    found: Any = MP4(path).tags if path.suffix in (".m4a", ".m4b") else OggOpus(path).tags
    if path.suffix in (".m4a", ".m4b"):
        start = "----:com.apple.iTunes:"
        own = {name: value for name, value in found.items() if name.startswith(start)}
        return {name.removeprefix(start): bytes(own[name][0]).decode() for name in own}
    return {name.upper(): value[0] for name, value in found.items()}


@pytest.mark.parametrize("form", ENCODERS)
def test_every_format_says_it_to_machines(form: str, tmp_path: Path) -> None:
    result = made(tmp_path, format=form)
    found = tags(result.audio)
    assert found["AI-CONTENT"] == "true"
    assert found["GUID"] == result.manifest.guid
    assert found["GENERATOR"] == "briefing"
    assert found_by_lint(result) == []


def test_a_clip_says_it_to_machines(tmp_path: Path) -> None:
    found = tags(say("नमस्ते।", tmp_path / "a.mp3", Settings(voice="tone")))
    assert found["AI-CONTENT"] == "true"
    assert found["GUID"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"disclosure": "none"}, "disclosure is none"),
        ({"disclosure": "यह आवाज़ मशीन की है। " * 9}, "5 s are enough"),
    ],
)
def test_lint_tells_what_is_wrong_with_it(
    options: dict[str, Any], words: str, tmp_path: Path
) -> None:
    (what,) = found_by_lint(made(tmp_path, **options))
    assert words in what


def test_signing_needs_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    with pytest.raises(ConfigError, match="a package that is not installed: c2pa") as caught:
        made(tmp_path, c2pa_certificate="a.pem", c2pa_key="b.pem")
    assert "[c2pa]" in caught.value.remedy


def test_a_clip_does_not_say_it(tmp_path: Path) -> None:
    spoken = say("नमस्ते।", tmp_path / "a.wav", Settings(voice="tone"))
    longer = say(f"{HINDI} नमस्ते।", tmp_path / "b.wav", Settings(voice="tone"))
    assert spoken.stat().st_size * 2 < longer.stat().st_size
