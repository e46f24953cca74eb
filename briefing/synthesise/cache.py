"""The clip cache: what was spoken once is not spoken again.

An entry is named by the sha256 of everything that decides its sound, and is a FLAC file that is
verified whenever it is read. Entries appear whole or not at all, and any process may remove any of
them at any time: whoever misses one speaks it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import files
from briefing.errors import BriefingError
from briefing.model import Voice
from briefing.synthesise import ENGINES, Speaking, flac
from briefing.voices import cache_folder

if TYPE_CHECKING:
    from briefing.model import Samples

#: Rises when the layout of the cache or what the key holds changes.
_FORMAT = 1
#: Modules of this package that move clips about and have no part in how they sound.
_CARRIERS = {"__init__", "cache", "check", "cluster", "flac", "schedule", "store", "workers"}
#: A temporary file this old (seconds) was left by a process that was killed.
_ABANDONED_S = 24 * 3600


@dataclass(frozen=True)
class Info:
    """What a cache holds."""

    folder: Path
    entries: int
    size_bytes: int


def default() -> Cache:
    """Return the user's cache: below ``BRIEFING_CACHE`` or the system's place."""
    return Cache(cache_folder() / "clips")


def key(spoken: str, voice: Voice, speaking: Speaking) -> str:
    """Return the name of a clip: a sha256, in hex, of everything that decides its sound.

    That is the text, what the user's lexicon says of its words, the voice and its digest, the
    speed, where it runs if that matters, and the version of the engine. How many threads or
    workers there are is no part of it.
    """
    kind = ENGINES[voice.engine]
    device = "cpu" if kind.cpu_only else speaking.device
    sound = (spoken, speaking.pronounced(spoken), speaking.speed, device)
    parts = (_FORMAT, version(voice.engine), voice.name, voice.digest, voice.rate_hz, *sound)
    whole = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


@cache
def version(engine: str) -> str:
    """Return what changes whenever an engine might sound different (sha256, 16 hex digits).

    It covers the code and data of this package that speaks (the G2P's too), and the versions of
    the libraries that the engine needs. The model is named by the voice's digest.
    """
    digest = hashlib.sha256(json.dumps(libraries(engine), sort_keys=True).encode())
    folder = Path(__file__).parent
    others = {kind.target.partition(":")[0] for name, kind in ENGINES.items() if name != engine}
    silent = _CARRIERS | {module.rpartition(".")[2] for module in others}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.suffix in {".py", ".tsv"} and name.with_suffix("").as_posix() not in silent:
            digest.update(name.as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def libraries(engine: str) -> dict[str, str]:
    """Return the versions of the packages that an engine needs."""
    return {module: _version(module) for module in ENGINES[engine].modules}


def _version(module: str) -> str:
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(module)
    names = metadata.packages_distributions().get(module, [])
    return ", ".join(f"{name} {metadata.version(name)}" for name in sorted(set(names)))


class Cache:
    """A folder of clips, safe with many processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._size = folder / "size"

    def path(self, key: str) -> Path:
        """Return where the clip of this name lies, or would."""
        return self.folder / key[:2] / f"{key}.flac"

    def holds(self, key: str) -> bool:
        """Tell whether there is a clip of this name; it may still prove damaged."""
        try:
            return self.path(key).is_file()
        except OSError:
            return False

    def get(self, key: str, rate_hz: int) -> Samples | None:
        """Return a clip's samples, or None if there is none of this name.

        Raises
        ------
        DamagedError
            if it cannot be read, is not what was written, or has another rate. It is removed.
        """
        path = self.path(key)
        try:
            samples, found_hz = flac.unpack(path.read_bytes())
            if found_hz != rate_hz:
                raise flac.DamagedError(f"its rate is {found_hz} Hz, not {rate_hz}")
        except FileNotFoundError:
            return None
        except (OSError, flac.DamagedError) as error:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise flac.DamagedError(f"{path}: {error}") from error
        with contextlib.suppress(OSError):  # a read-only cache keeps no order of use
            os.utime(path)
        return samples

    def put(self, key: str, data: bytes) -> None:
        """Keep a clip's FLAC file.

        Raises
        ------
        BriefingError
            if the folder cannot be written to or the disk is full.
        """
        with files.whole(self.path(key)) as beside:
            beside.write_bytes(data)

    def grown(self, added_bytes: int) -> int:
        """Take note that so much was added; return about how large the cache is.

        Counting a large cache takes seconds, so its size is noted in a file, and counted anew when
        the note is missing or a day old. Processes that write it at once make it a little wrong.
        """
        try:
            recent = abs(time.time() - self._size.stat().st_mtime) < _ABANDONED_S
            size_bytes = int(self._size.read_text()) + added_bytes if recent else None
        except (OSError, ValueError):
            size_bytes = None
        if size_bytes is None:
            size_bytes = self.info().size_bytes
        self._note(size_bytes)
        return size_bytes

    def info(self) -> Info:
        """Count the entries."""
        sizes = [size for _, size, _ in self._entries()]
        return Info(self.folder, len(sizes), sum(sizes))

    def prune(self, limit_bytes: int) -> Info:
        """Remove the entries that were used longest ago until ``limit_bytes`` are left.

        Returns what was removed. What a killed process left behind is removed too.

        Raises
        ------
        OSError
            if an entry cannot be removed.
        """
        self._sweep()
        entries = sorted(self._entries())
        size_bytes = sum(size for _, size, _ in entries)
        excess = size_bytes - limit_bytes
        removed = freed = 0
        for _, size, path in entries:
            if freed >= excess:
                break
            path.unlink(missing_ok=True)
            removed, freed = removed + 1, freed + size
        self._note(size_bytes - freed)
        return Info(self.folder, removed, freed)

    def clear(self) -> Info:
        """Remove all entries and return what was removed."""
        return self.prune(-1)

    def _note(self, size_bytes: int) -> None:
        with contextlib.suppress(BriefingError, OSError):  # a note, no more
            files.write(self._size, str(size_bytes))

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield each entry's time of last use, its size and its path."""
        for path in self.folder.glob("??/[!.]*.flac"):
            with contextlib.suppress(FileNotFoundError):  # another process prunes too
                stat = path.stat()
                yield stat.st_mtime, stat.st_size, path

    def _sweep(self) -> None:
        """Remove temporary files that nobody will finish."""
        for path in self.folder.glob("*/.part-*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()
