"""Find the inputs that rules check in what the user names: a file, a folder, a URL."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from briefing.episode import library
from briefing.episode.manifest import NAME as MANIFEST
from briefing.errors import FeedError
from briefing.formats.podcast import FEED
from briefing.lint.inputs.audio import SUFFIXES, Mp3, opened
from briefing.lint.inputs.episode import ChapterFile, EpisodeFolder
from briefing.lint.inputs.feed import Feed, Item, open_feed
from briefing.lint.inputs.picture import Picture
from briefing.lint.inputs.served import ServedFeed
from briefing.lint.inputs.server import AGENT, Server
from briefing.lint.inputs.transcript import Transcript
from briefing.lint.rule import LintInput
from briefing.system.web import Web, is_web, split

NEWEST = 10  # enclosures to request for a feed from the web
MOST_FILES = 100  # of a host: each is asked for twice
_AUDIO_BYTES = 1 << 30
_AUDIO_S = 1800


def inputs(
    target: str, old: Feed | None = None, *, allow_private: bool = False
) -> Iterator[LintInput]:
    """Yield everything to check in a file, in a folder, or at a URL.

    ``allow_private`` lets a public feed name addresses of the user's own network.

    Raises
    ------
    FeedError
        if there is no such file, or no rule for its kind.
    """
    if is_web(target):
        yield from _web(target, old, Web(target, allow_private=allow_private, agent=AGENT))
        return
    path = Path(target)
    if path.is_dir():
        yield from _folder(path, old)
    elif not path.is_file():
        raise FeedError("there is no such file or folder", where=target, remedy="check the name")
    elif path.suffix.lower() in _FEEDS:
        yield from _feed(path, old)
    else:
        yield _file(path)


def _file(path: Path) -> LintInput:
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        endings = ", ".join(sorted([*_KINDS, *_FEEDS]))
        what = "there are no rules for this kind of file"
        raise FeedError(what, where=str(path), remedy=f"give one of {endings}")
    return kind(path)


def _picture(path: Path) -> Picture:
    return Picture(str(path), path.read_bytes())


def _json(path: Path) -> LintInput:
    """Distinguish a transcript, which has segments, from chapters and a manifest."""
    if path.name == MANIFEST:
        return EpisodeFolder(path.parent)
    return Transcript(path) if b'"segments"' in path.read_bytes() else ChapterFile(path)


_FEEDS = (".xml", ".rss")
_KINDS: Mapping[str, Callable[[Path], LintInput]] = {
    **dict.fromkeys(SUFFIXES, opened),
    ".vtt": Transcript,
    ".srt": Transcript,
    ".json": _json,
    ".jpg": _picture,
    ".jpeg": _picture,
    ".png": _picture,
}


def episode(folder: Path) -> Iterator[LintInput]:
    """Yield the inputs in an episode's folder: itself, its audio, chapters and transcripts."""
    folder_input = EpisodeFolder(folder)
    yield folder_input
    if folder_input.audio:
        yield folder_input.audio
    if folder_input.chapters:
        yield ChapterFile(folder_input.chapters)
    yield from folder_input.transcripts


def feed(source: Feed) -> Iterator[LintInput]:
    """Yield the inputs of a feed: itself, its items, and its local artwork."""
    yield source
    yield from source.items
    images = [node for node in source.root.walk() if node.name == "itunes:image"]
    files = {source.local(node.attributes.get("href", "")) for node in images}
    yield from (_picture(file) for file in sorted(file for file in files if file))


def _feed(path: Path, old: Feed | None) -> Iterator[LintInput]:
    yield from feed(open_feed(str(path), old))


def _folder(folder: Path, old: Feed | None) -> Iterator[LintInput]:
    """Yield what a folder contains: an episode, or a feed, episodes and loose MP3 files."""
    if (folder / MANIFEST).is_file():
        yield from episode(folder)
        return
    empty = True
    if (folder / FEED).is_file():
        empty = False
        yield from _feed(folder / FEED, old)
    episodes = library.folders(folder)
    for path in sorted(folder.iterdir()):
        if path in episodes:
            empty = False
            yield from episode(path)
        elif path.suffix.lower() == ".mp3" and path.is_file():
            empty = False
            yield Mp3(path)
    if empty:
        what = f"contains neither {FEED}, nor episodes, nor MP3 files"
        raise FeedError(
            what, where=str(folder), remedy="give the folder that briefing make writes to"
        )


def _web(url: str, old: Feed | None, web: Web) -> Iterator[LintInput]:
    if PurePosixPath(split(url).path).suffix.lower() == ".mp3":
        server = Server(url, "audio", mime_type="audio/mpeg", web=web)
        yield server
        if not server.start.problem:  # the rule server-answers reports it
            yield from _download(url, web)
        return
    yield Server(url, "feed", web=web)
    source = open_feed(url, old, web)
    yield from feed(source)
    if source.artwork:
        yield Server(source.artwork, "artwork", web=web)
        yield Picture(source.artwork, web.ask(source.artwork).body)
    yield from _few(_servers(source.items[:NEWEST], web))


def published(sent: Feed, names: Collection[str]) -> Iterator[LintInput]:
    """Yield what the public address of a feed that was sent delivers, and its files.

    These are the files and pages of the newest episode and of those that ``names``, the files that
    were sent, belong to; at most ten episodes. The address is the user's own, and may be a private
    one; from a public one no private one is asked.
    """
    folders = {name.partition("/")[0] for name in names if "/" in name}
    items = [
        item
        for number, item in enumerate(sent.items)
        if number == 0 or (item.file and item.file.parent.name in folders)
    ]
    web = Web(sent.url, agent=AGENT)
    server = Server(sent.url, "feed", web=web)
    yield server
    if server.start.problem:  # there is no server: it would be the same for every file
        return
    yield ServedFeed(sent, open_feed(sent.url, web=web))
    pages = [item.node.value("link") for item in items[:NEWEST]]
    yield from _few(Server(page, "file", web=web) for page in pages if page)
    yield from _few(_servers(items[:NEWEST], web))


def _servers(items: Iterable[Item], web: Web) -> Iterator[Server]:
    """Yield the files of items."""
    for item in items:
        mime_type = item.node.value("enclosure", "type")
        yield Server(item.url, "audio", length=item.length, mime_type=mime_type, web=web)
        for name in ("podcast:chapters", "podcast:transcript"):
            for node in item.node.all(name):
                address, kind = node.attributes.get("url", ""), node.attributes.get("type", "")
                yield Server(address, "file", mime_type=kind, web=web)


def _few(servers: Iterable[Server]) -> Iterator[Server]:
    """Yield each URL once, and at most ``MOST_FILES`` of a host: a feed may name thousands."""
    hosts: dict[str, set[str]] = {}
    for server in servers:
        asked = hosts.setdefault(split(server.url).hostname or "", set())
        if server.url not in asked and len(asked) < MOST_FILES:
            asked.add(server.url)
            yield server


def _download(url: str, web: Web) -> Iterator[LintInput]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "episode.mp3")
        answer = web.ask(url, most_bytes=_AUDIO_BYTES, within_s=_AUDIO_S, to=path)
        if answer.status == 200:
            yield Mp3(path, name=url)
