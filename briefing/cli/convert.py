"""``briefing convert``: text for fonts of before Unicode, as Unicode."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.common import echo, verbosity
from briefing.read.legacy import FONTS


@click.command()
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE", help="Where to write [standard output].")
@click.option("--font", type=click.Choice(list(FONTS)), help="The font [recognised].")
@verbosity
def convert(file: str, output: str | None, font: str | None, quiet: bool, verbose: bool) -> None:
    """Write FILE, typed for Kruti Dev, Chanakya or another font of before Unicode, as Unicode.

    Plain text keeps its lines; a document is written as Markdown. Text in Unicode and English stay
    as they are. - is standard input.
    """
    from briefing.read.convert import converted
    from briefing.system.files import write

    text, message = converted(file, font)
    if output:
        write(Path(output), text)
    else:
        echo(text, nl=False)
    if not quiet:
        echo(f"briefing: {message}", err=True)
