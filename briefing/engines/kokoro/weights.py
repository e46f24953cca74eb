"""Weights: assembled once from data packages into the user's cache, and verified while doing so."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from importlib import metadata
from pathlib import Path

from briefing.errors import VoiceError
from briefing.system import files, install
from briefing.system.folders import cache_folder

#: The file that each data package holds.
WEIGHTS_FILE = "part.bin"
_BLOCK_BYTES = 1 << 20
_ELSEWHERE = "set BRIEFING_CACHE to a folder you may write to"
_REMEDIES = {
    errno.ENOSPC: "free some disk space, or set BRIEFING_CACHE to a folder on another disk",
    errno.EDQUOT: "free some of your quota, or set BRIEFING_CACHE to a folder on another disk",
}


def folder() -> Path:
    """Return the folder for models in the cache."""
    return cache_folder() / "models"


def part(requirement: str) -> Path | None:
    """Return the part that an installed data package holds, or None.

    ``requirement`` is ``name==version``; another version counts as not installed.
    """
    name, _, version = requirement.partition("==")
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    if version and package.version != version:
        return None
    path = Path(str(package.locate_file(f"{name.replace('-', '_')}/{WEIGHTS_FILE}")))
    return path if path.is_file() else None


def missing(requirements: Sequence[str]) -> list[str]:
    """Return the requirements whose part is not installed."""
    return [requirement for requirement in requirements if part(requirement) is None]


def place(name: str, sha256: str) -> Path:
    """Return where the cache holds a model: a folder named by its content."""
    return folder() / sha256[:16] / name


def ensure_model(requirements: Sequence[str], name: str, sha256: str) -> Path:
    """Return the model's file in the cache, joining and verifying the parts if it is not there.

    The file is named by its content, appears whole or not at all, and is hashed once: while it is
    written. Two processes at once both write, and either's rename leaves the same bytes.

    Raises
    ------
    VoiceError
        if a package is missing, the parts have another sum, or the cache cannot be written to.
    """
    path = place(name, sha256)
    if path.is_file():
        return path
    if lacking := missing(requirements):
        raise VoiceError(
            f"the voice's weights are not installed: {', '.join(lacking)}",
            remedy=install.command(*lacking),
        )
    digest = hashlib.sha256()
    with written(path) as temporary, temporary.open("wb") as file:
        for block in _blocks(requirements):
            digest.update(block)
            file.write(block)
        if digest.hexdigest() != sha256:
            raise VoiceError(
                f"the weights are damaged: their sha256 is {digest.hexdigest()}, not {sha256}",
                where=", ".join(requirements),
                remedy=install.command("--force-reinstall", "--no-deps", *requirements),
            )
    return path


def _blocks(requirements: Sequence[str]) -> Iterator[bytes]:
    for requirement in requirements:
        path = part(requirement)
        if path is None:  # removed since it was looked for
            raise VoiceError(f"{requirement} has gone", remedy="install it again")
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                yield block


def written(path: Path) -> AbstractContextManager[Path]:
    """Yield a path beside ``path`` in the cache to write to, as :func:`files.atomic_path`.

    Raises
    ------
    VoiceError
        if the cache is read-only or full; nothing half written stays behind.
    """
    return files.atomic_path(path, _refused)


def _refused(error: OSError, path: Path) -> VoiceError:
    return VoiceError(
        f"the cache cannot be written to: {error.strerror or error}",
        where=str(path.parent),
        remedy=_REMEDIES.get(error.errno or 0, _ELSEWHERE),
    )
