"""Documents: the same text in each format is read the same; damaged ones are an error."""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
from helpers import documents
from helpers.documents import MADE, SPOKEN, archive, docx_of, epub_of, odt_of, rtf_text
from test_pages import lost, spoken

from briefing.episode.audit import counts
from briefing.errors import ScriptError
from briefing.read import READERS, read_bytes
from briefing.read.feed import entries
from briefing.read.kinds import kind_of

FOREIGN = sorted((Path(__file__).parent / "cases" / "documents").iterdir())


@pytest.mark.parametrize("name", MADE)
def test_every_format_is_read_the_same(name: str) -> None:
    data = MADE[name]()
    assert kind_of(data, "file") == name
    script = read_bytes(data, "file")
    assert spoken(script) == SPOKEN
    assert script.title == documents.TITLE
    assert [chapter.title for chapter in script.chapters if chapter.title] == [documents.HEADING]
    assert lost(script) == []


def test_what_files_say_of_themselves() -> None:
    book, mail = read_bytes(MADE["epub"](), "a"), read_bytes(MADE["mail"](), "a")
    assert (book.author, book.language) == ("आशा", "hi")
    assert (mail.author, mail.date) == ("आशा", "2026-01-31")


MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RAISED = "<w:vertAlign w:val='superscript'/>"


def word(text: str, properties: str = "", tag: str = "t") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:{tag}>{text}</w:{tag}></w:r>"


