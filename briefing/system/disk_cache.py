"""Results of earlier runs, each named by everything that decides it.

An entry appears whole or not at all. Any process may remove any entry at any time; a process that
misses one makes it again. A reader checks that what it read is whole.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import BriefingError
from briefing.system import files

#: A temporary file this old (seconds) was left by a process that was killed.
_ABANDONED_S = 24 * 3600


@dataclass(frozen=True)
class CacheInfo:
    """What a folder holds."""

    folder: Path
    entries: int
    size_bytes: int


def parts_limit(clips_bytes: int) -> int:
    """Return how much encoded parts may take beside clips of this limit: a quarter of it."""
    return clips_bytes // 4


class DiskCache:
    """A folder of entries, each a file with this suffix; safe with many processes at once."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder = folder
        self.suffix = suffix
        self._size = folder / "size"

    def path(self, key: str) -> Path:
        """Return where the entry of this name lies, or would."""
        return self.folder / key[:2] / f"{key}{self.suffix}"

    def holds(self, key: str) -> bool:
        """Tell whether there is an entry of this name; it may still be damaged."""
        try:
            return self.path(key).is_file()
        except OSError:
            return False

    def read(self, key: str) -> bytes | None:
        """Return the entry of a name, or None if there is none.

        Raises
        ------
        OSError
            if it cannot be read.
        """
        path = self.path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        with contextlib.suppress(OSError):  # a read-only folder keeps no order of use
            os.utime(path)
        return data

    def drop(self, key: str) -> None:
        """Remove the entry of a name, if it can be removed."""
        with contextlib.suppress(OSError):
            self.path(key).unlink(missing_ok=True)

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry.

        Raises
        ------
        BriefingError
            if the folder cannot be written to or the disk is full.
        """
        with files.atomic_path(self.path(key), durable=False) as beside:  # proved when it is read
            beside.write_bytes(data)

    def grown(self, added_bytes: int) -> int:
        """Record the bytes that were added and return the cache's approximate size.

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

    def info(self) -> CacheInfo:
        """Count the entries."""
        sizes = [size for _, size, _ in self._entries()]
        return CacheInfo(self.folder, len(sizes), sum(sizes))

    def prune(self, limit_bytes: int) -> CacheInfo:
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
        return CacheInfo(self.folder, removed, freed)

    def clear(self) -> CacheInfo:
        """Remove all entries and return what was removed."""
        return self.prune(-1)

    def _note(self, size_bytes: int) -> None:
        with contextlib.suppress(BriefingError, OSError):  # a note, no more
            files.write(self._size, str(size_bytes))

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield each entry's time of last use, its size and its path."""
        for path in self.folder.glob(f"??/[!.]*{self.suffix}"):
            with contextlib.suppress(FileNotFoundError):  # another process prunes too
                stat = path.stat()
                yield stat.st_mtime, stat.st_size, path

    def _sweep(self) -> None:
        """Remove temporary files that nobody will finish."""
        for path in self.folder.glob("*/.part-*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()
