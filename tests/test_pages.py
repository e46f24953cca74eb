"""Web pages: the main text is kept, the rest is named; the web is asked within limits."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from helpers.pages import SHAPES, Page, pages
from helpers.site import HERE, Site

from briefing.cli import main
from briefing.episode.audit import losses
from briefing.errors import ScriptError
from briefing.model import Script, Utterance
from briefing.read import read, read_bytes
from briefing.read.fetch import WebAccess

PAGES = list(pages())
STORY = (
    "<html lang='hi'><head><title>शहर</title></head><body><nav>मुखपृष्ठ</nav><article><h1>शहर</h1>"
    "<p>नगर निगम ने आज शहर की सफ़ाई के लिए नई योजना शुरू की और दो सौ कर्मचारी तैनात किए।</p>"
    "<p>महापौर ने कहा कि अगले महीने तक हर वार्ड में कूड़े की अलग-अलग पेटियाँ रखी जाएँगी।</p>"
    "</article></body></html>"
)


def spoken(script: Script) -> list[str]:
    return [p.with_number() for chapter in script.chapters for p in chapter.paragraphs]


def lost(script: Script) -> list[str]:
    """Return the words that are neither spoken nor left out on purpose."""
    paragraphs = [p for chapter in script.chapters for p in chapter.paragraphs]
    heard = [Utterance(p.with_number(), "", 0, 0, "", line=p.line) for p in paragraphs]
    return [word for loss in losses(script, heard) for word in loss.words]


def words(text: str) -> str:
    return " ".join(re.findall("[\u0900-\u097f]+|[^\\W_]+", text))


def test_there_are_forty_pages() -> None:
    assert len(PAGES) == 40
    assert len(SHAPES) == 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.shape}-{page.story.date}")
def test_the_main_text_is_kept(page: Page) -> None:
    script = read_bytes(page.html.encode(), "page.html")
    there = words(" ".join([script.title, *spoken(script)]))
    header = words(" ".join(o.text for o in script.omissions if o.kind == "table_header"))
    missing = [text for text in page.wanted if not has(text, f"{there} {header}")]
    assert missing == []
    assert [text for text in page.unwanted if words(text) in there] == []
    assert lost(script) == []


def has(text: str, there: str) -> bool:
    """Tell whether the words stand there together; those of a row stand beside their columns."""
    row = text.endswith("प्रतिशत") and len(text.split()) == 3
    return all(words(part) in there for part in (text.split(maxsplit=1) if row else [text]))


@pytest.mark.parametrize("name", ["wordpress", "news_with_promos"])
def test_what_a_page_says_of_itself(name: str) -> None:
    page = next(page for page in PAGES if page.shape == name)
    script = read_bytes(page.html.encode(), "page.html")
    assert (script.title, script.author, script.date, script.language) == (
        page.story.title,
        page.story.author,
        page.story.date,
        "hi",
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>पहला</p><p>दूसरा</p>", ["पहला", "दूसरा"]),
        ("<p>प्र<b>धान</b> मंत्री</p>", ["प्रधान मंत्री"]),
        ("<ol start='3'><li>तीन</li><li>चार</li></ol>", ["3. तीन", "4. चार"]),
        ("<ol><li>एक<ol><li>भीतर</li></ol></li><li>दो</li></ol>", ["1. एक", "1. भीतर", "2. दो"]),
        ("<div>पहला<div>दूसरा</div>तीसरा</div>", ["पहला", "दूसरा", "तीसरा"]),
        ("<p>CO<sub>2</sub> बढ़ी<sup>[1]</sup></p>", ["CO₂ बढ़ी"]),
        ("<p>पुराना <del>ग़लत</del> <ins>सही</ins></p>", ["पुराना सही"]),
        ("<p>पुराना <del>यह <b>ग़लत</b> पाठ</del> <ins>सही</ins></p>", ["पुराना सही"]),
        ("<p>दिखता</p><p style='display: none'>छिपा</p><p hidden>छिपा</p>", ["दिखता"]),
        ("<table><tr><td>एक</td></tr><tr><td>दो</td></tr></table>", ["एक", "दो"]),
        ("<table><tr><td>अ</td><td>ब</td></tr></table>", ["अ, ब।"]),
        (
            "<table><caption>वर्षा</caption><tr><th>शहर</th><th>मिमी</th></tr>"
            "<tr><td>पुणे</td><td>12</td></tr></table>",
            ["वर्षा", "शहर: पुणे, मिमी: 12।"],
        ),
        ("<figure><img alt='x'><figcaption>चित्र</figcaption></figure><p>पाठ</p>", ["चित्र", "पाठ"]),
        ("<pre>पहली पंक्ति\nदूसरी</pre><pre>x = 1</pre>", ["पहली पंक्ति दूसरी"]),
        ("<p>यह &amp; वह<script>x</script><!-- नहीं --></p>", ["यह & वह"]),
        ("<dl><dt>शब्द</dt><dd>अर्थ</dd></dl>", ["शब्द", "अर्थ"]),
        ("<a href='x'><div>कड़ी में</div></a>", ["कड़ी में"]),
    ],
)
def test_fragments_are_read_whole(html: str, expected: list[str]) -> None:
    script = read_bytes(html.encode(), "standard input", kind="html")
    assert spoken(script) == expected
    assert lost(script) == []


LEAD = "नदी का जलस्तर ख़तरे के निशान से दो मीटर ऊपर पहुँच गया है।"
TEXT = [
    "ज़िला प्रशासन ने निचले इलाक़ों के पाँच सौ परिवारों को शिविरों में पहुँचाया और वहाँ भोजन का प्रबंध किया।",
    "मौसम विभाग का कहना है कि अगले दो दिन तक बारिश होती रहेगी, इसलिए लोग नदी के पास न जाएँ।",
    "राहत के काम में तीन सौ जवान और चालीस नावें लगी हैं, और दवाएँ भी भेजी जा रही हैं।",
]


def test_the_sentence_above_the_text_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extractors take it for furniture; the page names it as its description."""
    monkeypatch.setattr("briefing.read.page._extracted", lambda html: TEXT)
    body = "".join(f"<p>{text}</p>" for text in TEXT)
    html = (
        f"<html><head><meta property='og:description' content='{LEAD}'></head><body><nav>होम</nav>"
        f"<h1>बाढ़</h1><h2>{LEAD}</h2><p>आशा शर्मा, पटना से, सुबह सात बजे तक की ख़बर</p>{body}"
        "</body></html>"
    )
    script = read_bytes(html.encode(), "a.html")
    assert spoken(script) == ["बाढ़", LEAD, *TEXT]
    assert [paragraph.heading for paragraph in script.chapters[0].paragraphs] == [True] + [
        False
    ] * 4


