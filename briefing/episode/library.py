"""The episodes of an output folder, for whatever is made from them: feed, page, covers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from briefing.episode import manifest
from briefing.episode.dates import INDIA, moment, today
from briefing.episode.manifest import AudioRecord, Correction, Manifest
from briefing.errors import HIDDEN, ConfigError, FeedError
from briefing.formats.text import one_line
from briefing.system.files import os_error, remove, write

PRUNED = ".pruned"
_VERSION_LENGTH = 8  # hex digits of the audio's sha256
LONGEST_NOTICE = 200  # characters of a notice of correction


@dataclass(frozen=True)
class StoredEpisode:
    """An episode in a folder of its own, with its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Return the folder's name, which is the episode's path on the web."""
        return self.folder.name

    @property
    def audio(self) -> Path:
        """Return the audio file."""
        return self.folder / self.manifest.audio.file

    @property
    def version(self) -> str:
        """Return what changes whenever the audio does; an address may carry it, a GUID never."""
        return self.manifest.audio.sha256[:_VERSION_LENGTH]

    @property
    def due(self) -> datetime:
        """Return when the episode may be published: at its time, or when its day begins."""
        return moment(self.manifest.date, self.manifest.time)

    @property
    def published(self) -> datetime:
        """Return when the episode is, or was first, published; as long as it never was, its day."""
        record = self.manifest
        return moment(record.date, record.time or record.first_published)

    @property
    def is_new(self) -> bool:
        """Tell whether nobody has said yet at what time of its day it is published."""
        return not (self.manifest.time or self.manifest.first_published)

    @property
    def order(self) -> tuple[object, ...]:
        """Return what sorts episodes by time. One that is new comes last of its day."""
        record = self.manifest
        day = self.published.astimezone(INDIA).date()
        return day, self.is_new, self.published, record.episode or 0, self.name


def folders(output: Path) -> list[Path]:
    """Return the folders that hold an episode, by name; no hidden one is published.

    Raises
    ------
    FeedError
        if there is no such output folder.
    """
    if not output.is_dir():
        remedy = "check the name, or make an episode first: briefing make FILE"
        raise FeedError("there is no such folder", where=str(output), remedy=remedy)
    return [file.parent for file in sorted(output.glob(f"[!.]*/{manifest.NAME}"))]


def is_inside(file: Path) -> bool:
    """Tell whether a file of an episode lies in the output folder, links resolved."""
    return file.resolve().is_relative_to(file.parent.parent.resolve())


def folder_of(name: str) -> Path:
    """Return the folder of an episode, which is named itself or by a file in it.

    Raises
    ------
    FeedError
        if there is no episode.
    """
    place = Path(name)
    folder = place if place.is_dir() else place.parent
    if not place.exists() or not (folder / manifest.NAME).is_file():
        remedy = "name an episode's folder or its manifest"
        raise FeedError("there is no episode", where=name, remedy=remedy)
    return folder


def load(folder: Path) -> StoredEpisode:
    """Read one episode.

    Raises
    ------
    FeedError
        if its manifest is wrong, or its audio file is not the one that the manifest describes.
    """
    if not is_inside(folder / manifest.NAME):
        what = "this link leads out of the output folder"
        raise FeedError(what, where=str(folder), remedy="put the episode itself there")
    episode = StoredEpisode(folder, manifest.read(folder / manifest.NAME))
    for audio in episode.manifest.enclosures:
        _check(folder / audio.file, audio)
    return episode


def _check(file: Path, audio: AudioRecord) -> None:
    """Check that an audio file is the one that the manifest describes."""
    if not is_inside(file):
        what = "this link leads out of the output folder"
        raise FeedError(what, where=str(file), remedy="put the file itself there")
    size_bytes = file.stat().st_size if file.is_file() else None
    if size_bytes != audio.size_bytes:
        fault = "is missing" if size_bytes is None else f"has {size_bytes} bytes"
        what = f"the audio file {fault}; the manifest says {audio.size_bytes} bytes"
        raise FeedError(what, where=str(file), remedy="make the episode again")


def episodes(
    output: Path, unread: Callable[[FeedError], None] | None = None
) -> list[StoredEpisode]:
    """Return the episodes of an output folder, the newest first.

    Those of one time stand by their numbers, then by the names of their folders. ``unread``, if it
    is given, is called with the error of an episode that cannot be read, which is then left out.

    Raises
    ------
    FeedError
        as :func:`folders` and :func:`load` do.
    """
    found = []
    for folder in folders(output):
        try:
            found.append(load(folder))
        except FeedError as error:
            if unread is None:
                raise
            unread(error)
    return sorted(found, key=lambda episode: episode.order, reverse=True)


def prune(output: Path, keep: int, *, dry_run: bool = False) -> list[Path]:
    """Remove all but the ``keep`` newest episodes; return the folders, the oldest first.

    Their names stay taken (:func:`pruned`): what was published under them is still there.

    Raises
    ------
    FeedError
        as :func:`episodes` does.
    BriefingError
        if the system refuses.
    """
    old = episodes(output)[keep:][::-1]
    if old and not dry_run:
        taken = pruned(output) | {episode.name: episode.manifest.date for episode in old}
        write(output / PRUNED, "".join(f"{name}\t{date}\n" for name, date in taken.items()))
    for folder in () if dry_run else [episode.folder for episode in old]:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise os_error(error, error.filename or folder) from error
    return [episode.folder for episode in old]


def pruned(output: Path) -> dict[str, str]:
    """Return the names of the folders that were removed, and of which day their episodes were."""
    file = output / PRUNED
    lines = file.read_text("utf-8", "replace").splitlines() if file.is_file() else []
    return {name: date for name, _, date in (line.partition("\t") for line in lines)}


def remove_replaced(folder: Path, previous: Manifest | None, record: Manifest) -> None:
    """Remove the audio and the pictures of the ``previous`` run that the episode no longer has.

    Raises
    ------
    BriefingError
        if the system refuses.
    """
    for name in previous.files if previous else ():
        if name not in record.files:
            remove(folder / name)


def publish_new(found: Sequence[StoredEpisode], now: datetime) -> list[StoredEpisode]:
    """Give the episodes that are new the time of day that it is now, for good, in their manifests.

    ``found`` are episodes, the newest first; they are returned in this order. Those that are new
    together are a second apart, so that players keep their order too.
    """
    new = [episode for episode in reversed(found) if episode.is_new]
    today = now.astimezone(INDIA).replace(microsecond=0)
    midnight = today.replace(hour=0, minute=0, second=0)
    first = max(today - timedelta(seconds=max(len(new) - 1, 0)), midnight)
    timed = {}
    for seconds, episode in enumerate(new):
        time = (first + timedelta(seconds=seconds)).timetz().isoformat()
        record = replace(episode.manifest, first_published=time)
        manifest.write(episode.folder / manifest.NAME, record)
        timed[episode.name] = replace(episode, manifest=record)
    known = (timed.get(episode.name, episode) for episode in found)
    return sorted(known, key=lambda episode: episode.order, reverse=True)


def note_correction(folder: Path, text: str, day: str = "") -> StoredEpisode:
    """Keep a notice of correction with an episode: what it had wrong until ``day``, today.

    It takes the place of one of the same day; an empty text removes that. The notes of the episode
    have it as soon as the feed is written, and it stays when the episode is made again.

    Raises
    ------
    FeedError
        as :func:`load` does.
    ConfigError
        if the text is longer than a notice.
    """
    episode, day, words = load(folder), day or today(), one_line(HIDDEN.sub("", text))
    if len(words) > LONGEST_NOTICE:
        what = f"a notice of correction of {len(words)} characters"
        raise ConfigError(what, remedy=f"write at most {LONGEST_NOTICE}")
    others = [notice for notice in episode.manifest.corrections if notice.date != day]
    notices = [*others, Correction(date=day, text=words)] if words else others
    record = replace(episode.manifest, corrections=tuple(sorted(notices, key=lambda n: n.date)))
    if record != episode.manifest:
        manifest.write(folder / manifest.NAME, record)
    return replace(episode, manifest=record)


def check_guids(published: Iterable[StoredEpisode]) -> None:
    """Check that no two episodes share a GUID; players would show only one of them.

    Raises
    ------
    FeedError
        naming both folders.
    """
    holders: dict[str, StoredEpisode] = {}
    for episode in sorted(published, key=lambda episode: episode.name):
        other = holders.setdefault(episode.manifest.guid, episode)
        if other is not episode:
            what = f"the same GUID as {other.folder}: one is a copy of the other"
            remedy = "remove one of the two folders"
            raise FeedError(what, where=str(episode.folder), remedy=remedy)
