"""The pictures of a script: read or fetched, checked, and made as an episode needs them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefing.config import Settings
from briefing.errors import BriefingError, ScriptError
from briefing.formats.picture import shape
from briefing.formats.text import one_line
from briefing.message import Message
from briefing.model import Chapter, Paragraph, Picture, Script, Utterance
from briefing.publish.covers import cover
from briefing.read.archive import MOST_PICTURE_BYTES
from briefing.read.fetch import WebAccess, fetch_picture
from briefing.system import files
from briefing.system.files import os_error

_SMALLEST = 200  # pixels of an edge; what is smaller is a sign, not a picture
_EDGE, _BYTES = 1200, 250 * 1024  # beside the episode
_SMALL_EDGE, _SMALL_BYTES = 600, 60 * 1024  # in the tag of the audio file
_TAG_BYTES = 240 * 1024  # of all in the tag, which players load before they play
_MOST_FETCHED = 12


def with_pictures(script: Script, settings: Settings, access: WebAccess | None = None) -> Script:
    """Return a script with its lead picture as a cover, and with the first of each section.

    None are there if the settings say so. What a page names is fetched; a file lies in the folder
    of the script. One that cannot be had or shown is left out with a notice.
    """
    if not settings.pictures:
        return replace(script, picture=None, chapters=tuple(map(_without, script.chapters)))
    loader = _Loader(script, access)
    lead = loader.lead() if script.picture and not settings.cover else None
    chapters = tuple(loader.section(chapter) for chapter in script.chapters)
    notices = (*script.notices, *loader.notices)
    return replace(script, picture=lead, chapters=_for_tags(chapters), notices=notices)


def lead_of(script: Script) -> bytes:
    """Return the lead picture of a script as :func:`with_pictures` made it; nothing without one."""
    return script.picture.data if script.picture else b""


def shown(
    utterances: Iterable[Utterance], spans: Iterable[tuple[int, int]]
) -> tuple[tuple[int, Picture], ...]:
    """Return the pictures of an episode, and when the text beside each begins (ms)."""
    return tuple(
        (start_ms, utterance.picture)
        for utterance, (start_ms, _) in zip(utterances, spans, strict=True)
        if utterance.picture
    )


def keep_pictures(folder: Path, pictures: Iterable[tuple[int, Picture]]) -> None:
    """Write the pictures beside the episode.

    Raises
    ------
    BriefingError
        if one cannot be written.
    """
    for _, picture in pictures:
        files.write(folder / picture.file, picture.data)


@dataclass
class _Loader:
    """Gets the pictures of a script, and notes those that cannot be had."""

    script: Script
    access: WebAccess | None
    notices: list[str] = field(default_factory=list)
    _fetched: int = 0

    def lead(self) -> Picture | None:
        """Return the lead picture as a cover."""
        picture = self.script.picture
        try:
            found = self._loaded(picture) if picture else None
            if found and (pixels := _too_small(found.data)):
                what = f"it has {pixels} pixels"
                raise ScriptError(what, where=found.source, remedy="give one with --cover")
            return found and replace(found, data=cover.squared(found.data, found.source))
        except BriefingError as error:
            self.notices.append(Message("the lead picture is left out: {error}", error=str(error)))
            return None

    def section(self, chapter: Chapter) -> Chapter:
        """Return a section with its first picture that can be shown."""
        found = False
        paragraphs = []
        for paragraph in chapter.paragraphs:
            picture = None if found else self._of(paragraph)
            found = found or picture is not None
            paragraphs.append(replace(paragraph, picture=picture))
        return replace(chapter, paragraphs=tuple(paragraphs))

    def _of(self, paragraph: Paragraph) -> Picture | None:
        picture, lead = paragraph.picture, self.script.picture
        if picture is None or (lead and picture.source == lead.source):
            return None
        try:
            found = self._loaded(picture)
            if found is None or _too_small(found.data):
                return None
            data = cover.reduced(found.data, found.source, _EDGE, _BYTES)
        except BriefingError as error:
            what = "line {line}: a picture is left out: {error}"
            self.notices.append(Message(what, line=paragraph.line, error=str(error)))
            return None
        name = f"picture-{hashlib.sha256(data).hexdigest()[:8]}.jpg"
        return replace(found, data=data, file=name, alt=one_line(found.alt))

    def _loaded(self, picture: Picture) -> Picture | None:
        """Return a picture with its data; None for one on the web whose page is not."""
        data = picture.data
        if not data and picture.page:
            self._fetched += 1
            data = fetch_picture(picture, self.access) if self._fetched <= _MOST_FETCHED else b""
        elif not data and "://" not in picture.source and Path(self.script.source).is_file():
            data = _read(Path(self.script.source).parent, picture.source)
        return replace(picture, data=data) if data else None


def _too_small(data: bytes) -> str:
    """Return the size of what is a sign and no picture; nothing for a picture."""
    found = shape(data)
    small = found is not None and min(found.width, found.height) < _SMALLEST
    return f"{found.width} × {found.height}" if found and small else ""


def _read(folder: Path, name: str) -> bytes:
    """Return a file in a folder.

    Raises
    ------
    ScriptError
        if it lies outside, links resolved, or is not there, or is too large.
    """
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        what = "this picture lies outside the folder of the script"
        raise ScriptError(what, where=name, remedy="move it beside the script")
    try:
        if not file.is_file():
            remedy = "check the name; it is relative to the script"
            raise ScriptError("there is no such picture", where=name, remedy=remedy)
        if file.stat().st_size > MOST_PICTURE_BYTES:
            what = f"this picture has more than {MOST_PICTURE_BYTES >> 20} MB"
            raise ScriptError(what, where=name, remedy="make it smaller")
        return file.read_bytes()
    except OSError as error:
        raise os_error(error, file) from error


def _without(chapter: Chapter) -> Chapter:
    return replace(chapter, paragraphs=tuple(replace(p, picture=None) for p in chapter.paragraphs))


def _for_tags(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Return the sections with pictures for the tag, which share its space."""
    count = sum(p.picture is not None for chapter in chapters for p in chapter.paragraphs)
    most_bytes = min(_SMALL_BYTES, _TAG_BYTES // max(count, 1))

    def paragraphs(chapter: Chapter) -> Iterator[Paragraph]:
        for each in chapter.paragraphs:
            if picture := each.picture:
                small = cover.reduced(picture.data, picture.source, _SMALL_EDGE, most_bytes)
                kept = small if len(small) <= most_bytes else b""
                each = replace(each, picture=replace(picture, small=kept))
            yield each

    return tuple(replace(each, paragraphs=tuple(paragraphs(each))) for each in chapters)
