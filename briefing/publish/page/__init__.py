"""The page: a folder of episodes as a website, the same when served and when written as files.

No script or style but its own, no request to anywhere else, every text escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefing.config import Settings
from briefing.episode import library, manifest
from briefing.episode.library import StoredEpisode
from briefing.errors import FeedError
from briefing.formats.podcast import FEED, INDEX, SMALL_COVER
from briefing.publish.colour import DARK_PAPER, LIGHT_PAPER, readable
from briefing.publish.covers import cover
from briefing.publish.page import render
from briefing.publish.page.site import Site
from briefing.publish.page.waveform import envelope
from briefing.show import Show
from briefing.system.files import write as write_file

# A folder no episode can be called: a slug holds no dot.
ASSETS = "page.files"
UNTITLED = "पॉडकास्ट"
_FOLDER = Path(__file__).parent / "assets"

Levels = Callable[[StoredEpisode], Sequence[int]]


class Pages:
    """The files of the page over a folder of episodes, made when they are asked for.

    ``levels`` gives an episode's envelope, 0 to 100; an empty one draws a plain line. ``feed``
    says that the feed is about to be written; else it is linked if it is there. Episodes that are
    due after ``until`` are not shown. ``unread``, if it is given, is called with the error of an
    episode that cannot be read, which is then not shown.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        levels: Levels = envelope,
        *,
        feed: bool = False,
        until: datetime | None = None,
        unread: Callable[[FeedError], None] | None = None,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._show = settings.show
        self._levels = levels
        self._feed = feed
        self._until = until
        self._unread = unread

    def names(self) -> Iterator[str]:
        """Yield the name of every file, linked files before the pages that link to them.

        Names are relative to the folder.

        Raises
        ------
        FeedError
            if a manifest cannot be read.
        """
        episodes = self._episodes()
        yield from (f"{ASSETS}/{name}" for name in assets())
        for folder in (*(f"{episode.name}/" for episode in episodes), ""):
            yield from (folder + SMALL_COVER, folder + INDEX)

    def read(self, name: str) -> bytes | None:
        """Return a file of the page, None if there is none of that name.

        Raises
        ------
        FeedError
            if a manifest cannot be read.
        ConfigError
            if the show's colour is not valid.
        """
        folder, _, file = name.rpartition("/")
        if folder == ASSETS:
            return asset(file, self._show.colour)
        if file not in (INDEX, SMALL_COVER):
            return None
        if not folder:
            return self._of_show(file)
        if "/" not in folder and self._holds_episode(folder):
            return self._of_episode(file, library.load(self._folder / folder))
        return None

    def _of_show(self, file: str) -> bytes:
        episodes = self._episodes()
        site = self._site(episodes)
        if file == SMALL_COVER:
            return cover.for_page(replace(self._settings, show=site.show), self._folder)
        return render.index_page(site, episodes).encode()

    def _of_episode(self, file: str, episode: StoredEpisode) -> bytes:
        site = self._site([episode])
        if file == SMALL_COVER:
            settings = replace(self._settings, show=site.show)
            return cover.for_page(settings, episode.folder, episode.manifest)
        return render.episode_page(site, episode, self._levels(episode)).encode()

    def _episodes(self) -> list[StoredEpisode]:
        found = library.episodes(self._folder, self._unread)
        return [each for each in found if self._until is None or each.due <= self._until]

    def _holds_episode(self, folder: str) -> bool:
        file = self._folder / folder / manifest.NAME
        return file.is_file() and library.is_inside(file)

    def _site(self, episodes: Sequence[StoredEpisode]) -> Site:
        """Describe the show; without a title of its own it has the one of its episodes."""
        titles = [self._show.title, *(episode.manifest.show for episode in episodes), UNTITLED]
        show = replace(self._show, title=next(title for title in titles if title))
        feed = FEED if self._feed or (self._folder / FEED).is_file() else ""
        return Site(show, feed)


def assets() -> list[str]:
    """Return the names of the files that every page needs: style, script, icon, fonts."""
    return sorted(file.name for file in _FOLDER.iterdir())


def asset(name: str, colour: str = Show.colour) -> bytes | None:
    """Return one of them in the show's colour, None if there is none of that name.

    Raises
    ------
    ConfigError
        if the colour is not valid.
    """
    if name not in assets():
        return None
    data = (_FOLDER / name).read_bytes()
    if name == "page.css":
        return _colours(colour).encode() + data
    if name == "icon.svg":
        return data.replace(Show.colour.encode(), colour.encode())
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
