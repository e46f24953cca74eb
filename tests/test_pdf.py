"""PDFs made here, letter by letter: columns, furniture, fonts, locks, layers that say nothing."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import pytest
from helpers.legacy import typed
from test_pages import lost, spoken

from briefing.episode.audit import counts
from briefing.errors import ScriptError
from briefing.read import read_bytes
from briefing.read.pdf_columns import ordered
from briefing.read.pdf_layout import paragraphs
from briefing.read.pdf_text import Line

LINES = [
    "नगर निगम ने आज नई योजना शुरू",
    "की और दो सौ कर्मचारी लगाए।",
    "महापौर ने कहा कि काम समय पर",
    "पूरा होगा और लोग खुश होंगे।",
    "अगली बैठक सोमवार को होगी और",
    "उसमें सब पार्षद भाग लेंगे।",
]


@dataclass(frozen=True)
class Text:
    """A line of a page: its left edge, base line and size in points; ``up`` runs up the page."""

    left: float
    base: float
    text: str
    size: float = 12
    bold: bool = False
    up: bool = False


def pdf(*pages: list[Text], font: str = "KrutiDev010", extra: str = "") -> bytes:
    """Return a PDF whose text is typed for Kruti Dev; widths of letters are half their size."""
    widths = " ".join(["300"] * 224)
    fonts = [
        f"<</Type/Font/Subtype/TrueType/BaseFont/{name}/FirstChar 32/LastChar 255"
        f"/Widths[{widths}]/Encoding/WinAnsiEncoding>>"
        for name in (font, f"{font}-Bold")
    ]
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", *fonts]
    kids = []
    for page in pages:
        content = "".join(_shown(text, font) for text in page).encode("cp1252")
        packed = zlib.compress(content)
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects) + 2} 0 R"
            "/Resources<</Font<</F0 3 0 R/F1 4 0 R>>>>>>"
        )
        stream = packed.decode("latin-1")
        head = f"<</Length {len(packed)}/Filter/FlateDecode>>"
        objects.append(f"{head}stream\n{stream}\nendstream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + text.encode("latin-1") + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + (head + tail).encode()


def _shown(text: Text, font: str) -> str:
    written = typed(text.text, "krutidev") if "Kruti" in font else text.text
    escaped = written.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    name = "F1" if text.bold else "F0"
    axes = "0 1 -1 0" if text.up else "1 0 0 1"
    return f"BT /{name} {text.size} Tf {axes} {text.left} {text.base} Tm ({escaped}) Tj ET\n"


def column(left: float, lines: list[str], top: float = 700) -> list[Text]:
    return [Text(left, top - 15 * n, line) for n, line in enumerate(lines)]


WHOLE = [" ".join(LINES[n : n + 2]) for n in (0, 2, 4)]


def test_a_line_that_is_printed_over_itself_is_read_once() -> None:
    """So Word prints bold letters of a font that has none."""
    shifts = [(0, 0), (0.5, 0), (0, 0.5), (0.5, 0.5)]
    lines = [Text(60 + x, 700 + y, LINES[0]) for x, y in shifts]
    assert spoken(read_bytes(pdf([*lines, Text(60, 680, LINES[1])]), "a.pdf")) == [
        " ".join(LINES[:2])
    ]


def test_lines_are_paragraphs() -> None:
    script = read_bytes(pdf(column(50, LINES)), "a.pdf")
    assert " ".join(spoken(script)) == " ".join(WHOLE)
    assert "Kruti Dev" in script.notices[0]
    assert lost(script) == []


def test_columns_are_read_one_after_the_other() -> None:
    """Written across: a line of the left column, then its neighbour of the right one."""
    left, right = column(50, LINES), column(190, LINES[::-1])
    across = [line for pair in zip(left, right, strict=True) for line in pair]
    script = read_bytes(pdf(across), "a.pdf")
    words = " ".join(spoken(script)).split()
    assert words == " ".join([*LINES, *LINES[::-1]]).split()
    assert lost(script) == []


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("across", [True, False])
def test_each_column_is_a_text(count: int, across: bool) -> None:
    """However many there are, and whether they were written line by line or one by one."""
    columns = [column(50 + 140 * n, [*LINES, *LINES]) for n in range(count)]
    by_row = [line for row in zip(*columns, strict=True) for line in row]
    page = by_row if across else [line for held in columns for line in held]
    script = read_bytes(pdf(page), "a.pdf")
    assert spoken(script) == [" ".join(WHOLE * 2)] * count
    assert lost(script) == []


def test_a_headline_over_two_of_three_columns() -> None:
    """It parts what stands under it, and not the column beside it."""
    title = Text(190, 640, "दो स्तंभों के ऊपर का बड़ा और लंबा शीर्षक यहाँ", size=16)
    above = [column(190 + 140 * n, LINES[:3]) for n in range(2)]
    below = [column(190 + 140 * n, LINES[3:], top=620) for n in range(2)]
    beside = column(50, [*LINES, *LINES])
    middle = [line for held in (above, below) for row in zip(*held, strict=True) for line in row]
    middle.insert(6, title)
    page = [line for row in zip(beside, middle, strict=False) for line in row]
    script = read_bytes(pdf([*page, *middle[len(beside) :]]), "a.pdf")
    words = " ".join(spoken(script))
    first, second = " ".join(LINES[:3]), " ".join(LINES[3:])
    assert words == " ".join([*WHOLE * 2, first, first, title.text, second, second])


def test_text_that_runs_up_the_page_stands_together() -> None:
    """A picture's credit beside the text of a newspaper; a page whose text all runs up."""
    credit = Text(40, 500, "चित्र आशा शर्मा", size=8, up=True)
    lines = column(50, LINES)
    beside = [*lines[:2], credit, *lines[2:]]
    words = " ".join(spoken(read_bytes(pdf(beside), "a.pdf")))
    assert words == " ".join([*LINES, credit.text])
    turned = [Text(100 + 15 * n, 50, line, up=True) for n, line in enumerate(LINES)]
    assert " ".join(spoken(read_bytes(pdf(turned), "a.pdf"))) == " ".join(WHOLE)


