"""Text for feeds, tags and transcripts: legal characters, cut between words, times."""

from __future__ import annotations

import re
import unicodedata

# What XML 1.0 (section 2.2, production 2) has no place for; and U+FFFE, U+FFFF and lone surrogates.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")
_HINDI = re.compile("[\u0904-\u0939]")
# Marks that follow one letter: more is nobody's spelling (Unicode Standard Annex 15, section 13).
_MOST_MARKS = 30
_MARKS = re.compile(rf"[^\w\s!-~]{{{_MOST_MARKS + 1},}}")


def xml_safe(text: str) -> str:
    """Return the text without characters that XML cannot hold.

    >>> xml_safe("a\\x00b & ❤️‍🔥")
    'ab & ❤️‍🔥'
    """
    return _ILLEGAL.sub("", text)


def has_hindi(text: str) -> bool:
    """Tell whether a letter of Hindi is in a text.

    >>> has_hindi("PTI, दिल्ली"), has_hindi("PTI, १०")
    (True, False)
    """
    return bool(_HINDI.search(text))


def one_line(text: str) -> str:
    """Return the text clean and on one line.

    >>> one_line(" शाम\\n की\\tख़बरें ")
    'शाम की ख़बरें'
    """
    return _BLANKS.sub(" ", xml_safe(text)).strip()


def nfc(text: str) -> str:
    """Return the text in Unicode's form NFC; of a flood of combining marks, the first 30.

    Putting marks in their order takes time that grows with the square of their number.

    >>> nfc("क" + "\u0301\u0323" * 100_000) == nfc("क" + "\u0301\u0323" * 15)
    True
    """
    return unicodedata.normalize("NFC", _MARKS.sub(_bounded, text))


def nfkc(text: str) -> str:
    """Return the text in Unicode's form NFKC, where ² is 2; the marks are bounded as in NFC.

    >>> nfkc("CO₂ ㎏")
    'CO2 kg'
    """
    return unicodedata.normalize("NFKC", _MARKS.sub(_bounded, text))


def _bounded(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in run.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def shorten(text: str, most: int, measure: str = "") -> str:
    """Return the text, or its first words and ``…``, in at most ``most`` characters.

    With a ``measure`` such as ``"utf-8"``, ``most`` counts bytes of that encoding.

    >>> shorten("आज की बड़ी ख़बरें", 12)
    'आज की बड़ी…'
    >>> len(shorten("आज की बड़ी ख़बरें", 30, "utf-8").encode())
    29
    """

    def size(part: str) -> int:
        return len(part.encode(measure)) if measure else len(part)

    if size(text) <= most:
        return text
    kept = text
    while kept and size(kept) + size("…") > most:
        # Far over the limit, leave out what cannot fit at once; then word by word.
        kept = kept[:most].rstrip() if len(kept) > most else _without_last_word(kept)
    return kept.rstrip(" ,;:–—-\n") + "…" if kept else ""


def _without_last_word(text: str) -> str:
    return text[: max(text.rfind(" "), text.rfind("\n"), 0)].rstrip()


def counted(count: int, noun: str) -> str:
    """Return a number with its English noun.

    >>> counted(1, "chapter"), counted(2, "chapter")
    ('1 chapter', '2 chapters')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def clock(seconds: int) -> str:
    """Return a time as players show it.

    >>> clock(61), clock(3_600)
    ('1:01', '1:00:00')
    """
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def timestamp(ms: int, decimal: str = "") -> str:
    """Return a time as ``HH:MM:SS``, with milliseconds after ``decimal`` if given.

    >>> timestamp(3_661_005), timestamp(3_661_005, "."), timestamp(5, ",")
    ('01:01:01', '01:01:01.005', '00:00:00,005')
    """
    seconds, ms = divmod(ms, 1000)
    whole = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{whole}{decimal}{ms:03}" if decimal else whole
