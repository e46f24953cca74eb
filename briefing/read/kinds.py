"""The kind of a file, told by its content; its name decides only between kinds of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from briefing.errors import ScriptError
from briefing.read.subtitles import looks_like_subtitles

_HEAD_BYTES = 4096
SUFFIXES: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".pdf": "pdf",
    ".eml": "mail",
    ".csv": "csv",
    ".tsv": "csv",
}
#: Files that begin like this hold no text that could be read.
_MAGIC: Mapping[bytes, str] = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"ID3": "an MP3",
    b"OggS": "Ogg audio",
    b"fLaC": "FLAC audio",
    b"RIFF": "audio or a picture in RIFF",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x7fELF": "a program",
}
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GIVE = "give a text, or a document that holds text (docs/inputs.md)"


def kind_of(data: bytes, name: str = "") -> str:
    """Tell what kind of file this is: a key of :data:`briefing.read.READERS`.

    Raises
    ------
    ScriptError
        if it is a kind of file that holds no text.

    >>> kind_of("# समाचार".encode()), kind_of("नमस्ते".encode(), "a.txt")
    ('markdown', 'text')
    >>> kind_of(b"WEBVTT", "a.txt"), kind_of(b"<!DOCTYPE html><p>", "a.txt")
    ('subtitles', 'html')
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ScriptError(f"this is {what}, not text", where=name, remedy=_GIVE)
    head = _head(data)
    for kind, looks_so in _SNIFFERS.items():
        if looks_so(data, head):
            return kind
    if data.startswith(_OLD_WORD):
        what = "this is a document of Word 97 (.doc), or one with a password"
        raise ScriptError(what, where=name, remedy="save it as .docx, without a password")
    if data.startswith(b"PK\x03\x04"):
        raise ScriptError("this is a ZIP archive without a text", where=name, remedy=_GIVE)
    suffix = PurePath(name.partition("?")[0]).suffix.lower()
    return SUFFIXES.get(suffix) or ("html" if _FRAGMENT.match(head) else "markdown")


def _head(data: bytes) -> str:
    """Return the beginning of a text, whatever it is encoded in."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data[:_HEAD_BYTES].decode("utf-16" if wide else "utf-8", "replace")
    return text.lstrip("\ufeff \t\r\n")


_PAGE = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body)[\s>]", re.I | re.S
)
#: What a program puts on the clipboard for a selection of a page.
_FRAGMENT = re.compile(
    r"(?:<!--[^>]*-->\s*|<meta[^>]*>\s*)*<(?:p|div|h[1-6]|span|table|article|ul|ol)[\s>]", re.I
)
_RTF = re.compile(r"\{\\rtf\d")
_MAIL = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    r"(?:From|Received|Return-Path|MIME-Version|Message-ID):",
    re.I,
)
_FEED = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?.*?\?>\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.S
)


def _in_zip(data: bytes, *names: bytes) -> bool:
    """Tell whether a ZIP archive names these files or begins with this type."""
    return data.startswith(b"PK\x03\x04") and all(name in data for name in names)


_SNIFFERS: Mapping[str, Callable[[bytes, str], object]] = {
    "docx": lambda data, head: _in_zip(data, b"word/document.xml"),
    "odt": lambda data, head: _in_zip(data, b"mimetypeapplication/vnd.oasis.opendocument.text"),
    "epub": lambda data, head: _in_zip(data, b"META-INF/container.xml"),
    "pdf": lambda data, head: b"%PDF-" in data[:1024],
    "rtf": lambda data, head: _RTF.match(head),
    "feed": lambda data, head: _FEED.match(head),
    "mail": lambda data, head: _MAIL.match(head),
    "subtitles": lambda data, head: looks_like_subtitles(head),
    "html": lambda data, head: _PAGE.match(head),
}