@pytest.mark.parametrize(
    ("middle", "kept"),
    [
        (TEXT[1], True),
        ("यह भी पढ़ें: राज्य के छह ज़िलों में आज भारी बारिश की चेतावनी", False),
        (f"<a href='https://x.in/b'>{TEXT[1]}</a>", False),
    ],
)
def test_a_sentence_between_two_of_the_text_is_kept(
    middle: str, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.read.page._extracted", lambda html: [TEXT[0], TEXT[2]])
    body = f"<p>{TEXT[0]}</p><div>{middle}</div><p>{TEXT[2]}</p>"
    html = f"<html><body><nav>होम</nav>{body}</body></html>"
    assert len(spoken(read_bytes(html.encode(), "a.html"))) == 2 + kept


GOOGLE = (
    "<p>बारिश हुई।<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup> धूप<sup><a href='#cmnt1' "
    "id='cmnt_ref1'>[a]</a></sup> निकली।</p><div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a> पुराना "
    "आँकड़ा।</p></div><div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>जाँच लें।</span></p></div>"
)
WORD = (
    "<p class=MsoNormal>बारिश हुई। धूप<span class=MsoCommentReference><a class=msocomanchor "
    "href='#_msocom_1'>[आ1]</a></span> निकली।</p><div style='mso-element:footnote-list'>"
    "<div id=ftn1><p>[1] पुराना आँकड़ा।</p></div></div><div style='mso-element:comment-list'>"
    "<div class=msocomtxt><p>[आ1] जाँच लें।</p></div></div>"
)
LIBREOFFICE = (
    "<p>बारिश हुई।<a class='sdfootnoteanc' href='#sdfootnote1sym'><sup>1</sup></a> "
    "धूप निकली।</p><div id='sdfootnote1'><p>1 पुराना आँकड़ा।</p></div>"
)


@pytest.mark.parametrize("body", [GOOGLE, WORD, LIBREOFFICE])
def test_notes_and_comments_of_editors_are_left_out(body: str) -> None:
    script = read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html")
    assert spoken(script) == ["बारिश हुई। धूप निकली।"]
    assert lost(script) == []


def test_headings_are_chapters_and_links_are_kept() -> None:
    html = "<h2>खेल</h2><p><a href='/a'>भार<b>त</b> </a> जीता।</p><h2>मौसम</h2><p>बारिश।</p>"
    page = f"<html><head><base href='https://example.org/x/'></head><body>{html}</body></html>"
    script = read_bytes(page.encode(), "a.html")
    assert [chapter.title for chapter in script.chapters] == ["खेल", "मौसम"]
    assert script.links == (("भारत", "https://example.org/a"),)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset='utf-8'>", "utf-8"),
        ("<meta charset='iso-8859-1'>", "utf-8-sig"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("<meta charset='no-such-thing'>", "utf-8"),
    ],
)
def test_what_a_page_is_encoded_in(head: str, encoding: str) -> None:
    html = STORY.replace("<head>", f"<head>{head}").encode(encoding)
    assert spoken(read_bytes(html, "a.html"))[0] == "शहर"


