"""What an episode is called, where it lies, and whether it replaces another."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as calendar
from pathlib import Path

from briefing.config import Settings
from briefing.episode import manifest
from briefing.episode.manifest import Manifest
from briefing.errors import ConfigError, ScriptError
from briefing.formats import transliterate
from briefing.formats.text import one_line, xml_safe
from briefing.model import Script

_NAMESPACE = uuid.UUID("6f1d3f6c-0f0e-5d0b-9c56-0a6b0f3e7a52")


@dataclass(frozen=True)
class EpisodeInfo:
    """What an episode is called and where it lies. ``date`` is ISO 8601.

    ``warnings`` are what the user should know of the date that was taken.
    """

    title: str
    slug: str
    folder: Path
    source: str
    date: str
    author: str
    show: str
    guid: str
    episode: int | None = None
    season: int | None = None
    warnings: tuple[str, ...] = ()


def guid(show: str, slug: str, source: str, date: str = "") -> str:
    """Return the identifier an episode gets when it is first made, which never changes later.

    A name-based UUID (RFC 9562, version 5), so that an interrupted run and its repetition agree.
    ``date`` is the one that was given for the episode, so that no other day's gets its GUID.

    >>> guid("समाचार", "aaj", "a.md") == guid("समाचार", "aaj", "a.md")
    True
    """
    parts = (show, slug, source, date) if date else (show, slug, source)
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))


def identify(script: Script, settings: Settings) -> EpisodeInfo:
    """Decide an episode's title, date, names and place.

    The date is the one given, the script's, the one of the last run, or today: so that an episode
    made again is the same episode.
    """
    title = one_line(settings.title or script.title or _name(script.source))
    given = settings.date or script.date
    date = _iso(given) if given else ""
    source = xml_safe(Path(script.source).name)  # a name may be no UTF-8
    folder, previous = _place(settings, title, date)
    check_owner(previous, source, folder)
    previous_date, previous_guid = (previous.date, previous.guid) if previous else ("", "")
    return EpisodeInfo(
        title=title,
        slug=folder.name,
        folder=folder,
        source=source,
        date=date or previous_date or calendar.today().isoformat(),
        author=one_line(settings.author or script.author or settings.show.author),
        show=one_line(settings.show.title),
        guid=previous_guid or guid(settings.show.title, folder.name, source, date),
        episode=settings.episode,
        season=settings.season,
        warnings=tuple(_warnings(previous_date, date, folder)),
    )


def _place(settings: Settings, title: str, date: str) -> tuple[Path, Manifest | None]:
    """Return an episode's folder, and the manifest of the episode in it, if there is one.

    A folder named by the title alone belongs to one day: the same title of another day is another
    episode, and the name of its folder ends in its date. A folder that was asked for is used.
    """
    output = Path(settings.output)
    if settings.slug:
        return output / settings.slug, previous_manifest(output / settings.slug)
    slug = transliterate.slug(title)
    previous = previous_manifest(output / slug)
    if date and previous and previous.date != date:
        slug = f"{slug}-{date}"
        previous = previous_manifest(output / slug)
    return output / slug, previous


def previous_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of the episode that lies in a folder, None if there is none."""
    file = folder / manifest.NAME
    return manifest.read(file) if file.is_file() else None


def check_owner(previous: Manifest | None, source: str, folder: Path) -> None:
    """Refuse to replace the episode of another script."""
    if previous and previous.source != source:
        what = f"this folder holds the episode of another script, {previous.source}"
        remedy = "give another --title, --date or --slug, or remove the folder"
        raise ScriptError(what, where=str(folder), remedy=remedy)


def _warnings(previous_date: str, date: str, folder: Path) -> Iterator[str]:
    """Yield a warning when an episode is remade with a different date."""
    if previous_date and date and date != previous_date:  # only in a folder that was asked for
        what = f"replaces the episode of {previous_date} by that of {date}, with the same GUID"
        yield f"{folder}: {what}"
    elif previous_date and not date and previous_date != calendar.today().isoformat():
        yield f"{folder}: date {previous_date} kept from the last run; --date changes it"


def _name(source: str) -> str:
    """Return a title for a text without one: its file's name, without suffixes and hyphens."""
    return Path(source).name.split(".")[0].replace("-", " ").replace("_", " ") or "briefing"


def _iso(date: str) -> str:
    try:
        return calendar.fromisoformat(date).isoformat()
    except ValueError:
        remedy = "write it as 2026-01-31"
        raise ConfigError(f"{date!r} is not a date", where="date", remedy=remedy) from None