@pytest.mark.parametrize(
    ("body", "expected", "left_out"),
    [
        (
            f"<w:p>{word('नया')}<w:ins>{word(' शब्द')}</w:ins><w:del>{word(' पुराना', tag='delText')}"
            "</w:del></w:p>",
            ["नया शब्द"],
            {"deleted": 1},
        ),
        (f"<w:p>{word('दिखता')}{word('छिपा', '<w:vanish/>')}</w:p>", ["दिखता"], {"hidden": 1}),
        (f"<w:p>{word('10')}{word('8', RAISED)}</w:p><w:p>"
         f"{word('क')}</w:p>", ["10⁸", "क"], {}),
        (f"<w:sdt><w:sdtContent><w:p>{word('भीतर')}</w:p></w:sdtContent></w:sdt>", ["भीतर"], {}),
        (f"<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr>{word('ख')}</w:p><w:p>{word('ग')}</w:p>",
         ["ख", "ग"], {}),
        (f"<w:p>{word('एक')}<w:r><w:tab/></w:r>{word('दो')}<w:r><w:br/></w:r>{word('तीन')}</w:p>",
         ["एक दो तीन"], {}),
        (f"<w:p><w:r><w:drawing><w:txbxContent><w:p>{word('डिब्बा')}</w:p></w:txbxContent>"
         f"</w:drawing></w:r>{word('पाठ')}</w:p>", ["पाठ", "डिब्बा"], {}),
        (f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{word('पाठ')}</w:p>", ["पाठ"], {}),
        (f"<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr>{word('आ')}</w:p>"
         f"<w:p>{word('ज बारिश हुई।')}</w:p>", ["आज बारिश हुई।"], {}),
        (f"<w:p>{word('ऊर्जा')}<m:oMath xmlns:m='{MATH}'><m:r><m:t>E=mc</m:t></m:r></m:oMath>"
         "</w:p>", ["ऊर्जा"], {"drawing": 1}),
    ],
)  # fmt: skip
def test_word(body: str, expected: list[str], left_out: dict[str, int]) -> None:
    script = read_bytes(docx_of(body), "a.docx")
    assert spoken(script) == expected
    assert counts(script) == left_out
    assert lost(script) == []


LEVEL = "<w:lvl w:ilvl='0'><w:start w:val='{}'/><w:numFmt w:val='decimal'/></w:lvl>"


@pytest.mark.parametrize(
    ("numbering", "expected"),
    [
        (f"<w:abstractNum w:abstractNumId='0'>{LEVEL.format(1)}</w:abstractNum>", [1, 2]),
        (f"<w:abstractNum w:abstractNumId='0'>{LEVEL.format(0)}</w:abstractNum>", [0, 1]),
        ("<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='L'/></w:abstractNum>"
         f"<w:abstractNum w:abstractNumId='1'><w:styleLink w:val='L'/>{LEVEL.format(4)}"
         "</w:abstractNum>", [4, 5]),
    ],
)  # fmt: skip
def test_word_counts_its_first_list_from_nought(numbering: str, expected: list[int]) -> None:
    number = "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    item = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>{}</w:p>"
    data = docx_of(item.format(word("क")) + item.format(word("ख")), numbering=numbering + number)
    assert spoken(read_bytes(data, "a.docx")) == [
        f"{number}. {text}" for number, text in zip(expected, ("क", "ख"), strict=True)
    ]


def test_outline_levels_of_word_begin_with_nought() -> None:
    level = "<w:p><w:pPr><w:outlineLvl w:val='{}'/></w:pPr>{}</w:p>"
    body = f"<w:p>{word('क')}</w:p>{level.format(0, word('ख'))}<w:p>{word('ग')}</w:p>"
    script = read_bytes(docx_of(body), "a.docx")
    assert [chapter.title for chapter in script.chapters] == ["", "ख"]


STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
RELATION = '<Relationships><Relationship Id="r" Type="x/{}" Target="{}"/></Relationships>'


@pytest.mark.parametrize("space", [documents.W, STRICT])
def test_word_keeps_its_parts_where_it_says(space: str) -> None:
    """Word on the web calls the body ``document2.xml``, and its styles ``styles2.xml``."""
    style = "<w:style w:styleId='a'><w:name w:val='heading 1'/></w:style>"
    heading = f"<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr>{word('खेल')}</w:p>"
    parts = {
        "_rels/.rels": RELATION.format("officeDocument", "/word/document2.xml"),
        "word/_rels/document2.xml.rels": RELATION.format("styles", "styles2.xml"),
        "word/styles2.xml": f"<w:styles {space}>{style}</w:styles>",
        "word/document2.xml": f"<w:document {space}><w:body><w:p>{word('क')}</w:p>{heading}"
        "</w:body></w:document>",
    }
    script = read_bytes(archive(parts), "a.docx")
    assert [chapter.title for chapter in script.chapters] == ["", "खेल"]


def test_notes_comments_and_headers_of_word_are_left_out() -> None:
    note = f"<w:footnote><w:p>{word('टिप्पणी')}</w:p></w:footnote>"
    comment = f"<w:comment><w:p>{word('जाँच लें')}</w:p></w:comment>"
    data = docx_of(f"<w:p>{word('पाठ')}</w:p>", footnotes=note, comments=comment,
                   header1=f"<w:p>{word('गोपनीय')}</w:p>")  # fmt: skip
    script = read_bytes(data, "a.docx")
    assert spoken(script) == ["पाठ"]
    assert counts(script) == {"comment": 1, "footnote": 1, "page_header": 1}
    assert lost(script) == []


@pytest.mark.parametrize(
    ("body", "expected", "left_out"),
    [
        ("<text:p>पाठ<text:note><text:note-body><text:p>टिप्पणी</text:p></text:note-body></text:note>"
         " आगे</text:p>", ["पाठ आगे"], {"footnote": 1}),
        ("<text:tracked-changes><text:p>पुराना</text:p></text:tracked-changes><text:p>नया</text:p>",
         ["नया"], {"deleted": 1}),
        ("<text:p>पाठ<office:annotation><text:p>जाँचें</text:p></office:annotation></text:p>",
         ["पाठ"], {"comment": 1}),
        ("<text:section><text:p>भीतर <text:span>का</text:span> पाठ</text:p></text:section>",
         ["भीतर का पाठ"], {}),
        ("<text:list><text:list-item><text:p>क</text:p><text:p>ख</text:p></text:list-item></text:list>",
         ["क", "ख"], {}),
        ("<text:table-of-content><text:p>सूची</text:p></text:table-of-content><text:p>पाठ</text:p>",
         ["पाठ"], {"contents": 1}),
    ],
)  # fmt: skip
def test_opendocument(body: str, expected: list[str], left_out: dict[str, int]) -> None:
    script = read_bytes(odt_of(body), "a.odt")
    assert spoken(script) == expected
    assert counts(script) == left_out
    assert lost(script) == []


@pytest.mark.parametrize(
    ("body", "expected", "left_out"),
    [
        (f"{rtf_text('पाठ')}{{\\footnote {rtf_text('टिप्पणी')}}}\\par", ["पाठ"], {"footnote": 1}),
        (f"{rtf_text('नया')}{{\\deleted {rtf_text('पुराना')}}}\\par", ["नया"], {"deleted": 1}),
        (f"{{\\*\\unknown {rtf_text('नहीं')}}}{rtf_text('हाँ')}\\par", ["हाँ"], {}),
        (f"{{\\field{{\\*\\fldinst LINK x}}{{\\fldrslt {rtf_text('कड़ी')}}}}}\\par", ["कड़ी"], {}),
        (f"{{\\header {rtf_text('ऊपर')}\\par}}{rtf_text('पाठ')}\\par", ["पाठ"], {"page_header": 1}),
        (f"\\uc0 {rtf_text('क').replace('?', '')} \\uc1 {rtf_text('ख')}\\line {rtf_text('ग')}\\par",
         ["कख ग"], {}),
        ("\\u55357?\\u56832? " + rtf_text("हँसी") + "\\par", ["😀 हँसी"], {}),
        (f"{rtf_text('पहला')}\\\n{rtf_text('दूसरा')}\\\r\n{rtf_text('तीसरा')}",
         ["पहला", "दूसरा", "तीसरा"], {}),
        (f"{rtf_text('चित्र')}{{\\pict\\bin4 }}{{\\}}}}{rtf_text(' के बाद')}\\par",
         ["चित्र के बाद"], {}),
        (f"{{\\loch\\*\\cs7 {rtf_text('शैली')}}}\\par", ["शैली"], {}),
        (f"{rtf_text('पाठ')}{{\\shp{{\\*\\shpinst{{\\sp 1}}{{\\shptxt {rtf_text('डिब्बा')}\\par "
         f"{rtf_text('दो')}}}}}{{\\shprslt {rtf_text('वही')}\\par}}}} {rtf_text('आगे')}\\par",
         ["पाठ आगे", "डिब्बा", "दो"], {}),
    ],
)  # fmt: skip
def test_rtf(body: str, expected: list[str], left_out: dict[str, int]) -> None:
    script = read_bytes(f"{{\\rtf1\\ansi {body}}}".encode(), "a.rtf")
    assert spoken(script) == expected
    assert counts(script) == left_out
    assert lost(script) == []


def test_chapters_of_a_book_come_from_its_contents() -> None:
    nav = "<ol><li><a href='b.xhtml'>दूसरा अध्याय</a></li></ol>"
    notes = (
        "<p>पाठ<a role='doc-noteref'>1</a></p><aside role='x' epub:type='footnote'>टिप्पणी</aside>"
    )
    notes = notes.replace("doc-noteref", "noteref")
    script = read_bytes(
        epub_of({"a.xhtml": "<h1>पहला</h1><p>क</p>", "b.xhtml": notes}, nav=nav), "a"
    )
    assert [chapter.title for chapter in script.chapters] == ["", "दूसरा अध्याय"]
    assert spoken(script) == ["पहला", "क", "दूसरा अध्याय", "पाठ"]
    assert counts(script)["footnote"] == 2
    assert lost(script) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "headline,text,id\nखेल,भारत जीता।,7\nमौसम,बारिश।,8\n",
            ["खेल", "भारत जीता।", "मौसम", "बारिश।"],
        ),
        ("शीर्षक\tपाठ\nखेल\tभारत जीता।\n", ["खेल", "भारत जीता।"]),
        ('शीर्षक;लीड;पाठ\nखेल;सार;"पहला।\n\nदूसरा।"\n', ["खेल", "सार", "पहला।", "दूसरा।"]),
        ("शहर,ताप\nदिल्ली,8\n", ["शहर: दिल्ली, ताप: 8।"]),
    ],
)
def test_stories_in_rows(text: str, expected: list[str]) -> None:
    script = read_bytes(text.encode(), "a.csv")
    assert spoken(script) == expected
    assert lost(script) == []


