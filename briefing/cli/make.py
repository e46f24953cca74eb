"""``briefing make``: scripts into episodes."""

from __future__ import annotations

from typing import Any

import click

from briefing.cli.common import (
    Meter,
    as_json,
    clock,
    loudness_option,
    print_json,
    settings_from,
    spoken_as,
    tell,
    verbosity,
)
from briefing.encode import ENCODERS


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="DIR", help="Where episodes go [out].")
@click.option("--title", help="The episode's title [the script's].")
@click.option("--author", help="Who speaks to the listener [the script's or the show's].")
@click.option("--date", metavar="YYYY-MM-DD", help="The episode's date [the script's, or today].")
@click.option("--slug", help="The episode's folder and file name [from the title].")
@click.option("--episode", type=click.IntRange(1), help="The episode's number.")
@click.option("--season", type=click.IntRange(1), help="The season's number.")
@click.option(
    "--chapters",
    type=click.Choice(["paragraph", "heading", "none"]),
    help="What begins a chapter [heading where there are headings, else paragraph].",
)
@click.option("--format", type=click.Choice(list(ENCODERS)), help="The kind of file [mp3].")
@click.option("--bitrate", "bitrate_kbps", type=int, metavar="KBPS", help="Bit rate [96].")
@loudness_option
@click.option("--intro", help="Spoken first; may hold {title} and {date}.")
@click.option("--outro", help="Spoken last; may hold {title} and {date}.")
@click.option("--cover", metavar="FILE", help="A JPEG or PNG picture for the file.")
@spoken_as
@as_json
@verbosity
def make(
    files: tuple[str, ...],
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Turn each FILE into an episode: audio with chapters, and a manifest.

    FILE is Hindi text (.txt) or Markdown (.md); - is standard input.
    """
    from briefing import lint, pipeline

    said: set[str] = set()
    for file in files:
        settings = settings_from(config, file, **options)
        made = pipeline.make(file, settings, Meter(quiet=quiet))
        for warning in (warning for warning in made.warnings if warning not in said):
            click.echo(f"briefing: {warning}", err=True)
        said.update(made.warnings)
        tell(lint.episode(made.folder), quiet=quiet)
        if as_json:
            print_json({"file": str(made.audio), **made.manifest})
        elif not quiet:
            audio = made.manifest["audio"]
            click.echo(
                f"{made.audio}  {clock(audio['duration_ms'])}, "
                f"{len(made.manifest['chapters'])} chapters, {audio['loudness_lufs']} LUFS"
            )
