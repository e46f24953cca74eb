"""Text for the fonts of before Unicode: recognised, and turned into Unicode letter by letter."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import cases
from helpers.documents import archive, docx_of, epub_of, odt_of
from helpers.legacy import typed, written_in
from test_pages import lost, spoken

from briefing.cli import main
from briefing.errors import ScriptError
from briefing.read import legacy, read, read_bytes
from briefing.read.page import in_unicode

KRUTI = "ljdkj us dgk gS fd bl lky Qly vPNh gS vkSj fdlku [kq'k gSaA"
UNICODE = "सरकार ने कहा है कि इस साल फसल अच्छी है और किसान खुश हैं।"


@pytest.mark.parametrize("font", legacy.FONTS)
def test_a_hundred_paragraphs_of_each_font(font: str) -> None:
    right = letters = 0
    for text in written_in(font):
        wanted = unicodedata.normalize("NFC", text)
        shown = legacy.to_unicode(typed(text, font), font)
        matcher = SequenceMatcher(None, wanted, shown, autojunk=False)
        right += sum(block.size for block in matcher.get_matching_blocks())
        letters += max(len(wanted), len(shown))
    assert letters > 50_000
    assert right / letters >= 0.995


@pytest.mark.parametrize("font", legacy.FONTS)
def test_fonts_are_recognised(font: str) -> None:
    for text in written_in(font)[:30]:
        found = legacy.recognised(typed(text, font))
        assert found.probability > 0.99
        assert legacy.to_unicode(typed(text, font), found.font) == unicodedata.normalize(
            "NFC", text
        )


@pytest.mark.parametrize("row", cases.rows("legacy.tsv"))
def test_words(row: tuple[str, ...]) -> None:
    font, written, shown = row
    assert legacy.to_unicode(written, font) == shown


@pytest.mark.parametrize(
    "page", sorted(Path(__file__).parents[1].glob("docs/*.md")), ids=lambda p: p.name
)
def test_english_is_not_taken_for_a_font(page: Path) -> None:
    for text in re.split(r"\n\s*\n", page.read_text(encoding="utf-8")):
        if not re.search("[\u0900-\u097f]", text) and len(text.split()) > 3:
            assert legacy.recognised(text).probability < 0.9, text
            html = f"<p>{escape(text)}</p>"
            shown, _, families = in_unicode(html, "a.html")
            assert (shown, families) == (html, set())


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Kruti Dev 010", "krutidev"),
        ("KRUTIDEV-Bold", "krutidev"),
        ("DevLys 010 Thin", "krutidev"),
        ("ABCDEF+Walkman-Chanakya-905", "walkman"),
        ("Chanakya", "chanakya"),
        ("Shusha02", "shusha"),
        ("Susha", "shusha"),
        ("APS-DV-Priyanka", "aps"),
        ("Mangal", ""),
        ("Nirmala UI", ""),
        ("Calibri", ""),
    ],
)
def test_fonts_by_name(name: str, family: str) -> None:
    assert legacy.font_named(name) == family


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_plain_text_is_converted(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    text = f"{KRUTI}\n\nयह पंक्ति यूनिकोड में है।\n\nMicrosoft Windows\n"
    file.write_text(text, encoding="utf-8")
    script = read(file)
    assert spoken(script) == [UNICODE, "यह पंक्ति यूनिकोड में है।", "Microsoft Windows"]
    assert "Kruti Dev" in script.notices[0]
    assert lost(script) == []


def test_bytes_of_a_font_are_converted() -> None:
    text = "पत्रकारों ने प्रधानमंत्री से पूछा कि द्वितीय चरण में उत्तर प्रदेश को क्या मिला है।"
    data = typed(text, "krutidev").encode("cp1252")
    assert spoken(read_bytes(data, "a.txt")) == [text]


def kruti_run(text: str, font: str = "Kruti Dev 010") -> str:
    fonts = f"<w:rFonts w:ascii='{font}'/>" if font else ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<w:r><w:rPr>{fonts}</w:rPr><w:t xml:space='preserve'>{escaped}</w:t></w:r>"


def test_runs_of_word_are_converted_by_their_font() -> None:
    body = f"<w:p>{kruti_run('HkkjrA f')}{kruti_run('d')}{kruti_run(' AI से', 'Mangal')}</w:p>"
    script = read_bytes(docx_of(body), "a.docx")
    assert spoken(script) == ["भारत। कि AI से"]
    assert script.notices == ("a.docx: typed for Kruti Dev; it was turned into Unicode",)
    assert lost(script) == []


def test_styles_of_word_name_fonts() -> None:
    w = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    styles = (
        f"<w:styles {w}><w:docDefaults><w:rPrDefault><w:rPr>"
        "<w:rFonts w:ascii='DevLys 010'/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>"
    )
    document = f"<w:document {w}><w:body><w:p>{kruti_run('Hkkjr', '')}</w:p></w:body></w:document>"
    data = archive({"word/document.xml": document, "word/styles.xml": styles})
    assert spoken(read_bytes(data, "a.docx")) == ["भारत"]


def test_runs_of_opendocument_are_converted() -> None:
    styles = (
        '<style:style style:name="K"><style:text-properties style:font-name="Kruti Dev 010"/>'
        "</style:style>"
    )
    body = '<text:p><text:span text:style-name="K">Hkkjr </text:span>में</text:p>'
    assert spoken(read_bytes(odt_of(body, styles), "a.odt")) == ["भारत में"]


def test_runs_of_rtf_are_converted() -> None:
    raw = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Kruti Dev 010;}{\f1 Arial;}}"
        r"\pard\f0 Hkkjr us {\b f}\b0 =dks.k cuk;kA\f1  OK\par \f0 }"
    )
    script = read_bytes(raw.encode(), "a.rtf")
    assert spoken(script) == ["भारत ने त्रिकोण बनाया। OK"]
    assert lost(script) == []


def test_fonts_of_a_page_are_converted() -> None:
    html = "<p><font face='Kruti Dev 010'>Hkkjr us eSp <b>thr</b>k</font> AI</p>"
    script = read_bytes(html.encode(), "a.html")
    assert spoken(script) == ["भारत ने मैच जीता AI"]
    assert lost(script) == []


@pytest.mark.parametrize("font", legacy.FONTS)
def test_pages_and_books_without_a_font_are_told_by_their_letters(font: str) -> None:
    first, second = written_in(font)[:2]
    texts = "".join(f"<p>{escape(typed(text, font))}</p>" for text in (first, second))
    html = f"<div>{texts}<p>All rights reserved by the publisher.</p><p>यह यूनिकोड है।</p></div>"
    for data, name in ((html.encode(), "a.html"), (epub_of({"a.xhtml": html}), "a.epub")):
        script = read_bytes(data, name)
        assert "typed for" in script.notices[0]
        assert spoken(script)[2:] == ["All rights reserved by the publisher.", "यह यूनिकोड है।"]
        wanted, shown = f"{first} {second}", " ".join(spoken(script)[:2])
        assert SequenceMatcher(None, wanted, shown, autojunk=False).ratio() > 0.98
        assert lost(script) == []


def test_letters_of_a_word_may_stand_in_several_elements() -> None:
    html = "<p>ljdkj us d<b>gk</b> gS fd bl lky Qly vPNh gksxh vkSj fdlkuksa dks ykHk gksxk</p>"
    assert spoken(read_bytes(html.encode(), "a.html")) == [
        "सरकार ने कहा है कि इस साल फसल अच्छी होगी और किसानों को लाभ होगा"
    ]


def test_the_command_converts(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"{KRUTI}\n\nHello world again\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["convert", str(file)])
    assert done.stdout == f"{UNICODE}\n\nHello world again\n"
    assert "Kruti Dev" in done.stderr
    output = tmp_path / "b.txt"
    done = CliRunner().invoke(main, ["convert", str(file), "-o", str(output), "-q"])
    assert output.read_text(encoding="utf-8").startswith(UNICODE)
    (tmp_path / "c.txt").write_text("HkkjrA", encoding="utf-8")
    done = CliRunner().invoke(main, ["convert", str(tmp_path / "c.txt"), "--font", "krutidev"])
    assert done.stdout == "भारत।"


def test_nothing_to_convert_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("सब यूनिकोड है।", encoding="utf-8")
    done = CliRunner().invoke(main, ["convert", str(file)])
    assert done.exit_code == 1
    assert "nothing in it" in done.stderr


def test_a_text_of_one_word_is_not_guessed() -> None:
    with pytest.raises(ScriptError, match="no Hindi"):
        read_bytes(b"Hkkjr", "a.txt")