def test_a_plain_mail() -> None:
    raw = (
        "From: a@example.org\nSubject: Re: =?utf-8?b?4KSW4KSs4KSw?=\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        "नई ख़बर यह है।\n\n> पुरानी बात\n> और भी\n\nधन्यवाद\n\n-- \nआशा, संपादक\n"
    )
    script = read_bytes(raw.encode(), "a.eml")
    assert script.title == "खबर"
    assert spoken(script) == ["नई ख़बर यह है।", "धन्यवाद"]
    assert counts(script) == {"quotation": 1, "signature": 1}
    assert lost(script) == []


PAGE = "<html><head><meta charset='utf-8'></head><body><p>आज सुबह हल्की बारिश हुई।</p></body></html>"


@pytest.mark.parametrize(
    "head",
    [
        "From: a@x.in\nContent-Type: text/html\n",
        "From a@x.in Sat Jan 31 07:00:00 2026\nContent-Type: text/html\n",
        "From: a@x.in\nContent-Type: text/html; charset=us-ascii\n",
        "From: a@x.in\nContent-Type: text/html; charset=x-user-defined\n",
        "From a@x.in Sat Jan 31 07:00:00 2026\nFrom: a@x.in\nContent-Type: text/html\n",
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://x.in/\nMIME-Version: 1.0\n"
        "Content-Type: text/html\nContent-Location: https://x.in/\n",
    ],
)
def test_mail_that_names_no_encoding_or_a_wrong_one(head: str) -> None:
    data = f"{head}Content-Transfer-Encoding: 8bit\n\n{PAGE}".encode()
    assert spoken(read_bytes(data, "a.eml")) == ["आज सुबह हल्की बारिश हुई।"]


