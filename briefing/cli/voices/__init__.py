"""``briefing voices``: which voices there are, and what can be done with them. A file a command."""

from __future__ import annotations

from collections.abc import Mapping

import click

from briefing.cli.common import Group, as_json, verbosity

COMMANDS: Mapping[str, str] = {
    "info": "briefing.cli.voices.info:info",
    "get": "briefing.cli.voices.get:get",
    "add": "briefing.cli.voices.add:add",
    "remove": "briefing.cli.voices.remove:remove",
    "preview": "briefing.cli.voices.preview:preview",
    "compare": "briefing.cli.voices.compare:compare",
    "export": "briefing.cli.voices.export:export",
}


@click.group(cls=Group, lazy=COMMANDS, invoke_without_command=True)
@as_json
@verbosity
@click.pass_context
def voices(ctx: click.Context, as_json: bool, quiet: bool, verbose: bool) -> None:
    """List the voices: what they are, what they allow, how fast they are, and whether installed."""
    if ctx.invoked_subcommand is None:
        from briefing.cli.voices.facts import show_all

        show_all(as_json=as_json)
