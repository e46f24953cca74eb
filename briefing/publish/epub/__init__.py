"""The read-along: an episode as EPUB 3.3 with Media Overlays, its text lit as it is spoken.

Made from the manifest alone, so what is made twice is the same, byte for byte. Sources: EPUB 3.3
(W3C Recommendation, 2023), sections 5 (package), 9 (Media Overlays); EPUB Accessibility 1.1.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from briefing.config import Settings
from briefing.episode import library
from briefing.episode.manifest import Manifest
from briefing.errors import FeedError
from briefing.formats.podcast import SMALL_COVER
from briefing.publish.covers import cover
from briefing.publish.epub.package import CONTAINER, package
from briefing.publish.epub.pages import STYLE, chapters, navigation, overlay, page
from briefing.system.files import atomic_path

SUFFIX = ".epub"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP can write: no clock decides a byte


def write(folder: Path, settings: Settings, path: Path | None = None) -> Path:
    """Write the read-along of an episode's folder, by default into it, and return its file.

    Raises
    ------
    FeedError
        if the folder holds no whole episode.
    BriefingError
        if the file cannot be written.
    """
    episode = library.load(folder)
    path = path or episode.folder / f"{episode.manifest.slug}{SUFFIX}"
    picture = cover.for_page(settings, episode.folder, episode.manifest)
    with atomic_path(path) as partial, zipfile.ZipFile(partial, "w") as book:
        _add(book, "mimetype", b"application/epub+zip", stored=True)
        _add(book, "META-INF/container.xml", CONTAINER.encode())
        for name, text in _texts(episode.manifest, settings):
            _add(book, f"EPUB/{name}", text.encode())
        _add(book, f"EPUB/{SMALL_COVER}", picture, stored=True)
        for name, data in _pictures(episode):
            _add(book, f"EPUB/{name}", data, stored=True)
        audio = zipfile.ZipInfo(f"EPUB/{episode.audio.name}", _EPOCH)
        with book.open(audio, "w") as out, episode.audio.open("rb") as source:
            while block := source.read(1 << 20):
                out.write(block)
    return path


def _pictures(episode: library.StoredEpisode) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of the chapters, each once, by their names."""
    record = episode.manifest
    shown = (record.picture(mark) for mark in record.contents)
    for name in dict.fromkeys(picture.file for picture in shown if picture):
        file = episode.folder / name
        if not (file.is_file() and library.is_inside(file)):
            what = "the picture of a chapter is missing"
            raise FeedError(what, where=str(file), remedy="make the episode again")
        yield name, file.read_bytes()


def _texts(manifest: Manifest, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the files of text by their names: the package, the contents, chapters, overlays."""
    parts = chapters(manifest)
    notice = settings.show.ai_notice
    yield "package.opf", package(manifest, parts, notice)
    yield "nav.xhtml", navigation(manifest, parts)
    yield "style.css", STYLE
    for part in parts:
        yield f"{part.name}.xhtml", page(part, manifest)
        yield f"{part.name}.smil", overlay(part, manifest.audio.file)


def _add(book: zipfile.ZipFile, name: str, data: bytes, *, stored: bool = False) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    book.writestr(info, data)