@pytest.mark.parametrize(
    "stamps",
    [
        ("31/01/26, 7:05 am - ", "31/01/26, 7:06 am - ", "01/02/26, 10:00 pm - "),
        ("31/01/2026, 07:05 - ", "31/01/2026, 07:06 - ", "01/02/2026, 22:00 - "),
        (
            "[31/01/26, 7:05:11\u202fAM] ",
            "\u200e[31/01/26, 7:06:01\u202fAM] ",
            "[1.2.26, 22:00:00] ",
        ),
    ],
)
def test_chats_are_read_by_who_wrote(stamps: tuple[str, str, str]) -> None:
    first, second, third = stamps
    text = (
        f"{first}Messages and calls are end-to-end encrypted.\n"
        f"{first}आशा: *मुंबई* में बारिश हुई।\nस्कूल बंद रहे।\n\nकल धूप: 30 डिग्री।\n"
        f"{second}रवि: <Media omitted>\n{second}+91 98765 43210: ठीक है।\n{third}रवि: धन्यवाद\n"
    )
    script = read_bytes(text.encode(), "WhatsApp Chat.txt")
    assert [(p.speaker, p.text) for p in script.chapters[0].paragraphs] == [
        ("आशा", "मुंबई में बारिश हुई। स्कूल बंद रहे।"),
        ("आशा", "कल धूप: 30 डिग्री।"),
        (None, "ठीक है।"),
        ("रवि", "धन्यवाद"),
    ]
    assert counts(script) == {"notice": 2, "time_code": 3}
    assert lost(script) == []
    assert script.any_voice


def test_a_word_in_a_text_makes_no_book_of_it() -> None:
    assert kind_of(b"x" * 60 + b"BOOK", "a.txt") == "text"


def test_a_date_in_a_text_makes_no_chat_of_it() -> None:
    assert kind_of("31/01/26, 7:05 am - बैठक शुरू हुई।\n\nबारिश हुई।".encode(), "a.txt") == "text"


def test_a_story_without_words_does_not_stop_a_feed() -> None:
    items = "".join(
        f"<item><title>{title}</title><description>{text}</description></item>"
        for title, text in (("क", "&lt;!-- x --&gt;"), ("ख", "&lt;!DOCTYPE"), ("ग", "भारत जीता।"))
    )
    doctype = "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'x.dtd'>"
    data = f"<?xml version='1.0'?>{doctype}<rss version='0.91'><channel>{items}</channel></rss>"
    assert kind_of(data.encode(), "a.xml") == "feed"
    assert spoken(read_bytes(data.encode(), "a.xml")) == ["क", "ख", "ग", "भारत जीता।"]


