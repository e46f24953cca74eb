"""Where an episode lies, what it is called, and whether it replaces another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as calendar
from pathlib import Path

from briefing.config import Settings
from briefing.episode import manifest
from briefing.errors import ConfigError, ScriptError
from briefing.formats import transliterate
from briefing.formats.text import line
from briefing.model import Script


def identify(script: Script, settings: Settings) -> manifest.EpisodeInfo:
    """Decide an episode's title, date, names and place.

    The date is the one given, the script's, the one of the last run, or today: so that an episode
    made again is the same episode.
    """
    title = line(settings.title or script.title or _name(script.source))
    given = settings.date or script.date
    date = _iso(given) if given else ""
    source = Path(script.source).name
    folder, found = _place(settings, title, date)
    check_owner(found, source, folder)
    return manifest.EpisodeInfo(
        title=title,
        slug=folder.name,
        folder=folder,
        source=source,
        date=date or found.get("date") or calendar.today().isoformat(),
        author=line(settings.author or script.author or settings.show.author),
        show=line(settings.show.title),
        guid=found.get("guid") or manifest.guid(settings.show.title, folder.name, source, date),
        episode=settings.episode,
        season=settings.season,
        warnings=tuple(_warnings(found, date, folder)),
    )


def _place(settings: Settings, title: str, date: str) -> tuple[Path, manifest.Manifest]:
    """Return an episode's folder, and the manifest of the episode in it; empty if there is none.

    A folder named by the title alone belongs to one day: the same title of another day is another
    episode, and the name of its folder ends in its date. A folder that was asked for is used.
    """
    output = Path(settings.output)
    if settings.slug:
        return output / settings.slug, previous_manifest(output / settings.slug)
    slug = transliterate.slug(title)
    found = previous_manifest(output / slug)
    if date and found and found["date"] != date:
        slug = f"{slug}-{date}"
        found = previous_manifest(output / slug)
    return output / slug, found


def previous_manifest(folder: Path) -> manifest.Manifest:
    """Return the manifest of the episode that lies in a folder, empty if there is none."""
    file = folder / manifest.NAME
    return manifest.read(file) if file.is_file() else {}


def check_owner(found: manifest.Manifest, source: str, folder: Path) -> None:
    """Refuse to replace the episode of another script."""
    if found and found["source"] != source:
        what = f"this folder holds the episode of another script, {found['source']}"
        remedy = "give another --title, --date or --slug, or remove the folder"
        raise ScriptError(what, where=str(folder), remedy=remedy)


def _warnings(found: manifest.Manifest, date: str, folder: Path) -> Iterator[str]:
    """Yield what is to be known where an episode is made again and the day is another."""
    previous_date = found.get("date")
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
        raise ConfigError(f"{date!r} is no date", where="date", remedy=remedy) from None
