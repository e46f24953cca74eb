"""The episodes of an output folder, for whatever is made from them: feed, page, covers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from briefing.episode import manifest
from briefing.episode.manifest import Manifest
from briefing.errors import FeedError

# Episodes have a date and no hour. They begin with the day in India: seldom in anyone's future.
INDIA = timezone(timedelta(hours=5, minutes=30))
_VERSION_LENGTH = 8  # hex digits of the audio's sha256


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
    def published(self) -> datetime:
        """Return when the episode's day begins in India, and as many seconds as its number says.

        So two episodes of one day have an order, which depends on themselves alone.
        """
        day = datetime.fromisoformat(self.manifest.date).replace(tzinfo=INDIA)
        return day + timedelta(seconds=(self.manifest.episode or 0) % 86_400)


def folders(output: Path) -> list[Path]:
    """Return the folders that hold an episode, by name; no hidden one is published.

    Raises
    ------
    FeedError
        if there is no such output folder.
    """
    if not output.is_dir():
        remedy = "make an episode first: briefing make FILE"
        raise FeedError("there is no such folder", where=str(output), remedy=remedy)
    return [file.parent for file in sorted(output.glob(f"[!.]*/{manifest.NAME}"))]


def is_inside(file: Path) -> bool:
    """Tell whether a file of an episode lies in the output folder, links resolved."""
    return file.resolve().is_relative_to(file.parent.parent.resolve())


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
    audio = episode.manifest.audio
    if not is_inside(episode.audio):
        what = "this link leads out of the output folder"
        raise FeedError(what, where=str(episode.audio), remedy="put the file itself there")
    size_bytes = episode.audio.stat().st_size if episode.audio.is_file() else None
    if size_bytes != audio.size_bytes:
        fault = "is missing" if size_bytes is None else f"has {size_bytes} bytes"
        what = f"the audio file {fault}; the manifest says {audio.size_bytes} bytes"
        raise FeedError(what, where=str(episode.audio), remedy="make the episode again")
    return episode


def episodes(
    output: Path, unread: Callable[[FeedError], None] | None = None
) -> list[StoredEpisode]:
    """Return the episodes of an output folder, the newest first.

    Those of one day stand by their numbers, then by the names of their folders. ``unread``, if it
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
    return sorted(found, key=lambda episode: (episode.published, episode.name), reverse=True)


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
