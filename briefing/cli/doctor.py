"""``briefing doctor``: what is installed, what is missing, how to get it."""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import click

from briefing.cli.common import as_json, echo, print_json
from briefing.errors import BriefingError
from briefing.system import install
from briefing.version import __version__


@dataclass(frozen=True)
class Check:
    """One thing looked at: ``ok``, what was found, and what to do if it is not.

    What is ``optional`` may be missing.
    """

    what: str
    ok: bool
    found: str
    remedy: str = ""
    optional: bool = False

    @property
    def sign(self) -> str:
        """Return what stands before it: there, missing, or missing and not needed."""
        return "✓" if self.ok else "–" if self.optional else "✗"


@click.command()
@as_json
def doctor(as_json: bool) -> None:
    """Say what is installed, what is missing, and how to get it.

    Exits with 1 if something that the default voice needs is missing.
    """
    findings = list(_findings())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    for finding in [] if as_json else findings:
        echo(f"{finding.sign} {finding.what}: {finding.found}")
        if finding.remedy:
            echo(f"    → {finding.remedy}")
    if not all(finding.ok or finding.optional for finding in findings):
        raise SystemExit(1)


def _findings() -> Iterator[Check]:
    from briefing import voices
    from briefing.system.folders import cache_folder, data_folder

    yield Check("briefing", True, f"{__version__}, Python {platform.python_version()}")
    yield Check("platform", True, f"{platform.platform()}, {os.cpu_count()} cores")
    yield Check("output encoding", True, str(sys.stdout.encoding))
    for package in ("onnxruntime", "pydub", "soundfile", "imageio-ffmpeg", "pillow", "uharfbuzz"):
        yield _package(package)
    yield _ffmpeg()
    for folder in (cache_folder(), data_folder()):
        yield _folder(folder)
    for name, what in _EXTRAS.items():
        yield _extra(name, what)
    for path in voices.known().values():
        yield _voice(path)


#: What each extra is for; those that only the tests need are left out.
_EXTRAS = {
    "inputs": "web pages, PDF, feeds as scripts",
    "serve": "briefing serve, briefing studio",
    "publish": "upload to S3, SFTP …",
    "cluster": "speak on many machines",
    "c2pa": "sign the audio file",
    "coqui": "Coqui's voices",
    "espeak": "phonemes by espeak-ng (GPL)",
}


def _extra(name: str, what: str) -> Check:
    """Look for all packages of an extra."""
    lacking = [package for package in install.packages(name) if not _version(package)]
    found = f"not installed ({', '.join(lacking)})" if lacking else "installed"
    remedy = install.extra(name) if lacking else ""
    return Check(f"{name}, {what}", not lacking, found, remedy, optional=True)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _package(name: str) -> Check:
    version = _version(name)
    return Check(
        name, bool(version), version or "not installed", "" if version else install.command(name)
    )


def _ffmpeg() -> Check:
    from briefing.system import ffmpeg

    try:
        version = ffmpeg.version()
    except BriefingError as error:
        return Check("ffmpeg", False, error.what, error.remedy)
    return Check("ffmpeg", True, f"{version} ({ffmpeg.executable()})")


def _folder(path: Path) -> Check:
    nearest = next(p for p in [path, *path.parents] if p.exists())
    ok = os.access(nearest, os.W_OK)
    remedy = "" if ok else "set BRIEFING_CACHE and BRIEFING_DATA to folders you may write to"
    return Check("folder", ok, f"{path}{_size(path)}", remedy)


def _size(folder: Path) -> str:
    """Return how much a folder holds, and where most of it lies; nothing below a megabyte."""
    sizes: Counter[str] = Counter()
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # another process prunes
                part = Path(place, name).relative_to(folder).parts[0]
                sizes[part] += Path(place, name).lstat().st_size
    megabytes = [(part, size_bytes // 1_000_000) for part, size_bytes in sizes.most_common()]
    parts = ", ".join(f"{part} {count}" for part, count in megabytes if count)
    return f", {sizes.total() // 1_000_000} MB ({parts})" if parts else ""


def _voice(folder: Path) -> Check:
    from briefing import voices
    from briefing.engines import missing

    try:
        voice = voices.read(folder)
        needs = missing(voice)
    except BriefingError as error:
        return Check(f"voice {folder.name}", False, error.what, error.remedy, True)
    is_default = voice.name == voices.DEFAULT
    default = " (default)" if is_default else ""
    found = f"needs: {needs}" if needs else f"installed, {voice.licence.name}"
    return Check(f"voice {voice.name}{default}", not needs, found, optional=not is_default)
