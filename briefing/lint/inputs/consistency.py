"""The copies of an episode's chapters, each read from its own place."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.episode.manifest import Manifest
from briefing.formats.transliterate import to_latin
from briefing.lint.inputs.transcript import MalformedError
from briefing.lint.inputs.xml import Node

_TIME = r"((?:\d{1,2}:)?\d{1,2}:\d\d)(?![\d:])"
_LINE = re.compile(rf"^[^\w\n]*{_TIME}(?:[^\S\n]|[\-–—:.)|\]])*(\S.*)$", re.MULTILINE)
_BREAK = re.compile(r"<(?:br|/?p|/?li|/?ul|/?ol|/?div)\b[^<>]*>", re.IGNORECASE)
_FULL_BYTES = 3000
_LATEST_S = 1e7
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class ChapterList:
    """The chapters as one place gives them: (title, start) pairs.

    ``exact_ms`` is the precision of the times there; ``short`` titles may be cut and romanised; a
    ``partial`` list may break off.
    """

    place: str
    chapters: tuple[tuple[str, int], ...]
    exact_ms: int = 1
    short: bool = False
    partial: bool = False


def difference(first: ChapterList, second: ChapterList) -> str:
    """Describe where two copies differ; empty if they agree.

    >>> ours = ChapterList("a", (("खेल", 0),))
    >>> difference(ours, ChapterList("b", (("Khel", 900),), 1000, short=True))
    ''
    """
    if len(first.chapters) != len(second.chapters) and not second.partial:
        return f"{len(second.chapters)} chapters, {first.place} has {len(first.chapters)}"
    exact_ms = max(first.exact_ms, second.exact_ms)
    pairs = zip(first.chapters, second.chapters, strict=False)
    for i, ((title, start_ms), (other, at_ms)) in enumerate(pairs, 1):
        if abs(start_ms - at_ms) > exact_ms:
            return f"chapter {i} at {at_ms} ms, {first.place} has it at {start_ms} ms"
        if not _same(title, other, short=first.short or second.short):
            return f"chapter {i} is «{other}», {first.place} has «{title}»"
    return ""


def _same(title: str, other: str, *, short: bool) -> bool:
    if not short:
        return " ".join(title.split()) == " ".join(other.split())
    shapes = [{_plain(text), _plain(to_latin(text))} for text in (title, other)]
    return any(a.startswith(b) or b.startswith(a) for a in shapes[0] for b in shapes[1])


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def from_json(path: Path) -> ChapterList:
    """Read a ``podcast:chapters`` file (JSON chapters 1.2).

    Raises
    ------
    MalformedError
        if it does not follow the format.
    """
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from None
    if not isinstance(content, dict) or not isinstance(content.get("version"), str):
        raise MalformedError("has no text named version")
    if not isinstance(content.get("chapters"), list):
        raise MalformedError("has no list named chapters")
    chapters = []
    for i, row in enumerate(content["chapters"]):
        start: Any = row.get("startTime") if isinstance(row, dict) else None
        plain = isinstance(start, int | float) and not isinstance(start, bool)
        if not plain or not 0 <= start < _LATEST_S:
            raise MalformedError(f"chapter {i + 1}: startTime {start!r} is not in seconds")
        if row.get("toc") is not False:
            chapters.append((str(row.get("title", "")), round(start * 1000)))
    return ChapterList("chapters.json", tuple(chapters))


def from_manifest(manifest: Manifest) -> ChapterList:
    """Return the chapters of a manifest."""
    return ChapterList(
        "the manifest", tuple((mark.title, mark.start_ms) for mark in manifest.chapters)
    )


def from_psc(item: Node) -> ChapterList | None:
    """Return the Podlove simple chapters of an item; None if it has none.

    Raises
    ------
    MalformedError
        if a start is not a normal play time (RFC 2326, section 3.6).
    """
    table = item.first("psc:chapters")
    if table is None:
        return None
    rows = []
    for chapter in table.all("psc:chapter"):
        start = chapter.attributes.get("start", "")
        match = re.fullmatch(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,9})(?:\.(\d{1,9}))?", start)
        if not match:
            raise MalformedError(f"start={start!r} is not a time like 00:01:02.500")
        hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
        fraction = float(f"0.{match[4] or 0}")
        start_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + round(fraction * 1000)
        rows.append((chapter.attributes.get("title", ""), start_ms))
    return ChapterList("psc:chapters", tuple(rows))


def from_text(text: str) -> ChapterList | None:
    """Return the chapters of time-stamped lines; None unless the first is at zero.

    A text near the limit of 4,000 bytes may be cut short.

    >>> from_text("00:00 Namaste<br/>01:05 Khel").chapters
    (('Namaste', 0), ('Khel', 65000))
    """
    lines = html.unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    rows = []
    for time, title in _LINE.findall(lines):
        seconds = 0
        for part in time.split(":"):
            seconds = seconds * 60 + int(part)
        rows.append((title.strip(), seconds * 1000))
    if not rows or rows[0][1]:
        return None
    partial = len(text.encode()) > _FULL_BYTES
    return ChapterList("the description", tuple(rows), exact_ms=1000, short=True, partial=partial)


def from_notes(notes: Sequence[tuple[str, int]], titles: Sequence[str]) -> ChapterList | None:
    """Return the chapters that the NOTEs of a WebVTT file name; None if they name none.

    A NOTE may be something else: where some are titles, the others are left out. A chapter starts
    with the cue after its NOTE.
    """
    # A NOTE cannot contain an arrow (WebVTT, section 4.1).
    titles_in_notes = {title.replace("-->", "→"): title for title in titles}
    rows = [(_chapter(text), start) for text, start in notes]
    named = [(titles_in_notes[title], start) for title, start in rows if title in titles_in_notes]
    if not named and len(rows) != len(titles):
        return None
    return ChapterList("the NOTEs of the transcript", tuple(named or rows), exact_ms=1000)


def _chapter(note: str) -> str:
    return re.sub(r"^(?:chapter|अध्याय)\s*\d*\s*[:：]\s*", "", note, flags=re.IGNORECASE)
