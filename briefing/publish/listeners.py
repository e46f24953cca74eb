"""The listeners of a private show: each has a feed at an address of its own, which can be closed.

They stand in ``listeners.tsv`` beside ``briefing.toml``: a name, a token, and the day on which the
address was closed, if it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.errors import ConfigError, near
from briefing.formats import tables
from briefing.formats.text import one_line
from briefing.show import TOKEN
from briefing.system import files

NAME = "listeners.tsv"
_HEAD = "# name\ttoken\trevoked\n"
_COLUMNS = 3


@dataclass(frozen=True)
class Listener:
    """Who has an address of the feed; ``revoked`` is the day on which it was closed, or empty."""

    name: str
    token: str
    revoked: str = ""


def read(file: Path) -> tuple[Listener, ...]:
    """Return the listeners, none if there is no file.

    Raises
    ------
    ConfigError
        if a line is none, or two are of one name or token.
    """
    if not file.is_file():
        return ()
    found: list[Listener] = []
    for number, columns in tables.rows(file.read_text(encoding="utf-8")):
        cells = [cell.strip() for cell in columns]
        listener = Listener(*cells) if 1 < len(cells) <= _COLUMNS else Listener("", "")
        twice = any(listener.name == x.name or listener.token == x.token for x in found)
        if twice or not (listener.name and TOKEN.fullmatch(listener.token)):
            what = "the same listener or token twice" if twice else "not a name and a token"
            remedy = "write NAME, a tab and 22 letters and digits or more"
            raise ConfigError(what, where=f"{file}:{number}", remedy=remedy)
        found.append(listener)
    return tuple(found)


def add(file: Path, name: str) -> Listener:
    """Return the listener of this name; a new one, with a token of 256 bits, is written.

    Raises
    ------
    ConfigError
        if the address of this listener was closed.
    """
    known = read(file)
    name = one_line(name)
    listener = next((each for each in known if each.name == name), None)
    if listener and listener.revoked:
        what = f"the address of {name} was closed on {listener.revoked}"
        remedy = "give a name such as «" + name + " 2»: the old address stays closed"
        raise ConfigError(what, where=str(file), remedy=remedy)
    if listener is None:
        listener = Listener(name, secrets.token_hex(32))
        _write(file, (*known, listener))
    return listener


def revoke(file: Path, name: str, day: str) -> None:
    """Close the address of a listener for good, as of a day (ISO 8601).

    Raises
    ------
    ConfigError
        if there is no such listener.
    """
    known = read(file)
    if name not in [each.name for each in known]:
        remedy = near(name, [each.name for each in known])
        raise ConfigError(f"there is no listener {name!r}", where=str(file), remedy=remedy)
    rows = [replace(x, revoked=x.revoked or day) if x.name == name else x for x in known]
    _write(file, rows)


def _write(file: Path, listeners: Sequence[Listener]) -> None:
    rows = "".join(f"{x.name}\t{x.token}\t{x.revoked}".rstrip() + "\n" for x in listeners)
    files.write(file, _HEAD + rows)
    file.chmod(0o600)
