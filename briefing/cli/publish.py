"""``briefing publish``: the output folder to where listeners fetch it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.common import (
    as_json,
    config_option,
    echo,
    print_findings,
    print_json,
    settings_from,
    verbosity,
)
from briefing.errors import without_secrets
from briefing.formats.podcast import FEED
from briefing.formats.text import counted

if TYPE_CHECKING:
    from briefing.lint import Report
    from briefing.publish.upload import UploadResult


@click.command()
@click.argument("dest", metavar="DEST")
@click.option("-o", "--output", metavar="DIR", help="The folder to publish [out].")
@click.option(
    "--due", is_flag=True, help="Write the feed first, with the episodes whose time has come."
)
@click.option(
    "--correction",
    "corrections",
    metavar="EPISODE TEXT",
    nargs=2,
    multiple=True,
    help="Have the notes of an episode say what it had wrong until today; writes the feed first.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--no-check", is_flag=True, help="Do not ask the public addresses afterwards.")
@config_option
@as_json
@verbosity
def publish(
    dest: str,
    output: str | None,
    due: bool,
    corrections: tuple[tuple[str, str], ...],
    dry_run: bool,
    no_check: bool,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Send what changed to DEST: a folder, or a URL such as s3://bucket/podcast.

    Audio, transcripts and covers go first, the feed last. Nothing is removed at DEST. An episode of
    a later date stays here; run publish --due by a timer to send it when its time has come. A URL
    needs hindi-briefing[publish], and the client that fsspec uses for it (s3fs, paramiko …).

    Afterwards the public addresses are asked for the feed, the newest episode and what was sent; if
    they do not deliver it, the exit code is 1.
    """
    from briefing import lint
    from briefing.publish import feed
    from briefing.publish.upload import destination, upload

    settings = settings_from(config, str(Path(output or "out") / FEED), output=output)
    folder = Path(settings.output)
    if corrections and dry_run:
        raise click.UsageError("--correction writes the notice: leave --dry-run out")
    _note(corrections, folder)
    if due or corrections:
        feed.write(folder, settings)
    dest = destination(dest, settings.show)
    report = None if as_json or quiet else _print_file
    done = upload(folder, dest, dry_run=dry_run, report=report)
    names = [file.name for file in done.sent]
    checked = None if dry_run or no_check else lint.published(feed.file(folder, settings), names)
    if as_json:
        print_json({"dest": without_secrets(dest), "dry_run": dry_run, **_row(done, checked)})
    elif not quiet:
        _print_result(done, dry_run)
    if checked:
        _print_check(checked, quiet=quiet or as_json)


def _note(corrections: Iterable[tuple[str, str]], output: Path) -> None:
    """Write what episodes had wrong: each is named by its folder, in ``output`` or anywhere."""
    from briefing.episode import library

    for name, text in corrections:
        place = output / name
        library.note_correction(place if place.is_dir() else Path(name), text)


def _print_check(report: Report, *, quiet: bool) -> None:
    """Say what the public addresses answered; exit if listeners do not get what was sent."""
    print_findings(report.findings, quiet=quiet)
    counts = Counter(finding.severity for finding in report.findings)
    if report.names and not quiet:
        addresses = len(report.names)
        asked = f"{addresses} public address{'es' * (addresses != 1)} asked"
        found = ", ".join(counted(number, severity) for severity, number in counts.items())
        echo(f"{asked}; {found or 'all deliver what was sent'}")
    if counts["error"]:
        raise SystemExit(1)


def _row(done: UploadResult, checked: Report | None) -> dict[str, Any]:
    """Return what was sent, and what the public addresses answered, as JSON has it."""
    sent = [{"name": item.name, "size_bytes": item.size_bytes} for item in done.sent]
    row: dict[str, Any] = {"sent": sent, "unchanged": done.unchanged}
    if checked:
        findings = [asdict(finding) for finding in checked.findings]
        row["checked"] = {"urls": checked.names, "findings": findings}
    return row


def _print_result(done: UploadResult, dry_run: bool) -> None:
    """Print how much was sent, or what would be."""
    if dry_run:
        for item in done.sent:
            _print_file(item.name, item.size_bytes)
    verb = "to send" if dry_run else "sent"
    files = f"{len(done.sent)} files {verb}, {_size(done.size_bytes)}"
    echo(f"{files}; {done.unchanged} unchanged")


def _print_file(name: str, size_bytes: int) -> None:
    echo(f"{name}  {_size(size_bytes)}")


def _size(size_bytes: int) -> str:
    """Return a size as people read it.

    >>> _size(120), _size(2_345_678)
    ('120 B', '2.3 MB')
    """
    for unit, bytes_ in (("MB", 1_000_000), ("kB", 1_000)):
        if size_bytes >= bytes_:
            return f"{size_bytes / bytes_:.1f} {unit}"
    return f"{size_bytes} B"
