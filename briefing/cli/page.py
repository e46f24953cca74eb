"""``briefing page``: the episodes as a website of plain files."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.common import config_option, echo, settings_from, verbosity


@click.command()
@click.argument("folder", metavar="[FOLDER]", required=False)
@config_option
@verbosity
def page(folder: str | None, config: str | None, quiet: bool, verbose: bool) -> None:
    """Write the page into FOLDER [out], for any web host.

    It lists the episodes and plays them: chapters, a text that follows the speech, a waveform. It
    needs no other server, no build, no network.
    """
    from briefing.publish.page import Pages, write

    settings = settings_from(config, "")
    place = Path(folder or settings.output)
    written = write(Pages(place, settings), place)
    if not quiet:
        echo(written)