def test_lines_without_a_width_are_no_columns() -> None:
    lines = [Line("क", 0, 50, 50, 700 - n, 12) for n in range(20)]
    assert ordered(lines) == lines


def test_what_pages_repeat_is_left_out() -> None:
    pages = [
        [
            Text(50, 760, "दैनिक समाचार पत्र", 9),
            *column(50, LINES[2 * number - 2 : 2 * number]),
            Text(290, 30, str(number)),
        ]
        for number in (1, 2, 3)
    ]
    script = read_bytes(pdf(*pages), "a.pdf")
    assert counts(script) == {"page_header": 3, "page_number": 3}
    assert "दैनिक" not in " ".join(spoken(script))
    assert lost(script) == []


def test_headings_are_larger_or_bold() -> None:
    page = [
        Text(50, 740, "बड़ा शीर्षक", 20),
        *column(50, LINES[:2]),
        Text(50, 640, "छोटा शीर्षक", bold=True),
        *column(50, LINES[2:], 610),
    ]
    script = read_bytes(pdf(page), "a.pdf")
    headings = [p.text for chapter in script.chapters for p in chapter.paragraphs if p.heading]
    assert headings == ["बड़ा शीर्षक", "छोटा शीर्षक"]
    assert script.title == "बड़ा शीर्षक"


