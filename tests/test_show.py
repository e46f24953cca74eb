"""What a show and a script may say of themselves, and what the feed makes of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from helpers.feed_rules import NS, wrong
from helpers.lint_builders import picture
from helpers.published import episode
from mutagen.id3 import ID3
from PIL import Image

from briefing import lint
from briefing.cli import main
from briefing.config import Settings
from briefing.config_file import load
from briefing.episode.dates import INDIA
from briefing.episode.manifest import read
from briefing.errors import BriefingError, ConfigError, FeedError, ScriptError
from briefing.formats.podcast import COVER, FEED
from briefing.pipeline import make
from briefing.publish import feed
from briefing.publish.covers import cover
from briefing.read import markdown

NOW = datetime(2026, 2, 1, 9, tzinfo=INDIA)
TOKEN = "0123456789abcdef0123456789abcdef"
LEAST = '[show]\ntitle = "शो"\ndescription = "ख़बरें"\nbase_url = "https://example.org/p"\n'
WHOLE = (
    LEAST
    + """
author = "समाचार कक्ष"
email = "a@example.org"
category = "News > Daily News"
second_category = "Education"
type = "serial"
medium = "course"
license = "cc-by-4.0"
license_url = "https://creativecommons.org/licenses/by/4.0/"
locked = false
block = true
complete = true
new_feed_url = "https://example.org/neu.xml"

[show.txt]
verify = "s6yaxdsw"
applepodcastsverify = "0f0b0c90"

[[show.funding]]
url = "https://example.org/दान"
text = "हमारी मदद करें"

[[show.people]]
name = "आशा राव"
role = "editor"
group = "writing"
picture = "https://example.org/asha.jpg"
url = "https://example.org/asha"

[show.location]
name = "दिल्ली"
geo = "geo:28.6139,77.2090"
osm = "R1942586"

[show.update_frequency]
text = "हर दिन"
rule = "FREQ=DAILY"

[[show.podroll]]
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
url = "https://example.com/feed.xml"

[show.value]
suggested = "0.00000005000"

[[show.value.recipients]]
name = "कक्ष"
address = "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"
split = 95

[[show.value.recipients]]
address = "03ae9f91a0cb8ff43840e3c322c4c61f019d8c1c3cea15a25cfc425ac605e61a4a"
split = 5
fee = true
"""
)


@pytest.fixture(scope="module", autouse=True)
def small_covers() -> Iterator[None]:
    """Draw covers of 200 pixels: this file looks at none that is drawn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "LARGE", 200)
        yield


def settings(folder: Path, toml: str) -> Settings:
    (folder / "briefing.toml").write_text(toml, encoding="utf-8")
    return load(folder / "briefing.toml")


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> ET.Element:
    folder = tmp_path_factory.mktemp("show")
    episode(folder / "out" / "a", type="trailer", season=2)
    feed.write(folder / "out", settings(folder, WHOLE), NOW)
    text = (folder / "out" / FEED).read_text(encoding="utf-8")
    assert wrong(text) == []
    found = ET.fromstring(text.encode()).find("channel")
    assert found is not None
    return found


ELEMENTS = {
    "itunes:type": ("serial", {}),
    "itunes:block": ("Yes", {}),
    "itunes:complete": ("Yes", {}),
    "itunes:new-feed-url": ("https://example.org/neu.xml", {}),
    "podcast:locked": ("no", {"owner": "a@example.org"}),
    "podcast:block": ("yes", {}),
    "podcast:medium": ("course", {}),
    "podcast:license": ("cc-by-4.0", {"url": "https://creativecommons.org/licenses/by/4.0/"}),
    "podcast:txt[@purpose='verify']": ("s6yaxdsw", {}),
    "podcast:txt[@purpose='applepodcastsverify']": ("0f0b0c90", {}),
    "podcast:funding": (
        "हमारी मदद करें",
        {"url": "https://example.org/%E0%A4%A6%E0%A4%BE%E0%A4%A8"},
    ),
    "podcast:person[@role='editor']": (
        "आशा राव",
        {"group": "writing", "img": "https://example.org/asha.jpg"},
    ),
    "podcast:location": ("दिल्ली", {"geo": "geo:28.6139,77.2090", "osm": "R1942586"}),
    "podcast:updateFrequency": ("हर दिन", {"rrule": "FREQ=DAILY", "complete": "true"}),
    "podcast:podroll/podcast:remoteItem": (
        None,
        {"feedGuid": "917393e3-1b1e-5cef-ace4-edaa54e1f810"},
    ),
    "podcast:value": (None, {"type": "lightning", "method": "keysend"}),
    "podcast:value/podcast:valueRecipient[2]": (None, {"split": "5", "fee": "true"}),
    "podcast:trailer": ("शाम की ख़बरें", {"season": "2", "type": "audio/mpeg"}),
    "item/itunes:episodeType": ("trailer", {}),
}


