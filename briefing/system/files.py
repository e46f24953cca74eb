"""Files that appear whole or not at all, and names that every server accepts."""

from __future__ import annotations

import errno
import filecmp
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import BriefingError
from briefing.system.records import record_fields

#: Prefix of the name of an incomplete file.
TEMP_PREFIX = ".part-"
_LEADS_ELSEWHERE = re.compile(r"[\\/:\x00-\x1f\x7f]")
#: What some network file systems answer for a folder, or for any file.
_CANNOT_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
_REMEDIES = {
    errno.ENOENT: "check the path; if a folder was removed meanwhile, run the same command again",
    errno.ENOSPC: "free some disk space and run the same command again; finished clips are kept",
    errno.EDQUOT: "free some of your quota and run the same command again; finished clips are kept",
    errno.EACCES: "choose a folder you may write to with -o",
    errno.EPERM: "choose a folder you may write to with -o",
    errno.EROFS: "choose a folder on a disk that can be written to with -o",
    errno.ENOTDIR: "a file stands where a folder is needed: choose another folder with -o",
    errno.EEXIST: "a file stands where a folder is needed: choose another folder with -o",
}


def os_error(error: OSError, where: str | Path) -> BriefingError:
    """Turn the system's error into ours, with the system's own words and a remedy.

    >>> print(os_error(OSError(errno.ENOSPC, "No space left on device"), "out/a.mp3"))
    out/a.mp3: No space left on device
      → free some disk space and run the same command again; finished clips are kept
    """
    words = error.strerror or str(error)
    return BriefingError(words, where=str(where), remedy=_REMEDIES.get(error.errno or 0, ""))


@contextmanager
def atomic_path(
    path: Path,
    as_error: Callable[[OSError, Path], BriefingError] = os_error,
    *,
    durable: bool = True,
) -> Iterator[Path]:
    """Yield a temporary path beside ``path`` to write to; rename it there if all went well.

    The temporary name keeps the suffix, for programs that choose a format by it. ``as_error``
    turns the system's error into ours. What is ``durable`` is on the disk before it has its name:
    after a loss of power there is the old file or the new one, whole.

    Raises
    ------
    BriefingError
        if the folder cannot be made or the disk is full; nothing half written stays behind.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _new(path)
        yield temporary
        if durable:
            flush(temporary)
        temporary.replace(path)
        if durable:
            flush(path.parent)
    except OSError as error:
        raise as_error(error, path) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def folder_lock(folder: Path) -> Iterator[bool]:
    """Hold a folder for this process; wait while another one does.

    Gives whether it could be held: not every file system and platform can lock a folder. The
    system frees it when the process ends, however it does.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def is_plain_name(name: str, most_bytes: int = 255) -> bool:
    """Tell whether a text is one visible name of a file or a folder, on every system.

    It leads nowhere else: no separator, no drive, no way up, nothing that ends a name.

    >>> [is_plain_name(name) for name in ("a b.mp3", "आज", "..", ".git", "a/b", "c:", "a\\b", "")]
    [True, True, False, False, False, False, False, False]
    """
    try:
        size_bytes = len(name.encode())
    except UnicodeEncodeError:  # bytes that are not UTF-8, as the system gives them to Python
        size_bytes = len(os.fsencode(name))
    visible = bool(name) and not name.startswith(".")
    return visible and size_bytes <= most_bytes and not _LEADS_ELSEWHERE.search(name)


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file, or none; leave a file that already says the same untouched."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_json(path: Path, data: object) -> None:
    """Write data as JSON, whole or not at all; a file that already says the same keeps its time.

    The text of ten hours does not stay in memory, nor the plain data of the dataclasses in it: they
    are written as they are made.
    """
    with atomic_path(path) as temporary:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            json.dump(data, file, ensure_ascii=False, indent=1, default=record_fields)
            file.write("\n")
        if path.is_file() and filecmp.cmp(path, temporary, shallow=False):
            shutil.copystat(path, temporary)


def move(path: Path, folder: Path) -> Path:
    """Move a file into a folder on the same disk, where it appears whole; return its new path.

    Raises
    ------
    BriefingError
        if the system refuses.
    """
    return move_together([path], folder)[0]


def move_together(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Move files into a folder on the same disk, one right after the other.

    What takes time comes before: a kill or a loss of power leaves the files of before, or these.

    Raises
    ------
    BriefingError
        if the system refuses.
    """
    targets = [folder / path.name for path in paths]
    target = folder
    try:
        for path in paths:
            flush(path)
        for path, target in zip(paths, targets, strict=True):
            path.replace(target)
    except OSError as error:
        raise os_error(error, target) from error
    return targets


def remove(path: Path) -> None:
    """Remove a file, if it is there.

    Raises
    ------
    BriefingError
        if the system refuses.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise os_error(error, path) from error


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hex.

    Raises
    ------
    OSError
        if the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder on Windows, where a rename needs no more
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise
    finally:
        os.close(handle)


def _new(path: Path) -> Path:
    """Make an empty file beside ``path``, in the mode that the system gives new files."""
    name = f"{TEMP_PREFIX}{secrets.token_hex(8)}{path.suffix}"
    temporary = path.with_name(name)
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return temporary
