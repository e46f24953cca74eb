"""Bring a model's files: by Coqui's own manager, or from an archive, a folder or a URL.

What arrives lies in ``<folder>.part`` until it is whole, and is then renamed. A download that broke
off goes on where it was when the command is run again. Archives are unpacked member by member:
only plain files, none outside the folder.
"""

from __future__ import annotations

import contextlib
import lzma
import shutil
import struct
import tarfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from briefing.engines.coqui import layout, load, store
from briefing.errors import BriefingError, VoiceError
from briefing.model import Voice
from briefing.system.files import flush, os_error

#: Called with bytes that have come, and bytes in all (0 where the server does not say).
Progress = Callable[[int, int], None]
_BLOCK_BYTES = 1 << 20
_TIMEOUT_S = 60
_HAVE_ALL = 416  # HTTP: the range asked for begins after the end


def fetch(voice: Voice, source: str = "", progress: Progress | None = None) -> Path:
    """Bring the files of a voice's model, and return the folder they lie in.

    ``source`` is an archive, a folder or the URL of an archive; without one, Coqui's manager or the
    voice's own ``archive`` is asked. Files that are already there are left as they are.

    Raises
    ------
    VoiceError
        if the model cannot be brought, with how to bring it by hand; or what came is not whole.
    """
    target = store.folder(voice)
    if not store.named(voice):
        what = f"the files of the voice {voice.name} are your own"
        raise VoiceError(what, where=str(voice.folder), remedy=layout.remedy(voice))
    if layout.needs(voice) is None and not source:
        return target
    part = target.with_name(target.name + ".part")
    try:
        part.mkdir(parents=True, exist_ok=True)
        _bring(voice, source, part, progress or _unseen)
        came = _whole(voice, part)
        if target.exists():
            shutil.rmtree(target)
        for file in came.rglob("*"):
            flush(file)
        came.rename(target)
        shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise os_error(error, part) from error
    finally:
        _remove_empty(part)
    return target


def _bring(voice: Voice, source: str, part: Path, progress: Progress) -> None:
    if source and not source.startswith(("http://", "https://")):
        _from_disk(Path(source).expanduser(), part / "model")
        return
    url = source or str(voice.options.get("archive", ""))
    try:
        if url:
            _from_web(url, part, part / "model", progress)
        else:
            _by_manager(voice, part, progress)
    except BriefingError:
        raise
    except Exception as error:  # the manager, its hub and their clients each raise their own
        words = " ".join(str(error).split())[:300]
        what = f"the voice {voice.folder.name} cannot be downloaded: {words}"
        raise VoiceError(what, remedy=by_hand(voice)) from error


def by_hand(voice: Voice) -> str:
    """Return how a model is brought without this machine being on the net."""
    options, name = voice.options, voice.folder.name
    files = ", ".join(options.get("files", ()))
    return (
        "connect this machine to the net and run the same command again; or, by hand: download "
        f"{options.get('download', 'the model')} elsewhere and put its files ({files}) into "
        f"{store.folder(voice)}, or run: briefing voices get {name} --from ARCHIVE-OR-FOLDER"
    )


def _by_manager(voice: Voice, part: Path, progress: Progress) -> None:
    """Let Coqui's manager find and download the model, with our own hands for the files."""
    with load.quiet():
        from TTS.utils.manage import ModelManager

    class Manager(ModelManager):  # type: ignore[misc, unused-ignore]
        """Coqui's manager; the licence was asked for by us, and files are brought our way."""

        @staticmethod
        def tos_agreed(model_item: Any, model_full_path: Path) -> bool:
            return True

        @staticmethod
        def _download_tar_file(file_url: str, output_folder: Path, progress_bar: bool) -> None:
            _from_web(file_url, part, output_folder, progress)

        _download_zip_file = _download_tar_file

        def _download_hf_model(self, model_item: Any) -> Path:
            from huggingface_hub import snapshot_download

            folder = part / "model"
            snapshot_download(
                model_item["repo_id"],
                allow_patterns=model_item.get("allow"),
                ignore_patterns=model_item.get("ignore"),
                local_dir=folder,
            )
            shutil.rmtree(folder / ".cache", ignore_errors=True)
            return folder

        @staticmethod
        def _update_paths(output_path: Path, config_path: Path) -> None:
            """Leave the files as they came: paths are put right when they are read."""

    # A folder that an earlier try left would pass for a finished download.
    shutil.rmtree(part / "tts", ignore_errors=True)
    Manager(output_prefix=part, progress_bar=True).download_model(store.named(voice))


def _whole(voice: Voice, part: Path) -> Path:
    """Return the folder of what came, if it is a whole model.

    Raises
    ------
    VoiceError
        naming what is missing; what came is removed.
    """
    downloads = [part / "model", part / "tts" / store.folder(voice).name]
    came = next((folder for folder in downloads if folder.is_dir()), part)
    while len(inside := list(came.iterdir())) == 1 and inside[0].is_dir():
        came = inside[0]
    try:
        layout.in_folder(came, voice)
    except VoiceError as error:
        shutil.rmtree(part, ignore_errors=True)
        what = f"what came is not the voice {voice.name}: {error.what}"
        raise VoiceError(what, remedy=by_hand(voice)) from error
    return came


