"""The pictures of a text: fetched within limits, made a cover, credited; never in the way."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from docx import Document
from helpers.documents import epub_of, odt_of
from helpers.published import record
from helpers.site import HERE, Site
from mutagen.id3 import ID3
from PIL import Image

from briefing.cli import main
from briefing.config import Settings
from briefing.daily import Rules, bulletin
from briefing.episode import manifest
from briefing.episode.manifest import PictureRecord
from briefing.model import Script
from briefing.pictures import lead_of, with_pictures
from briefing.publish.figure import figure
from briefing.publish.notes import picture_credit
from briefing.read import read, read_bytes
from briefing.read.as_markdown import as_markdown
from briefing.read.fetch import WebAccess


def picture(width: int = 1200, height: int = 630, kind: str = "JPEG") -> bytes:
    """Return a picture that is red on the left, green in the middle, blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("green", (width // 4, 0, width - width // 4, height))
    image.paste("blue", (width - width // 4, 0, width, height))
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def story(head: str, body: str = "") -> bytes:
    return (
        f"<html lang='hi'><head><title>शहर</title>{head}</head><body><nav>मुखपृष्ठ</nav>"
        f"<article><h1>शहर</h1>{body}"
        "<p>नगर निगम ने आज शहर की सफ़ाई के लिए नई योजना शुरू की और दो सौ कर्मचारी तैनात किए।</p>"
        "<p>महापौर ने कहा कि अगले महीने तक हर वार्ड में कूड़े की अलग-अलग पेटियाँ रखी जाएँगी।</p>"
        "</article></body></html>"
    ).encode()


def tags(file: Path) -> Any:
    """Return the ID3 tag of a file, as mutagen reads it."""
    return ID3(file)  # type: ignore[no-untyped-call]


def by_time(file: Path) -> list[Any]:
    """Return the chapters of a file, in their order."""
    return sorted(tags(file).getall("CHAP"), key=lambda chapter: chapter.start_time)


def og(url: str) -> str:
    return f"<meta property='og:image' content='{url}'>"


def asked(site: Site, access: WebAccess = HERE, **settings: object) -> Script:
    """Return the script of the site's page with its pictures."""
    return with_pictures(read(f"{site.url}/a", access), Settings(**settings), access)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_lead_picture_is_fetched_and_squared(site: Site, kind: str) -> None:
    site.page("/a", story(og("/p.jpg")), Content_Type="text/html; charset=utf-8")
    site.page("/p.jpg", picture(kind=kind), Content_Type="image/jpeg; charset=latin-1")
    found = asked(site)
    image = Image.open(BytesIO(lead_of(found)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1400, 1400))
    red, green, blue = image.getpixel((700, 700))  # type: ignore[misc]
    assert green > max(red, blue)  # its middle
    assert lead_of(with_pictures(found, Settings())) == lead_of(found)
    assert found.notices == ()


@pytest.mark.parametrize(
    ("head", "body", "credit"),
    [
        ('"image": {"url": "/p.jpg", "creditText": "पीटीआई"}', "", "पीटीआई"),
        ('"image": [{"url": "/p.jpg", "creator": {"name": "रीना"}}]', "", "रीना"),
        (
            '"image": "/p-1200x630.jpg"',
            "<figure><img src='/x.jpg'><figcaption>नक़्शा</figcaption></figure>"
            "<figure><img src='/small/p_640.jpg'><figcaption>© <b>पीटीआई</b></figcaption></figure>",
            "© पीटीआई",
        ),
        ('"image": "/p.jpg"', "<figure><img src='/q'><figcaption>एक</figcaption></figure>", "एक"),
        (
            '"image": "/p.jpg"',
            "<figure><img src='/q'><figcaption>एक</figcaption></figure>"
            "<figure><img src='/r'><figcaption>दो</figcaption></figure>",
            "",
        ),
        ('"image": "/p.jpg"', "", ""),
    ],
)
def test_whose_it_is(head: str, body: str, credit: str) -> None:
    linked = f'<script type="application/ld+json">{{"headline": "शहर", {head}}}</script>'
    found = read_bytes(story(linked, body), "https://news.example/a").picture
    assert found
    assert found.source.startswith("https://news.example/p")
    assert found.credit == credit


@pytest.mark.parametrize(
    "name", ["javascript:alert(1)", "file:///etc/passwd", "data:image/png,x", ""]
)
def test_what_is_no_address_is_no_picture(name: str) -> None:
    assert read_bytes(story(og(name)), "https://news.example/a").picture is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: (404, {}, b""), "404"),
        (lambda _: (200, {}, b"GIF89a" + bytes(40)), "neither JPEG nor PNG"),
        (lambda _: (200, {}, picture()[:900]), "cannot be read"),
        (lambda _: (200, {}, picture(90, 90)), "90 × 90 pixels"),
        (lambda _: (200, {}, bytes((16 << 20) + 1)), "more than 16 MB"),
    ],
)
def test_a_picture_that_fails_is_a_warning(site: Site, answer: object, words: str) -> None:
    site.page("/a", story(og("/p.jpg")))
    site.answers["/p.jpg"] = answer  # type: ignore[assignment]
    found = asked(site)
    assert lead_of(found) == b""
    assert words in found.notices[-1]
    assert "the lead picture is left out" in found.notices[-1]


def test_robots_and_private_addresses_hold_for_pictures(site: Site) -> None:
    site.page("/a", story(og("/private/p.jpg")))
    site.page("/private/p.jpg", picture())
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    assert "robots" in asked(site).notices[-1]
    other = Site()
    other.page("/p.jpg", picture())
    inside = other.url.replace("127.0.0.1", "127.0.0.2")
    site.page("/a", story(og(f"{inside}/p.jpg")))
    assert "private address" in asked(site).notices[-1]
    other.close()
    assert other.asked == []


def test_what_opens_the_page_goes_to_no_other_server(site: Site) -> None:
    other = Site()
    other.page("/p.jpg", picture())
    site.page("/a", story(og(f"{other.url}/p.jpg")))
    site.page("/p.jpg", picture())
    access = WebAccess({"Cookie": "session=secret"}, allow_private=True)
    assert lead_of(asked(site, access))
    assert "secret" not in str(other.asked)
    assert "/p.jpg" in dict(other.asked)
    site.page("/a", story(og("/p.jpg")))
    asked(site, access)
    assert dict(site.asked)["/p.jpg"]["cookie"] == "session=secret"
    other.close()


def test_what_is_not_wanted_is_not_fetched(site: Site, tmp_path: Path) -> None:
    site.page("/a", story(og("/p.jpg")))
    site.page("/p.jpg", picture())
    for settings in ({"cover": "a.jpg"}, {"pictures": False}):
        assert asked(site, **settings).picture is None
    saved = tmp_path / "a.html"
    saved.write_bytes(story(og(f"{site.url}/p.jpg")))
    assert with_pictures(read(saved), Settings(), HERE).picture is None
    assert "/p.jpg" not in dict(site.asked)


def beside(folder: Path, text: str, name: str = "a.md") -> Script:
    """Return a script of a folder with its pictures."""
    (folder / name).write_text(text, encoding="utf-8")
    return with_pictures(read(folder / name), Settings())


def pictures_of(script: Script) -> list[list[str]]:
    """Return what the pictures of each section show, by their alternative texts."""
    return [[p.picture.alt for p in chapter.paragraphs if p.picture] for chapter in script.chapters]


SECTIONS = (
    "# शाम\n\n![झील](<img/झील 1.jpg>)\n\n## मौसम\n\nबारिश हुई।\n\n![नक़्शा](img/map.png)\n\n"
    "## खेल\n\n![](img/map.png)\n\nभारत ![छोटा](img/map.png) जीता।\n\n## बाज़ार\n\nदाम गिरे।"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "img").mkdir()
    (tmp_path / "img/झील 1.jpg").write_bytes(picture(1600, 900))
    (tmp_path / "img/map.png").write_bytes(picture(700, 700, "PNG"))
    (tmp_path / "img/sign.png").write_bytes(picture(32, 32, "PNG"))
    return tmp_path


def test_each_section_has_its_first_picture(folder: Path) -> None:
    script = beside(folder, SECTIONS)
    assert script.notices == ()
    assert pictures_of(script) == [["झील"], ["नक़्शा"], [""], []]
    found = [p.picture for c in script.chapters for p in c.paragraphs if p.picture]
    for each, size in zip(found, [(1200, 675), (700, 700), (700, 700)], strict=True):
        assert Image.open(BytesIO(each.data)).size == size
        assert max(Image.open(BytesIO(each.small)).size) <= 600
    assert sum(len(each.small) for each in found) <= 240 * 1024
    texts = [p.text for chapter in script.chapters for p in chapter.paragraphs]
    assert "झील" in texts  # as before: what it shows is said
    assert with_pictures(script, Settings()) == script


def test_a_script_that_is_printed_keeps_its_pictures(folder: Path) -> None:
    script = beside(folder, SECTIONS)
    again = beside(folder, as_markdown(read(folder / "a.md")), "b.md")
    assert pictures_of(again) == pictures_of(script)
    assert [c.title for c in again.chapters] == [c.title for c in script.chapters]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../out.jpg", "outside the folder"),
        ("/etc/hostname", "outside the folder"),
        ("link.jpg", "outside the folder"),
        ("%2e%2e/out.jpg", "outside the folder"),
        ("img/none.jpg", "no such picture"),
        ("img", "no such picture"),
        ("a.md", "neither JPEG nor PNG"),
        ("img/big.jpg", "more than 16 MB"),
        ("img/sign.png", ""),
        ("https://news.example/a.jpg", ""),
        ("file:///etc/hostname", ""),
    ],
)
def test_what_is_no_picture_of_the_folder_is_left_out(folder: Path, name: str, words: str) -> None:
    work = folder / "work"
    work.mkdir()
    (folder / "img").rename(work / "img")
    (folder / "out.jpg").write_bytes(picture())
    (work / "link.jpg").symlink_to(folder / "out.jpg")
    with (work / "img/big.jpg").open("wb") as file:
        file.truncate((16 << 20) + 1)
    script = beside(work, f"## मौसम\n\nबारिश हुई।\n\n![नक़्शा]({name})")
    assert pictures_of(script) == [[]]
    assert [words in notice for notice in script.notices] == ([True] if words else [])