def test_a_table_is_read_by_row() -> None:
    rows = [("शहर", "ताप"), ("दिल्ली", "८"), ("मुंबई", "२४")]
    cells = [
        Text(50 + 200 * column, 700 - 20 * row, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    script = read_bytes(pdf([*cells, *column(50, LINES, 600)]), "a.pdf")
    assert spoken(script)[:2] == ["शहर: दिल्ली, ताप: ८।", "शहर: मुंबई, ताप: २४।"]
    assert lost(script) == []


def test_a_bullet_that_stands_alone_is_of_its_line() -> None:
    """LibreOffice writes it so; two of them are no table."""
    page = [Text(50, 700, LINES[0])]
    for n, line in enumerate(("पहला कारण धुआँ है", "दूसरा कारण धूल है")):
        page += [Text(70, 680 - 15 * n, "1." if n else "-"), Text(90, 680 - 15 * n, line)]
    script = read_bytes(pdf([*page, Text(50, 650, LINES[1])]), "a.pdf")
    assert spoken(script) == [LINES[0], "पहला कारण धुआँ है", "1. दूसरा कारण धूल है", LINES[1]]
    assert lost(script) == []


def test_paragraphs_of_one_line_are_parted() -> None:
    """Where they stand further apart than the few lines of one paragraph."""
    page = column(50, LINES[:2], 700) + [Text(50, 660 - 30 * n, x) for n, x in enumerate(LINES[2:])]
    script = read_bytes(pdf(page), "a.pdf")
    assert spoken(script) == [WHOLE[0], *LINES[2:]]


def test_a_footnote_is_left_out() -> None:
    page = [*column(50, LINES), Text(50, 60, "1 यह टिप्पणी है।", 8), Text(50, 50, "दूसरी पंक्ति।", 8)]
    script = read_bytes(pdf(page), "a.pdf")
    assert counts(script) == {"footnote": 2}
    assert lost(script) == []


def test_a_note_that_leads_back_is_left_out() -> None:
    """In the size of the text, as browsers print those of Markdown."""
    texts = ["हवा में धुआँ है।", "1. यह आँकड़ा पुराना है।↩︎"]
    blocks, omitted = paragraphs(
        [Line(t, 0, 50, 150, 700 - 40 * n, 12) for n, t in enumerate(texts)]
    )
    assert [block.text for block in blocks] == texts[:1]
    assert [omission.kind for omission in omitted] == ["footnote"]


def test_a_scan_is_named() -> None:
    with pytest.raises(ScriptError, match="pictures of pages") as caught:
        read_bytes(pdf([]), "a.pdf")
    assert "ocr" in caught.value.remedy


def test_a_locked_pdf_is_named() -> None:
    key = "/Encrypt<</Filter/Standard/V 1/R 2/O(" + "a" * 32 + ")/U(" + "b" * 32 + ")/P -4>>"
    data = pdf(column(50, LINES), extra=f"{key}/ID[(x)(x)]")
    with pytest.raises(ScriptError, match="encrypted"):
        read_bytes(data, "a.pdf")


def test_a_stream_that_grows_is_refused() -> None:
    bomb = zlib.compress(bytes(80 << 20))
    data = b"%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\n" + bomb + b"\nendstream endobj\n%%EOF"
    with pytest.raises(ScriptError, match="unpacks to more than 64 MB"):
        read_bytes(data, "a.pdf")


def meaning(text: str) -> bytes:
    """Return a PDF whose only glyphs mean a text, by their ActualText."""
    hexed = ("\ufeff" + text).encode("utf-16-be").hex()
    page = pdf([Text(50, 700, "x" * len(text))], font="Sample")
    shown = zlib.compress(
        f"/Span <</ActualText <{hexed}>>> BDC BT /F0 12 Tf 50 700 Td (xx) Tj ET EMC".encode()
    )
    start = page.index(b"stream\n") + len(b"stream\n")
    return page[:start] + shown + page[page.index(b"\nendstream") :]


def test_glyphs_mean_their_actual_text() -> None:
    assert spoken(read_bytes(meaning("क्षत्रिय"), "a.pdf")) == ["क्षत्रिय"]


@pytest.mark.parametrize("text", ["क ािमत ेर", "\ue123\ue124\ue125 क", "भभग ससखखभ " * 9])
def test_a_layer_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(ScriptError, match="text layer"):
        read_bytes(meaning(text), "a.pdf")
