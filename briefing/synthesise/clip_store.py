"""Where a run keeps its clips until they are stitched: the cache, else a folder of its own."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import BriefingError
from briefing.message import Message
from briefing.synthesise import flac
from briefing.synthesise.cache import ClipCache
from briefing.system import files
from briefing.system.disk_cache import DiskCache, parts_limit

if TYPE_CHECKING:
    from briefing.model import Speech

#: A cache is pruned when a run has added this share of its limit, and when the run ends.
_SHARE = 0.1


class ClipStore:
    """The clips of a run. A cache that fails causes a warning in ``warnings``, never a failed run.

    ``limit_bytes`` bounds the cache (0: there is none). Clips that it cannot take lie in a folder
    below ``overflow_folder`` while the run lasts. ``parts`` is where encoded parts of episodes are
    kept, if anywhere. Threads may share a store.
    """

    def __init__(
        self,
        cache: ClipCache,
        limit_bytes: int,
        overflow_folder: Path,
        parts: DiskCache | None = None,
    ) -> None:
        self.parts = parts if limit_bytes else None
        self.warnings: list[str] = []
        self._cache = cache if limit_bytes else None
        self._limit_bytes = limit_bytes
        self._cache_writable = bool(limit_bytes)
        self._added_bytes = 0
        self._overflow_folder = overflow_folder
        self._overflow: ClipCache | None = None
        self._lock = threading.Lock()
        self._closing = contextlib.ExitStack()

    def holds(self, key: str) -> bool:
        """Tell whether there is a clip of this name."""
        return any(cache.holds(key) for cache in self._caches())

    def get(self, key: str, rate_hz: int) -> Speech | None:
        """Return what a clip says, or None if there is none that is whole."""
        for cache in self._caches():
            try:
                speech = cache.get(key, rate_hz)
            except flac.DamagedError as error:
                self.warnings.append(
                    Message("a damaged clip is made again: {error}", error=str(error))
                )
                continue
            if speech is not None:
                return speech
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep a clip.

        Raises
        ------
        BriefingError
            if neither the cache nor the run's own folder can take it.
        """
        if self._cache is not None and self._cache_writable:
            try:
                self._cache.put(key, data)
                self._added_bytes += len(data)
                return
            except BriefingError as error:
                self._cache_writable = False
                what = "the clip cache takes nothing more: {where}: {error}"
                self.warnings.append(Message(what, where=error.where, error=error.what))
        self._folder().put(key, data)

    def prune(self, *, last: bool = False) -> None:
        """Keep the cache below its limit, if enough was added to it since."""
        due = self._added_bytes > (0 if last else self._limit_bytes * _SHARE)
        if self._cache is None or not due:
            return
        added_bytes, self._added_bytes = self._added_bytes, 0
        try:
            if self._cache.grown(added_bytes) > self._limit_bytes:
                self._cache.prune(self._limit_bytes)
        except OSError as error:
            self.warnings.append(
                Message("the clip cache cannot be pruned: {error}", error=str(error))
            )

    def take_warnings(self) -> list[str]:
        """Return, and clear, the warnings since the last call."""
        said, self.warnings = self.warnings, []
        return said

    def close(self) -> None:
        """Remove the run's own folder."""
        self.prune(last=True)
        if self.parts is not None:
            with contextlib.suppress(OSError):  # the clip cache has warned already
                self.parts.prune(parts_limit(self._limit_bytes))
        self._closing.close()

    def _caches(self) -> Iterator[ClipCache]:
        if self._cache is not None:
            yield self._cache
        if self._overflow is not None:
            yield self._overflow

    def _folder(self) -> ClipCache:
        """Return the run's own folder, made when it is first needed."""
        with self._lock:
            if self._overflow is None:
                try:
                    self._overflow_folder.mkdir(parents=True, exist_ok=True)
                    work = tempfile.TemporaryDirectory(
                        dir=self._overflow_folder, prefix=".clips-", ignore_cleanup_errors=True
                    )
                except OSError as error:
                    raise files.os_error(error, self._overflow_folder) from error
                self._overflow = ClipCache(Path(self._closing.enter_context(work)))
            return self._overflow
