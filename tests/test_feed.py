"""The feed: three episodes of the test voice, read back by its rules and by others' readers."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import podcastparser
import pytest
from click.testing import CliRunner
from helpers.feed_rules import NS, wrong
from mutagen.id3 import ID3

from briefing import lint
from briefing.cli import main
from briefing.config import Settings
from briefing.episode.dates import INDIA
from briefing.episode.manifest import read
from briefing.errors import BriefingError, ConfigError, FeedError
from briefing.formats.podcast import FEED, INDEX
from briefing.lint.rules import artwork
from briefing.model import ChapterMark
from briefing.pipeline import make
from briefing.publish import chapters, feed, notes, page
from briefing.publish.covers import cover
from briefing.publish.feed import channel
from briefing.show import Show

SHOW = Show(
    title="शाम & सुबह",
    description="दिन की ख़बरें।",
    author="आशा <राव>",
    email="asha@example.org",
    site="https://example.org/",
    base_url="https://example.org/पॉडकास्ट",
    category="News > Daily News",
)
NOW = datetime(2026, 1, 31, 9, 15, 20, tzinfo=INDIA)
TEXT = """## पहली ख़बर
आज दिल्ली में 5 सड़कें खुलीं। [पूरी सूची](https://example.org/सूची?a=1&b=2) देखिए।

## खेल & मौसम
भारत ने मैच जीता। कल बारिश होगी।

## और "अंत" में
कल फिर मिलेंगे।
"""


@pytest.fixture(scope="module", autouse=True)
def small_covers() -> Iterator[None]:
    """Draw covers of 200 pixels, and let the linter take them: this file looks at none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "LARGE", 200)
        patch.setattr(artwork, "SMALLEST_PX", 200)
        yield


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    for number, day in enumerate(("2026-01-30", "2026-01-31", "2026-01-31"), start=1):
        episode(folder / "out", f"अंक {number}", day, number)
    feed.write(folder / "out", Settings(show=SHOW), NOW)
    return folder / "out"


def episode(output: Path, title: str, day: str, number: int, text: str = TEXT) -> Path:
    script = output.parent / f"{number}.md"
    script.write_text(text, encoding="utf-8")
    settings = Settings(
        voice="tone",
        output=str(output),
        title=title,
        date=day,
        episode=number,
        slug=f"ank-{number}",
        show=SHOW,
    )
    return make(script, settings).folder


@pytest.fixture
def copy(output: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(output, tmp_path / "out"))


def text_of(output: Path) -> str:
    return (output / FEED).read_text(encoding="utf-8")


def test_the_feed_keeps_the_rules(output: Path) -> None:
    assert wrong(text_of(output)) == []


def test_the_linter_finds_nothing(output: Path) -> None:
    chosen = lint.choose(ignored=["item-tone"], slow=False)
    report = lint.lint([str(output)], chosen=chosen)
    assert [finding for finding in report.findings if finding.severity != "note"] == []
    assert len(report.names) > 10


SPOILED = {
    "no title": (r"<title>शाम &amp; सुबह</title>", "", "channel: 0 × title"),
    "two languages": (r"(<language>hi</language>)", r"\1\1", "channel: 2 × language"),
    "out of order": (r"Fri, 30 Jan", "Sun, 30 Aug", "the newest first"),
    "same GUID": (r"(<guid isPermaLink=.false.>)[^<]+", r"\1x", "a GUID or an enclosure twice"),
    "Hindi address": (r"ank-1/ank-1", "अंक/1", "no ASCII address"),
    "explicit": (r">false</itunes:explicit>", ">nein</itunes:explicit>", "explicit is nein"),
    "no length": (r'length="\d+"', 'length="0"', "without its length"),
    "no first chapter": (r"^00:00:00 .*\n", "", "the first 00:00:00"),
    "long description": (r"<description>", "<description>" + "क" * 1400, "4,000 bytes"),
    "no transcript": (r"<podcast:transcript.*vtt.* />", "", "transcripts: "),
}


@pytest.mark.parametrize("name", SPOILED)
def test_the_rules_find_what_is_wrong(name: str, output: Path) -> None:
    pattern, other, message = SPOILED[name]
    spoiled = re.sub(pattern, other, text_of(output), flags=re.M)
    assert message in "\n".join(wrong(spoiled))