@pytest.mark.parametrize("path", ELEMENTS)
def test_what_the_settings_say_is_in_the_feed(path: str, channel: ET.Element) -> None:
    words, attributes = ELEMENTS[path]
    (found, *more) = channel.findall(path, NS)
    assert not more
    assert (found.text or "").strip() == (words or "")
    assert attributes.items() <= found.attrib.items()


def test_a_show_may_have_two_categories(channel: ET.Element) -> None:
    names = [each.get("text") for each in channel.findall("itunes:category", NS)]
    assert names == ["News", "Education"]


MISTAKES = {
    'type = "weekly"': "show.type = 'weekly'",
    'medium = "radio"': "show.medium = 'radio'",
    'new_feed_url = "neu.xml"': "show.new_feed_url = 'neu.xml'",
    "feed_limit = -1": "show.feed_limit = -1",
    'token = "geheim"': "show.token = 'geheim'",
    "[[show.funding]]\nurl = 'x'\ntext = 'y'": "show.funding.url = 'x'",
    f"[[show.people]]\nname = '{'अ' * 129}'": "show.people.name",
    "[show.location]\nname = 'दिल्ली'\ngeo = '28,77'": "show.location.geo = '28,77'",
    "[show.txt]\nverify = ''": "show.txt.verify = ''",
    "[show.value]\nrecipients = [{address = 'a', split = 0}]": "show.value.recipients.split",
    "[[show.people]]\nnome = 'x'": "unknown key 'show.people[0].nome'",
}


@pytest.mark.parametrize("toml", MISTAKES)
def test_what_a_show_may_not_say(toml: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=re.escape(MISTAKES[toml])):
        settings(tmp_path, LEAST + toml)


def feeds(output: Path) -> list[str]:
    return sorted(file.name for file in output.glob("*.xml"))


def test_a_long_show_goes_on_in_other_feeds(tmp_path: Path) -> None:
    output = tmp_path / "out"
    for number in range(1, 6):
        episode(output / f"ank-{number}", date=f"2026-01-{number:02}")
    whole = settings(tmp_path, LEAST + "feed_limit = 2\n")
    feed.write(output, whole, NOW)
    assert feeds(output) == ["feed-2.xml", "feed-3.xml", FEED]
    followed, name = [], FEED
    while name:
        channel = ET.fromstring((output / name).read_bytes()).find("channel")
        assert channel is not None
        followed += [item.findtext("guid") for item in channel.iter("item")]
        links = {link.get("rel"): link.get("href") for link in channel.findall("atom:link", NS)}
        assert links["self"] == f"https://example.org/p/{name}"
        assert links["first"] == "https://example.org/p/feed.xml"
        assert links["last"] == "https://example.org/p/feed-3.xml"
        name = (links.get("next") or "").rpartition("/")[2]
    assert followed == [f"ank-{number}" for number in (5, 4, 3, 2, 1)]
    feed.write(output, replace(whole, show=replace(whole.show, feed_limit=0)), NOW)
    assert feeds(output) == [FEED]


