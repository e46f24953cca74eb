"""Upload an output folder, feed last, so that the feed never points to a missing file.

First everything a feed may point to, then the pages, the feed last. An interrupted delivery leaves
the old feed, and all it names, in its place. Nothing at the target is ever removed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from briefing.episode import library
from briefing.episode.dates import INDIA
from briefing.errors import FeedError
from briefing.formats.podcast import FEED
from briefing.publish.storage import Storage, open_storage
from briefing.show import Show
from briefing.system import files

UPLOAD_INDEX = ".published.json"
_SAVE_BYTES = 64 << 20  # the index is saved whenever so much was sent
Report = Callable[[str, int], None]


@dataclass(frozen=True)
class UploadFile:
    """A file to be published: its name below the output folder, with ``/``; size and sha256."""

    name: str
    path: Path
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class UploadResult:
    """What was, or would be, sent: the items in their order, and how many were there already."""

    sent: tuple[UploadFile, ...]
    unchanged: int

    @property
    def size_bytes(self) -> int:
        """The size of all that was sent."""
        return sum(item.size_bytes for item in self.sent)


def destination(place: str, show: Show) -> str:
    """Return where the files of a show go: a private one has a folder that nobody guesses."""
    return f"{place.rstrip('/')}/{show.token}" if show.token else place


def upload(
    output: Path,
    place: str,
    *,
    dry_run: bool = False,
    report: Report | None = None,
    now: datetime | None = None,
) -> UploadResult:
    """Send what changed of an output folder to ``place``, a folder or an fsspec URL.

    The folders of episodes that are due after ``now`` stay here. A file is unchanged if the target
    has one of its size and the index there of its sha256.
    ``report`` is told each file's name and size before it is sent.

    Raises
    ------
    FeedError
        if there is no feed, it names a file that is not there, or the target refuses.
    """
    items = _items(output, place, _later(output, now or datetime.now(INDIA)))
    _check(output, {item.name: item for item in items})
    there = open_storage(place)
    sizes, index = there.sizes(), _index(there)
    changed = [
        item
        for item in items
        if sizes.get(item.name) != item.size_bytes or index.get(item.name) != item.sha256
    ]
    if not dry_run:
        _send(there, changed, index, report or _quiet)
    return UploadResult(tuple(changed), len(items) - len(changed))


def _send(there: Storage, changed: list[UploadFile], index: dict[str, str], report: Report) -> None:
    """Send files in their order, and keep the index at the target true enough to go on by."""
    unsaved = 0
    for item in changed:
        report(item.name, item.size_bytes)
        there.put(item.path, item.name)
        index[item.name] = item.sha256
        unsaved += item.size_bytes
        if unsaved >= _SAVE_BYTES:
            _save(there, index)
            unsaved = 0
    if changed:
        _save(there, index)


def _save(there: Storage, index: Mapping[str, str]) -> None:
    text = json.dumps(dict(sorted(index.items())), indent=0) + "\n"
    there.write(text.encode(), UPLOAD_INDEX)


def _index(there: Storage) -> dict[str, str]:
    """Return the sha256 of each file that was published, by name; nothing if none is known."""
    try:
        index = json.loads(there.read(UPLOAD_INDEX) or b"{}")
    except (ValueError, RecursionError):
        return {}  # half an index from a client that was cut off: everything is sent again
    rows = index.items() if isinstance(index, dict) else ()
    return {name: digest for name, digest in rows if isinstance(digest, str)}


def _later(output: Path, now: datetime) -> set[str]:
    """Return the folders of the episodes that are due later."""
    found = library.episodes(output, unread=lambda _: None) if output.is_dir() else []
    return {episode.name for episode in found if episode.due > now}


def _items(output: Path, place: str, later: Collection[str]) -> list[UploadFile]:
    """Return what is published, in the order in which it is sent."""
    root = output.resolve()
    if "://" not in place and Path(place).resolve().is_relative_to(root):
        what = "this folder lies inside the one that is published"
        raise FeedError(what, where=place, remedy="give a folder outside it")
    names = [name for name in _names(output) if name.partition("/")[0] not in later]
    names.sort(key=lambda name: (_turn(name), name))
    items = []
    for name in names:
        path = output / name
        if not path.resolve().is_relative_to(root):
            what = "this link leads out of the folder"
            raise FeedError(what, where=str(path), remedy="remove it, or put the file itself there")
        items.append(UploadFile(name, path, path.stat().st_size, files.sha256(path)))
    return items


def _names(output: Path) -> Iterator[str]:
    """Yield the names of all files but the hidden ones."""
    for path in output.rglob("*"):
        name = path.relative_to(output)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix()


def _turn(name: str) -> int:
    """Return when a file is sent: what others point to first, the pages next, the feed last."""
    return 2 if name.rpartition("/")[2] == FEED else int(name.endswith((".html", ".xml")))


def _check(output: Path, items: Mapping[str, UploadFile]) -> None:
    """Check that the feed is there and what it encloses too, in its full length."""
    file = output / FEED
    if FEED not in items:
        raise FeedError("there is no feed", where=str(file), remedy=f"run briefing feed {output}")
    try:
        # Expat itself stops entities that grow without bound (2.4.1 and newer).
        channel = ET.parse(file).getroot().find("channel")  # noqa: S314
    except (ET.ParseError, LookupError, ValueError) as error:
        remedy = f"run briefing feed {output}"
        raise FeedError(f"not a feed: {error}", where=str(file), remedy=remedy) from None
    for enclosure in [] if channel is None else channel.iter("enclosure"):
        path = unquote(urlsplit(enclosure.get("url", "")).path)
        named = [item for name, item in items.items() if path.endswith(f"/{name}")]
        if str(max((item.size_bytes for item in named), default=0)) != enclosure.get("length"):
            what = f"the feed is older than {path.rpartition('/')[2]}, or that file is missing"
            raise FeedError(what, where=str(file), remedy=f"run briefing feed {output}")


def _quiet(name: str, size_bytes: int) -> None:
    """Report nothing."""
