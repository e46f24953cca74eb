"""The page as files: what it shows, that it escapes all of it, and that it asks nobody else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from click.testing import CliRunner
from helpers.published import EVIL, SAID, episode
from PIL import Image

from briefing.cli import main
from briefing.config import Settings
from briefing.episode.library import StoredEpisode, episodes, load
from briefing.errors import ConfigError, FeedError
from briefing.publish import colour as colours
from briefing.publish.colour import DARK_PAPER, LIGHT_PAPER, readable
from briefing.publish.page import ASSETS, Pages, write
from briefing.publish.page.waveform import STEPS, BackgroundWaveform, envelope, measure
from briefing.show import Show

VOID = {"meta", "link", "input", "path", "rect", "circle", "br", "img"}
BASE = "https://example.org/podcast/"


class Tree(HTMLParser):
    """Every tag with its attributes and the text in it; complains of tags left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[int] = []
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self.open.append(len(self.found) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"path", "rect", "circle", "option"} or self.found[self.open[-1]][0] == tag:
            assert self.found[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for index in self.open:
            self.found[index][2].append(data)

    def all(self, tag: str, name: str = "", value: str = "") -> list[tuple[dict[str, str], str]]:
        return [
            (attributes, "".join(text).strip())
            for found, attributes, text in self.found
            if found == tag and (not name or value in attributes.get(name, "").split())
        ]


def flat(_: StoredEpisode) -> tuple[int, ...]:
    return (0, 50, 100)


def pages(folder: Path, **show: Any) -> Pages:
    return Pages(folder, Settings(show=Show(**show)), flat)


def tree(made: Pages, name: str) -> Tree:
    data = made.read(name)
    assert data is not None
    return Tree(data.decode())


def test_the_list_is_newest_first(tmp_path: Path) -> None:
    for name, date, number in [
        ("a", "2026-01-30", 1),
        ("b", "2026-02-01", 2),
        ("c", "2026-02-01", 3),
    ]:
        episode(tmp_path / name, date=date, episode=number, title=name)
    index = tree(pages(tmp_path, title="मेरा शो", description="रोज़ की ख़बरें"), "index.html")
    assert [text for _, text in index.all("h3")] == ["c", "b", "a"]
    assert index.all("h1")[0][1] == "मेरा शो"
    assert "3 एपिसोड" in index.all("h2")[0][1]
    assert index.all("button", "data-guid", "c")[0][0]["data-audio"] == "c/c.mp3"


def test_a_show_without_settings_bears_its_episodes_title(tmp_path: Path) -> None:
    assert tree(pages(tmp_path), "index.html").all("h1")[0][1] == "पॉडकास्ट"
    episode(tmp_path / "a", show="मेरा शो")
    assert tree(pages(tmp_path), "index.html").all("h1")[0][1] == "मेरा शो"


def test_no_episodes_yet(tmp_path: Path) -> None:
    index = tree(pages(tmp_path), "index.html")
    assert index.all("h2")[0][1] == "अभी कोई एपिसोड नहीं"
    assert not index.all("audio")


def test_an_episode_reads_as_an_article(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    page = tree(pages(tmp_path), "a/index.html")
    assert page.all("h1")[0][1] == "शाम की ख़बरें"
    # The first chapter bears the title that was just read; its heading is for screen readers.
    headings = [
        (a.get("class", ""), a["id"], t)
        for a, t in page.all("h2")
        if a.get("id", "").startswith("t=")
    ]
    assert headings == [("hidden", "t=0", "शाम की ख़बरें"), ("", "t=6", "बाज़ार")]
    assert [text for _, text in page.all("p") if "।" in text][:3] == [
        "0:02समाचार वाचकनमस्कार। आज 5 ख़बरें।",
        "0:08समाचार वाचिकाबाज़ार ₹20 चढ़ा।",
        "0:10समाचार वाचकशुक्रिया।",
    ]


def test_every_sentence_has_its_time_once(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    page = tree(pages(tmp_path), "a/index.html")
    spoken = [(a["data-start"], text) for a, text in page.all("span") if "data-start" in a]
    assert spoken == [(str(i * 2), text) for i, (*_, text) in enumerate(SAID)]


def test_every_word_has_its_time_where_it_is_known(tmp_path: Path) -> None:
    words = [
        {"written": "बाज़ार", "start_ms": 0, "end_ms": 400},
        {"written": EVIL.replace(" ", ""), "spoken": "ख", "start_ms": 400, "end_ms": 900},
    ]
    said = {"chapter": 0, "paragraph": 0, "voice": "tone", "words": words}
    written = f"बाज़ार {EVIL.replace(' ', '')}"
    utterances = [
        {**said, "written": written, "start_ms": 0, "end_ms": 1000},
        {**said, "written": "कुछ और", "start_ms": 1000, "end_ms": 2000, "words": []},
    ]
    chapters = [{"title": "अ", "start_ms": 0, "end_ms": 12_000}]
    episode(tmp_path / "a", utterances=utterances, chapters=chapters)
    page = tree(pages(tmp_path), "a/index.html")
    timed = [(a["data-at"], text) for a, text in page.all("span") if "data-at" in a]
    assert timed == [("0", "बाज़ार"), ("0.4", EVIL.replace(" ", ""))]
    assert [text for a, text in page.all("span") if "data-start" in a] == [written, "कुछ और"]


def test_chapters_link_to_their_times(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    page = tree(pages(tmp_path), "a/index.html")
    ids = [attributes["id"] for _, attributes, _ in page.found if "id" in attributes]
    links = [a["href"] for a, _ in page.all("a") if a["href"].startswith("#t=")]
    assert links[:2] == ["#t=0", "#t=6"]
    assert {"t=0", "t=6"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_title_that_is_the_first_words_is_not_shown_twice(tmp_path: Path) -> None:
    said = [(0, 0, "tone", "आज बारिश हुई।"), (2, 0, "tone", "कल धूप रहेगी और हवा चलेगी।")]
    episode(tmp_path / "a", said=said, titles={0: "आज बारिश हुई", 2: "कल धूप रहेगी…"})
    page = tree(pages(tmp_path), "a/index.html")
    hidden = [text for _, text in page.all("h2", "class", "hidden")]
    assert hidden == ["आज बारिश हुई", "कल धूप रहेगी…"]


def test_text_is_text_everywhere(tmp_path: Path) -> None:
    said = [(0, 0, EVIL, EVIL), (0, 1, EVIL, f"{EVIL} दूसरा"), (2, 0, "tone", EVIL)]
    links = [{"text": EVIL, "url": f"https://example.org/?q={EVIL}"}]
    changes: dict[str, Any] = {
        "titles": {0: EVIL, 2: EVIL},
        "title": EVIL,
        "author": EVIL,
        "guid": EVIL,
    }
    episode(tmp_path / "a", said=said, links=links, **changes)
    show: dict[str, Any] = dict.fromkeys(("title", "description", "ai_notice", "copyright"), EVIL)
    show |= {"base_url": BASE, "subscribe": {EVIL: f"https://example.org/{EVIL}"}}
    (tmp_path / "feed.xml").write_text("<rss/>")
    made = pages(tmp_path, **show)
    for name in ("index.html", "a/index.html"):
        page = tree(made, name)
        assert page.all("h1")[0][1] == EVIL
        assert [text for _, text in page.all("script")] == [""]
        assert not [a for _, a, _ in page.found if any(key.startswith("on") for key in a)]
    player = page.all("section", "id", "player")[0][0]
    assert (player["data-title"], player["data-guid"]) == (EVIL, EVIL)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x", "file:///x", "http://["]
)
def test_links_lead_to_the_web_or_nowhere(url: str, tmp_path: Path) -> None:
    episode(tmp_path / "a", links=[{"text": "कड़ी", "url": url}])
    page = tree(pages(tmp_path), "a/index.html")
    assert url not in [a["href"] for a, _ in page.all("a")]


def test_the_page_asks_nobody_else(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    made = pages(tmp_path)
    for name in ("index.html", "a/index.html"):
        page = tree(made, name)
        asked = [a[k] for _, a, _ in page.found for k in ("src", "data-audio") if k in a]
        asked += [a["href"] for a, _ in page.all("link")]
        assert asked
        assert not [url for url in asked if "//" in url]
        assert not [a for _, a, _ in page.found if "style" in a]
        assert not page.all("style")
    for name in made.names():
        if name.endswith((".css", ".js")):
            text = (made.read(name) or b"").decode()
            assert not re.findall(r"(https?:)?//[a-z]", text)


def test_what_lies_beside_an_episode_is_linked(tmp_path: Path) -> None:
    folder = episode(tmp_path / "a").parent
    (folder / "transcript.vtt").write_text("WEBVTT\n")
    (tmp_path / "feed.xml").write_text("<rss/>")
    page = tree(pages(tmp_path), "a/index.html")
    links = [a["href"] for a, _ in page.all("a")]
    assert {"a.mp3", "transcript.vtt", "../feed.xml"} <= set(links)
    assert "transcript.srt" not in links
    assert page.all("section", "id", "player")[0][0]["data-artwork"] == "cover-600.jpg"
    assert page.all("a", "id", "download")[0][0]["href"] == "a.mp3"
    assert page.all("link", "rel", "alternate")[0][0]["href"] == "../feed.xml"


def properties(page: Tree) -> dict[str, str]:
    return {a["property"]: a["content"] for a, _ in page.all("meta") if "property" in a}


def test_a_preview_of_the_link(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    made = pages(tmp_path, title="मेरा शो", description="ख़बरें " * 60, base_url=BASE)
    index, page = tree(made, "index.html"), tree(made, "a/index.html")
    said = properties(index)
    assert (said["og:type"], said["og:url"]) == ("website", BASE)
    assert said["og:image"] == f"{BASE}cover-600.jpg"
    assert len(said["og:description"]) <= 200
    assert index.all("link", "rel", "canonical")[0][0]["href"] == BASE
    said = properties(page)
    assert (said["og:type"], said["og:url"]) == ("article", f"{BASE}a/")
    assert said["og:title"] == "शाम की ख़बरें"
    assert said["og:description"] == "बाज़ार"
    assert said["og:image"] == f"{BASE}a/cover-600.jpg"
    assert said["og:audio"] == f"{BASE}a/a.mp3"


def test_without_an_address_the_preview_names_none(tmp_path: Path) -> None:
    said = [(0, 0, "tone", "नमस्कार।"), (0, 0, "tone", "आज बारिश हुई।")]
    episode(tmp_path / "a", said=said, titles={0: "शाम की ख़बरें"})
    page = tree(pages(tmp_path), "a/index.html")
    named = properties(page)
    assert not [value for value in named.values() if "//" in value]
    assert "og:image" not in named
    # One chapter, which has the title: the first sentences say more.
    assert named["og:description"] == "नमस्कार। आज बारिश हुई।"


def subscribed(page: Tree) -> dict[str, str]:
    return {t: a["href"] for a, t in page.all("a") if "noopener" in a.get("rel", "")}


def test_where_to_subscribe(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    apple = {"Apple Podcasts": "https://podcasts.apple.com/in/podcast/id1"}
    # No feed: nothing opens it, nothing copies it.
    page = tree(pages(tmp_path, base_url=BASE, subscribe=apple), "index.html")
    assert [name for name in subscribed(page) if name != "WhatsApp"] == ["Apple Podcasts"]
    assert not page.all("button", "data-copy", f"{BASE}feed.xml")
    (tmp_path / "feed.xml").write_text("<rss/>")
    for name in ("index.html", "a/index.html"):
        page = tree(pages(tmp_path, title="अ&ब", base_url=BASE, subscribe=apple), name)
        links = subscribed(page)
        assert links["Apple Podcasts"] == apple["Apple Podcasts"]
        feed = "https%3A%2F%2Fexample.org%2Fpodcast%2Ffeed.xml"
        deep = "https://antennapod.org/deeplink/subscribe"
        assert links["AntennaPod"] == f"{deep}?url={feed}&title=%E0%A4%85%26%E0%A4%AC"
        assert links["Pocket Casts"] == "pktc://subscribe/example.org/podcast/feed.xml"
        assert page.all("button", "data-copy", f"{BASE}feed.xml")
    # Without an address on the web, the feed's own place is all there is.
    page = tree(pages(tmp_path), "a/index.html")
    assert "AntennaPod" not in subscribed(page)
    assert page.all("button", "data-copy", "../feed.xml")


def test_a_listed_app_has_the_address_of_the_settings(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    (tmp_path / "feed.xml").write_text("<rss/>")
    own = {"AntennaPod": "https://antennapod.org/mine"}
    page = tree(pages(tmp_path, base_url=BASE, subscribe=own), "index.html")
    shown = [a["href"] for a, t in page.all("a") if t == "AntennaPod"]
    assert shown == ["https://antennapod.org/mine"]


def picture(data: bytes | None) -> tuple[str, tuple[int, int], tuple[int, ...]]:
    image = Image.open(BytesIO(data or b""))
    colour = image.convert("RGB").getpixel((300, 300))
    assert isinstance(colour, tuple)
    return str(image.format), image.size, colour


def near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(colour, other, strict=True))


def test_the_picture_is_the_cover_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "out"
    folder = episode(out / "a").parent
    made = pages(out)
    for name in ("cover-600.jpg", "a/cover-600.jpg"):
        kind, size, _ = picture(made.read(name))
        assert (kind, size) == ("JPEG", (600, 600))
    Image.new("RGB", (900, 1200), (0, 0, 255)).save(folder / "cover.jpg")
    assert near(picture(made.read("a/cover-600.jpg"))[2], (0, 0, 255))
    assert not near(picture(made.read("cover-600.jpg"))[2], (0, 0, 255))
    # What is no picture, or lies elsewhere, is not shown.
    for data in (b"", b"\xff\xd8\xff\xe0 no picture"):
        (folder / "cover.jpg").write_bytes(data)
        assert not near(picture(made.read("a/cover-600.jpg"))[2], (0, 0, 255))
    Image.new("RGB", (900, 900), (0, 255, 0)).save(tmp_path / "secret.jpg")
    (folder / "cover.jpg").unlink()
    (folder / "cover.jpg").symlink_to(tmp_path / "secret.jpg")
    assert not near(picture(made.read("a/cover-600.jpg"))[2], (0, 255, 0))


SOUND = {"mime_type": "audio/mpeg", "size_bytes": 1, "duration_ms": 1, "sha256": "0" * 64}
MANIFEST_MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no audio file": ({"audio": {**SOUND, "file": "b.mp3"}}, "b.mp3: the audio file is missing"),
    "audio elsewhere": (
        {"audio": {**SOUND, "file": "../a/a.mp3"}},
        "audio.file = '../a/a.mp3' is not a file's name",
    ),
    "no sha256": (
        {"audio": {**SOUND, "file": "a.mp3", "sha256": "../x"}},
        "audio.sha256 = '../x' is not a sha256",
    ),
    "a key is gone": ({"voices": [{}]}, "voices[0].name is missing"),
    "chapters and text disagree": ({"chapters": []}, "chapters holds none"),
    "another schema": ({"schema": "briefing/manifest/9"}, "a manifest of schema"),
}


@pytest.mark.parametrize("name", MANIFEST_MISTAKES)
def test_a_wrong_manifest_is_told(name: str, tmp_path: Path) -> None:
    changes, message = MANIFEST_MISTAKES[name]
    episode(tmp_path / "a", **changes)
    with pytest.raises(FeedError, match=re.escape(message)) as caught:
        episodes(tmp_path)
    assert caught.value.remedy == "make the episode again"


@pytest.mark.parametrize(
    "colour", ["#7a1f2b", "#000000", "#ffffff", "#ffee00", "#1030ff", "#808080"]
)
def test_any_colour_can_be_read(colour: str) -> None:
    for paper in (LIGHT_PAPER, DARK_PAPER):
        assert contrast(readable(colour, paper), paper) >= 4.5


def contrast(one: str, other: str) -> float:
    return colours.contrast(colours.parse(one), colours.parse(other))


def test_the_style_sheets_own_colours_can_be_read(tmp_path: Path) -> None:
    css = (pages(tmp_path).read(f"{ASSETS}/page.css") or b"").decode()
    raised = dict(zip(("light", "dark"), _pair(css, "raised"), strict=True))
    for name in ("ink", "quiet"):
        for colour, paper, above in zip(
            _pair(css, name), (LIGHT_PAPER, DARK_PAPER), raised.values(), strict=True
        ):
            assert contrast(colour, paper) >= 4.5
            assert contrast(colour, above) >= 4.5
    # The waveform is a control: WCAG 2.2, 1.4.11.
    for colour, above in zip(_pair(css, "bars"), raised.values(), strict=True):
        assert contrast(colour, above) >= 3


def _pair(css: str, name: str) -> tuple[str, str]:
    match = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", css)
    assert match
    light, dark = (
        c if len(c) == 7 else "#" + "".join(d * 2 for d in c[1:]) for c in match.groups()
    )
    return light, dark


def test_no_colour(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='write it as "#7a1f2b"'):
        pages(tmp_path, colour="red;}").read(f"{ASSETS}/page.css")


def test_written_pages_are_the_served_ones_and_stay_as_they_are(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    made = pages(tmp_path)
    assert write(made, tmp_path) == tmp_path / "index.html"
    times = {name: (tmp_path / name).stat().st_mtime_ns for name in made.names()}
    assert {f"{ASSETS}/page.js", f"{ASSETS}/tiro.OFL.txt", "a/index.html", "index.html"} <= set(
        times
    )
    write(made, tmp_path)
    for name, time in times.items():
        assert (tmp_path / name).read_bytes() == made.read(name)
        assert (tmp_path / name).stat().st_mtime_ns == time


def test_the_envelope_follows_the_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    file = episode(tmp_path / "a", seconds=4, sound=True)
    made = load(file.parent)
    levels = envelope(made)
    assert len(levels) == STEPS
    assert min(levels[5:85]) >= 90
    assert max(levels[95:175]) <= 15
    # What is kept is used; what is broken is made again.
    kept = tmp_path / "cache" / "envelopes" / f"{made.manifest.audio.sha256}.json"
    kept.write_text(json.dumps({"levels": [1, 2]}))
    assert envelope(made) == (1, 2)
    kept.write_text("{")
    assert envelope(made) == levels
    assert len(measure(made.audio, 7)) == 7


def test_a_long_envelope_is_there_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    made = load(episode(tmp_path / "a").parent)
    go, asked = Event(), []

    def slow(audio: Path) -> tuple[int, ...]:
        asked.append(audio)
        go.wait(10)
        return (1, 2)

    monkeypatch.setattr("briefing.publish.page.waveform.envelope", replace(envelope, measure=slow))
    impatient, patient = BackgroundWaveform(0.01), BackgroundWaveform(10)
    assert (impatient(made), impatient(made)) == ((), ())
    assert len(asked) == 1
    go.set()
    while not impatient(made):  # until its own thread has written what it measured
        assert len(asked) == 1
    assert patient(made) == (1, 2)
    # What is no audio has no waveform, and is no reason not to show the page.
    monkeypatch.undo()
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "empty"))
    assert patient(made) == ()
    assert "no waveform: ffmpeg failed drawing the waveform" in caplog.text


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    episode(tmp_path / "out" / "a", seconds=2, sound=True)
    (tmp_path / "briefing.toml").write_text('[show]\ntitle = "मेरा शो"\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["page"])
    assert (result.exit_code, result.output) == (0, "out/index.html\n")
    assert "मेरा शो" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    result = CliRunner().invoke(main, ["page", "nowhere"])
    assert result.exit_code == 1
    assert "nowhere: there is no such folder\n  → check the name" in result.stderr