def test_a_private_show_lies_where_nobody_guesses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    episode(tmp_path / "out" / "a")
    private = settings(tmp_path, LEAST + f'token = "{TOKEN}"\n')
    feed.write(tmp_path / "out", private, NOW)
    text = (tmp_path / "out" / FEED).read_text(encoding="utf-8")
    urls = re.findall(r'(?:url|href)="(https://example\.org/p/[^"]*)', text)
    assert urls
    assert all(url.startswith(f"https://example.org/p/{TOKEN}/") for url in urls)
    assert "<itunes:block>Yes</itunes:block>" in text
    assert CliRunner().invoke(main, ["publish", "web", "--no-check"]).exit_code == 0
    assert (tmp_path / "web" / TOKEN / FEED).is_file()
    assert not (tmp_path / "web" / FEED).exists()


SCRIPT = """---
title: शाम
date: 2026-01-31T19:00
episode: 7
season: 2
type: bonus
description: आज की ख़ास बातचीत।
cover: bild.png
---

नमस्कार।
"""


def script(folder: Path, text: str = SCRIPT) -> Path:
    file = folder / "sham.md"
    file.write_text(text, encoding="utf-8")
    (folder / "bild.png").write_bytes(picture("600x400", "png", "rgb24"))
    return file


def test_a_script_says_what_kind_of_episode_it_is(tmp_path: Path) -> None:
    output = tmp_path / "out"
    made = make(script(tmp_path), Settings(voice="tone", output=str(output))).manifest
    assert (made.episode, made.season, made.type) == (7, 2, "bonus")
    assert (made.date, made.time) == ("2026-01-31", "19:00:00+05:30")
    assert made.description == "आज की ख़ास बातचीत।"
    feed.write(output, settings(tmp_path, LEAST), NOW)
    item = ET.fromstring((output / FEED).read_bytes()).find("channel/item")
    assert item is not None
    assert item.findtext("description", "").startswith("आज की ख़ास बातचीत।\n\n")
    assert item.findtext("itunes:episodeType", "", NS) == "bonus"
    assert item.findtext("itunes:episode", "", NS) == "7"


def test_the_cover_of_an_episode_is_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cover, "LARGE", 1400)
    output = tmp_path / "out"
    chosen = Settings(voice="tone", output=str(output))
    made = make(script(tmp_path), chosen)
    with Image.open(made.folder / COVER) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (1400, 1400), "RGB")
    (embedded,) = ID3(made.audio).getall("APIC")
    assert Image.open(BytesIO(embedded.data)).size == (600, 600)  # 600 × 400 was given
    given = (made.folder / COVER).read_bytes()
    artwork = tmp_path / "show.png"
    artwork.write_bytes(picture("1400x1400", "png", "rgb24"))
    feed.write(output, settings(tmp_path, LEAST + 'artwork = "show.png"\n'), NOW, pages=True)
    assert (made.folder / COVER).read_bytes() == given
    text = (output / FEED).read_text(encoding="utf-8")
    assert f'<itunes:image href="https://example.org/p/{made.folder.name}/cover.jpg"' in text
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert 'property="og:image"' in page
    findings = lint.lint([str(output)], chosen=lint.choose(slow=False)).findings
    assert [each.what for each in findings if each.rule.startswith("artwork")] == []
    again = make(script(tmp_path, SCRIPT.replace("cover: bild.png\n", "")), chosen)
    assert read(again.folder / "manifest.json").cover == ""
    assert not (again.folder / COVER).exists()


def test_the_command_line_counts_more_than_the_script(tmp_path: Path) -> None:
    read_script = markdown.read(SCRIPT.encode(), str(script(tmp_path)))
    chosen = Settings().with_options(episode=9).for_script(read_script)
    assert (chosen.episode, chosen.season) == (9, 2)


WRONG = {
    "episode: 7": ("episode: सात", "episode: 'सात' is not a number"),
    "season: 2": ("season: 0", "season: '0' is not a number"),
    "type: bonus": ("type: extra", "type = 'extra'"),
    "cover: bild.png": ("cover: ../bild.png", "lies outside this folder"),
}


@pytest.mark.parametrize("line", WRONG)
def test_what_a_script_may_not_say(line: str, tmp_path: Path) -> None:
    other, message = WRONG[line]
    folder = tmp_path / "a"
    folder.mkdir()
    file = script(folder, SCRIPT.replace(line, other))
    with pytest.raises((ConfigError, ScriptError), match=re.escape(message)):
        make(file, Settings(voice="tone", output=str(tmp_path / "out")))


