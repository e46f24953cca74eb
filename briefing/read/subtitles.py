"""Subtitles (SubRip and WebVTT) as their text: no numbers, no times, no tags.

SubRip has no standard; WebVTT is W3C's (https://www.w3.org/TR/webvtt1/). Cues go on as one
paragraph until a sentence has ended and nobody speaks for two seconds, or another speaker begins:
``<v आशा>`` of WebVTT, or «आशा:» before what she says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from briefing.formats.text import counted, has_hindi, one_line, shorten
from briefing.message import Message
from briefing.model import Chapter, Omission, Script
from briefing.read.decode import decode
from briefing.read.hidden import without_comments
from briefing.read.html import LINE, PARAGRAPH, known_tags, visible_text
from briefing.read.paragraphs import Block, paragraph

_CLOCK = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
# YouTube parts the times by a comma (.sbv).
_TIMES = re.compile(rf"\s*{_CLOCK}\s*(?:-->|,)\s*{_CLOCK}(?:\s.*)?\Z")
# WebVTT, sections 6.3 and 6.5; and the comma of SubRip, which hand-made files have.
_WEBVTT_CLOCK = r"(?:([0-9]{1,9}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})(?![0-9])"
_WEBVTT_TIMES = re.compile(rf"[ \t\f]*{_WEBVTT_CLOCK}[ \t\f]*-->[ \t\f]*{_WEBVTT_CLOCK}")
_SIGNATURE = re.compile(r"WEBVTT(?:[ \t]|\Z)")
_SETTINGS = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_POSITION = re.compile(r"\{\\[^{}\n]{0,80}\}")
_CUE_TAG = re.compile(r"</?(?:c|v|lang|ruby|rt|b|i|u)(?:[.\s][^<>\n]{0,80})?>|<\d\d[\d:.]{4,10}>")
_ENDS = re.compile(r"[।॥.?!…][\"'”’»)\]]*\Z")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?\s+([^<>\n]{1,80})>")
_SAYS = re.compile(r"[^:\n।.?!,\d]{1,30}:\s")  # «आशा: नमस्ते।», where it begins a sentence
_TURN = re.compile(r"\s*[-–—]\s*\S")  # another speaker's line in the same cue
_SILENCE_MS = 2000


@dataclass
class _Cue:
    """What is shown together: its line in the file, its times, its text, and who says it."""

    line: int
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None


def looks_like_subtitles(text: str) -> bool:
    """Tell whether a text is a subtitle file.

    >>> looks_like_subtitles("1\\n00:00:01,000 --> 00:00:02,500\\nनमस्ते।")
    True
    """
    head = [line for line in text[:2000].split("\n") if line.strip()][:2]
    if not head:
        return False
    return head[0].startswith("WEBVTT") or any(_TIMES.match(line) for line in head)


def read(data: bytes, where: str) -> Script:
    """Read SubRip or WebVTT into one chapter.

    >>> text = "1\\n00:00:01,000 --> 00:00:02,500\\n<i>नमस्ते,</i>\\nआप कैसे हैं?"
    >>> script = read(text.encode(), "a.srt")
    >>> [paragraph.text for paragraph in script.chapters[0].paragraphs]
    ['नमस्ते, आप कैसे हैं?']
    """
    text = decode(data, where)
    shown, omitted = without_comments(text)
    lines = shown.split("\n")
    collect = _webvtt_cues if _SIGNATURE.match(lines[0]) else _cues
    paragraphs = []
    for block in _blocks(list(collect(lines, omitted))):
        made, marks = paragraph(block)
        omitted += marks
        if made.text:
            paragraphs.append(made)
    chapters = (Chapter("", tuple(paragraphs)),)
    ordered = tuple(sorted(omitted, key=lambda omission: omission.line))
    notices = tuple(_notices(ordered, where))
    return Script(
        "", chapters, where, text=text, omissions=ordered, any_voice=True, notices=notices
    )


def _notices(omitted: Iterable[Omission], where: str) -> Iterator[str]:
    """Yield what the user should know of texts that stand under no time."""
    untimed = [omission for omission in omitted if omission.kind == "untimed"]
    if untimed:
        first = untimed[0]
        yield Message(
            "{where}, line {line}: {texts} under no time of WebVTT left out: {words}",
            where=where,
            line=first.line,
            texts=counted(len(untimed), "text"),
            count=len(untimed),
            words=shorten(one_line(first.text), 60),
        )


def _webvtt_cues(lines: list[str], omitted: list[Omission]) -> Iterator[_Cue]:
    """Yield the cues that the parser of WebVTT finds (section 6.1); the rest is left out."""
    for start, end, times in _webvtt_spans(lines):
        if times is not None:
            yield from _cue(lines[start:end], start + 1, omitted, times - start)
        else:
            block = "\n".join(lines[start:end])
            known = start == 0 or _SETTINGS.match(block) or not has_hindi(block)
            omitted.append(Omission("comment" if known else "untimed", block, start + 1))


def _webvtt_spans(lines: list[str]) -> Iterator[tuple[int, int, int | None]]:
    """Yield where each block begins and ends, and which of its lines holds its times, if any does.

    The first block is the header. An arrow begins a block unless it is the first of one, in its
    first two lines.

    >>> list(_webvtt_spans(["WEBVTT", "", "क", "00:01.000 --> 00:02.000", "एक", "-->", "दो"]))
    [(0, 1, None), (2, 5, 3), (5, 7, None)]
    """
    start, times, seen = 0, None, True
    for number, row in enumerate([*lines, ""]):
        arrow = number > 0 and "-->" in row
        if not row or (arrow and (seen or number > start + 1)):
            if number > start:
                yield start, number, times
            start, times, seen = number + (not row), None, False
        if arrow:
            seen = True
            times = number if _WEBVTT_TIMES.match(row) else None


def _cues(lines: list[str], omitted: list[Omission]) -> Iterator[_Cue]:
    """Yield the cues of SubRip; text that stands under no times is one of its own."""
    for start, end in _spans(lines):
        rows = lines[start:end]
        times = next((i for i, row in enumerate(rows[:2]) if _TIMES.match(row)), None)
        yield from _cue(rows, start + 1, omitted, times)


def _spans(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where each cue begins and ends: before a blank line, or before the times of the next.

    >>> list(_spans(["00:01.000 --> 00:02.000", "एक", "2", "00:02.000 --> 00:03.000", "दो"]))
    [(0, 2), (2, 5)]
    """
    start, timed = 0, False
    for number, row in enumerate([*lines, ""]):
        times = bool(_TIMES.match(row))
        if times and timed:  # somebody left the blank line out
            end = number - 1 if lines[number - 1].strip().isdigit() else number
            yield start, end
            start = end
        elif not row.strip():
            if number > start:
                yield start, number
            start, timed = number + 1, False
        timed = timed or times


