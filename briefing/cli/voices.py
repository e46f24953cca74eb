"""``briefing voices``: which voices there are."""

from __future__ import annotations

from typing import Any

import click

from briefing.cli.common import as_json, print_json, verbosity


@click.group(invoke_without_command=True)
@as_json
@verbosity
@click.pass_context
def voices(ctx: click.Context, as_json: bool, quiet: bool, verbose: bool) -> None:
    """List the voices: engine, gender, licence, size, and whether they are installed."""
    if ctx.invoked_subcommand is None:
        _list(as_json)


def _list(as_json: bool) -> None:
    from briefing import voices as library

    rows = [_row(library.read(folder)) for folder in library.known().values()]
    if as_json:
        print_json(rows)
        return
    keys = ("name", "engine", "language", "gender", "licence", "commercial", "size", "installed")
    table = [dict(zip(keys, keys, strict=True)), *rows]
    widths = {key: max(len(str(row[key])) for row in table) for key in keys}
    for row in table:
        click.echo("  ".join(str(row[key]).ljust(widths[key]) for key in keys).rstrip())


def _row(voice: Any) -> dict[str, str]:
    from briefing.synthesise import missing

    commercial = {True: "yes", False: "no", None: "unknown"}
    needs = missing(voice)
    return {
        "name": voice.name,
        "engine": voice.engine,
        "language": voice.language,
        "gender": voice.gender,
        "licence": voice.licence.name,
        "commercial": commercial[voice.licence.commercial],
        "size": f"{voice.size_bytes / 1e6:.0f} MB",
        "installed": f"needs: {needs}" if needs else "yes",
    }
