"""``briefing publish``: the output folder to where listeners fetch it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.common import as_json, config_option, echo, print_json, settings_from, verbosity
from briefing.errors import without_secrets
from briefing.formats.podcast import FEED

if TYPE_CHECKING:
    from briefing.publish.upload import UploadResult


@click.command()
@click.argument("dest", metavar="DEST")
@click.option("-o", "--output", metavar="DIR", help="The folder to publish [out].")
@click.option(
    "--due", is_flag=True, help="Write the feed first, with the episodes whose time has come."
)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@config_option
@as_json
@verbosity
def publish(
    dest: str,
    output: str | None,
    due: bool,
    dry_run: bool,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Send what changed to DEST: a folder, or a URL such as s3://bucket/podcast.

    Audio, transcripts and covers go first, the feed last. Nothing is removed at DEST. An episode of
    a later date stays here; run publish --due by a timer to send it when its time has come. A URL
    needs hindi-briefing[publish], and the client that fsspec uses for it (s3fs, paramiko …).
    """
    from briefing.publish import feed
    from briefing.publish.upload import upload

    settings = settings_from(config, str(Path(output or "out") / FEED), output=output)
    if due:
        feed.write(Path(settings.output), settings)
    if settings.show.token:  # a folder that nobody guesses
        dest = f"{dest.rstrip('/')}/{settings.show.token}"
    report = None if as_json or quiet else _print_file
    done = upload(Path(settings.output), dest, dry_run=dry_run, report=report)
    if as_json:
        print_json({"dest": without_secrets(dest), "dry_run": dry_run, **_row(done)})
    elif not quiet:
        _print_result(done, dry_run)


def _row(done: UploadResult) -> dict[str, Any]:
    """Return what was sent, as JSON has it."""
    sent = [{"name": item.name, "size_bytes": item.size_bytes} for item in done.sent]
    return {"sent": sent, "unchanged": done.unchanged}


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
