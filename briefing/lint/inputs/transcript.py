"""Transcripts: WebVTT (W3C), SubRip, and the JSON of the podcast namespace."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIME = r"(?:(\d{1,3}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_ARROW = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^ >]*)? ([^<>]*)>")
_TAGS = {".": re.compile(r"<[^<>]*>"), ",": re.compile(r"</?(?:[biu]|font)\b[^<>]*>")}


class MalformedError(Exception):
    """A transcript or a list of chapters does not follow its format."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A span of speech in milliseconds, its text, its line (0 if unknown), and who speaks, if said.

    In SubRip a name is a part of the text.
    """

    start_ms: int
    end_ms: int
    text: str
    line: int = 0
    speaker: str = ""


@dataclass(frozen=True)
class Note:
    """A comment of WebVTT, when the cue after it begins, and when the cue before it ended."""

    text: str
    start_ms: int
    after_ms: int = 0

    def place_ms(self, starts_ms: Iterable[int]) -> int:
        """Return the chapter's start that lies between the two cues, else the next cue's.

        >>> Note("खेल", 9000, 4000).place_ms([0, 5500]), Note("खेल", 9000, 6000).place_ms([5500])
        (5500, 9000)
        """
        between = (ms for ms in starts_ms if self.after_ms <= ms <= self.start_ms)
        return next(between, self.start_ms)


class Transcript:
    """A transcript file. ``duration_ms`` is that of its audio, None if unknown."""

    def __init__(self, path: Path, duration_ms: int | None = None, name: str = "") -> None:
        self.path = path
        self.name = name or str(path)
        self.duration_ms = duration_ms
        self.cues: list[Cue] = []
        self.notes: list[Note] = []
        self.problem = ""
        try:
            text = path.read_bytes().decode("utf-8-sig")
            self._read(text.replace("\r\n", "\n").replace("\r", "\n"))
        except UnicodeDecodeError as error:
            self.problem = f"not UTF-8: {error.reason} at byte {error.start}"
        except (OSError, ValueError, RecursionError, MalformedError) as error:
            self.problem = str(error)

    def _read(self, text: str) -> None:
        self.cues = list(FORMATS[self.path.suffix.lower()](text))
        if self.path.suffix.lower() == ".vtt":
            self.notes = list(_notes(text))


def _vtt(text: str) -> Iterator[Cue]:
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", text):
        raise MalformedError("does not begin with WEBVTT")
    for line, block in _blocks(text):
        if any("-->" in row for row in block):
            yield _cue(line, block, ".")
        elif not block[0].startswith(("WEBVTT", "NOTE", "STYLE", "REGION")):
            raise MalformedError(f"line {line}: neither a cue nor a NOTE: {block[0][:40]!r}")


def _srt(text: str) -> Iterator[Cue]:
    for line, block in _blocks(text):
        if not block[0].strip().isdigit():
            raise MalformedError(f"line {line}: no number before the times: {block[0][:40]!r}")
        yield _cue(line, block, ",")


def _json(text: str) -> Iterator[Cue]:
    content = json.loads(text, object_hook=_without_words)
    rows = content.get("segments") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise MalformedError("has no list named segments")
    for i, row in enumerate(rows):
        try:
            start, end = float(row["startTime"]), float(row["endTime"])
            speaker = str(row.get("speaker", ""))
            yield Cue(round(start * 1000), round(end * 1000), str(row["body"]), speaker=speaker)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise MalformedError(f"segment {i}: {type(error).__name__} {error}") from None


def _without_words(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out the words of a segment as soon as they are read: ten hours have 100,000."""
    row.pop("words", None)
    return row


FORMATS: Mapping[str, Callable[[str], Iterator[Cue]]] = {".vtt": _vtt, ".srt": _srt, ".json": _json}


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between blank lines, each with its first line's number."""
    first_line = 0
    block: list[str] = []
    for number, row in enumerate([*text.split("\n"), ""], 1):
        if row.strip():
            first_line = first_line if block else number
            block.append(row)
        elif block:
            yield first_line, block
            block = []


def _cue(line: int, block: list[str], point: str) -> Cue:
    """Read the times and the text of a cue; the times are on its first or second line.

    ``point`` is ``.`` in WebVTT, which has tags and character references, and ``,`` in SubRip.
    """
    at = 0 if "-->" in block[0] else 1
    times = _ARROW.match(block[at]) if at < len(block) else None
    if times is None or block[at].count(point) < 2:
        form = f"00:00:00{point}000 --> 00:00:01{point}000"
        raise MalformedError(f"line {line}: no times like {form}")
    parts = [int(part or 0) for part in times.groups()]
    start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (parts[:4], parts[4:]))
    text = " ".join(row.strip() for row in block[at + 1 :])
    voice = _VOICE.match(text) if point == "." else None
    text = _TAGS[point].sub("", text)
    said = (html.unescape(text) if point == "." else text).strip()
    return Cue(start, end, said, line, html.unescape(voice[1]).strip() if voice else "")


def _notes(text: str) -> Iterator[Note]:
    """Yield the NOTE blocks that a cue follows."""
    pending: list[str] = []
    after_ms = 0
    for line, block in _blocks(text):
        if block[0].startswith("NOTE"):
            pending.append(" ".join(" ".join(block)[4:].split()))
        elif any("-->" in row for row in block):
            cue = _cue(line, block, ".")
            yield from (Note(note, cue.start_ms, after_ms) for note in pending)
            pending, after_ms = [], cue.end_ms
