"""PDF: the text layer in paragraphs, without the furniture of pages.

pdfminer.six interprets the pages; what a group of glyphs means is taken from its ActualText
(ISO 32000-1, 14.9.4), without which no Devanagari of today's programs is read rightly.
"""

from __future__ import annotations

import io
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from briefing.errors import ScriptError
from briefing.model import Script
from briefing.read import legacy
from briefing.read.archive import damaged, locked
from briefing.read.document import Document
from briefing.read.extra import library
from briefing.read.pdf_columns import ordered
from briefing.read.pdf_layout import paragraphs, without_furniture
from briefing.read.pdf_text import Glyph, Line, group, lines_of, upright

_MOST_PAGES = 3000
_MOST_BYTES = 64 << 20  # of one stream, unpacked
_MOST_GLYPHS = 10_000_000
_STREAM = re.compile(rb"stream\r?\n")
_OCR = "recognise the text first, such as with: ocrmypdf -l hin FILE out.pdf"
_EXPORT = (
    "give the document it was made from, export it again with its text as Unicode, or recognise "
    "its pages: ocrmypdf --force-ocr -l hin FILE out.pdf"
)
_UNKNOWN = re.compile("[\ufffd\ue000-\uefff\uf100-\uf8ff]")  # U+F0xx: signs of symbol fonts
_DANGLING = re.compile("(?<![\u0900-\u097f\u200c\u200d])[\u0900-\u0903\u093a-\u094f\u0962\u0963]")
_WORD = re.compile("[\u0900-\u097f]+")
_CONSONANT = re.compile("[\u0915-\u0939\u0958-\u095f]")
_SIGN = re.compile("[\u0900-\u0903\u093e-\u094d]")
_FEWEST_SIGNS = 0.2  # for each consonant; a text in Hindi has 0.5 to 0.7
_FEWEST_LETTERS = 60
_MOST_WRONG = 0.03  # share of words that begin with a sign which no word begins with


def read(data: bytes, where: str) -> Script:
    """Read a PDF: larger or bold lines are headings; columns are read one after the other.

    Lines that pages repeat, and page numbers, are left out.

    Raises
    ------
    ScriptError
        if it asks for a password, is damaged, is a scan without text, or has a text layer that does
        not say what the page shows.
    """
    _check_streams(data, where)
    pages = list(_pages(data, where))
    lines = [line for page in pages for text in page for line in text]
    if not any(line.text.strip() for line in lines):
        what = "this PDF holds pictures of pages and no text"
        raise ScriptError(what, where=where, remedy=_OCR)
    shown = "\n".join(line.text for line in lines)
    _check_layer(shown, where)
    read = [[line for text in page for line in ordered(text)] for page in pages]
    kept, omitted = without_furniture(read)
    blocks, header = paragraphs(kept)
    found = Document(blocks, [*omitted, *header])
    families = {family for line in lines if (family := legacy.font_named(line.font))}
    return replace(found.script(where, shown), notices=legacy.notice(families, where))


def _check_layer(text: str, where: str) -> None:
    """Check that the text layer says what the page shows.

    Raises
    ------
    ScriptError
        if letters are unknown, or the signs of Devanagari stand in the order of their shapes.
    """
    letters = sum(char.isalpha() for char in text)
    words = len(_WORD.findall(text))
    if len(_UNKNOWN.findall(text)) > _MOST_WRONG * max(1, letters):
        what = "the text layer of this PDF has letters without a meaning"
    elif words and (len(_DANGLING.findall(text)) > _MOST_WRONG * words or _lacks_signs(text)):
        what = "the text layer of this PDF has the letters of Hindi in a wrong order, or lacks some"
    else:
        return
    raise ScriptError(what, where=where, remedy=_EXPORT)


def _lacks_signs(text: str) -> bool:
    """Tell whether a text has hardly a vowel sign: some PDFs hold «भभग ससखखभ» for «भाग संख्या»."""
    consonants = len(_CONSONANT.findall(text))
    return consonants > _FEWEST_LETTERS and len(_SIGN.findall(text)) < _FEWEST_SIGNS * consonants


