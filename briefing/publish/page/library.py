"""What the page shows, read from the episodes' manifests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from briefing.episode import manifest
from briefing.errors import FeedError
from briefing.formats.podcast import COVER, SRT, TRANSCRIPT, VTT

# What may lie beside a manifest for people and players to fetch, and what it is called.
COMPANIONS: Mapping[str, str] = {
    VTT: "WebVTT",
    SRT: "SRT",
    TRANSCRIPT: "JSON",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, and when it is heard, in milliseconds."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: the voice's name, its sentences, and who speaks if the script names someone."""

    voice: str
    sentences: tuple[Sentence, ...]
    speaker: str = ""

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Section:
    """A chapter: title, times in milliseconds, paragraphs.

    ``opening`` is the paragraph that speaks the episode's title, ``heading`` the one that speaks
    the chapter's, where there is one; neither is among the others.
    """

    title: str
    start_ms: int
    end_ms: int
    opening: Paragraph | None
    heading: Paragraph | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Voice:
    """Who speaks: name, gender (``female``, ``male`` or other), licence and its URL."""

    name: str
    gender: str
    licence: str
    url: str


@dataclass(frozen=True)
class Entry:
    """An episode on the page. ``folder`` is where it lies; ``files`` are its companions there.

    ``cover`` says whether it has a picture of its own.
    """

    folder: Path
    guid: str
    title: str
    date: str
    author: str
    show: str
    language: str
    number: int | None
    audio: str
    mime_type: str
    size_bytes: int
    duration_ms: int
    sha256: str
    voices: tuple[Voice, ...]
    sections: tuple[Section, ...]
    links: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    cover: bool


def load(folder: Path) -> list[Entry]:
    """Return the episodes of an output folder, newest first.

    Raises
    ------
    FeedError
        if there is no such folder, or a manifest in it cannot be read.
    """
    if not folder.is_dir():
        remedy = "make an episode first: briefing make FILE"
        raise FeedError("there is no such folder", where=str(folder), remedy=remedy)
    entries = [entry(file) for file in sorted(folder.glob(f"[!.]*/{manifest.NAME}"))]
    return sorted(entries, key=lambda e: (e.date, e.number or 0, e.title), reverse=True)


def entry(file: Path) -> Entry:
    """Read one manifest.

    Raises
    ------
    FeedError
        if it lacks something, or names an audio file that is not there.
    """
    found = manifest.read(file)
    try:
        made = _entry(file.parent, found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"the manifest lacks something: {error!r}"
        raise FeedError(what, where=str(file), remedy="make the episode again") from error
    if Path(made.audio).name != made.audio or not (file.parent / made.audio).is_file():
        what = f"the audio file {made.audio!r} is not there"
        raise FeedError(what, where=str(file), remedy="make the episode again")
    return made


def _entry(folder: Path, found: manifest.Manifest) -> Entry:
    audio = found["audio"]
    return Entry(
        folder=folder,
        guid=str(found["guid"]),
        title=str(found["title"]),
        date=str(found["date"]),
        author=str(found["author"] or ""),
        show=str(found.get("show") or ""),
        language=str(found["language"]),
        number=found.get("episode"),
        audio=str(audio["file"]),
        mime_type=str(audio["mime_type"]),
        size_bytes=int(audio["size_bytes"]),
        duration_ms=int(audio["duration_ms"]),
        sha256=_digest(audio["sha256"]),
        voices=tuple(_voice(voice) for voice in found["voices"]),
        sections=tuple(_sections(found)),
        links=tuple((str(link["text"]), str(link["url"])) for link in found["links"]),
        files=tuple(name for name in COMPANIONS if (folder / name).is_file()),
        cover=(folder / COVER).is_file(),
    )


def _digest(sha256: str) -> str:
    """Return a digest as it is; it names a file of the cache, so it must be one."""
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ValueError(f"{sha256!r} is no sha256")
    return sha256


def _voice(voice: Mapping[str, Any]) -> Voice:
    licence = voice["licence"]
    return Voice(voice["name"], voice["gender"], licence["name"], licence.get("url") or "")


def _sections(found: manifest.Manifest) -> Iterator[Section]:
    """Yield the chapters with what is said in them.

    A chapter in which nothing is said has no mark, so marks and chapters are paired in order.
    """
    spoken = [list(group) for _, group in groupby(found["utterances"], lambda u: u["chapter"])]
    whole = str(found["title"])
    for n, (mark, utterances) in enumerate(zip(found["chapters"], spoken, strict=True)):
        paragraphs = [
            Paragraph(
                group[0]["voice"],
                tuple(_sentence(utterance) for utterance in group),
                str(group[0].get("speaker") or ""),
            )
            for group in (list(group) for _, group in groupby(utterances, lambda u: u["paragraph"]))
        ]
        title = str(mark["title"])
        opening = _take(paragraphs, whole) if n == 0 else None
        yield Section(
            title=title,
            start_ms=int(mark["start_ms"]),
            end_ms=int(mark["end_ms"]),
            opening=opening,
            heading=_take(paragraphs, title),
            paragraphs=tuple(paragraphs),
        )


def _take(paragraphs: list[Paragraph], title: str) -> Paragraph | None:
    """Remove and return the first paragraph if it says the title."""
    if paragraphs and paragraphs[0].text.split() == title.split():
        return paragraphs.pop(0)
    return None


def _sentence(utterance: Mapping[str, Any]) -> Sentence:
    return Sentence(str(utterance["written"]), int(utterance["start_ms"]), int(utterance["end_ms"]))
