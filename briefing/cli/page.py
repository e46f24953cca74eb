"""``briefing page``: the episodes as a website of plain files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from briefing.cli.common import config_option, echo, settings_from, verbosity
from briefing.formats.podcast import FEED, INDEX


@click.command()
@click.argument("folder", metavar="[FOLDER]", required=False)
@config_option
@verbosity
def page(folder: str | None, config: str | None, quiet: bool, verbose: bool) -> None:
    """Write the page into FOLDER [out], for any web host.

    It lists the episodes and plays them: chapters, a text that follows the speech, a waveform. It
    needs no other server, no build, no network. Episodes of a later date are left out. A feed in
    the folder is written again, with links to the page.
    """
    from briefing.episode.dates import INDIA
    from briefing.publish import feed
    from briefing.publish.page import Pages, write

    settings = settings_from(config, str(Path(folder or "out") / INDEX))
    place = Path(folder or settings.output)
    if (place / FEED).is_file() and feed.is_described(settings.show):
        feed.write(place, settings, pages=True)  # its items link to the page
    else:
        write(Pages(place, settings, until=datetime.now(INDIA)), place)
    if not quiet:
        echo(place / INDEX)
