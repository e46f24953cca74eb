"""``briefing prune``: old episodes leave the output folder."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.common import config_option, echo, settings_from, verbosity
from briefing.formats.text import counted


@click.command()
@click.argument("output", metavar="[DIR]", required=False)
@click.option("--keep", type=click.IntRange(1), required=True, help="How many episodes stay.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@config_option
@verbosity
def prune(
    output: str | None, keep: int, dry_run: bool, config: str | None, quiet: bool, verbose: bool
) -> None:
    """Remove all but the newest episodes from DIR [out].

    The next feed leaves them out. What was published stays where it was published.
    """
    from briefing.episode import library

    settings = settings_from(config, "", output=output)
    gone = library.prune(Path(settings.output), keep, dry_run=dry_run)
    if not quiet:
        for folder in gone:
            echo(folder)
        echo(f"{counted(len(gone), 'episode')} {'would go' if dry_run else 'removed'}")