def docx() -> bytes:
    """Return a Word document with a picture under a heading."""
    file = Document()
    file.add_heading("मौसम", 1)
    file.add_picture(BytesIO(picture()))
    file.inline_shapes[0]._inline.docPr.set("descr", "झील")
    file.add_paragraph("बारिश हुई और ठंड बढ़ी।")
    held = BytesIO()
    file.save(held)
    return held.getvalue()


def odt() -> bytes:
    """Return an OpenDocument text with a picture under a heading."""
    ns = "urn:oasis:names:tc:opendocument:xmlns:"
    body = (
        f'<text:h text:outline-level="1">मौसम</text:h><text:p xmlns:draw="{ns}drawing:1.0" '
        f'xmlns:svg="{ns}svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<draw:frame><draw:image xlink:href="Pictures/1.jpg"/><svg:desc>झील</svg:desc></draw:frame>'
        "बारिश हुई।</text:p>"
    )
    held = BytesIO(odt_of(body))
    with zipfile.ZipFile(held, "a") as book:
        book.writestr("Pictures/1.jpg", picture())
    return held.getvalue()


def test_pictures_of_documents(folder: Path) -> None:
    assert pictures_of(with_pictures(read_bytes(docx(), "a.docx"), Settings())) == [["झील"]]
    assert pictures_of(with_pictures(read_bytes(odt(), "a.odt"), Settings())) == [["झील"]]
    text = "<h2>मौसम</h2><p>बारिश हुई।</p><p><img src='../map.jpg' alt='नक़्शा'/></p>"
    book = read_bytes(epub_of({"b/a.xhtml": text}, {"OPS/map.jpg": picture()}), "a.epub")
    assert pictures_of(with_pictures(book, Settings())) == [["नक़्शा"]]
    html = "<h2>मौसम</h2><p>बारिश हुई।</p><img src='img/map.png' alt='नक़्शा'><h2>खेल</h2><p>जीत।</p>"
    assert pictures_of(beside(folder, f"<body>{html}</body>", "a.html")) == [["नक़्शा"], []]


