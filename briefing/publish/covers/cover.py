"""Covers: the show's artwork, given or drawn, and a picture for each episode."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.config import Settings
from briefing.episode.dates import hindi_date
from briefing.episode.library import StoredEpisode
from briefing.episode.manifest import Manifest
from briefing.errors import ConfigError
from briefing.formats.picture import shape
from briefing.formats.podcast import COVER
from briefing.formats.text import one_line, shorten
from briefing.publish.colour import parse
from briefing.publish.covers import artwork
from briefing.publish.covers.artwork import LARGE, LARGE_BYTES, SMALL, SMALL_BYTES, Design
from briefing.system import files
from briefing.system.folders import cache_folder

if TYPE_CHECKING:
    from PIL.Image import Image

SMALLEST = 1400  # pixels of an edge, as Apple wants it; the largest is LARGE
_EMBEDDED_BYTES = 300 * 1024
_LARGEST = 8000  # that is made smaller: 256 MB in memory
_MOST_LETTERS = 300
_REMEDY = f"give a square JPEG or PNG of {SMALLEST} to {LARGE} pixels"


def write(output: Path, settings: Settings, episodes: Iterable[StoredEpisode]) -> None:
    """Write the show's cover, and one for each episode unless the show has its own artwork.

    A drawn cover that would look the same is left as it is.

    Raises
    ------
    ConfigError
        if the artwork is not a square picture of at least 1400 pixels, or the colour is unknown.
    """
    if settings.show.artwork:
        files.write(output / COVER, given(settings.path(settings.show.artwork)))
        return
    _draw(output / COVER, _show(settings))
    for episode in episodes:
        record = episode.manifest
        if not (record.cover and (episode.folder / COVER).is_file()):
            _draw(episode.folder / COVER, _episode(settings, record.title, record.date))


def keep(folder: Path, settings: Settings, previous: Manifest | None, lead: bytes = b"") -> None:
    """Put the cover that an episode was given into its folder, as directories want it.

    Without one it is ``lead``, the picture of the script, as :func:`squared` returns it; without
    that too, the cover of the ``previous`` run does not stay.

    Raises
    ------
    ConfigError
        if it cannot be read as a picture.
    """
    if settings.cover:
        lead = _squared(_opened(settings.path(settings.cover)))
    if lead:
        files.write(folder / COVER, lead)
    elif previous and previous.cover:
        (folder / COVER).unlink(missing_ok=True)


def squared(data: bytes, where: str) -> bytes:
    """Return a picture as directories want a cover: a square JPEG of 1400 to 3000 pixels.

    What is not square is cut to its middle; what is small is made larger. One that is so already is
    not changed.

    Raises
    ------
    ConfigError
        if it cannot be read as a picture.
    """
    image = _decoded(data, where)
    right = image.format == "JPEG" and image.mode == "RGB" and len(data) <= LARGE_BYTES
    if right and image.width == image.height and SMALLEST <= image.width <= LARGE:
        return data
    return _squared(image)


def reduced(data: bytes, where: str, edge: int, most_bytes: int) -> bytes:
    """Return a picture as a JPEG that is no wider or higher than ``edge``, nor larger.

    Raises
    ------
    ConfigError
        if it cannot be read as a picture.
    """
    image = _decoded(data, where)
    if image.format == "JPEG" and max(image.size) <= edge and len(data) <= most_bytes:
        return data
    made = b""
    for size in (edge, edge * 2 // 3, edge // 2, edge // 3):
        smaller = image.convert("RGB")
        smaller.thumbnail((size, size))
        made = artwork.jpeg(smaller, most_bytes)
        if len(made) <= most_bytes:
            break
    return made


def _squared(image: Image) -> bytes:
    edge = min(max(SMALLEST, min(image.size)), LARGE)
    return artwork.jpeg(_middle(image, edge), LARGE_BYTES)


def embedded(settings: Settings, title: str, date: str, lead: bytes = b"") -> bytes:
    """Return the picture in an episode's audio file: the one that was given, else the cover.

    A large one becomes 600 pixels wide: players load it before the sound.

    ``lead`` is the picture of the script, as :func:`squared` returns it.

    Raises
    ------
    ConfigError
        if it is neither a JPEG nor a PNG, and as :func:`write` does.
    """
    if settings.cover is None:
        return _shrunk(lead) if lead else small(settings, title, date)
    file = settings.path(settings.cover)
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        remedy = "check the name; a name in briefing.toml is relative to that file"
        raise ConfigError("there is no such picture", where=str(file), remedy=remedy) from None
    except OSError as error:
        raise files.os_error(error, file) from error
    image = _opened(file)
    fits = image.width <= SMALLEST and len(data) <= _EMBEDDED_BYTES
    if fits and image.width == image.height and image.format in ("JPEG", "PNG"):
        return data
    return artwork.jpeg(_middle(image, SMALL), SMALL_BYTES)


def small(settings: Settings, title: str, date: str) -> bytes:
    """Return an episode's cover for the audio file's tags: 600 pixels, under 100 KB.

    Raises
    ------
    ConfigError
        as :func:`write` does.
    """
    if settings.show.artwork:
        image = _square(settings.path(settings.show.artwork))
        return artwork.jpeg(image.resize((SMALL, SMALL)), SMALL_BYTES)
    return artwork.draw(_episode(settings, title, date), SMALL, SMALL_BYTES)


def for_page(settings: Settings, folder: Path, record: Manifest | None = None) -> bytes:
    """Return the picture that a page shows of a show, or of an episode: 600 pixels, a JPEG.

    It is made from the cover in the folder, else from the show's artwork; where neither is a
    picture, it is drawn. It is kept in the cache folder under what it was made from.

    Raises
    ------
    ConfigError
        if the show's colour is unknown.
    BriefingError
        if the cache folder cannot be written to.
    """
    given = settings.path(settings.show.artwork) if settings.show.artwork else None
    for file in (folder / COVER, given):
        if file is None or not file.is_file() or (file != given and file.is_symlink()):
            continue
        data = file.read_bytes()
        if picture := _kept(hashlib.sha256(data).hexdigest(), partial(_shrunk, data)):
            return picture
    design = _episode(settings, record.title, record.date) if record else _show(settings)
    return _kept(design.digest, partial(artwork.draw, design, SMALL, SMALL_BYTES))


def given(file: Path) -> bytes:
    """Return a picture as directories want it: a JPEG in RGB, of at most 3000 pixels and 512 KB.

    One that is so already is not changed.

    Raises
    ------
    ConfigError
        if it is not a picture, not square or too small.
    """
    image = _square(file)
    data = file.read_bytes()
    fits = image.width <= LARGE and len(data) <= LARGE_BYTES
    if fits and image.format == "JPEG" and image.mode == "RGB":
        return data
    edge = min(image.width, LARGE)
    return artwork.jpeg(image.convert("RGB").resize((edge, edge)), LARGE_BYTES)


def _middle(image: Image, edge: int) -> Image:
    """Return the middle of a picture as a square of that many pixels."""
    from PIL import ImageOps

    return ImageOps.fit(image.convert("RGB"), (edge, edge))


def _square(file: Path) -> Image:
    image = _opened(file)
    if image.width != image.height or image.width < SMALLEST:
        what = f"the artwork has {image.width} × {image.height} pixels"
        raise ConfigError(what, where=str(file), remedy=_REMEDY)
    return image


def _opened(file: Path) -> Image:
    try:
        data = file.read_bytes()
    except OSError as error:
        what = error.strerror or str(error)
        raise ConfigError(what, where=str(file), remedy=_REMEDY) from None
    return _decoded(data, str(file))


def _decoded(data: bytes, where: str) -> Image:
    from PIL import Image

    found, remedy = shape(data), _REMEDY
    if found is None:
        raise ConfigError("this picture is neither JPEG nor PNG", where=where, remedy=remedy)
    if max(found.width, found.height) > _LARGEST:
        what = f"the picture has {found.width} × {found.height} pixels"
        raise ConfigError(what, where=where, remedy=remedy)
    try:
        image = Image.open(BytesIO(data), formats=(found.format,))
        if image.size != (found.width, found.height):
            raise ValueError("it gives two sizes")
        image.load()
    except Exception as error:  # a decoder raises whatever it meets in a broken file
        what = f"the picture cannot be read: {error}"
        raise ConfigError(what, where=where, remedy=remedy) from None
    return image


def _kept(key: str, make: Callable[[], bytes]) -> bytes:
    """Return a small picture from the cache folder, made if it is not there."""
    file = cache_folder() / "covers" / f"{key}.jpg"
    data = file.read_bytes() if file.is_file() else b""
    if shape(data) is None and (data := make()):
        files.write(file, data)
    return data


def _shrunk(data: bytes) -> bytes:
    """Return the middle square of a picture, small; nothing if it cannot be read."""
    from PIL import Image, ImageOps

    found = shape(data)
    if found is None or max(found.width, found.height) > _LARGEST:
        return b""
    try:
        with Image.open(BytesIO(data), formats=(found.format,)) as image:
            if image.size != (found.width, found.height):
                return b""
            image.draft("RGB", (SMALL, SMALL))
            square = ImageOps.fit(image.convert("RGB"), (SMALL, SMALL))
    except Exception:  # a decoder raises whatever it meets in a broken file
        return b""
    return artwork.jpeg(square, SMALL_BYTES)


def _show(settings: Settings) -> Design:
    show = settings.show
    host = urlsplit(show.site or show.base_url).hostname or ""
    return Design(_words(show.author), _words(show.title), host, parse(show.colour))


def _episode(settings: Settings, title: str, date: str) -> Design:
    show = settings.show
    above = show.title if one_line(show.title) != one_line(title) else show.author
    return Design(_words(above), _words(title), hindi_date(date), parse(show.colour))


def _words(text: str) -> str:
    """Return as much of a text as a picture could show: fitting it takes time with its length."""
    return shorten(one_line(text), _MOST_LETTERS)


def _draw(path: Path, design: Design) -> None:
    if _comment(path) != design.digest.encode():
        files.write(path, artwork.draw(design, LARGE, LARGE_BYTES))


def _comment(path: Path) -> object:
    """Return the comment of a JPEG, None if there is no such picture."""
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG",)) as image:
            return image.info.get("comment")
    except Exception:  # a decoder raises whatever it meets in a broken file: it is drawn anew
        return None
