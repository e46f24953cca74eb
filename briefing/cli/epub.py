"""``briefing epub``: an episode to read along."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.common import config_option, echo, settings_from, verbosity


@click.command()
@click.argument("episode", metavar="EPISODE")
@click.option("-o", "--output", metavar="FILE", help="The file to write [EPISODE/SLUG.epub].")
@config_option
@verbosity
def epub(episode: str, output: str | None, config: str | None, quiet: bool, verbose: bool) -> None:
    """Write the finished EPISODE, a folder below out/, as an EPUB to read along.

    Its text is lit as it is spoken: sentence by sentence, or word by word where the voice tells
    when each word is heard.
    """
    from briefing.episode import library
    from briefing.publish.epub import write

    folder = library.folder_of(episode)
    settings = settings_from(config, str(folder / "x"))
    written = write(folder, settings, Path(output) if output else None)
    if not quiet:
        echo(written)