NITF = (
    "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'><nitf><head><docdata><doc-id "
    "id-string='7'/></docdata><title>खेल</title></head><body><body.head><hedline><hl1>भारत जीता"
    "</hl1></hedline><dateline>NEW DELHI, Jan 31</dateline></body.head><body.content><p>भारत <em>आज"
    "</em> जीता।</p><p>PTI</p><table><tr><th>टीम</th><th>रन</th></tr><tr><td>भारत</td>"
    "<td>250</td></tr></table></body.content></body></nitf>"
)
NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'><itemMeta><provider literal='x'/>"
    "<versionCreated>2026-01-31</versionCreated></itemMeta><contentMeta><headline>भारत जीता"
    "</headline></contentMeta><contentSet><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>"
    "<p>पहला।</p><p>दूसरा।</p></body></html></inlineXML></contentSet></newsItem>"
)
TTML = (
    "<?xml version='1.0'?><tt xmlns='http://www.w3.org/ns/ttml'><body><div>"
    "<p begin='0s'>नमस्ते<br/>दुनिया।</p></div></body></tt>"
)
CMS = (
    "<?xml version='1.0'?><news><id>7</id><title>खेल &amp; मौसम</title><text>पहला।\n\nदूसरा, "
    "5 &lt; 7।</text><more><![CDATA[<p>तीसरा।</p><ul><li>चौथा</li></ul>]]></more></news>"
)


@pytest.mark.parametrize(
    ("xml", "expected", "left_out"),
    [
        (NITF, ["खेल", "भारत जीता", "भारत आज जीता।", "PTI", "टीम: भारत, रन: 250।"], 1),
        (NEWSML, ["भारत जीता", "पहला।", "दूसरा।"], 1),
        (TTML, ["नमस्ते दुनिया।"], 0),
        (CMS, ["खेल & मौसम", "पहला।", "दूसरा, 5 < 7।", "तीसरा।", "चौथा"], 1),
    ],
)
def test_xml_of_newsrooms(xml: str, expected: list[str], left_out: int) -> None:
    assert kind_of(xml.encode(), "file") == "xml"
    script = read_bytes(xml.encode(), "file")
    assert spoken(script) == expected
    assert sum(omission.kind == "data" for omission in script.omissions) == left_out
    assert lost(script) == []


