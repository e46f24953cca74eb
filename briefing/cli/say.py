"""``briefing say``: a text into a clip."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from briefing.cli.common import echo, settings_from, spoken_as, verbosity


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    default="clip.wav",
    show_default=True,
    help="A .wav, .mp3, .m4a, .m4b or .opus file.",
)
@spoken_as
@verbosity
def say(
    text: str, output: str, config: str | None, quiet: bool, verbose: bool, **options: Any
) -> None:
    """Speak TEXT into an audio file; - reads it from standard input."""
    from briefing import pipeline

    if text == "-":
        text = sys.stdin.read()

    def warn(warning: str) -> None:
        echo(f"briefing: {warning}", err=True)

    pipeline.say(text, Path(output), settings_from(config, "", **options), warn)
    if not quiet:
        echo(output)
