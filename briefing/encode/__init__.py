"""Encoders: from an episode's samples to a file that players show with its chapters."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.config import LOUDNESS, Settings
from briefing.encode import provenance
from briefing.encode.loudness import LoudnessMeasurement, Mastering, master
from briefing.encode.parts import EpisodeParts
from briefing.episode.marks import fitted
from briefing.episode.tags import Tags
from briefing.errors import EncodeError, near
from briefing.formats.podcast import media_type
from briefing.model import Enclosure, Episode
from briefing.system.disk_cache import DiskCache
from briefing.system.files import atomic_path


@dataclass(frozen=True)
class Format:
    """A kind of file: its suffix, and the function that writes it.

    ``loss_db`` is how much quieter its encoder makes what it is given. ``most_chapters`` is how
    many chapters it can hold so that players read them.
    """

    suffix: str
    writer: str
    loss_db: float = 0.0
    most_chapters: int = 255

    @property
    def mime_type(self) -> str:
        """Return its MIME type."""
        return media_type(self.suffix)


@dataclass(frozen=True)
class EncodeRequest:
    """What an encoder is asked for: the sound, what is said of it, how loud, how large, where."""

    parts: EpisodeParts
    tags: Tags
    mastering: Mastering
    bitrate_kbps: int
    path: Path

    @property
    def episode(self) -> Episode:
        return self.parts.episode


#: Writes a file, and measures what it wrote after decoding it.
Writer = Callable[[EncodeRequest], LoudnessMeasurement]

# ffmpeg's libmp3lame leaves LAME's default scale of its input at 0.95.
LAME_QUIETER_DB = 0.45

ENCODERS: Mapping[str, Format] = {
    "mp3": Format(".mp3", "briefing.encode.mp3:write", LAME_QUIETER_DB),
    "m4a": Format(".m4a", "briefing.encode.aac:write"),
    "m4b": Format(".m4b", "briefing.encode.aac:write"),
    # CHAPTERnnn counts to 999, but AntennaPod reads two digits, and beyond 100 no chapter at all.
    "opus": Format(".opus", "briefing.encode.opus:write", most_chapters=100),
    "wav": Format(".wav", "briefing.encode.lossless:write_wav"),
    "flac": Format(".flac", "briefing.encode.lossless:write_flac", most_chapters=100),
}
# An encoder may raise the peak by more than the headroom, then the ceiling is lowered by steps.
_STEP_DB = 0.3


def encoder(name: str) -> Format:
    """Return a format by its name.

    Raises
    ------
    EncodeError
        if there is none of that name.

    >>> encoder("mp3").mime_type
    'audio/mpeg'
    """
    if name not in ENCODERS:
        what = f"unknown format {name!r}" if name else "a file without an ending has no format"
        raise EncodeError(what, remedy=near(name, ENCODERS))
    return ENCODERS[name]


def encode(
    episode: Episode, tags: Tags, settings: Settings, path: Path, cache: DiskCache | None = None
) -> Enclosure:
    """Write an episode to ``path`` in the format, at the loudness and rate of the settings.

    The file appears whole or not at all. What is written is measured again after decoding, and
    written again with more headroom if its true peak is over the limit. It is signed last, where
    the settings ask for it. ``cache`` spares work that was done before.

    Raises
    ------
    EncodeError
        if ffmpeg fails.
    BriefingError
        if the folder cannot be written to.
    """
    output_format, wanted = encoder(settings.format), LOUDNESS[settings.loudness]
    writer: Writer = pkgutil.resolve_name(output_format.writer)
    parts = EpisodeParts(episode, cache)
    mastering = replace(master(parts.loudness_with, wanted), makeup_db=output_format.loss_db)
    with atomic_path(path) as temporary:
        for _ in range(4):
            measured = writer(
                EncodeRequest(parts, tags, mastering, settings.bitrate_kbps, temporary)
            )
            excess_db = measured.true_peak_dbtp - wanted.peak_dbtp
            if excess_db <= 0:
                break
            ceiling = mastering.ceiling_dbfs - _STEP_DB * (int(excess_db / _STEP_DB) + 1)
            mastering = replace(mastering, ceiling_dbfs=ceiling)
        provenance.sign(temporary, output_format.mime_type, tags, settings)
        size_bytes = temporary.stat().st_size
    sizes = (size_bytes, episode.duration_ms)
    heard = (measured.loudness_lufs, measured.true_peak_dbtp)
    return Enclosure(path, output_format.mime_type, *sizes, *heard)


def encode_all(
    episode: Episode, tags: Tags, settings: Settings, file: Path, cache: DiskCache | None = None
) -> list[Enclosure]:
    """Write an episode in the format of the settings, then in each other one that they ask for.

    ``file`` is the path without a suffix. Each format has as many chapters as it can hold.

    Raises
    ------
    EncodeError, BriefingError
        as :func:`encode` does.
    """
    made = []
    for name in dict.fromkeys((settings.format, *settings.alternate)):
        kind, path = encoder(name), file.with_name(f"{file.name}{encoder(name).suffix}")
        fitting = replace(episode, marks=fitted(episode.marks, kind.most_chapters))
        made.append(encode(fitting, tags, replace(settings, format=name), path, cache))
    return made
