"""Publish: what would change in the feed, what the linter finds, and the feed itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing import lint
from briefing.episode import library
from briefing.errors import ScriptError, without_secrets
from briefing.formats.podcast import FEED
from briefing.formats.text import counted
from briefing.lint import Finding
from briefing.lint.rule import SEVERITIES
from briefing.message import Message
from briefing.progress import Progress, ProgressCallback
from briefing.publish import feed as feeds
from briefing.publish.upload import destination, upload
from briefing.studio.changes import ConflictError
from briefing.studio.desk import Desk, published_versions
from briefing.studio.jobs import Line
from briefing.system.files import is_plain_name

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


def publish(
    desk: Desk, progress: ProgressCallback, corrections: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    """Write the feed, and send what changed to the desk's destination if it has one.

    ``corrections`` are notices for listeners, by the names of the episodes' folders. Returns lines
    for the editor: the feed's address, what was sent, what the linter finds, and what the public
    addresses deliver of it.

    Raises
    ------
    BriefingError
        if the show's settings lack what a feed must say, or the destination refuses.
    """
    settings = desk.settings()
    output = Path(settings.output)
    file = output / FEED
    before = file.read_bytes() if file.is_file() else b""
    total = 3 if desk.destination else 1
    progress(Progress("writing", 0, total, 0, 0))
    for name, text in (corrections or {}).items():
        library.note_correction(_folder(output, name), text)
    written = feeds.write(output, settings)
    lines: list[str] = [
        Message("✓ {episodes} in {url}", **_counts(written.episodes, "episode"), url=written.url)
    ]
    progress(Progress("sending", 1, total, 0, 0))
    findings = lint.feed(written.path, before)
    if desk.destination:
        sent = upload(output, destination(desk.destination, settings.show))
        to = without_secrets(desk.destination)
        lines.append(Message("✓ {files} sent to {to}", **_counts(len(sent.sent), "file"), to=to))
        progress(Progress("checking", 2, total, 0, 0))
        if desk.check:
            report = lint.published(written.path, [item.name for item in sent.sent])
            wrong = {finding.file for finding in report.findings if finding.severity == "error"}
            lines += [f"✓ {url}" for url in report.names if url not in wrong]
            findings = [*report.findings, *findings]
        progress(Progress("checking", total, total, 0, 0))
    return _with_findings(lines, findings)


def _counts(count: int, noun: str) -> dict[str, object]:
    """Return how many there are, as a number and in English words, for a message."""
    return {"count": count, f"{noun}s": counted(count, noun)}


def _with_findings(lines: Sequence[str], findings: Sequence[Finding]) -> tuple[Line, ...]:
    """Return what was done and what was found, errors before all else, notes at the end."""
    worst_first = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    errors = [found for found in worst_first if found.severity == "error"]
    others = [found for found in worst_first if found.severity != "error"]
    return (*errors, *lines, *others)


def prune(desk: Desk, keep: int, seen: Sequence[str]) -> tuple[str, ...]:
    """Remove all but the newest episodes of the output folder; return the names of their folders.

    ``seen`` are those that the editor saw.

    Raises
    ------
    ConflictError
        if others would go by now; nothing is removed.
    """
    output = Path(desk.settings().output)
    if [folder.name for folder in library.prune(output, keep, dry_run=True)] != list(seen):
        raise ConflictError(output.name)
    return tuple(folder.name for folder in library.prune(output, keep))


def _folder(output: Path, name: str) -> Path:
    """Return an episode's folder by its name, which may come from a form."""
    if not is_plain_name(name):
        raise ScriptError("there is no such episode", where=name, remedy="check the name")
    return output / name


def _change(episode: library.StoredEpisode, known: dict[str, str]) -> str:
    version = known.get(episode.manifest.guid)
    return NEW if version is None else SAME if version == episode.version else REPLACED
