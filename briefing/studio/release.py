"""Publish: what would change in the feed, what the linter finds, and the feed itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefing import lint
from briefing.episode import library
from briefing.formats.podcast import FEED
from briefing.lint import Finding
from briefing.progress import Progress, ProgressCallback
from briefing.publish import feed as feeds
from briefing.publish.upload import upload
from briefing.studio.desk import Desk, published_versions

NEW, REPLACED, SAME = "new", "replaced", "same"


@dataclass(frozen=True)
class FeedItem:
    """An episode of the output folder, and what becomes of it in the feed."""

    episode: library.StoredEpisode
    change: str


@dataclass(frozen=True)
class Review:
    """What publishing would do: the episodes, those that leave the feed, what the linter finds."""

    items: tuple[FeedItem, ...]
    gone: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def changes(self) -> bool:
        """Whether the feed would be another."""
        return bool(self.gone) or any(item.change != SAME for item in self.items)


def review(desk: Desk) -> Review:
    """Return what publishing the output folder would change.

    Raises
    ------
    FeedError
        if a manifest cannot be read.
    """
    output = Path(desk.settings().output)
    known = published_versions(output / FEED)
    episodes = library.episodes(output) if output.is_dir() else []
    items = tuple(FeedItem(episode, _change(episode, known)) for episode in episodes)
    guids = {episode.manifest.guid for episode in episodes}
    findings = [finding for episode in episodes for finding in lint.episode(episode.folder)]
    gone = tuple(guid for guid in known if guid not in guids)
    return Review(items, gone, tuple(findings))


def publish(desk: Desk, progress: ProgressCallback) -> tuple[str, ...]:
    """Write the feed, and send what changed to the desk's destination if it has one.

    Returns lines for the editor: the feed's address, what was sent, what the linter finds.

    Raises
    ------
    BriefingError
        if the show's settings lack what a feed must say, or the destination refuses.
    """
    settings = desk.settings()
    output = Path(settings.output)
    file = output / FEED
    before = file.read_bytes() if file.is_file() else b""
    total = 2 if desk.destination else 1
    progress(Progress("writing", 0, total, 0, 0))
    written = feeds.write(output, settings)
    lines = [f"{written.path}: {written.episodes}, {written.url}"]
    progress(Progress("sending", 1, total, 0, 0))
    if desk.destination:
        sent = upload(output, desk.destination)
        lines.append(f"{len(sent.sent)} → {desk.destination}")
        progress(Progress("checking", total, total, 0, 0))
    lines += [f"{f.severity}: {f} → {f.remedy}" for f in lint.feed(written.path, before)]
    return tuple(lines)


def _change(episode: library.StoredEpisode, known: dict[str, str]) -> str:
    version = known.get(episode.manifest.guid)
    return NEW if version is None else SAME if version == episode.version else REPLACED