def _remove_empty(part: Path) -> None:
    """Remove the folder of a download that brought nothing, so that nothing half is left."""
    if part.is_dir() and not any(path.is_file() for path in part.rglob("*")):
        shutil.rmtree(part, ignore_errors=True)


def _from_disk(source: Path, folder: Path) -> None:
    if source.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
    elif source.is_file():
        unpack(source, folder)
    else:
        what = "there is no such archive or folder"
        raise VoiceError(what, where=str(source), remedy="check --from")


def _from_web(url: str, part: Path, folder: Path, progress: Progress) -> None:
    archive = part / PurePosixPath(url).name
    download(url, archive, progress)
    unpack(archive, folder)
    archive.unlink()


def download(url: str, path: Path, progress: Progress) -> None:
    """Download a file, going on where an earlier try broke off if the file is still the same.

    Raises
    ------
    VoiceError
        if it is not on the web: urllib would read ``file:///etc/passwd`` too.
    OSError
        if the server cannot be reached or the connection breaks; what has come is kept.
    """
    if not url.startswith(("http://", "https://")):
        raise VoiceError("not an address of http or https", where=url, remedy="correct archive")
    tag = path.with_name(path.name + ".etag")
    request = urllib.request.Request(url, headers={"User-Agent": "briefing"})  # noqa: S310
    if path.is_file() and tag.is_file():
        request.add_header("Range", f"bytes={path.stat().st_size}-")
        request.add_header("If-Range", tag.read_text(encoding="utf-8"))
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code == _HAVE_ALL:
            return
        raise
    with answer:
        begins = path.stat().st_size if answer.status == 206 else 0
        length = int(answer.headers.get("Content-Length") or 0)
        if etag := answer.headers.get("ETag"):
            tag.write_text(etag, encoding="utf-8")
        with path.open("ab" if begins else "wb") as file:
            _copy(answer, file, lambda done: progress(begins + done, begins + length))
    if length and path.stat().st_size < begins + length:
        came = path.stat().st_size
        raise OSError(f"the connection broke after {came} of {begins + length} bytes")
    tag.unlink(missing_ok=True)


def _copy(source: IO[bytes], file: IO[bytes], seen: Callable[[int], None]) -> None:
    done = 0
    while block := source.read(_BLOCK_BYTES):
        file.write(block)
        done += len(block)
        seen(done)


#: What the readers of archives raise at broken, encrypted or unknown ones.
_BROKEN: tuple[type[Exception], ...] = (tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError)
_BROKEN += (RuntimeError, OverflowError, zlib.error, lzma.LZMAError, struct.error)


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a tar or zip archive into a folder: plain files only, none outside it.

    Raises
    ------
    VoiceError
        if it is not an archive, is damaged, or holds a link, a device or a path out of the folder.
    """
    try:
        with contextlib.ExitStack() as stack:
            for name, opened in _members(archive, stack):
                target = folder / _inside(name, archive)
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened() as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file, _BLOCK_BYTES)
    except _BROKEN as error:
        what = f"no archive, or a damaged one: {error}"
        remedy = "download it again; it is a .tar.gz or a .zip file"
        raise VoiceError(what, where=str(archive), remedy=remedy) from error


def _members(
    archive: Path, stack: contextlib.ExitStack
) -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    """Yield the name of each file in an archive and a function that opens it."""
    # A tar archive first: one that ends with a checkpoint passes for a zip file.
    if tarfile.is_tarfile(archive):
        tar = stack.enter_context(tarfile.TarFile.open(archive))
        for member in tar:
            if member.isfile():
                yield member.name, partial(_opened, tar, member)
            elif not member.isdir():
                raise _unsafe(member.name, "a link or a device", archive)
        return
    packed = stack.enter_context(zipfile.ZipFile(archive))
    for info in packed.infolist():
        if (info.external_attr >> 16) & 0o170000 == 0o120000:
            raise _unsafe(info.filename, "a link", archive)
        if not info.is_dir():
            yield info.filename, partial(packed.open, info)


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = tar.extractfile(member)
    if opened is None:  # only for what is not a file
        raise tarfile.TarError(f"{member.name} cannot be read")
    return opened


def _inside(name: str, archive: Path) -> Path:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise _unsafe(name, "a path out of its folder", archive)
    return Path(*path.parts)


def _unsafe(name: str, kind: str, archive: Path) -> VoiceError:
    what = f"the archive holds {kind}, {name!r}, and is refused"
    return VoiceError(what, where=str(archive), remedy="get it from its maker")


def _unseen(done: int, total: int) -> None:
    """Show no progress."""