def test_a_page_that_javascript_fills_is_named() -> None:
    html = b"<html><body><div id='root'></div><script src='app.js'></script></body></html>"
    with pytest.raises(ScriptError, match="JavaScript"):
        read_bytes(html, "a.html")


@pytest.mark.parametrize(
    "html", [b"<html>", b"<html><body><nav>x</nav></body></html>", b"<!DOCTYPE html>\x00\x01"]
)
def test_an_empty_page_is_an_error(html: bytes) -> None:
    with pytest.raises(ScriptError):
        read_bytes(html, "a.html")


def test_deep_nesting_is_an_answer() -> None:
    html = "<div>" * 20_000 + "<p>गहरा पाठ</p>" + "</div>" * 20_000
    with contextlib.suppress(ScriptError):
        read_bytes(html.encode(), "a.html", kind="html")


def test_a_page_is_fetched(site: Site) -> None:
    site.page("/a", STORY.encode("utf-16"), Content_Type="text/html; charset=utf-16")
    script = read(f"{site.url}/a", HERE)
    assert script.title == "शहर"
    assert script.source == f"{site.url}/a"


def test_a_compressed_answer_is_unpacked_within_a_limit(site: Site) -> None:
    site.page("/a", gzip.compress(STORY.encode()), Content_Encoding="gzip")
    assert read(f"{site.url}/a", HERE).title == "शहर"
    site.page("/bomb", gzip.compress(bytes(64 << 20)), Content_Encoding="gzip")
    with pytest.raises(ScriptError, match="more than 32 MB"):
        read(f"{site.url}/bomb", HERE)


def test_private_addresses_are_refused(site: Site) -> None:
    site.page("/a", STORY.encode())
    with pytest.raises(ScriptError, match="private address"):
        read(f"{site.url}/a")
    assert site.asked == []


