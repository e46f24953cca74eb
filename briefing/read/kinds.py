"""The kind of a file, told by its content; its name decides only between kinds of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from briefing.read import json_feed
from briefing.read.chat import looks_like_chat
from briefing.read.decode import encoding_of
from briefing.read.refused import ZIP, in_zip, refuse, refused_zip
from briefing.read.subtitles import looks_like_subtitles

_HEAD_BYTES = 4096
SUFFIXES: Mapping[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".sbv": "subtitles",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "xml",
    ".docx": "docx",
    ".docm": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".pdf": "pdf",
    ".eml": "mail",
    ".mht": "mail",
    ".mhtml": "mail",
    ".csv": "csv",
    ".tsv": "csv",
}


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
    head = _head(data)
    if data.startswith(ZIP):
        return _kind_of_zip(data, name)
    for kind, looks_so in _SNIFFERS.items():
        if looks_so(data, head):
            return kind
    refuse(data, head, name)
    suffix = PurePath(name.partition("?")[0]).suffix.lower()
    kind = SUFFIXES.get(suffix) or ("html" if _FRAGMENT.match(head) else "markdown")
    return "xml" if kind != "html" and _XML.match(head) else kind


def _kind_of_zip(data: bytes, name: str) -> str:
    media_type, names = in_zip(data, name)
    if media_type.startswith(_ODT):
        return "odt"
    if _EPUB in names:
        return "epub"
    if any(map(_DOCX.fullmatch, names)):
        return "docx"
    raise refused_zip(media_type, names, name)


def _head(data: bytes) -> str:
    """Return the beginning of a text, whatever it is encoded in."""
    text = data[:_HEAD_BYTES].decode(encoding_of(data), "replace")
    return text.lstrip("\ufeff \t\r\n")


_PAGE = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body)[\s>]", re.I | re.S
)
#: What a program puts on the clipboard for a selection of a page.
_FRAGMENT = re.compile(
    r"(?:<!--[^>]*-->\s*|<meta[^>]*>\s*)*<(?:p|div|h[1-6]|span|table|article|ul|ol)[\s>]", re.I
)
#: The roots of news that agencies write without saying that they are XML, too.
_XML = re.compile(r"<\?xml\s|<(?:nitf|newsItem|newsMessage|NewsML)[\s>]")
_RTF = re.compile(r"\{\\rtf\d")
_MAIL = re.compile(
    r"From \S+ +[a-z]{3} [a-z]{3} +[0-9][^\n]* [0-9]{4}\n[a-z][a-z0-9-]*:|"
    r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    r"(?:From|Received|Return-Path|MIME-Version|Message-ID):",
    re.I,
)
_FEED = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?.*?\?>\s*)*(?:<!DOCTYPE r(?:ss|df)[^>\[]*>\s*)?"
    r"<(?:rss|feed|atom:feed|rdf:RDF)[\s>]",
    re.S,
)
#: A ZIP archive is told by the media type that it names, or by the files in it.
_ODT = "application/vnd.oasis.opendocument.text"
_EPUB = "META-INF/container.xml"
_DOCX = re.compile(r"word/document\d*\.xml")

_SNIFFERS: Mapping[str, Callable[[bytes, str], object]] = {
    "pdf": lambda data, head: b"%PDF-" in data[:1024],
    "rtf": lambda data, head: _RTF.match(head),
    "feed": lambda data, head: _FEED.match(head) or json_feed.SIGN.match(head),
    "mail": lambda data, head: _MAIL.match(head),
    "subtitles": lambda data, head: looks_like_subtitles(head),
    "chat": lambda data, head: looks_like_chat(head),
    "html": lambda data, head: _PAGE.match(head),
}
