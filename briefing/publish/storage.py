"""Targets: where a podcast is published to, a folder or whatever fsspec reaches."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from briefing.errors import FeedError, without_secrets
from briefing.formats.podcast import media_type
from briefing.system import files, install

# Protocols on which a partial upload is visible: a file is uploaded under a temporary name, then
# renamed. Object stores show a file once it is complete.
_GROWING = frozenset({"file", "local", "sftp", "ssh", "ftp", "smb", "dav", "webdav", "hdfs"})
# What an object store is told to be UTF-8.
_TEXTS = ("text/", "application/rss+xml", "application/x-subrip")


class Storage(Protocol):
    """A place that files can be put to, by their names with ``/``."""

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of every file that is there."""

    def read(self, name: str) -> bytes:
        """Return a file's bytes; nothing if it is not there."""

    def put(self, file: Path, name: str) -> None:
        """Put a file there, whole where the target can."""

    def write(self, data: bytes, name: str) -> None:
        """Put bytes there, whole where the target can."""


def open_storage(place: str) -> Storage:
    """Return the target at a folder or a URL such as ``s3://bucket/podcast``.

    Raises
    ------
    FeedError
        if fsspec, or what it needs for this kind of URL, is not installed.
    """
    return Remote(place) if "://" in place else Folder(Path(place))


class Folder:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of every file that is there."""
        found = (file for file in self._root.rglob("*") if file.is_file())
        return {file.relative_to(self._root).as_posix(): file.stat().st_size for file in found}

    def read(self, name: str) -> bytes:
        """Return a file's bytes; nothing if it is not there."""
        file = self._root / name
        return file.read_bytes() if file.is_file() else b""

    def put(self, file: Path, name: str) -> None:
        """Copy a file there; it appears whole or not at all."""
        with files.atomic_path(self._root / name) as temporary:
            shutil.copyfile(file, temporary)

    def write(self, data: bytes, name: str) -> None:
        """Write bytes there; they appear whole or not at all."""
        files.write(self._root / name, data)


class Remote:
    """What fsspec reaches: S3, SFTP and others, by the URL's scheme."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._shown = without_secrets(url)
        with self._told():
            try:
                import fsspec
            except ImportError:
                what = "fsspec is needed for a URL, and is not installed"
                remedy = install.extra("publish")
                raise FeedError(what, where=self._shown, remedy=remedy) from None
            self._fs, root = fsspec.core.url_to_fs(url)
        self._root = root.rstrip("/")
        protocol = self._fs.protocol
        self._protocols = {protocol} if isinstance(protocol, str) else set(protocol)

    def sizes(self) -> dict[str, int]:
        """Return the size in bytes of every file that is there."""
        with self._told():
            if not self._fs.exists(self._root):
                return {}
            found: dict[str, Any] = self._fs.find(self._root, detail=True)
        return {name[len(self._root) :].lstrip("/"): info["size"] for name, info in found.items()}

    def read(self, name: str) -> bytes:
        """Return a file's bytes; nothing if it is not there."""
        with self._told():
            place = self._place(name)
            return bytes(self._fs.cat_file(place)) if self._fs.exists(place) else b""

    def put(self, file: Path, name: str) -> None:
        """Send a file."""
        with self._told(), self._whole(name) as place:
            self._fs.put_file(str(file), place, **self._about(name))

    def write(self, data: bytes, name: str) -> None:
        """Send bytes."""
        with self._told(), self._whole(name) as place:
            self._fs.pipe_file(place, data)

    def _place(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _about(self, name: str) -> dict[str, str]:
        """Return what the client is told about a file besides its bytes."""
        kind = media_type(name)
        charset = "; charset=utf-8" if kind.startswith(_TEXTS) else ""
        return {"ContentType": f"{kind}{charset}"} if "s3" in self._protocols else {}

    @contextmanager
    def _whole(self, name: str) -> Iterator[str]:
        """Yield the name to send to: a temporary one where a partial upload is visible.

        There folders are made too; an object store has none, and would make a bucket.
        """
        place = self._place(name)
        if not self._protocols & _GROWING:
            yield place
            return
        folder, _, last = place.rpartition("/")
        self._fs.makedirs(folder, exist_ok=True)
        part = f"{folder}/.{last}.part"
        yield part
        self._fs.mv(part, place)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn whatever a file system's client raises into our error, with its own words.

        fsspec names no root of what its many clients raise.
        """
        try:
            yield
        except FeedError:
            raise
        except Exception as error:
            words = without_secrets(str(error), of=self._url) or type(error).__name__
            remedy = "check the address, the credentials, and that the client is installed"
            raise FeedError(words, where=self._shown, remedy=remedy) from error
