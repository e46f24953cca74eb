"""Categories of podcasts, as Apple's directory has them and others took over."""

from __future__ import annotations

from functools import cache
from importlib import resources

from briefing.errors import ConfigError, near


def category(name: str) -> tuple[str, ...]:
    """Return a category's path: one name, or a main category's and its own.

    >>> category("News"), category("News > Daily News"), category("Cricket")
    (('News',), ('News', 'Daily News'), ('Sports', 'Cricket'))

    Raises
    ------
    ConfigError
        if there is none of that name; a directory would refuse the feed.
    """
    last = name.split(">")[-1].strip()
    path = _paths().get(last)
    if path is None or " > ".join(path) not in (name.strip(), f"{path[0]} > {name.strip()}"):
        known = [" > ".join(path) for path in _paths().values()]
        what = f"unknown category {name!r}"
        raise ConfigError(what, where="show.category", remedy=near(name, [*known, *_paths()]))
    return path


@cache
def _paths() -> dict[str, tuple[str, ...]]:
    """Return the path of every category by its name; ``categories.tsv`` has a main one a line."""
    table = (resources.files(__package__) / "categories.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in table.splitlines()]
    return {name: (row[0],) if name == row[0] else (row[0], name) for row in rows for name in row}