def _check_streams(data: bytes, where: str) -> None:
    """Check that no compressed stream of the file unpacks to more than is read of one.

    Raises
    ------
    ScriptError
        if one does.
    """
    for match in _STREAM.finditer(data):
        unpack = zlib.decompressobj()
        end = data.find(b"endstream", match.end())
        try:
            size = len(unpack.decompress(data[match.end() : end], _MOST_BYTES + 1))
        except zlib.error:  # another filter, or damage that the reader will meet
            continue
        dictionary = data[max(0, match.start() - 500) : match.start()].rpartition(b"obj")[2]
        if size > _MOST_BYTES or dictionary.count(b"FlateDecode") > 1:
            what = f"a stream of this PDF unpacks to more than {_MOST_BYTES >> 20} MB"
            raise ScriptError(what, where=where, remedy=_EXPORT)


def _pages(data: bytes, where: str) -> Iterator[list[list[Line]]]:
    """Yield the lines of each page, numbered through the document, those turned the same together.

    What most letters belong to comes first: a newspaper sets the credit of a picture upwards.
    """
    library("pdfminer")
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    with damaged(where, "open it in a browser and print it as a PDF again"):
        resources = PDFResourceManager()
        device = _device(resources)
        interpreter = PDFPageInterpreter(resources, device)
        number = glyphs = 0
        try:
            for place, page in enumerate(PDFPage.get_pages(io.BytesIO(data))):
                device.glyphs = []
                interpreter.process_page(page)
                glyphs += len(device.glyphs)
                if place >= _MOST_PAGES or glyphs > _MOST_GLYPHS:
                    what = f"this PDF has more than {_MOST_PAGES} pages or {_MOST_GLYPHS:,} letters"
                    raise ScriptError(what, where=where, remedy="give a part of it")
                texts = []
                for turn, _ in Counter(glyph.turn for glyph in device.glyphs).most_common():
                    held = [glyph for glyph in device.glyphs if glyph.turn == turn]
                    texts.append(lines_of(held, place, number))
                    number += len(texts[-1])
                yield texts
        except PDFPasswordIncorrect:
            raise locked(where) from None


def _device(resources: Any) -> Any:
    """Return what pdfminer shows a page to: it keeps each glyph with its meaning."""
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdffont import PDFUnicodeNotDefined
    from pdfminer.utils import apply_matrix_pt

    class Device(PDFTextDevice):  # type: ignore[misc]
        """Keeps the glyphs of a page; a group with an ActualText is one glyph that means it."""

        def __init__(self) -> None:
            super().__init__(resources)
            self.glyphs: list[Glyph] = []
            self._tags: list[tuple[str | None, int]] = []

        def begin_tag(self, tag: Any, props: Any = None) -> None:
            meant = props.get("ActualText") if isinstance(props, dict) else None
            self._tags.append((_text_string(meant), len(self.glyphs)))

        def end_tag(self) -> None:
            meant, start = self._tags.pop() if self._tags else (None, 0)
            if meant is not None and self.glyphs[start:]:
                self.glyphs[start:] = [group(self.glyphs[start:], meant)]

        def render_char(
            self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float,
            cid: int, ncs: Any, graphicstate: Any,
        ) -> float:  # fmt: skip
            try:
                text = font.to_unichr(cid)
            except PDFUnicodeNotDefined:
                text = "\ufffd"
            advance = float(font.char_width(cid) * fontsize * scaling)
            ends = (apply_matrix_pt(matrix, (x, rise)) for x in (0, fontsize))
            (x, y), (beside, above) = ends
            turn = round(math.atan2(above - y, beside - x) / (math.pi / 2)) % 4
            places = ((0, rise), (advance, rise), (0, rise + fontsize))
            (left, base), (right, _), (_, top) = (
                upright(apply_matrix_pt(matrix, place), turn) for place in places
            )
            name = str(getattr(font, "basefont", "") or font.fontname or "")
            self.glyphs.append(Glyph(text, left, right, base, abs(top - base), name, turn))
            return advance

    return Device()


def _text_string(raw: object) -> str | None:
    """Return a text string of PDF (ISO 32000-1, 7.9.2.2)."""
    if not isinstance(raw, bytes):
        return None
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.decode("utf-8" if raw.startswith(b"\xef\xbb\xbf") else "latin-1", "replace").lstrip(
        "\ufeff"
    )