def test_feeds_in_json() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "शहर",
        "items": [
            {"id": 7, "title": "बारिश < धूप", "content_text": "आज बारिश हुई।\n\nकल धूप।"},
            {"id": "8", "content_html": "<p>भारत <b>जीता</b>।</p>", "url": "https://x.in/8",
             "date_published": "2026-01-31T07:00:00+05:30", "authors": [{"name": "आशा"}]},
        ],
    }  # fmt: skip
    for written in (json.dumps(feed), json.dumps(feed).replace("/", "\\/")):
        script = read_bytes(written.encode(), "feed.json")
        assert (script.title, lost(script)) == ("शहर", [])
        assert spoken(script) == ["बारिश < धूप", "आज बारिश हुई।", "कल धूप।", "भारत जीता।"]
    last = entries(json.dumps(feed).encode(), "feed.json")[1][1]
    assert (last.guid, last.author, last.link) == ("8", "आशा", "https://x.in/8")
    assert last.published == datetime(2026, 1, 31, 1, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize("file", FOREIGN, ids=lambda file: file.name)
def test_documents_of_other_programs(file: Path) -> None:
    """Made by LibreOffice, pandoc and Chromium from the first of ``stories.md``."""
    from helpers.pages import stories

    story = stories()[0]
    script = read_bytes(file.read_bytes(), file.name)
    assert spoken(script) == [story.title, *story.texts]
    titles = [chapter.title for chapter in script.chapters if chapter.title != story.title]
    assert [title for title in titles if title] == [
        heading for heading, _ in story.parts if heading
    ]
    assert lost(script) == []


ODF = "application/vnd.oasis.opendocument."


def old(stream: str) -> bytes:
    """Return the beginning of a file of Office 97 with a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + stream.encode("utf-16-le")


BOMB = archive({"word/document.xml": bytes(200 << 20)})
DTD = (
    '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BOMB, "unpacks to more than 128 MB"),
        (archive({"word/document.xml": DTD}), "defines entities"),
        (archive({"word/document.xml": "<w:document"}), "damaged"),
        (archive({"word/document.xml": "<a/>"}), "no text in this document"),
        (MADE["docx"]()[:3000], "damaged"),
        (b"PK\x03\x04 word/document.xml", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Word 97"),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (b"{\\rtf1}", "no text"),
        (archive({"xl/workbook.xml": "<a/>"}), "an Excel workbook"),
        (archive({"ppt/slides/slide1.xml": "<a/>"}), "a PowerPoint presentation"),
        (archive({"Index/Document.iwa": "a"}), "a document of Pages"),
        (archive({"mimetype": f"{ODF}spreadsheet"}), "an OpenDocument spreadsheet"),
        (archive({"mimetype": f"{ODF}presentation"}), "an OpenDocument presentation"),
        (archive({"a.txt": "नमस्ते"}), "a ZIP archive"),
        (old("WordDocument"), "Word 97"),
        (old("Workbook"), "Excel 97"),
        (old("__substg1.0_"), "a mail of Outlook"),
        (old("EncryptedPackage"), "with a password"),
        ('{"शीर्षक": "समाचार"}'.encode(), "this is JSON"),
        ("[Script Info]\nDialogue: 0,0:00:01.00,,नमस्ते".encode(), "SubStation Alpha"),
        ("\\documentclass{article}\nनमस्ते".encode(), "LaTeX"),
        (b"[InternetShortcut]\nURL=https://example.org/", "a link to a web page"),
        ('<?xml version="1.0"?><office:document><a>नमस्ते</a></office:document>'.encode(), "flat"),
        ("From a@x.in Sat Jan 31 07:00:00 2026\nFrom: a@x.in\n\nक\n\n".encode() * 2, "of 2 mails"),
        ("नमस्ते".encode().decode("cp1252", "replace").encode(), "read as another encoding"),
        (b"??????, ??? ?? ????? ?? ?????", "it is question marks"),
        (b"\0\0\0\x18ftypmp42", "audio or video"),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + bytes(90), "OneNote"),
    ],
)
def test_bad_documents(data: bytes, message: str) -> None:
    with pytest.raises(ScriptError, match=message) as caught:
        read_bytes(data, "file")
    assert caught.value.remedy
    assert caught.value.where == "file"


def test_a_doctype_that_defines_nothing_is_read() -> None:
    body = f"<w:document {documents.W}><w:body><w:p>{word('क')}</w:p></w:body></w:document>"
    for doctype in ("<!DOCTYPE w>", '<!DOCTYPE w SYSTEM "http://example.org/a.dtd">'):
        data = archive({"word/document.xml": doctype + body})
        assert spoken(read_bytes(data, "a.docx")) == ["क"]


def test_locked_documents() -> None:
    made = bytearray(MADE["docx"]())
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 8] |= 1
        at = made.find(b"PK\x01\x02", at + 1)
    with pytest.raises(ScriptError, match="encrypted"):
        read_bytes(bytes(made), "a.docx")
    drm = {"META-INF/encryption.xml": '<e><CipherReference URI="OPS/a.xhtml"/></e>'}
    with pytest.raises(ScriptError, match="encrypted"):
        read_bytes(epub_of({"a.xhtml": "<p>क</p>"}, drm), "a.epub")
    fonts = {"META-INF/encryption.xml": '<e><CipherReference URI="OPS/a.otf"/></e>'}
    assert spoken(read_bytes(epub_of({"a.xhtml": "<p>क</p>"}, fonts), "a.epub")) == ["क"]


@pytest.mark.parametrize("name", MADE)
def test_damaged_documents_are_an_error_or_are_read(name: str) -> None:
    chance = random.Random(name)
    made = MADE[name]()
    for _ in range(25):
        data = bytearray(made)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_bytes(bytes(data[: chance.randint(len(data) // 2, len(data))]), "file", kind=name)
        except ScriptError:
            continue


def test_tables_may_be_left_out() -> None:
    from briefing.config import Settings
    from briefing.planning import plan_script

    script = read_bytes(MADE["docx"](), "a.docx")
    planned = plan_script(script, Settings(voice="tone", tables=False))
    written = [utterance.written for utterance in planned.plan.utterances]
    assert "दूसरा काम" in " ".join(written)
    assert "दिल्ली" not in " ".join(written)
    assert planned.losses == ()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml.etree", None)
    with pytest.raises(ScriptError, match=r"needs lxml.etree, which is not installed") as caught:
        read_bytes(MADE["docx"](), "a.docx")
    assert "[inputs]" in caught.value.remedy


def test_every_kind_has_a_reader() -> None:
    from briefing.read.kinds import _SNIFFERS, SUFFIXES

    assert {*_SNIFFERS, *SUFFIXES.values()} == set(READERS)
