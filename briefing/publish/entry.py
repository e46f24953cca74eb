"""Entries: the episodes of an output folder, as a feed lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from briefing.episode.manifest import NAME, Manifest, read
from briefing.errors import FeedError

# Episodes have a date and no hour. They begin with the day in India: seldom in anyone's future.
INDIA = timezone(timedelta(hours=5, minutes=30))
_VERSION_LENGTH = 8  # hex digits of the audio's sha256


@dataclass(frozen=True)
class Entry:
    """An episode in a folder of its own, with its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def audio(self) -> dict[str, Any]:
        """What the manifest says of the audio file."""
        audio: dict[str, Any] = self.manifest["audio"]
        return audio

    @property
    def name(self) -> str:
        """The folder's name, which is the episode's path on the web."""
        return self.folder.name

    @property
    def version(self) -> str:
        """Changes whenever the audio does; an address may carry it, a GUID never."""
        return str(self.audio["sha256"])[:_VERSION_LENGTH]

    @property
    def published(self) -> datetime:
        """When the episode's day begins in India, and as many seconds as its number says.

        So two episodes of one day have an order, which depends on themselves alone.
        """
        day = datetime.fromisoformat(self.manifest["date"]).replace(tzinfo=INDIA)
        return day + timedelta(seconds=(self.manifest["episode"] or 0) % 86_400)


def entries(output: Path) -> list[Entry]:
    """Return the episodes of an output folder, the newest first.

    Raises
    ------
    FeedError
        if there is none, a manifest is broken, an audio file is not what its manifest says, or two
        episodes have one GUID.
    """
    files = sorted(output.glob(f"*/{NAME}"))
    if not files:
        what = "there is no episode in this folder"
        raise FeedError(what, where=str(output), remedy="make one: briefing make FILE")
    found = [Entry(file.parent, read(file)) for file in files]
    guids: dict[str, Entry] = {}
    for entry in found:
        _check(entry)
        if other := guids.setdefault(entry.manifest["guid"], entry):
            _check_same(entry, other)
    return sorted(found, key=lambda entry: (entry.published, entry.name), reverse=True)


def _check(entry: Entry) -> None:
    """Check that the audio file is the one the manifest describes."""
    file = entry.folder / entry.audio["file"]
    size_bytes = file.stat().st_size if file.is_file() else None
    if size_bytes != entry.audio["size_bytes"]:
        found = "is missing" if size_bytes is None else f"has {size_bytes} bytes"
        what = f"the audio file {found}; the manifest says {entry.audio['size_bytes']} bytes"
        raise FeedError(what, where=str(file), remedy="make the episode again")


def _check_same(entry: Entry, other: Entry) -> None:
    if entry is not other:
        what = f"the same GUID as {other.folder}: one is a copy of the other"
        raise FeedError(what, where=str(entry.folder), remedy="remove one of the two folders")
