"""What every page of a show says of it."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.formats.markup import path
from briefing.publish import address
from briefing.show import Show


@dataclass(frozen=True)
class Site:
    """The show, and the file of its feed, empty if there is none."""

    show: Show
    feed: str = ""

    def url(self, *names: str) -> str:
        """Return the address of a file or a folder on the web, empty where that is not known.

        Raises
        ------
        ConfigError
            if the show's ``base_url`` is not an address.

        >>> Site(Show(base_url="https://example.org/podcast")).url("आज", "")
        'https://example.org/podcast/%E0%A4%86%E0%A4%9C/'
        """
        base = self.show.base_url
        return address.base(base) + path(*names) if base else ""
