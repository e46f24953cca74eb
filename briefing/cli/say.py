"""``briefing say``: a text into a clip."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from briefing.cli.common import echo, echo_file, settings_from, spoken_as, verbosity
from briefing.cli.progress import Meter, progress_option
from briefing.encode import ENCODERS

_STDOUT = "-"


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="clip.wav",
    show_default=True,
    help="A .wav, .mp3 or other file; - is standard output.",
)
@click.option("--format", type=click.Choice(list(ENCODERS)), help="Of standard output [wav].")
@spoken_as
@progress_option
@verbosity
def say(
    text: str,
    output: str,
    format: str | None,
    config: str | None,
    progress: str | None,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Speak TEXT into an audio file; - reads it from standard input.

    \b
    briefing say "नमस्ते" -o - | aplay
    """
    if output == _STDOUT and sys.stdout.isatty():
        raise click.UsageError("audio is not for a terminal: pipe it, or name a file with -o")
    if output != _STDOUT and format:
        raise click.UsageError("the ending of the file's name says its format: leave out --format")
    if text == "-":
        text = sys.stdin.read()

    warnings: list[str] = []
    settings = settings_from(config, "", **options)
    with tempfile.TemporaryDirectory() as folder:
        piped = Path(folder, f"clip.{format or 'wav'}")
        path = piped if output == _STDOUT else Path(output)
        with Meter(progress, quiet=quiet) as meter:
            from briefing import clip

            clip.say(text, path, settings, warnings.append, meter.of("the text"))
        for warning in warnings:
            echo(f"briefing: {warning}", err=True)
        if path == piped:
            echo_file(path)
        elif not quiet:
            echo(output)
