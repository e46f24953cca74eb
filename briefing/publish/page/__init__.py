"""The page: a folder of episodes as a website, the same when served and when written as files.

No script or style but its own, no request to anywhere else, every text escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from briefing.config import Show
from briefing.episode import manifest
from briefing.formats.podcast import COVER, FEED, INDEX
from briefing.publish.colour import DARK_PAPER, LIGHT_PAPER, readable
from briefing.publish.page import library, render
from briefing.publish.page.library import Entry
from briefing.publish.page.waveform import envelope
from briefing.system.files import write as write_file

# A folder no episode can be called: a slug holds no dot.
ASSETS = "page.files"
UNTITLED = "पॉडकास्ट"

Levels = Callable[[Entry], Sequence[int]]


class Pages:
    """The files of the page over a folder of episodes, made when they are asked for.

    ``levels`` gives an episode's envelope, 0 to 100; an empty one draws a plain line. ``feed``
    says that the feed is about to be written; else it is linked if it is there.
    """

    def __init__(
        self, folder: Path, show: Show, levels: Levels = envelope, *, feed: bool = False
    ) -> None:
        self._folder = folder
        self._show = show
        self._levels = levels
        self._feed = feed
        self._assets = Path(__file__).parent / "assets"

    def names(self) -> Iterator[str]:
        """Yield the name of every file, relative to the folder; none before what it links to.

        Raises
        ------
        FeedError
            if a manifest cannot be read.
        """
        entries = library.load(self._folder)
        yield from (f"{ASSETS}/{file.name}" for file in sorted(self._assets.iterdir()))
        yield from (f"{entry.folder.name}/{INDEX}" for entry in entries)
        yield INDEX

    def read(self, name: str) -> bytes | None:
        """Return a file of the page, None if there is none of that name.

        Raises
        ------
        FeedError
            if a manifest cannot be read.
        ConfigError
            if the show's colour is none.
        """
        folder, _, file = name.rpartition("/")
        if folder == ASSETS:
            return self._asset(file)
        if name == INDEX:
            entries = library.load(self._folder)
            return render.index(self._site(entries), entries).encode()
        made = self._folder / folder / manifest.NAME
        if file == INDEX and folder and "/" not in folder and made.is_file():
            entry = library.entry(made)
            return render.episode(self._site([entry]), entry, self._levels(entry)).encode()
        return None

    def _site(self, entries: Sequence[Entry]) -> render.Site:
        """Describe the show; without a title of its own it bears the one of its episodes."""
        titles = [self._show.title, *(entry.show for entry in entries), UNTITLED]
        show = replace(self._show, title=next(title for title in titles if title))
        feed = FEED if self._feed or (self._folder / FEED).is_file() else ""
        return render.Site(show, feed, cover=(self._folder / COVER).is_file())

    def _asset(self, name: str) -> bytes | None:
        found = {file.name: file for file in self._assets.iterdir()}
        if name not in found:
            return None
        data = found[name].read_bytes()
        if name == "page.css":
            return _colours(self._show.colour).encode() + data
        if name == "icon.svg":
            return data.replace(Show.colour.encode(), self._show.colour.encode())
        return data


def write(pages: Pages, folder: Path) -> Path:
    """Write the page into a folder, beside the episodes, and return its first file.

    A file that already says the same is left untouched; a file appears whole or not at all.

    Raises
    ------
    BriefingError
        if a manifest cannot be read or the folder cannot be written to.
    """
    for name in pages.names():
        data = pages.read(name)
        if data is not None:
            write_file(folder / name, data)
    return folder / INDEX


def _colours(colour: str) -> str:
    """Return the show's colours as CSS: one line the style sheet begins with."""
    values = {
        "light-paper": LIGHT_PAPER,
        "dark-paper": DARK_PAPER,
        "light-accent": readable(colour, LIGHT_PAPER),
        "dark-accent": readable(colour, DARK_PAPER, 6.5),
    }
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}\n"
