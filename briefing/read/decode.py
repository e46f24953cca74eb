"""Decode bytes to Hindi text; reject text that is not Unicode Hindi."""

from __future__ import annotations

import codecs
import re
import unicodedata

from briefing.errors import ScriptError
from briefing.formats.text import nfc
from briefing.lexicon import large

#: The mark of UTF-32 begins like that of UTF-16.
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONVERT = "save the file as UTF-8 (in most editors: Save As → Encoding → UTF-8)"
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_LATIN_WORD = re.compile("[a-z]{2,}")
_SAMPLE_BYTES = 4096
_LONGEST_SAMPLE = 20_000  # characters that tell the language of a text in Latin letters
_ONLY_HINDI = 2  # columns of a word in the lexicon that no other language has
_LEAST_HINDI = 0.3  # of the words; headlines in English have under 0.01
_MISREAD = re.compile("à[¤¥]|Ã\xa0Â¤")
_LOST = re.compile(r"\?{2,}")
_FEW_LOST = 3
_LETTER = re.compile(r"[^\W\d_]")


def decode(data: bytes, where: str) -> str:
    """Return the text of a file, NFC, with ``\\n`` line ends and no byte order mark.

    UTF-8, or UTF-16 and UTF-32 with a byte order mark; UTF-16 without one, where that is Hindi.

    Raises
    ------
    ScriptError
        if the bytes are binary or wrong; an invalid byte is named by line and column.
    """
    encoding = encoding_of(data)
    if encoding.startswith("utf-8") and b"\0" in data:
        what = "this is a binary file, not text"
        raise ScriptError(what, where=where, remedy="give a UTF-8 text or Markdown file")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _bad_byte(data, error, where) from None
    return nfc(_LINE_ENDS.sub("\n", text).replace("\ufeff", ""))


def encoding_of(data: bytes) -> str:
    """Return what Python calls the encoding of a text.

    >>> encoding_of("नमस्ते".encode()), encoding_of("आज, नमस्ते".encode("utf-16-be"))
    ('utf-8', 'utf-16-be')
    """
    if named := next((name for bom, name in _BOMS.items() if data.startswith(bom)), ""):
        return named
    sample = data[:_SAMPLE_BYTES]
    for name in ("utf-16-le", "utf-16-be") if b"\0" in sample else ():
        text = sample.decode(name, "replace")
        if 2 * len(_DEVANAGARI.findall(text)) > len(text):
            return name
    return "utf-8"


def _bad_byte(data: bytes, error: UnicodeDecodeError, where: str) -> ScriptError:
    before = data[: error.start]
    line = before.count(b"\n") + 1
    start = before.rfind(b"\n") + 1
    column = len(before[start:].decode(error.encoding, "replace")) + 1
    bad = data[error.start : error.start + 1].hex()
    printable = sum(byte >= 32 or byte in b"\t\n\r" for byte in data[:4096])
    if printable < 0.9 * len(data[:4096]):
        return ScriptError("this is a binary file, not text", where=where, remedy=_CONVERT)
    place = f"{where}:{line}:{column}"
    return ScriptError(f"the byte 0x{bad} is not valid UTF-8", where=place, remedy=_CONVERT)


def check_hindi(text: str, where: str, *, phrase: bool = False) -> None:
    """Check that there is Hindi in a text.

    In a ``phrase`` anything that can be read as Hindi is enough: a number, a price, a Latin word.

    Raises
    ------
    ScriptError
        saying what was found instead: nothing, another script.

    >>> check_hindi("नमस्ते", "news.txt")
    >>> check_hindi("aap kaise hain", "chat.txt")
    """
    if not text.strip():
        raise ScriptError("the file is empty", where=where, remedy="write some Hindi in it")
    if _DEVANAGARI.search(text) or _is_roman_hindi(text):
        return
    if phrase:
        return
    found = _scripts(text)
    if _MISREAD.search(text):
        what = "its Hindi was read as another encoding and saved so («à¤¨» for «न»)"
        raise ScriptError(what, where=where, remedy=f"in the file it came from: {_CONVERT}")
    if len(_LOST.findall(text)) > _FEW_LOST:
        what = "its Hindi was saved in an encoding that has no Hindi: it is question marks"
        raise ScriptError(what, where=where, remedy=f"in the file it came from: {_CONVERT}")
    what = f"there is no Hindi in it; found {found}" if found else "there are no words in it"
    raise ScriptError(what, where=where, remedy="give a text in Devanagari script")


def _is_roman_hindi(text: str) -> bool:
    """Tell whether a text is Hindi in Latin letters, by the words that only Hindi has."""
    words = _LATIN_WORD.findall(text[:_LONGEST_SAMPLE].lower())
    rows = [large("roman_hindi").row(word) for word in words]
    return sum(len(row) == _ONLY_HINDI for row in rows) > _LEAST_HINDI * len(rows)


def _scripts(text: str) -> str:
    """Name the commonest scripts of a text: ``LATIN letters (120)``."""
    counts: dict[str, int] = {}
    for letter in _LETTER.findall(text[:100_000]):
        script = unicodedata.name(letter, "UNKNOWN").split()[0]
        counts[script] = counts.get(script, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
    return ", ".join(f"{script.capitalize()} letters ({n})" for script, n in ranked)
