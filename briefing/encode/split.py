"""A file for each chapter, as audiobook players and editors want them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from briefing.config import Settings
from briefing.encode import ENCODERS, encode, encoder
from briefing.episode.tags import Tags
from briefing.formats.transliterate import slug
from briefing.model import SAMPLE_BYTES, ChapterMark, Episode, EpisodePart
from briefing.system.disk_cache import DiskCache
from briefing.system.files import move, remove

_BLOCK_BYTES = 1 << 20
_SUFFIXES = {kind.suffix for kind in ENCODERS.values()}


def write_chapters(
    episode: Episode,
    tags: Tags,
    settings: Settings,
    work: Path,
    folder: Path,
    cache: DiskCache | None = None,
) -> tuple[Path, ...]:
    """Write each chapter into ``folder`` as ``01-<title>``, if it is asked for; return the files.

    Each is at the loudness of the settings, has its chapter's title and number, and names the
    episode as its album. Files of an earlier run are removed in any case: they are of another text.

    Raises
    ------
    EncodeError
        if ffmpeg fails.
    BriefingError
        if the folder cannot be written to.
    """
    suffix = encoder(settings.format).suffix
    made = []
    for number, mark in enumerate(episode.marks if settings.split else (), start=1):
        own = replace(tags, title=mark.title, album=tags.title, track=number, text="")
        path = work / f"{number:02}-{slug(mark.title)}{suffix}"
        with _cut(episode, mark, work) as chapter:
            made.append(encode(chapter, own, settings, path, cache).path)
    for old in folder.glob("[0-9][0-9]*-*"):
        if old.suffix in _SUFFIXES:
            remove(old)
    if made:
        folder.mkdir(exist_ok=True)
    return tuple(move(path, folder) for path in made)


@contextmanager
def _cut(episode: Episode, mark: ChapterMark, work: Path) -> Iterator[Episode]:
    """Yield a chapter as an episode of its own, whose samples lie in ``work`` meanwhile."""
    start, end = (round(ms * episode.rate_hz / 1000) for ms in (mark.start_ms, mark.end_ms))
    pcm = work / "chapter.pcm"
    with episode.pcm.open("rb") as whole, pcm.open("wb") as file:
        whole.seek(start * SAMPLE_BYTES)
        left = (end - start) * SAMPLE_BYTES
        while left > 0 and (block := whole.read(min(left, _BLOCK_BYTES))):
            file.write(block)
            left -= len(block)
    length = pcm.stat().st_size // SAMPLE_BYTES
    yield Episode(
        pcm=pcm,
        rate_hz=episode.rate_hz,
        duration_ms=mark.end_ms - mark.start_ms,
        marks=(),
        spans=(),
        clips=(),
        words=(),
        parts=(EpisodePart(0, length, None),),
    )
    pcm.unlink()
