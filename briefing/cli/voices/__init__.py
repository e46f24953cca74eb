"""``briefing voices``: which voices there are, and what can be done with them. A file a command."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping

import click

from briefing.cli.common import as_json, verbosity

COMMANDS: Mapping[str, str] = {
    "info": "briefing.cli.voices.info:info",
    "get": "briefing.cli.voices.get:get",
    "add": "briefing.cli.voices.add:add",
    "remove": "briefing.cli.voices.remove:remove",
    "preview": "briefing.cli.voices.preview:preview",
    "compare": "briefing.cli.voices.compare:compare",
    "export": "briefing.cli.voices.export:export",
}


class _Commands(click.Group):
    """A group that loads a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = pkgutil.resolve_name(COMMANDS[name])
        return command


@click.group(cls=_Commands, invoke_without_command=True)
@as_json
@verbosity
@click.pass_context
def voices(ctx: click.Context, as_json: bool, quiet: bool, verbose: bool) -> None:
    """List the voices: what they are, what they allow, how fast they are, and whether installed."""
    if ctx.invoked_subcommand is None:
        from briefing.cli.voices.facts import show_all

        show_all(as_json=as_json)