def test_feedparser_reads_it(output: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = feedparser.parse((output / FEED).read_bytes())
    assert not read.bozo
    assert (read.feed.title, read.feed.language) == (SHOW.title, "hi")
    assert read.feed.link == "https://example.org/"
    assert [entry.title for entry in read.entries] == ["अंक 3", "अंक 2", "अंक 1"]
    first = read.entries[0]
    assert first.enclosures[0].length == str((output / "ank-3" / "ank-3.mp3").stat().st_size)
    assert first.itunes_episode == "3"
    assert "<li>00:00:00 पहली ख़बर</li>" in first.content[0].value


def test_gpodders_parser_reads_it(output: Path) -> None:
    url = feed.feed_url(SHOW)
    read = podcastparser.parse(url, BytesIO((output / FEED).read_bytes()))
    assert read["title"] == SHOW.title
    episodes = read["episodes"]
    assert [item["number"] for item in episodes] == [3, 2, 1]
    assert episodes[0]["enclosures"][0]["mime_type"] == "audio/mpeg"
    assert [chapter["title"] for chapter in episodes[0]["chapters"]] == [
        "पहली ख़बर",
        "खेल & मौसम",
        'और "अंत" में',
    ]


def test_nothing_changes_where_nothing_changed(copy: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    times = {path: path.stat().st_mtime_ns for path in before}
    feed.write(copy, Settings(show=SHOW))
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    assert {path: path.stat().st_mtime_ns for path in before} == times


def test_an_episode_made_again_keeps_its_guid(copy: Path) -> None:
    guids = re.findall(r"<guid.*?</guid>", text_of(copy))
    urls = re.findall(r'<enclosure url="([^"]+)"', text_of(copy))
    changed = TEXT.replace("कल फिर मिलेंगे।", "कल सुबह सात बजे फिर मिलेंगे।")
    episode(copy, "अंक दो, सुधारा हुआ", "2026-01-31", 2, changed)
    feed.write(copy, Settings(show=SHOW))
    assert re.findall(r"<guid.*?</guid>", text_of(copy)) == guids
    again = re.findall(r'<enclosure url="([^"]+)"', text_of(copy))
    assert [one == other for one, other in zip(urls, again, strict=True)] == [True, False, True]
    assert [url.partition("?")[0] for url in urls] == [url.partition("?")[0] for url in again]
    assert wrong(text_of(copy)) == []


HOSTILE = {
    "markup": "<script>alert(\"1\")</script> & 'हम' > वे ]]> &amp;",
    "emojis": "👩‍👩‍👧‍👦 परिवार 🏳️‍🌈 का दिन",
    "ZWJ and ZWNJ": "क्‍षमा और पक्‌का",
    "right to left": "\u202eसमाचार\u202c שלום مرحبا",
    "control characters": "आज\x07 की\x0b ख़बर\x00",
    "arrow": "कल --> आज",
    "lines": "पहली\nदूसरी\tतीसरी",
    "a tag": "HTML का <p> टैग",
    "not a tag": "5 < 7 > 3",
    "mixed": "‹ब्रेकिंग> आज",
    "entity": "R&amp;D और AT&T",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_titles(name: str, copy: Path) -> None:
    title = HOSTILE[name]
    file = copy / "ank-2" / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest.update(title=title, author=title)
    manifest["chapters"][1]["title"] = title
    manifest["links"] = [{"text": title, "url": 'https://example.org/"><script>'}]
    file.write_text(json.dumps(manifest), encoding="utf-8")
    feed.write(copy, Settings(show=replace(SHOW, title=title, description=title)))
    assert wrong(text_of(copy)) == []
    item = ET.fromstring(text_of(copy).encode()).findall("channel/item")[1]
    wanted = re.sub(r"\s+", " ", re.sub("[\x00\x07\x0b]", "", title)).strip()
    assert item.findtext("title") == wanted.replace("<", "‹").replace(">", "›")
    assert item.findall("psc:chapters/psc:chapter", NS)[1].get("title") == wanted
    listed = json.loads((copy / "ank-2" / "chapters.json").read_text(encoding="utf-8"))
    assert listed["chapters"][1]["title"] == wanted
    shown = item.findtext("content:encoded", "", NS)
    assert "<script" not in shown
    vtt = (copy / "ank-2" / "transcript.vtt").read_text(encoding="utf-8")
    assert vtt.count("-->") == vtt.count("<v परीक्षण स्वर>")
    described = item.findtext("description", "")
    assert not re.search("[<>]", described)
    assert "नमस्कार" in described or "भारत ने मैच जीता" in described


def from_id3(folder: Path) -> Iterator[tuple[int, str]]:
    id3 = ID3(folder / f"{folder.name}.mp3")
    for name in id3.getall("CTOC")[0].child_element_ids:
        chapter = id3[f"CHAP:{name}"]
        yield chapter.start_time, str(chapter.sub_frames["TIT2"])


def from_eyed3(folder: Path) -> Iterator[tuple[int, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eyed3
    chapters = eyed3.load(folder / f"{folder.name}.mp3").tag.chapters
    yield from sorted((chapter.times.start, chapter.title) for chapter in chapters)


def from_json(folder: Path) -> Iterator[tuple[int, str]]:
    read = json.loads((folder / "chapters.json").read_text(encoding="utf-8"))
    assert read["version"] == "1.2.0"
    yield from ((round(row["startTime"] * 1000), row["title"]) for row in read["chapters"])


def item_of(folder: Path) -> ET.Element:
    root = ET.fromstring((folder.parent / FEED).read_bytes())
    (item,) = (
        item
        for item in root.iter("item")
        for enclosure in item.iter("enclosure")
        if f"/{folder.name}/" in enclosure.get("url", "")
    )
    return item


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def from_psc(folder: Path) -> Iterator[tuple[int, str]]:
    for chapter in item_of(folder).iterfind("psc:chapters/psc:chapter", NS):
        yield milliseconds(chapter.get("start", "")), chapter.get("title", "")


def from_vtt(folder: Path) -> Iterator[tuple[int, str]]:
    text = (folder / "transcript.vtt").read_text(encoding="utf-8")
    for title, start in re.findall(r"^NOTE (.*)\n\n(\S+) -->", text, re.M):
        yield milliseconds(start), title


@pytest.mark.parametrize("copies", [from_eyed3, from_json, from_psc, from_vtt])
def test_all_copies_of_the_chapters_agree(
    copies: Callable[[Path], Iterator[tuple[int, str]]], output: Path
) -> None:
    for folder in sorted(output.glob("ank-*")):
        first = list(from_id3(folder))
        assert len(first) == 3
        assert list(copies(folder)) == first


def test_the_description_has_the_same_chapters_in_latin_letters(output: Path) -> None:
    for folder in sorted(output.glob("ank-*")):
        described = item_of(folder).findtext("description", "")
        rows = re.findall(r"^(\d\d:\d\d:\d\d) (.+)$", described, re.M)
        assert rows[0][0] == "00:00:00"
        assert [(milliseconds(clock) // 1000, title) for clock, title in rows] == [
            (start_ms // 1000, chapters.latin_title(title)) for start_ms, title in from_id3(folder)
        ]


def test_a_long_description_is_cut_and_keeps_the_notice(output: Path) -> None:
    made = read(output / "ank-1" / "manifest.json")
    marks = tuple(
        ChapterMark(f"ख़बर {i} जो बहुत लंबी है", i * 1000, (i + 1) * 1000) for i in range(250)
    )
    manifest = replace(made, chapters=marks)
    described = notes.description(manifest, SHOW.ai_notice)
    assert 3800 < len(described.encode()) <= 4000
    *_, last, notice = described.split("\n\n")
    assert notice == SHOW.ai_notice
    assert re.fullmatch(r"00:0\d:\d\d Khabar \d+ jo bahut lambi hai", last.splitlines()[-1])
    only = replace(made.utterances[0], written="शब्द " * 3000)
    manifest = replace(made, utterances=(only,), chapters=marks[:1])
    described = notes.description(manifest, "सूचना। " * 400)
    assert len(described.encode()) <= 4000
    assert not re.search(r"शब(?!्द)", described)


@pytest.mark.parametrize("title", ["कल <आज> ‹ब्रेकिंग>", "<b>खेल</b>", "5 < 7 > 3", "R&D और AT&T"])
def test_a_heading_breaks_no_feed(title: str, tmp_path: Path) -> None:
    heading = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    made = episode(tmp_path / "out", "अंक", "2026-01-31", 1, TEXT.replace("खेल & मौसम", heading))
    feed.write(tmp_path / "out", Settings(show=SHOW), NOW)
    assert read(made / "manifest.json").chapters[1].title == title
    assert not re.search("[<>]", item_of(made).findtext("description", ""))
    found = lint.feed(tmp_path / "out" / FEED)
    assert [each.what for each in found if each.severity == "error"] == []


def test_no_summary_hides_the_description(output: Path) -> None:
    assert "itunes:summary" not in text_of(output)


def test_links_voice_licence_and_notice_are_in_the_notes(output: Path) -> None:
    manifest = read(output / "ank-1" / "manifest.json")
    shown = notes.html(manifest, "मशीन की आवाज़")
    address = "https://example.org/%E0%A4%B8%E0%A5%82%E0%A4%9A%E0%A5%80?a=1&amp;b=2"
    assert f'<a href="{address}">पूरी सूची</a>' in shown
    assert "आवाज़: परीक्षण स्वर, लाइसेंस <a" in shown
    assert shown.endswith("<p>मशीन की आवाज़</p>")
    assert "मशीन" not in notes.html(manifest, "") + notes.description(manifest, "")


SHOW_MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no title": ({"title": " "}, "the show has no title"),
    "no address": ({"base_url": ""}, "the show has no base_url"),
    "no web address": ({"base_url": "podcast/"}, "not an http or https address"),
    "address with query": ({"base_url": "https://example.org/?a"}, "has a ? or #"),
    "category": ({"category": "Daily New"}, "did you mean Daily News"),
    "colour": ({"colour": "red"}, "'red' is not a colour"),
    "no artwork": ({"artwork": "none.png"}, "No such file"),
}


@pytest.mark.parametrize("name", SHOW_MISTAKES)
def test_what_a_show_must_say(name: str, copy: Path) -> None:
    change, message = SHOW_MISTAKES[name]
    with pytest.raises(ConfigError, match=re.escape(message)):
        feed.write(copy, Settings(show=replace(SHOW, **change)))


def test_what_an_episode_must_be(copy: Path, tmp_path: Path) -> None:
    settings = Settings(show=SHOW)
    with pytest.raises(FeedError, match="there is no episode"):
        feed.write(tmp_path, settings)
    shutil.copytree(copy / "ank-1", copy / "ank-4")
    with pytest.raises(FeedError, match=r"the same GUID as .*ank-1"):
        feed.write(copy, settings)
    (copy / "ank-4" / "ank-1.mp3").write_bytes(b"ID3")
    with pytest.raises(FeedError, match="the audio file has 3 bytes"):
        feed.write(copy, settings)
    (copy / "ank-4" / "ank-1.mp3").unlink()
    with pytest.raises(FeedError, match="the audio file is missing"):
        feed.write(copy, settings)
    (copy / "ank-4" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BriefingError, match="not a manifest"):
        feed.write(copy, settings)


def test_a_moved_show_keeps_its_guid() -> None:
    first = feed.show_guid(SHOW)
    moved = replace(SHOW, base_url="https://example.com/", guid=first)
    assert feed.show_guid(moved) == first
    assert feed.show_guid(replace(moved, guid="")) != first


def test_a_page_written_before_the_first_feed_links_to_it(copy: Path) -> None:
    (copy / FEED).unlink()
    page.write(page.Pages(copy, Settings(show=SHOW), lambda _: []), copy)
    index = copy / INDEX
    assert f'href="{FEED}"' not in index.read_text(encoding="utf-8")
    feed.write(copy, Settings(show=SHOW))
    assert f'href="{FEED}"' in index.read_text(encoding="utf-8")
    assert "<link>https://example.org/%E0%A4%AA%E0%A5%89" in text_of(copy)


def test_the_guid_of_a_show_is_the_specifications() -> None:
    # The specification's own example, podnews.net/rss.
    import uuid

    assert (
        str(uuid.uuid5(channel.SHOWS, "podnews.net/rss")) == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    )


def test_on_the_command_line(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["feed"])
    assert result.exit_code == 1
    assert "the show has no title" in result.stderr
    (tmp_path / "briefing.toml").write_text(
        '[show]\ntitle = "शो"\ndescription = "ख़बरें"\nbase_url = "https://example.org/p"\n',
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["feed", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "path": "out/feed.xml",
        "url": "https://example.org/p/feed.xml",
        "episodes": 3,
        "held_back": {},
    }
    assert CliRunner().invoke(main, ["feed", "out"]).stdout.startswith("out/feed.xml  3 episodes")


@pytest.mark.parametrize("option", ["--json", "--quiet", "--verbose"])
def test_errors_in_the_feed_are_told_by_the_exit_code(
    option: str, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "briefing.toml").write_text(
        '[show]\ntitle = "शो"\ndescription = "ख़बरें"\nbase_url = "https://example.org/p"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(artwork, "SMALLEST_PX", 300)
    monkeypatch.chdir(tmp_path)
    (copy / FEED).unlink()
    result = CliRunner().invoke(main, ["feed", option])
    assert result.exit_code == 1
    assert "200 × 200" in result.stderr
    assert result.stderr.splitlines()[-1].endswith("4 errors: mend before you publish it")
    assert (copy / FEED).is_file()
