"""Documents made for tests: the same text in each format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

#: What every document below says, and how it is spoken.
TITLE, HEADING = "शहर की ख़बरें", "मौसम"
SPOKEN = [
    *(TITLE, HEADING, "आज सुबह हल्की बारिश हुई।"),
    *("1. पहला काम", "2. दूसरा काम", "बीच का वाक्य।", "3. तीसरा काम", "बिंदु वाला"),
    *("शहर: दिल्ली, ताप: 8।", "शहर: मुंबई, ताप: 24।", "हवा में CO₂ बढ़ी।"),
]


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive; its first file is stored, as types of documents are."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for place, (name, data) in enumerate(files.items()):
            made.writestr(name, data, zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED)
    return held.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_of(body: str, **parts: str) -> bytes:
    """Return a Word document with this body and further parts: ``footnotes="…"``."""
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    for name, inner in parts.items():
        files[f"word/{name}.xml"] = f"<w:{name} {W}>{inner}</w:{name}>"
    return archive(files)


def docx() -> bytes:
    """Return the text as python-docx writes it."""
    from docx import Document

    made = Document()
    made.add_heading(TITLE, 0)
    made.add_heading(HEADING, 1)
    made.add_paragraph("आज सुबह हल्की बारिश हुई।")
    for item in ("पहला काम", "दूसरा काम"):
        made.add_paragraph(item, style="List Number")
    made.add_paragraph("बीच का वाक्य।")
    made.add_paragraph("तीसरा काम", style="List Number")
    made.add_paragraph("बिंदु वाला", style="List Bullet")
    table = made.add_table(rows=3, cols=2)
    for row, cells in enumerate((("शहर", "ताप"), ("दिल्ली", "8"), ("मुंबई", "24"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    last = made.add_paragraph("हवा में CO")
    last.add_run("2").font.subscript = True
    last.add_run(" बढ़ी।")
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{prefix}="{ODF}{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style")),
        *(("draw", "drawing"), ("meta", "meta"), ("svg", "svg-compatible")),
    )
)


def odt_of(body: str, styles: str = "") -> bytes:
    """Return an OpenDocument text with this body."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def odt() -> bytes:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" '
        'style:num-format="1"/></text:list-style>'
        '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/>'
        "</text:list-style>"
        '<style:style style:name="T1"><style:text-properties style:text-position="sub 58%"/>'
        "</style:style>"
    )

    def item(text: str) -> str:
        return f"<text:list-item><text:p>{text}</text:p></text:list-item>"

    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in (("शहर", "ताप"), ("दिल्ली", "8"), ("मुंबई", "24"))
    )
    return odt_of(
        f'<text:h text:outline-level="1">{TITLE}</text:h>'
        f'<text:h text:outline-level="2">{HEADING}</text:h>'
        "<text:p>आज सुबह<text:s/>हल्की बारिश हुई।</text:p>"
        f'<text:list text:style-name="L1">{item("पहला काम")}{item("दूसरा काम")}</text:list>'
        "<text:p>बीच का वाक्य।</text:p>"
        f'<text:list text:style-name="L1" text:continue-numbering="true">{item("तीसरा काम")}'
        f'</text:list><text:list text:style-name="L2">{item("बिंदु वाला")}</text:list>'
        f"<table:table>{rows}</table:table>"
        '<text:p>हवा में CO<text:span text:style-name="T1">2</text:span> बढ़ी।</text:p>',
        styles,
    )


def rtf_text(text: str) -> str:
    """Return a text as RTF writes it: numbers of UTF-16, each with a question mark."""
    units = text.encode("utf-16-le")
    codes = [
        int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)
    ]
    return "".join(chr(code) if 31 < code < 127 else f"\\u{code}?" for code in codes)


def rtf() -> bytes:
    def paragraph(text: str, before: str = "") -> str:
        return f"\\pard{before} {rtf_text(text)}\\par\n"

    def item(marker: str, text: str) -> str:
        return f"\\pard{{\\listtext {rtf_text(marker)}\\tab}}{rtf_text(text)}\\par\n"

    rows = "".join(
        "\\trowd\\cellx1000\\cellx2000\\pard\\intbl "
        + "".join(f"{rtf_text(cell)}\\cell " for cell in row)
        + "\\row\n"
        for row in (("शहर", "ताप"), ("दिल्ली", "8"), ("मुंबई", "24"))
    )
    made = (
        "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0\\fcharset0 Mangal;}}"
        "{\\stylesheet{\\s1 heading 1;}{\\s2 heading 2;}}{\\*\\generator x;}"
        + paragraph(TITLE, "\\s1")
        + paragraph(HEADING, "\\s2")
        + paragraph("आज सुबह हल्की बारिश हुई।")
        + item("1.", "पहला काम")
        + item("2.", "दूसरा काम")
        + paragraph("बीच का वाक्य।")
        + item("3.", "तीसरा काम")
        + item("•", "बिंदु वाला")
        + rows
        + f"\\pard {rtf_text('हवा में CO')}{{\\sub 2}}{rtf_text(' बढ़ी।')}\\par}}"
    )
    return made.encode("ascii")


HTML = (
    f"<h1>{TITLE}</h1><h2>{HEADING}</h2><p>आज सुबह हल्की बारिश हुई।</p>"
    "<ol><li>पहला काम</li><li>दूसरा काम</li></ol><p>बीच का वाक्य।</p>"
    "<ol start='3'><li>तीसरा काम</li></ol><ul><li>बिंदु वाला</li></ul>"
    "<table><tr><td>शहर</td><td>ताप</td></tr><tr><td>दिल्ली</td><td>8</td></tr>"
    "<tr><td>मुंबई</td><td>24</td></tr></table><p>हवा में CO<sub>2</sub> बढ़ी।</p>"
)


def epub_of(
    texts: Mapping[str, str], extra: Mapping[str, str | bytes] | None = None, nav: str = ""
) -> bytes:
    """Return a book of XHTML texts in this order."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(texts)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(texts)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>{TITLE}</dc:title><dc:creator>आशा</dc:creator>"
        "<dc:language>hi-IN</dc:language></metadata><manifest>"
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/package.opf"/></rootfiles></container>'
    )
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container}
    files["OPS/package.opf"] = package
    files["OPS/nav.xhtml"] = page.format(f"<nav>{nav}</nav>")
    files |= {f"OPS/{name}": page.format(text) for name, text in texts.items()}
    return archive({**files, **(extra or {})})


def epub() -> bytes:
    return epub_of({"a.xhtml": HTML})


def html() -> bytes:
    return f"<!DOCTYPE html><html><body>{HTML}</body></html>".encode()


def mail() -> bytes:
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = (
        "आशा <asha@example.org>",
        TITLE,
        "Sat, 31 Jan 2026 08:00:00 +0530",
    )
    made.set_content(HTML, subtype="html")
    return made.as_bytes()


MADE: Mapping[str, Callable[[], bytes]] = {
    "docx": docx,
    "odt": odt,
    "rtf": rtf,
    "epub": epub,
    "html": html,
    "mail": mail,
}
