"""Split a paragraph into sentences, as written.

A sentence ends at danda, double danda, ``?``, ``!``, ``…`` or a full stop that is no part of an
abbreviation, a decimal, an initial or a list number; quotation marks and brackets that close there
belong to it. A quotation is never split.
"""

from __future__ import annotations

import re
from functools import cache

from briefing import lexicon

_CLOSERS = "\"'”’»›)]}"
_END = re.compile(rf"(?:[।॥?!…]|\.{{2,}}|\.)+[{re.escape(_CLOSERS)}]*")
_QUOTES = {"“": "”", "„": "”“", "«": "»", "‘": "’", '"': '"”', "(": ")", "[": "]"}
_LONGEST_QUOTE = 600
_WORD_BEFORE = re.compile(r"[^\s\"'“”‘’«»()\[\]]*\Z")


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; joined with blanks they give its words, all of them.

    >>> sentences("डॉ. राव ने 3.5 कि.मी. दौड़ लगाई। क्या वे जीते? हाँ!")
    ['डॉ. राव ने 3.5 कि.मी. दौड़ लगाई।', 'क्या वे जीते?', 'हाँ!']
    >>> sentences('उन्होंने कहा, "हम आएँगे। आप भी आइए।" फिर वे चले गए।')
    ['उन्होंने कहा, "हम आएँगे। आप भी आइए।"', 'फिर वे चले गए।']
    """
    spans = _quoted(text)
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _is_end(text, match, start) and not _inside(spans, match):
            found.append(text[start : match.end()].strip())
            start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    """Tell whether a stop ends a sentence; only a single full stop is in doubt."""
    end = match.end()
    after = text[end : end + 1]
    if match.group()[0] in "।॥":
        return True
    if after and not after.isspace() and not "\u0900" <= after <= "\u097f":
        return False
    if match.group().rstrip(_CLOSERS) != ".":
        return not _goes_on(text, end) or match.group()[0] in "?!"
    if after and not after.isspace():
        return False
    word = _WORD_BEFORE.search(text, start, match.start())
    before = word.group() if word else ""
    return not _is_short(f"{before}.", text[start : match.start()].strip() == before)


def _goes_on(text: str, end: int) -> bool:
    """Tell whether a sentence goes on after an ellipsis: with a comma, a dash, a small letter."""
    return bool(re.match(r"\s*[,;–—a-z]", text[end:]))


def _is_short(word: str, first: bool) -> bool:
    """Tell whether a word with its stop is an abbreviation, an initial or a list number."""
    stem = word[:-1]
    letters = re.sub("[\u093e-\u094d\u0900-\u0903\u093c]", "", stem)
    inner_stops = "." in stem.strip(".")
    return (
        word in _abbreviations()
        or (len(letters) == 1 and not letters.isdigit())
        or (inner_stops and all(len(part) <= 4 for part in stem.split(".")))
        or (first and stem.isdigit())
    )


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(
        word.replace("॰", ".") for word in lexicon.abbreviations() if word.endswith((".", "॰"))
    )


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return the spans of quotations and brackets; one without its closing mark is none."""
    spans = []
    i = 0
    while i < len(text):
        closers = _QUOTES.get(text[i])
        opens = closers and (i == 0 or not text[i - 1].isalnum()) and text[i + 1 : i + 2].strip()
        end = _closing(text, i, closers) if opens and closers else 0
        if end:
            spans.append((i, end))
        i = max(end, i) + 1
    return spans


def _closing(text: str, start: int, closers: str) -> int:
    """Return where a quotation ends, 0 if it does not within reason.

    A straight mark that opens once more says that an editor forgot to close the first.
    """
    straight = text[start] == '"'
    for i in range(start + 2, min(len(text), start + _LONGEST_QUOTE)):
        if text[i] not in closers:
            continue
        if not text[i - 1].isspace():
            return i
        if straight and text[i] == '"':
            return 0
    return 0


def _inside(spans: list[tuple[int, int]], match: re.Match[str]) -> bool:
    """Tell whether a stop is within a quotation.

    One that closes with its quotation ends the sentence too, unless it is a question or a cry,
    after which the sentence mostly goes on: «"कौन?" उसने पूछा।»
    """
    for start, end in spans:
        if start < match.start() < end:
            return match.end() <= end or match.group().rstrip(_CLOSERS)[-1] in "?!…"
    return False
