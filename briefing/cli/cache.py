"""``briefing cache``: what earlier runs left for later ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from briefing.cli.common import as_json, config_option, echo, print_json, settings_from
from briefing.system.disk_cache import parts_limit
from briefing.system.files import os_error

if TYPE_CHECKING:
    from briefing.system.disk_cache import CacheInfo, DiskCache


@click.group()
def cache() -> None:
    """Show or empty the caches: spoken clips, and encoded parts of episodes."""


@cache.command()
@as_json
def info(as_json: bool) -> None:
    """Say where the cache is and how much it holds."""
    found = {what: kept.info() for what, kept in _all().items()}
    if as_json:
        facts = {what: asdict(info) | {"folder": str(info.folder)} for what, info in found.items()}
        print_json({**facts.pop("clips"), **facts})
        return
    for what, info in found.items():
        echo(f"{info.folder}: {_count(info, what)}")


@cache.command()
@click.option("--cache-bytes", type=int, metavar="N", help="How much may stay [cache_bytes].")
@config_option
def prune(cache_bytes: int | None, config: str | None) -> None:
    """Remove what was used longest ago, down to the size that the settings allow."""
    clips_bytes = settings_from(config, "", cache_bytes=cache_bytes).cache_bytes
    limits = {"clips": clips_bytes, "parts": parts_limit(clips_bytes)}
    _remove(lambda what, kept: kept.prune(limits[what]))


@cache.command()
def clear() -> None:
    """Remove all of it; it is made again when it is needed."""
    _remove(lambda _, kept: kept.clear())


def _all() -> dict[str, DiskCache]:
    from briefing.encode.parts import default as parts
    from briefing.synthesise.cache import default as clips

    return {"clips": clips(), "parts": parts()}


def _remove(from_kept: Callable[[str, DiskCache], CacheInfo]) -> None:
    for what, kept in _all().items():
        try:
            removed = from_kept(what, kept)
        except OSError as error:
            raise os_error(error, error.filename or kept.folder) from error
        echo(f"{removed.folder}: removed {_count(removed, what)}")


def _count(found: CacheInfo, what: str) -> str:
    return f"{found.entries} {what}, {found.size_bytes / 1e6:.1f} MB"
