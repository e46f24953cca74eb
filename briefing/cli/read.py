"""``briefing read``: the script that would be spoken, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefing.cli.common import echo, verbosity, web_options

if TYPE_CHECKING:
    from briefing.read.fetch import WebAccess


@click.command()
@click.argument("source", metavar="FILE|URL")
@web_options
@verbosity
def read(source: str, quiet: bool, verbose: bool, access: WebAccess) -> None:
    """Print what would be spoken of FILE or URL as Markdown, to be edited and made.

    What is left out stands in a comment at the end, with the reason; --quiet leaves that comment
    out. - is standard input. docs/inputs.md lists what is read.
    """
    from briefing.episode import audit
    from briefing.model import Utterance
    from briefing.read import read as read_script
    from briefing.read.as_markdown import as_markdown

    script = read_script(source, access)
    paragraphs = [p for chapter in script.chapters for p in chapter.paragraphs]
    spoken = [Utterance(p.with_number(), "", 0, 0, "", line=p.line) for p in paragraphs]
    for notice in script.notices:
        echo(f"briefing: {notice}", err=True)
    for warning in audit.warnings(audit.losses(script, spoken), script.source):
        echo(f"briefing: {warning}", err=True)
    echo(as_markdown(script, omissions=not quiet), nl=False)