def test_a_page_keeps_the_pictures_of_its_text(site: Site) -> None:
    figure = "<figure><img src='/{}.jpg' alt='{}'><figcaption>चित्र</figcaption></figure>"
    page = story("", figure.format("above", "ऊपर")).decode()
    end = figure.format("teaser", "विज्ञापन") + "<p><a href='/x'>यह भी पढ़ें</a></p></article>"
    site.page("/a", page.replace("</article>", end).encode())
    for name in ("above", "teaser"):
        site.page(f"/{name}.jpg", picture())
    assert pictures_of(asked(site)) == [["ऊपर"]]
    assert "/teaser.jpg" not in dict(site.asked)


def test_stories_of_a_feed_have_their_pictures(site: Site, tmp_path: Path) -> None:
    media = "<media:content url='{}/p.jpg' medium='image'/>"
    rows = "".join(
        f"<item><title>ख़बर {n}</title><description>पाठ यहाँ है।</description>{more}</item>"
        for n, more in enumerate((media.format(site.url), ""))
    )
    rss = "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>न</title>"
    feed = f"{rss}{rows}</channel></rss>".encode()
    site.page("/a", feed)
    site.page("/p.jpg", picture())
    assert pictures_of(asked(site)) == [[""], []]
    assert pictures_of(with_pictures(read_bytes(feed, "feed.xml"), Settings(), HERE)) == [[], []]
    settings = Settings(voice="tone", output=str(tmp_path), disclosure="none")
    made = bulletin([f"{site.url}/a"], Rules(order="feed"), settings, access=HERE)
    assert made
    assert [made.manifest.picture(mark) is not None for mark in made.manifest.contents] == [
        True,
        False,
    ]


