"""What a page is encoded in: its byte order mark, what it says of itself, or a guess."""

from __future__ import annotations

import codecs
import re

from briefing.read.decode import decode
from briefing.read.extra import library

_HEAD_BYTES = 4096
_NAMED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})"""
)
#: What browsers read where a page says this (WHATWG, Encoding Standard, section 4.2).
_LABELS = {"iso-8859-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "latin-1": "cp1252"}


def decode_page(data: bytes, where: str) -> str:
    """Return the text of a page.

    Raises
    ------
    ScriptError
        if it is no text in any encoding that is known.
    """
    named = _NAMED.search(data[:_HEAD_BYTES])
    for name in (named[1].decode() if named else "", "utf-8"):
        text = _decoded(data, name)
        if text is not None:
            return text
    guess = library("charset_normalizer").from_bytes(data[: 1 << 18]).best()
    text = _decoded(data, guess.encoding) if guess else None
    return decode(data, where) if text is None else text


def _decoded(data: bytes, name: str) -> str | None:
    """Return the text, or None if the bytes are not so encoded; a byte order mark decides."""
    name = name.lower()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        name = "utf-8"
    try:
        text = data.decode(_LABELS.get(name, name)) if name else None
    except (LookupError, UnicodeError):
        return None
    if text is None or "\0" in text:
        return None
    return re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