def test_a_cover_that_is_none_is_told_before_anything_is_spoken(tmp_path: Path) -> None:
    file = script(tmp_path)
    (tmp_path / "bild.png").write_bytes(b"\x89PNG")
    with pytest.raises(BriefingError, match="neither JPEG nor PNG"):
        make(file, Settings(voice="tone", output=str(tmp_path / "out")))
    assert not (tmp_path / "out").exists()


def test_other_formats_are_offered_beside_the_enclosure(tmp_path: Path) -> None:
    output = tmp_path / "out"
    chosen = Settings(voice="tone", output=str(output), alternate=("m4a", "opus", "mp3"))
    made = make(script(tmp_path), chosen)
    names = [audio.file for audio in made.manifest.alternates]
    assert names == ["sham.m4a", "sham.opus"]
    feed.write(output, settings(tmp_path, LEAST), NOW)
    root = ET.fromstring((output / FEED).read_bytes())
    (enclosure,) = root.iter("enclosure")
    offered = root.findall("channel/item/podcast:alternateEnclosure", NS)
    assert [each.get("type") for each in offered] == ["audio/mpeg", "audio/x-m4a", "audio/ogg"]
    assert [each.get("default") for each in offered] == ["true", None, None]
    sources = [each.find("podcast:source", NS) for each in offered]
    urls = [source.get("uri", "") for source in sources if source is not None]
    assert urls[0] == enclosure.get("url")
    for name, each in zip(names, offered[1:], strict=True):
        data = (made.folder / name).read_bytes()
        assert each.get("length") == str(len(data))
        integrity = each.find("podcast:integrity", NS)
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        assert integrity is not None
        assert integrity.get("value") == f"sha256-{digest}"
    (made.folder / "sham.opus").unlink()
    with pytest.raises(FeedError, match="the audio file is missing"):
        feed.write(output, settings(tmp_path, LEAST), NOW)


def test_a_format_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="unknown format 'ogg'"):
        make(script(tmp_path), Settings(voice="tone", output=str(tmp_path), alternate=("ogg",)))


def test_a_preview_begins_with_words_of_the_script(tmp_path: Path) -> None:
    text = SCRIPT.replace("cover: bild.png", "soundbite: मैच जीता") + (
        "\n## [खेल](https://example.org/खेल)\n\nपहले यह।\nभारत ने मैच जीता। कल फिर मैच है।\n\nअंत।\n"
    )
    output = tmp_path / "out"
    made = make(script(tmp_path, text), Settings(voice="tone", output=str(output)))
    said = {each.written: each for each in made.manifest.utterances}
    start_ms, end_ms = said["भारत ने मैच जीता।"].start_ms, said["कल फिर मैच है।"].end_ms
    bite = made.manifest.soundbite
    assert bite is not None
    assert (bite.title, bite.start_ms, bite.end_ms) == ("मैच जीता", start_ms, end_ms)
    feed.write(output, settings(tmp_path, LEAST), NOW)
    item = ET.fromstring((output / FEED).read_bytes()).find("channel/item")
    assert item is not None
    found = item.find("podcast:soundbite", NS)
    assert found is not None
    assert float(found.get("duration", "")) == pytest.approx((end_ms - start_ms) / 1000)
    url = "https://example.org/%E0%A4%96%E0%A5%87%E0%A4%B2"
    hrefs = [each.get("href") for each in item.findall("psc:chapters/psc:chapter", NS)]
    assert url in hrefs
    listed = json.loads((made.folder / "chapters.json").read_text(encoding="utf-8"))["chapters"]
    assert [each.get("url") for each in listed if each["title"] == "खेल"] == [url]


def test_a_preview_of_words_that_nobody_says_is_told(tmp_path: Path) -> None:
    text = SCRIPT.replace("cover: bild.png", "soundbite: कुछ और")
    made = make(script(tmp_path, text), Settings(voice="tone", output=str(tmp_path / "out")))
    assert made.manifest.soundbite is None
    assert any("no sentence holds the words of the soundbite" in each for each in made.warnings)
