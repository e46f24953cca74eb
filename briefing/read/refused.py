"""Files that are not read: what they are, told by their content, and what to give instead."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence

from briefing.errors import ScriptError
from briefing.read.archive import damaged

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_TYPE_BYTES = 100

_PICTURE = "let a program recognise its text (OCR), or type it"
_SOUND = "give its text; subtitles (.srt, .vtt) are read"
_UNPACK = "unpack it, and give the files in it or their folder"
_WORD = "save it as .docx"
_CSV = "save it as CSV in UTF-8, with the columns title and text"
_PDF = "export it as PDF, or copy its text into a text file"
_GIVE = "give a text, or a document that holds text (docs/inputs.md)"
_OPEN = "save it without a password"
_BOOK = "convert it to EPUB, with Calibre"

Row = tuple[bytes, str, str]
#: What a file begins with, what it is, and what to do.
_BEGINNINGS: Sequence[Row] = (
    (rb"\x89PNG", "a PNG picture", _PICTURE),
    (rb"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (rb"GIF8", "a GIF picture", _PICTURE),
    (rb"II\*\0|MM\0\*", "a TIFF picture", _PICTURE),
    (rb"BM.{4}\0{4}", "a BMP picture", _PICTURE),
    (rb"8BPS", "a Photoshop picture", _PICTURE),
    (rb".{4}ftyp(?:hei|mif|avi)", "a HEIC or AVIF picture", _PICTURE),
    (rb"RIFF.{4}WEBP", "a WebP picture", _PICTURE),
    (rb"AT&TFORM", "a DjVu document, pictures of pages", _PICTURE),
    (rb"ID3|\xff[\xf2\xf3\xfa\xfb]", "an MP3", _SOUND),
    (rb"OggS", "Ogg audio", _SOUND),
    (rb"fLaC", "FLAC audio", _SOUND),
    (rb"RIFF", "audio or video in RIFF", _SOUND),
    (rb".{4}ftyp|\x1aE\xdf\xa3", "audio or video", _SOUND),
    (rb"\x1f\x8b", "a gzip archive", _UNPACK),
    (rb"BZh\d", "a bzip2 archive", _UNPACK),
    (rb"\xfd7zXZ", "an xz archive", _UNPACK),
    (rb"Rar!", "a RAR archive", _UNPACK),
    (rb"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (rb".{257}ustar", "a tar archive", _UNPACK),
    (rb"\x7fELF|MZ.{2}\0", "a program", _GIVE),
    (rb"SQLite format 3", "a database", _CSV),
    (
        rb"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
        "a notebook of OneNote",
        "export the page as Word or PDF",
    ),
    (rb"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "an InDesign document", "export it as PDF, RTF or EPUB"),
    (rb".{60}(?:BOOKMOBI|TEXtREAd)", "a Kindle or Palm book", _BOOK),
    (rb"%!PS", "PostScript", "convert it to PDF"),
)
#: The names of streams in a file of Office 97, which are in UTF-16.
_STREAMS: Sequence[tuple[str, str, str]] = (
    ("EncryptedPackage", "a document with a password", _OPEN),
    ("__substg1.0_", "a mail of Outlook (.msg)", "save it as .eml or as text"),
    ("WordDocument", "a document of Word 97 (.doc)", _WORD),
    ("PowerPoint Document", "a presentation of PowerPoint 97 (.ppt)", _PDF),
    ("Workbook", "a workbook of Excel 97 (.xls)", _CSV),
)
_OFFICE = ("a document of Word 97 (.doc) or another of its time", _WORD)
#: The names of files in a ZIP archive, or its media type.
_IN_ZIP: Sequence[tuple[str, str, str]] = (
    (r"ppt/", "a PowerPoint presentation", _PDF),
    (r"xl/", "an Excel workbook", _CSV),
    (
        r".*\.iwa|Index\.zip|buildVersionHistory",
        "a document of Pages, Numbers or Keynote",
        "export it as Word or PDF",
    ),
    (r"application/vnd\.oasis\.opendocument\.spreadsheet", "an OpenDocument spreadsheet", _CSV),
    (r"application/vnd\.oasis\.opendocument", "an OpenDocument presentation or drawing", _PDF),
)
#: How text begins that was written for programs, or for another one.
_TEXTS: Sequence[tuple[str, str, str]] = (
    (r"\[Script Info\]", "subtitles of SubStation Alpha", "save them as .srt or .vtt"),
    (r"\[InternetShortcut\]|<\?xml[^<]*<!DOCTYPE plist.*<key>URL", "a link to a web page",
     "give the address itself"),
    (r"\\documentclass|\\begin\{document\}", "LaTeX", "convert it to Markdown, with pandoc"),
    (r"(?:<\?.*?\?>\s*)*<office:document[\s>]", "flat OpenDocument", "save it as .odt"),
    (r"(?:<\?.*?\?>\s*)*<(?:w:wordDocument|pkg:package)[\s>]", "Word XML", _WORD),
)  # fmt: skip
#: Documents by their names that somebody may miss who gave a folder.
SUFFIXES = frozenset(
    (
        *(".doc", ".dot", ".ppt", ".pptx", ".xls", ".xlsx", ".msg", ".one", ".wps"),
        *(".ods", ".odp", ".fodt", ".pages", ".numbers", ".key", ".indd", ".mobi", ".azw3"),
        *(".mbox", ".json", ".ass", ".tex", ".zip", ".rar", ".7z"),
    )
)
_JSON = "give its text, or a CSV of stories with the columns title and text"


def refuse(data: bytes, head: str, where: str) -> None:
    """Refuse a file that holds no text, or holds it for another program.

    ``head`` is its beginning as text.

    Raises
    ------
    ScriptError
        saying what it is.

    >>> refuse("नमस्ते".encode(), "नमस्ते", "a.txt")
    """
    for begins, what, remedy in _BEGINNINGS:
        if re.match(begins, data[:512], re.S):
            raise ScriptError(f"this is {what}, not text", where=where, remedy=remedy)
    if data.startswith(_OLE):
        found = (row[1:] for row in _STREAMS if row[0].encode("utf-16-le") in data)
        what, remedy = next(found, _OFFICE)
        raise ScriptError(f"this is {what}", where=where, remedy=remedy)
    for text, what, remedy in _TEXTS:
        if re.match(text, head, re.S):
            raise ScriptError(f"this is {what}", where=where, remedy=remedy)
    if head[:1] in ("{", "[") and _is_json(data):
        what = "this is JSON, which programs read"
        raise ScriptError(what, where=where, remedy=_JSON)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def in_zip(data: bytes, where: str) -> tuple[str, list[str]]:
    """Return the media type that a ZIP archive names, and its files' names.

    Raises
    ------
    ScriptError
        if it is damaged.
    """
    with damaged(where), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        media_type = b""
        if "mimetype" in names:
            with archive.open("mimetype") as file:
                media_type = file.read(_MOST_TYPE_BYTES)
    return media_type.decode("ascii", "replace").strip(), names


def refused_zip(media_type: str, names: Sequence[str], where: str) -> ScriptError:
    """Return the error for a ZIP archive that is no document which is read."""
    for begins, what, remedy in _IN_ZIP:
        if any(re.match(begins, name) for name in (media_type, *names)):
            return ScriptError(f"this is {what}", where=where, remedy=remedy)
    return ScriptError("this is a ZIP archive", where=where, remedy=_UNPACK)
