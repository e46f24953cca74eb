"""``briefing settings``: the voices, pauses and music of a script, and how to change them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from briefing.cli.common import as_json, desk_of, echo, print_json, verbosity
from briefing.errors import BriefingError
from briefing.system import install


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("values", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--here", is_flag=True, help="In the front matter of FILE, not in briefing.toml.")
@click.option("--editor", metavar="NAME", help="Who changes it, for the history [your user name].")
@as_json
@verbosity
def settings(
    file: str,
    values: tuple[str, ...],
    here: bool,
    editor: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Print the voices, pauses and music of the script FILE; with KEY=VALUE, change them first.

    Keys are voice, voices.NAME, and those of [pauses] and [sound]: sound.duck_db=18. KEY= takes a
    value away. Comments and all other lines of briefing.toml, or of the front matter, stay.
    """
    from briefing.studio import settings as changes

    desk, name = desk_of(file, editor), Path(file).name
    if values:
        if not find_spec("tomlkit"):
            raise BriefingError("tomlkit is not installed", remedy=install.extra("serve"))
        given = dict(_pair(value) for value in values)
        scope = changes.HERE if here else changes.SHOW
        version = desk.open(name).version if here else changes.settings_version(desk)
        changes.change(desk, name, given, scope, version)
    found = changes.values(desk, desk.open(name))
    if as_json:
        print_json(found)
    elif not quiet:
        for key, value in found.items():
            echo(f"{key} = {value}")


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"not KEY=VALUE: {text}")
    return key.strip(), value
