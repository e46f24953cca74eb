"""Categories of podcasts, as Apple's directory has them and other directories took them over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from briefing.errors import ConfigError, near
from briefing.formats import tables


def category(name: str) -> tuple[str, ...]:
    """Return a category's path: one name, or a main category's and its own.

    >>> category("News"), category("News > Daily News"), category("Cricket")
    (('News',), ('News', 'Daily News'), ('Sports', 'Cricket'))

    Raises
    ------
    ConfigError
        if there is none of that name; a directory would refuse the feed.
    """
    paths: list[tuple[str, ...]] = [(main,) for main in categories()]
    paths += [(main, part) for main, parts in categories().items() for part in sorted(parts)]
    wanted = tuple(part.strip() for part in name.split(">"))
    for path in paths:
        if wanted in (path, path[1:]):
            return path
    known = [" > ".join(path) for path in paths] + [path[-1] for path in paths]
    what = f"unknown category {name!r}"
    raise ConfigError(what, where="show.category", remedy=near(name, known))


@cache
def categories() -> Mapping[str, frozenset[str]]:
    """Return the main categories, each with its subcategories; a row of the table is one."""
    rows = tables.read(Path(__file__).with_name("categories.tsv"))
    return {row[0]: frozenset(row[1:]) for row in rows}
