"""``briefing daily``: a bulletin from the feeds of one's own site."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.common import config_option, echo, settings_from, verbosity, web_options
from briefing.errors import ConfigError

if TYPE_CHECKING:
    from briefing.daily import Rules
    from briefing.read.fetch import WebAccess


@click.command()
@click.argument("feeds", metavar="[FEED]...", nargs=-1)
@click.option("--at", metavar="HH:MM", help="The bulletin's time of today [now].")
@click.option("--rules", metavar="FILE", help="What is taken of the feeds [daily.toml].")
@click.option("--last", type=click.IntRange(1), metavar="N", help="At most N stories [10].")
@click.option("-o", "--output", metavar="DIR", help="Where episodes go [out].")
@click.option("--dry-run", is_flag=True, help="Print the script; make and remember nothing.")
@config_option
@web_options
@verbosity
def daily(
    feeds: tuple[str, ...],
    at: str | None,
    rules: str | None,
    last: int | None,
    output: str | None,
    dry_run: bool,
    config: str | None,
    quiet: bool,
    verbose: bool,
    access: WebAccess,
) -> None:
    """Make a bulletin of what is new in each FEED (a URL or a file), and the podcast's feed.

    What earlier bulletins took is not taken again. FEEDs and rules may stand in daily.toml.
    """
    from briefing import daily as bulletins
    from briefing.publish import feed as podcast
    from briefing.read.as_markdown import as_markdown

    def warn(message: str) -> None:
        echo(f"briefing: {message}", err=True)

    wanted = _rules(rules, last)
    settings = settings_from(config, "", output=output)
    moment = _moment(at)
    names = feeds or wanted.feeds
    if not names:
        raise click.UsageError("name a FEED, or feeds = [...] in daily.toml")
    if dry_run:
        script = bulletins.preview(names, wanted, settings, moment, access, warn)
        echo(as_markdown(script) if script else "nothing new\n", nl=False)
        return
    result = bulletins.bulletin(names, wanted, settings, at=moment, access=access, warn=warn)
    for warning in result.warnings if result else ():
        warn(warning)
    if result and settings.show.base_url:
        podcast.write(Path(settings.output), settings)
    if not quiet:
        echo(f"{result.audio}" if result else "nothing new")


def _rules(name: str | None, last: int | None) -> Rules:
    """Return the rules of a file, of ``daily.toml`` where there is one, or the usual ones."""
    from briefing import daily as bulletins

    file = Path(name or bulletins.RULES)
    found = bulletins.load_rules(file) if name or file.is_file() else bulletins.Rules()
    return replace(found, stories=last or found.stories)


def _moment(at: str | None) -> datetime:
    """Return the time of today in India, or now.

    Raises
    ------
    ConfigError
        if it is no time.
    """
    from briefing.episode.dates import INDIA

    now = datetime.now(INDIA)
    if at is None:
        return now
    try:
        time = datetime.strptime(at, "%H:%M").time()
    except ValueError:
        raise ConfigError(f"{at!r} is no time", where="--at", remedy="write 07:00") from None
    return datetime.combine(now.date(), time, INDIA)
