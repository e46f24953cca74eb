"""What an episode is called, where it lies, and whether it replaces another."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefing.config import Settings
from briefing.episode import library, manifest
from briefing.episode.dates import day_and_time, today
from briefing.episode.manifest import Correction, Manifest
from briefing.errors import ScriptError
from briefing.formats import transliterate
from briefing.formats.text import one_line, xml_safe
from briefing.message import Message
from briefing.model import Script

_NAMESPACE = uuid.UUID("6f1d3f6c-0f0e-5d0b-9c56-0a6b0f3e7a52")


@dataclass(frozen=True)
class EpisodeInfo:
    """What an episode is called and where it lies.

    ``date`` is ISO 8601; ``time`` that of the author with its zone, or empty, ``first_published``
    the one at which the episode that this one replaces was first in a feed, ``corrections`` what
    was said of it. ``warnings`` are what the user should know of the date that was taken.
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
    time: str = ""
    first_published: str = ""
    corrections: tuple[Correction, ...] = ()
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
    date, time = day_and_time(given) if given else ("", "")
    source = xml_safe(Path(script.source).name)  # a name may be no UTF-8
    folder, previous = _place(settings, title, date, time)
    check_owner(previous, source, folder)
    previous_date, previous_guid = (previous.date, previous.guid) if previous else ("", "")
    same_day = date in ("", previous_date)
    return EpisodeInfo(
        title=title,
        slug=folder.name,
        folder=folder,
        source=source,
        date=date or previous_date or today(),
        author=one_line(settings.author or script.author or settings.show.author),
        show=one_line(settings.show.title),
        guid=previous_guid or guid(settings.show.title, folder.name, source, date),
        episode=settings.episode,
        season=settings.season,
        time=time or (previous.time if previous and same_day else ""),
        first_published=previous.first_published if previous and same_day else "",
        corrections=previous.corrections if previous and same_day else (),
        warnings=tuple(_warnings(previous_date, date, folder)),
    )


def _place(settings: Settings, title: str, date: str, time: str) -> tuple[Path, Manifest | None]:
    """Return an episode's folder, and the manifest of the episode in it, if there is one.

    A folder named by the title alone belongs to one day, and to one time of it where the author
    gives times: the same title of another day or hour is another episode, and the name of its
    folder ends in them. A folder that was asked for is used. What was made before stays where it
    is, and no other day's episode takes the name of one that was pruned.
    """
    output = Path(settings.output)
    names, earlier = [settings.slug or transliterate.slug(title)], []
    if not settings.slug:
        names = _dated(names[0], date, time)
        earlier = _dated(transliterate.earlier_slug(title), date, time)
    found = {name: previous_manifest(output / name) for name in names + earlier}
    for name, previous in found.items():
        if previous and _same_moment(previous, date, time):
            return output / name, previous
    taken = library.pruned(output) if date else {}
    free = (name for name in names if not found[name] and taken.get(name, date) == date)
    name = next(free, names[-1])
    return output / name, found[name]


def _dated(slug: str, date: str, time: str) -> list[str]:
    """Return the names that a folder may have, the one to be preferred first."""
    if not date:
        return [slug]
    return [slug, f"{slug}-{date}"] + ([f"{slug}-{date}-{time[:5].replace(':', '')}"] * bool(time))


def _same_moment(previous: Manifest, date: str, time: str) -> bool:
    """Tell whether an episode is of a day and a time, as far as both are known."""
    other_time = bool(time and previous.time and time != previous.time)
    return not date or (previous.date == date and not other_time)


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
        what = "{folder}: replaces the episode of {old} by that of {date}, with the same GUID"
        yield Message(what, folder=folder, old=previous_date, date=date)
    elif previous_date and not date and previous_date != today():
        what = "{folder}: date {old} kept from the last run; --date changes it"
        yield Message(what, folder=folder, old=previous_date)


def _name(source: str) -> str:
    """Return a title for a text without one: its file's name, without suffixes and hyphens."""
    return Path(source).name.split(".")[0].replace("-", " ").replace("_", " ") or "briefing"