def _cue(lines: list[str], line: int, omitted: list[Omission], at: int | None) -> Iterator[_Cue]:
    """Yield what a cue shows, by speaker; its times stand in the line ``at``."""
    begin_ms = end_ms = 0
    if at is not None:
        times = _WEBVTT_TIMES.match(lines[at]) or _TIMES.match(lines[at])
        begin_ms, end_ms = (_ms(times.groups()[i : i + 4]) for i in (0, 4)) if times else (0, 0)
        omitted.append(Omission("time_code", "\n".join(lines[: at + 1]), line))
        lines, line = lines[at + 1 :], line + at + 1
    shown: list[tuple[str | None, str]] = []
    speaker = None
    for row_number, row in enumerate(lines, start=line):
        for tag in (*_POSITION.findall(row), *_CUE_TAG.findall(row)):
            omitted.append(Omission("markup", tag, row_number))
        if voice := _VOICE.search(row):
            speaker = html.unescape(voice[1]).strip()
        words, marks = visible_text(
            known_tags(_CUE_TAG.sub("", _POSITION.sub("", row))), row_number
        )
        omitted += marks
        if words.strip():
            shown.append((speaker, words.replace(PARAGRAPH, " ")))
    for speaker, rows in groupby(shown, lambda row: row[0]):
        text = "".join(f"{LINE if _TURN.match(row) else ' '}{row}" for _, row in rows)
        yield _Cue(line, begin_ms, end_ms, text.strip(f"{LINE} "), speaker)


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, milliseconds = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds


def _blocks(cues: list[_Cue]) -> Iterator[Block]:
    """Yield the paragraphs: cues that go on without an end, a silence or a speaker are one."""
    texts: list[str] = []
    line = last_ms = 0
    speaker = None
    for cue in cues:
        ended = texts and _ENDS.search(texts[-1].rstrip())
        pauses = cue.start_ms - last_ms >= _SILENCE_MS or _SAYS.match(cue.text)
        if texts and (cue.speaker != speaker or (ended and pauses)):
            yield Block("".join(texts), line, speaker=speaker)
            texts = []
        speaker = cue.speaker
        line = line if texts else cue.line
        gap = LINE if _TURN.match(cue.text) else " "
        texts.append(f"{gap}{cue.text}" if texts else cue.text)
        last_ms = cue.end_ms
    if texts:
        yield Block("".join(texts), line, speaker=speaker)