def test_pictures_reach_every_place_that_shows_chapters(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "briefing.toml").write_text(
        '[show]\ntitle = "समाचार"\ndescription = "ख़बरें"\nbase_url = "https://news.example/p"\n'
    )
    (folder / "a.md").write_text(SECTIONS, encoding="utf-8")
    command = ["make", "a.md", "--voice", "tone", "--slug", "a", "--chapters", "heading"]
    assert CliRunner().invoke(main, command).exit_code == 0
    for step in (["feed"], ["page"], ["epub", "out/a"]):
        done = CliRunner().invoke(main, [*step, "--quiet"])
        assert done.exit_code == 0, done.output
    record = manifest.read(folder / "out/a/manifest.json")
    names = [each.file for each in record.pictures]
    shown = [record.picture(mark) for mark in record.chapters]
    assert [each.alt if each else None for each in shown] == ["झील", "नक़्शा", "", None]
    assert all((folder / "out/a" / name).is_file() for name in names)
    chapters = json.loads((folder / "out/a/chapters.json").read_text())["chapters"]
    urls = [chapter.get("img") for chapter in chapters]
    assert urls == [*(f"https://news.example/p/a/{name}" for name in names), None]
    assert all(f'image="{url}"' in (folder / "out/feed.xml").read_text() for url in urls[:3])
    inside = [chapter.sub_frames.getall("APIC") for chapter in by_time(folder / "out/a/a.mp3")]
    assert [len(frames) for frames in inside] == [1, 1, 1, 0]
    assert all(Image.open(BytesIO(frame.data)).format == "JPEG" for (frame,) in inside[:3])
    page = (folder / "out/a/index.html").read_text()
    assert f'<img src="{names[0]}" alt="झील"' in page
    with zipfile.ZipFile(folder / "out/a/a.epub") as book:
        assert {f"EPUB/{name}" for name in names} <= set(book.namelist())
        assert f'src="{names[0]}"' in book.read("EPUB/chapter-1.xhtml").decode()
    assert CliRunner().invoke(main, [*command, "--no-pictures"]).exit_code == 0
    assert not list((folder / "out/a").glob("picture-*"))


@pytest.mark.parametrize(
    ("credit", "shown"),
    [("", ""), ("पीटीआई", "चित्र: पीटीआई"), ("फ़ोटो: रीना", "फ़ोटो: रीना"), ("© पीटीआई", "© पीटीआई")],
)
def test_a_credit_is_named_once(credit: str, shown: str) -> None:
    assert picture_credit(record(cover_credit=credit)) == shown


def test_no_sign_of_a_credit_breaks_a_page() -> None:
    shown = figure(
        PictureRecord(file="a b.jpg", alt='\x0b"', credit="रीना\x0b & <साथी>", start_ms=0)
    )
    assert "".join(ET.fromstring(shown).itertext()) == "रीना & <साथी>"


def test_it_reaches_file_notes_page_and_manifest(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    caption = "<figure><img src='/p.jpg'><figcaption>बारिश के बाद (पीटीआई)</figcaption></figure>"
    site.page("/a", story(og("/p.jpg"), caption))
    site.page("/p.jpg", picture())
    (tmp_path / "briefing.toml").write_text(
        '[show]\ntitle = "समाचार"\ndescription = "ख़बरें"\nbase_url = "https://news.example/"\n'
    )
    command = ["make", f"{site.url}/a", "--allow-private", "--voice", "tone", "--slug", "a"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "out/a/manifest.json").read_text())
    assert (record["cover"], record["cover_credit"]) == ("cover.jpg", "बारिश के बाद (पीटीआई)")
    cover = Image.open(BytesIO((tmp_path / "out/a/cover.jpg").read_bytes()))
    assert cover.size == (1400, 1400)
    (image,) = tags(tmp_path / "out/a/a.mp3").getall("APIC")
    assert Image.open(BytesIO(image.data)).size == (600, 600)
    assert CliRunner().invoke(main, ["feed", "--quiet"]).exit_code == 0
    assert CliRunner().invoke(main, ["page", "--quiet"]).exit_code == 0
    credit = "चित्र: बारिश के बाद (पीटीआई)"
    assert (tmp_path / "out/feed.xml").read_text().count(credit) == 2  # description, HTML
    assert credit in (tmp_path / "out/a/index.html").read_text()
    done = CliRunner().invoke(main, [*command, "--no-pictures"])
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "out/a/cover.jpg").exists()
