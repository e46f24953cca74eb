"""``briefing feed``: the feed of an output folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

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
from briefing.episode.dates import today
from briefing.formats.podcast import FEED
from briefing.formats.text import counted


@click.command()
@click.argument("output", metavar="[DIR]", required=False)
@click.option("--listener", metavar="NAME", help="Give this listener an address of the feed.")
@click.option("--revoke", metavar="NAME", help="Close the address of this listener for good.")
@config_option
@as_json
@verbosity
def feed(
    output: str | None,
    listener: str | None,
    revoke: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write DIR/feed.xml from the episodes in DIR [out], and the covers.

    What the feed says of the show stands in [show] of briefing.toml. The feed is checked, also
    against the one it replaces; it is written too where there are errors, which exit with 1.
    """
    from briefing import lint
    from briefing.publish import feed as feeds
    from briefing.publish import listeners

    settings = settings_from(config, str(Path(output or "out") / FEED), output=output)
    names = settings.path(listeners.NAME)
    added = listeners.add(names, listener) if listener else None
    if revoke:
        listeners.revoke(names, revoke, today())
    file = feeds.file(Path(settings.output), settings)
    before = file.read_bytes() if file.is_file() else b""
    written = feeds.write(Path(settings.output), settings)
    findings = lint.feed(written.path, before)
    print_findings(findings, quiet=quiet)
    if as_json:
        print_json({**asdict(written), "path": str(written.path)})
    elif not quiet:
        echo(f"{written.path}  {counted(written.episodes, 'episode')}, {written.url}")
        if added:
            echo(f"{added.name}  {feeds.feed_url(settings.show, token=added.token)}")
        for name, due in written.held_back.items():
            echo(f"{name}  held back until {due}: briefing publish --due")
    if errors := sum(finding.severity == "error" for finding in findings):
        what = f"{written.path} is written and has {errors} error{'s' * (errors > 1)}"
        echo(f"briefing: {what}: mend before you publish it", err=True)
        raise SystemExit(1)
