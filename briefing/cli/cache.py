"""``briefing cache``: what is kept of earlier runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from briefing.cli.common import as_json, config_option, print_json, settings_from
from briefing.files import os_error

if TYPE_CHECKING:
    from briefing.kept import Info


@click.group()
def cache() -> None:
    """Show or empty the clip cache, which keeps what was spoken."""


@cache.command()
@as_json
def info(as_json: bool) -> None:
    """Say where the cache is and how much it holds."""
    from briefing.synthesise.cache import default

    found = default().info()
    if as_json:
        print_json({**asdict(found), "folder": str(found.folder)})
    else:
        click.echo(f"{found.folder}: {_count(found)}")


@cache.command()
@click.option("--cache-bytes", type=int, metavar="N", help="How much may stay [cache_bytes].")
@config_option
def prune(cache_bytes: int | None, config: str | None) -> None:
    """Remove what was used longest ago, down to the size that the settings allow."""
    settings = settings_from(config, "", cache_bytes=cache_bytes)
    _remove(settings.cache_bytes)


@cache.command()
def clear() -> None:
    """Remove all clips; they are spoken again when they are needed."""
    _remove(None)


def _remove(limit_bytes: int | None) -> None:
    from briefing.synthesise.cache import default

    found = default()
    try:
        removed = found.clear() if limit_bytes is None else found.prune(limit_bytes)
    except OSError as error:
        raise os_error(error, error.filename or found.folder) from error
    click.echo(f"{removed.folder}: removed {_count(removed)}")


def _count(found: Info) -> str:
    return f"{found.entries} clips, {found.size_bytes / 1e6:.1f} MB"
