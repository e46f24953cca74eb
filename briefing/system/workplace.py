"""A folder to work in, beside the result and gone afterwards."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import BriefingError
from briefing.system.files import folder_lock, os_error

_PREFIX = ".work-"


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder below ``folder`` that this process holds in the meantime.

    What a process that was killed left there is removed first. Folders that were made for it go
    when it fails, unless something was finished in them.

    Raises
    ------
    BriefingError
        if the folder cannot be made or written to, or was removed in the meantime.
    """
    try:
        with _held(folder) as locked:
            for leftover in folder.glob(f"{_PREFIX}*") if locked else ():
                shutil.rmtree(leftover, ignore_errors=True)
            with tempfile.TemporaryDirectory(
                dir=folder, prefix=_PREFIX, ignore_cleanup_errors=True
            ) as name:
                try:
                    yield Path(name)
                except (BriefingError, OSError) as error:
                    if Path(name).exists():
                        raise
                    what = "the output folder was removed or moved while the episode was made"
                    remedy = "run the same command again; finished clips are kept"
                    raise BriefingError(what, where=str(folder), remedy=remedy) from error
    except OSError as error:
        raise os_error(error, folder) from error


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Make a folder and hold it, as ``folder_lock`` does; remove what was made in vain."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    with folder_lock(folder) as locked:
        if folder.exists():
            try:
                yield locked
            except BaseException:
                with contextlib.suppress(OSError):  # the first that is not empty
                    for path in missing:
                        path.rmdir()
                raise
            return
    with _held(folder) as locked:  # the run that held it was interrupted
        yield locked