def test_a_public_name_that_leads_inside_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By DNS, and by a redirect."""
    real = socket.getaddrinfo
    port = int(site.url.rpartition(":")[2])

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if "example" in host else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.page("/a", STORY.encode())
    with pytest.raises(ScriptError, match="private address"):
        read(f"http://inside.example:{port}/a")
    monkeypatch.setattr("briefing.system.web.is_private", lambda address: address == "10.0.0.1")
    site.moved("/b", "http://10.0.0.1/admin")
    with pytest.raises(ScriptError, match=r"private address 10\.0\.0\.1"):
        read(f"http://outside.example:{port}/b")


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the address that was given, not the robots.txt that is asked for first."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ScriptError) as caught:
        read("https://nowhere.example/a")
    assert str(caught.value) == (
        "https://nowhere.example/a: not fetched: Name or service not known\n"
        "  → check the address, and whether this machine is online"
    )


def test_robots_are_respected(site: Site) -> None:
    site.page("/a", STORY.encode())
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private*\nDisallow: /*.pdf$\n")
    site.page("/private/a", STORY.encode())
    assert read(f"{site.url}/a", HERE).title == "शहर"
    for path in ("/private/a", "/news.pdf"):
        with pytest.raises(ScriptError, match="robots"):
            read(f"{site.url}{path}", HERE)
    site.answers["/robots.txt"] = lambda _: (503, {}, b"")
    with pytest.raises(ScriptError, match="503"):
        read(f"{site.url}/a", HERE)


def test_headers_go_to_the_named_host_alone(site: Site) -> None:
    other = Site()
    site.moved("/a", f"{other.url}/b")
    other.page("/b", STORY.encode())
    headers = {"Cookie": "session=secret", "Authorization": "Bearer secret"}
    read(f"{site.url}/a", WebAccess(headers, allow_private=True))
    other.close()
    assert dict(site.asked)["/a"]["cookie"] == "session=secret"
    assert "secret" not in str(other.asked)
    assert "/b" in dict(other.asked)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "--cookie"),
        (403, "refuses"),
        (402, "refuses: 402"),
        (429, "answers 429"),
        (404, "404"),
        (500, "500"),
    ],
)
def test_what_a_server_refuses_is_said(site: Site, status: int, message: str) -> None:
    site.answers["/a"] = lambda _: (status, {}, b"")
    with pytest.raises(ScriptError) as caught:
        read(f"{site.url}/a", HERE)
    assert message in str(caught.value)


def test_a_server_that_sends_nothing(site: Site) -> None:
    site.page("/a", b" ")
    with pytest.raises(ScriptError, match="sends nothing"):
        read(f"{site.url}/a", HERE)


def test_a_page_that_leads_elsewhere_names_the_address() -> None:
    page = b"<html><head><meta http-equiv='Refresh' content='0; url=/b'></head><body></body></html>"
    with pytest.raises(ScriptError, match="only leads to another: /b"):
        read_bytes(page, "a.html")


@pytest.mark.parametrize("said", ["false", '"False"', "true"])
def test_a_page_that_must_be_paid_for_may_lack_its_end(said: str) -> None:
    about = f'{{"@type": "NewsArticle", "headline": "बाढ़", "isAccessibleForFree": {said}}}'
    head = f"<script type='application/ld+json'>{about}</script>"
    body = "".join(f"<p>{text}</p>" for text in TEXT)
    page = f"<html><head>{head}</head><body><nav>होम</nav>{body}</body></html>"
    script = read_bytes(page.encode(), "a.html")
    assert ["must be paid for" in notice for notice in script.notices] == [True] * (said != "true")


def test_the_command_reads_a_page(site: Site, tmp_path: Path) -> None:
    site.page("/a", STORY.encode())
    command = ["read", f"{site.url}/a", "--allow-private", "--cookie", "a=b", "--header", "X-Y: z"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "# शहर" in done.stdout
    assert "not part of the main text: मुखपृष्ठ" in done.stdout
    headers = dict(site.asked)["/a"]
    assert (headers["cookie"], headers["x-y"]) == ("a=b", "z")
    edited = tmp_path / "edited.md"
    edited.write_text(done.stdout, encoding="utf-8")
    assert spoken(read(edited)) == spoken(read(f"{site.url}/a", HERE))


@pytest.mark.parametrize("header", ["no colon", "bad name: x", "X: a\nB: c"])
def test_a_wrong_header_is_a_usage_error(header: str) -> None:
    done = CliRunner().invoke(main, ["read", "https://example.org/", "--header", header])
    assert done.exit_code == 2
