"""Rules about chapters and languages in files that are not MP3: MP4 (M4A, M4B) and Ogg."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.formats.mp4 import LONGEST_TITLE
from briefing.lint.inputs.audio import Mp4, Ogg
from briefing.lint.rule import Problem, rule

_MOST_IN_OGG = 100
_UNKNOWN = ("und", "```", "mis")


@rule(
    "mp4-titles",
    "error",
    ("AntennaPod",),
    why=f"it reads the length of a title in «chpl» as a signed byte: one over {LONGEST_TITLE} "
    "bytes (about 42 Devanagari letters) loses it every chapter",
    remedy="shorten the titles; briefing make cuts them in this copy alone",
)
def _titles(mp4: Mp4) -> Iterator[Problem]:
    long = [title for title, _ in mp4.nero_chapters if len(title.encode()) > LONGEST_TITLE]
    if long:
        most = max(len(title.encode()) for title in long)
        yield Problem(f"{len(long)} chapter titles over {LONGEST_TITLE} bytes, up to {most}")


@rule(
    "mp4-count",
    "error",
    ("AntennaPod",),
    why="«chpl» counts in one byte: of more than 255 chapters it holds the first 255",
    remedy="merge chapters",
)
def _count(mp4: Mp4) -> Iterator[Problem]:
    if mp4.nero_chapters and len(mp4.marks) > len(mp4.nero_chapters):
        yield Problem(f"{len(mp4.marks)} chapters, of which «chpl» has {len(mp4.nero_chapters)}")


@rule(
    "mp4-language",
    "warning",
    why="players and screen readers choose the voice and the track by its language",
    remedy="write the language of each track, such as hin (ffmpeg: -metadata:s:a:0 language=hin)",
)
def _language(mp4: Mp4) -> Iterator[Problem]:
    if mp4.languages and mp4.languages[0] in _UNKNOWN:
        yield Problem("the track with the sound has no language")


@rule(
    "ogg-count",
    "error",
    ("AntennaPod",),
    why="it reads two digits of CHAPTERnnn: with more than 100 chapters it finds one twice, and "
    "shows none",
    remedy="merge chapters",
)
def _many(ogg: Ogg) -> Iterator[Problem]:
    if len(ogg.marks) > _MOST_IN_OGG:
        yield Problem(f"{len(ogg.marks)} chapters")
