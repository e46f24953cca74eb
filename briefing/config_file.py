"""``briefing.toml``: where it is found, and how its settings are read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from briefing.config import Settings, check_inside, placed
from briefing.errors import ConfigError, near
from briefing.sound import FILES as SOUND_FILES
from briefing.system.records import DataError, NotATableError, UnknownKeyError, build

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "briefing.toml"
#: What only the command line or a file named with ``--config`` decides: a cluster's answers are
#: trusted as code, a shared cache is any place on the net, and a signature is a promise.
_NAMED_ONLY = ("cluster", "shared_cache", "c2pa_certificate", "c2pa_key")
#: These settings are the program's own.
_NOT_IN_FILES = {"folder", "given"}
_FILES = ("output", "lexicon", "cover", "speaker_wav")


def find(beside: Path | None = None) -> Path | None:
    """Return the ``briefing.toml`` beside a script, else the one in the working folder."""
    for folder in (beside, Path()):
        if folder is not None and (folder / FILE).is_file():
            return folder / FILE
    return None


def settings_for(source: str) -> Settings:
    """Return the settings of the ``briefing.toml`` beside a script or in the working folder.

    ``source`` is the script's file; ``-`` or nothing means that it has no folder of its own.

    Raises
    ------
    ConfigError
        if that file is wrong.
    """
    file = find(Path(source).parent if source not in ("", "-") else None)
    return load_found(file) if file else Settings()


def load_found(file: Path) -> Settings:
    """Read a ``briefing.toml`` that nobody named: it may have come with a stranger's script.

    It says how an episode sounds and what it is called. It connects to nothing, and the files that
    it names lie in its own folder.

    Raises
    ------
    ConfigError
        if :func:`load` does, or it says more than that.
    """
    settings = load(file)
    remedy = f"give it on the command line, or --config {file} if you trust that file"
    for key in _NAMED_ONLY:
        if value := getattr(settings, key):
            what = f"{key} = {value!r} is not taken from a file that nobody named"
            raise ConfigError(what, where=str(file), remedy=remedy)
    files = {key: getattr(settings, key) for key in _FILES}
    files |= {f"sound.{key}": getattr(settings.sound, key) for key in SOUND_FILES}
    for key, value in {**files, "show.artwork": settings.show.artwork}.items():
        check_inside(key, settings.path(value or ""), file.parent, str(file), remedy)
    return settings


def load(file: Path) -> Settings:
    """Read a ``briefing.toml``. An ``output`` in it is relative to it, as other files are.

    Raises
    ------
    ConfigError
        if it is not valid TOML, or holds an unknown key or a value of the wrong type or range.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        remedy = f"check the name; {FILE} beside the script is found by itself"
        raise ConfigError(error.strerror or str(error), where=str(file), remedy=remedy) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(str(error), where=str(file), remedy="see docs/configuration.md") from None
    for key in _NOT_IN_FILES & set(table):
        remedy = "the folder is always that of this file"
        raise ConfigError(f"unknown key {key!r}", where=str(file), remedy=remedy)
    if isinstance(table.get("sound"), str):
        table["sound"] = {"set": table["sound"]}
    if isinstance(table.get("date"), date):  # TOML has dates of its own
        table["date"] = table["date"].isoformat()
    with placed(str(file)):
        settings = _settings(table, str(file))
    if "output" in table:
        settings = replace(settings, output=str(file.parent / settings.output))
    return replace(settings, folder=file.parent)


def _settings(table: Mapping[str, Any], file: str) -> Settings:
    """Build settings from a TOML table; reject unknown keys."""
    try:
        return build(Settings, table, strict=True)
    except UnknownKeyError as error:
        what, remedy = f"unknown key {error.key!r}", near(error.name, error.known)
    except NotATableError as error:
        what, remedy = str(error), f"write [{error.key}]"
    except DataError as error:
        what, remedy = str(error), "see docs/configuration.md"
    raise ConfigError(what, where=file, remedy=remedy)
