"""Read ``config.toml``, and what one run changes in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from briefing.errors import BriefingError, ConfigError, near

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent


def load(changes: Sequence[str] = (), file: Path = FOLDER / "config.toml") -> SimpleNamespace:
    """Return the configuration: a section is an attribute, and so is each of its keys.

    ``changes`` are written ``section.key=value``, the value as in TOML.

    Raises
    ------
    ConfigError
        if a change names no key, or its value is not TOML or is of another type.
    """
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    for change in changes:
        _change(table, change)
    return SimpleNamespace(**{name: SimpleNamespace(**keys) for name, keys in table.items()})


def _change(table: dict[str, dict[str, Any]], change: str) -> None:
    name, _, value = change.partition("=")
    section, _, key = name.strip().partition(".")
    known = [f"{one}.{two}" for one, keys in table.items() for two in keys]
    if f"{section}.{key}" not in known:
        raise ConfigError(f"there is no {name!r} in config.toml", remedy=near(name, known))
    try:
        new = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{change!r}: {error}", remedy="write the value as in TOML") from error
    before = table[section][key]
    if type(new) is not type(before) and not (type(before) is float and type(new) is int):
        remedy = f"write it like {key} = {before!r}"
        raise ConfigError(f"{change!r} is of another type", where=section, remedy=remedy)
    table[section][key] = new


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return what every step takes: the folder it works in, and changes to the configuration."""
    parser = argparse.ArgumentParser(description=(description or "").split("\n")[0])
    parser.add_argument("work", type=Path, help="the folder that holds corpus, state and log")
    parser.add_argument(
        "--set", action="append", default=[], metavar="SECTION.KEY=VALUE", dest="changes"
    )
    return parser


def run(main: Callable[[], None]) -> None:
    """Run a step; an error the user can mend is reported without a traceback."""
    try:
        main()
    except BriefingError as error:
        sys.exit(str(error))
