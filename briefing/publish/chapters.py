"""Chapters: one list, and the copies of it that players read.

The list is the manifest's, as the audio file's own chapters are. The copies: JSON beside the audio
(Podcast Namespace, JSON Chapters Format 1.2), Podlove Simple Chapters in the feed, and lines with
times in the description.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from briefing.episode.manifest import Manifest
from briefing.episode.marks import BETWEEN
from briefing.formats.markup import on_the_web
from briefing.formats.text import one_line, shorten, timestamp
from briefing.formats.transliterate import TYPEWRITTEN, to_latin
from briefing.model import ChapterMark
from briefing.publish.address import ascii_url, under

VERSION = "1.2.0"
LONGEST_LINE_TITLE = 39  # characters: titles of 40 and more are cut off or ignored
# An app that takes a description for HTML would take what stands in <> for a tag.
_TYPEWRITTEN = {**TYPEWRITTEN, **str.maketrans(dict.fromkeys("<>‹›"))}
FEWEST_LINES = 3  # fewer lines with times are not read as chapters


def marks(manifest: Manifest) -> tuple[ChapterMark, ...]:
    """Return the chapters of an episode, their titles clean and on one line."""
    return tuple(
        ChapterMark(one_line(mark.title), mark.start_ms, mark.end_ms) for mark in manifest.chapters
    )


def to_json(manifest: Manifest, folder: str = "") -> str:
    """Return the chapters as JSON Chapters 1.2; times are seconds.

    ``folder`` is the address of the episode's folder; without one no picture is named.
    """
    head = {
        "version": VERSION,
        "title": one_line(manifest.title),
        "author": one_line(manifest.author),
        "podcastName": one_line(manifest.show),
        "fileName": manifest.audio.file,
    }
    chapters = []
    for mark in marks(manifest):
        span = {"startTime": mark.start_ms / 1000, "endTime": mark.end_ms / 1000}
        more = {"img": image(manifest, mark, folder), "url": link(manifest, mark)}
        named = {key: url for key, url in more.items() if url}
        chapters.append({**span, "title": mark.title, **named})
    filled = {key: value for key, value in head.items() if value}
    return json.dumps({**filled, "chapters": chapters}, ensure_ascii=False, indent=1) + "\n"


def titles(manifest: Manifest, chapter: ChapterMark) -> str:
    """Return the titles of all stories in a chapter."""
    inside = [
        one_line(mark.title)
        for mark in manifest.contents
        if chapter.start_ms <= mark.start_ms < max(chapter.end_ms, chapter.start_ms + 1)
    ]
    return BETWEEN.join(inside)


def image(manifest: Manifest, mark: ChapterMark, folder: str) -> str:
    """Return the address of a chapter's picture in the episode's folder; nothing without either."""
    picture = manifest.picture(mark)
    return under(folder, picture.file) if picture and folder else ""


def link(manifest: Manifest, mark: ChapterMark) -> str:
    """Return the address that a chapter leads to, if its heading is a link of the script."""
    for each in manifest.links:
        if one_line(each.text) == mark.title and on_the_web(each.url):
            return ascii_url(each.url)
    return ""


def lines(chapters: Sequence[ChapterMark]) -> list[str]:
    """Return a line a chapter for a description: the time in whole seconds, a Latin title.

    Fewer than three chapters give no lines: the players that read them want at least that many.

    >>> titles = ["किसानों को मिलेगी नई मदद", "खेल", "और अंत तक"]
    >>> lines([ChapterMark(title, i * 61_500, 0) for i, title in enumerate(titles)])
    ['00:00:00 Kisanon ko milegi nai madad', '00:01:01 Khel', '00:02:03 Aur ant tak']
    """
    if len(chapters) < FEWEST_LINES:
        return []
    titles = [latin_title(mark.title) or f"Chapter {i}" for i, mark in enumerate(chapters, 1)]
    starts = [timestamp(mark.start_ms) for mark in chapters]
    return [f"{start} {title}" for start, title in zip(starts, titles, strict=True)]


def latin_title(title: str) -> str:
    """Return a title in ASCII, under 40 characters, cut between words.

    Empty if no letter or digit is left.

    >>> latin_title("«कल» – 🌧️ फिर बारिश…"), latin_title("مرحبا 👋")
    ('Kal - phir barish...', '')
    """
    latin = to_latin(title.translate(_TYPEWRITTEN)).translate(_TYPEWRITTEN)
    plain = latin.encode("ascii", "ignore").decode()
    words = (
        shorten(one_line(plain), LONGEST_LINE_TITLE).rstrip("…")
        or one_line(plain)[:LONGEST_LINE_TITLE]
    )
    begins = next((i for i, char in enumerate(words) if char.isalnum()), len(words))
    return words[begins : begins + 1].upper() + words[begins + 1 :]
