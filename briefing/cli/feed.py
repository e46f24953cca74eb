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
from briefing.formats.podcast import FEED
from briefing.formats.text import counted


@click.command()
@click.argument("output", metavar="[DIR]", required=False)
@config_option
@as_json
@verbosity
def feed(output: str | None, config: str | None, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Write DIR/feed.xml from the episodes in DIR [out], and the covers.

    What the feed says of the show stands in [show] of briefing.toml. The feed is checked, also
    against the one it replaces; it is written too where there are errors, which exit with 1.
    """
    from briefing import lint
    from briefing.publish import feed as feeds

    settings = settings_from(config, str(Path(output or "out") / FEED), output=output)
    file = Path(settings.output) / FEED
    before = file.read_bytes() if file.is_file() else b""
    written = feeds.write(Path(settings.output), settings)
    findings = lint.feed(written.path, before)
    print_findings(findings, quiet=quiet)
    if as_json:
        print_json({**asdict(written), "path": str(written.path)})
    elif not quiet:
        echo(f"{written.path}  {counted(written.episodes, 'episode')}, {written.url}")
        for name, due in written.held_back.items():
            echo(f"{name}  held back until {due}: briefing publish --due")
    if errors := sum(finding.severity == "error" for finding in findings):
        what = f"{written.path} is written and has {errors} error{'s' * (errors > 1)}"
        echo(f"briefing: {what}: mend before you publish it", err=True)
        raise SystemExit(1)
