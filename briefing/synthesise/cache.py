"""The clip cache: what was spoken once is not spoken again.

A clip is named by the sha256 of everything that decides its sound, and is a FLAC file that is
verified whenever it is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.engines import ENGINES, PLAIN, SynthesisOptions, code_files, spec
from briefing.model import Delivery, Voice
from briefing.synthesise import flac
from briefing.system.disk_cache import DiskCache
from briefing.system.folders import cache_folder

if TYPE_CHECKING:
    from briefing.model import Speech

_PACKAGE = Path(__file__).parents[1]
#: Rises when the layout of the cache or what the key holds changes.
_FORMAT = 2
#: What decides a clip's sound with every engine: how often it is tried, which try is kept, how a
#: sentence is cut and joined, and how samples are written.
_SHARED = (
    "audio.py",
    "engines/chunking.py",
    "engines/substitutes.tsv",
    "engines/vocabulary.py",
    "formats/tables.py",
    "synthesise/attempts.py",
    "synthesise/check.py",
    "synthesise/flac.py",
)


def default() -> ClipCache:
    """Return the user's cache: below ``BRIEFING_CACHE`` or the system's place."""
    return ClipCache(cache_folder() / "clips")


def key(spoken: str, voice: Voice, options: SynthesisOptions, delivery: Delivery = PLAIN) -> str:
    """Return the name of a clip: a sha256, in hex, of everything that decides its sound.

    That is the text, what the user's lexicon says of its words, the voice and its digest, the
    speed, how it is to be said and where it runs if that matters, the version of the engine, and of
    the ear where it is heard back.
    How many threads or workers there are is not part of it.
    """
    engine_spec = spec(voice)
    device = "cpu" if engine_spec.cpu_only else options.device
    sound: tuple[Any, ...] = (spoken, options.pronounced(spoken), options.speed, device)
    if engine_spec.expressive and delivery != PLAIN:
        sound = (*sound, asdict(delivery))
    if options.listen:
        sound = (*sound, hearing())
    parts = (_FORMAT, version(voice.engine), voice.name, voice.digest, voice.rate_hz, *sound)
    whole = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


@cache
def hearing() -> str:
    """Return what changes whenever a clip might be heard otherwise: by the ear and what decides."""
    files = sorted((_PACKAGE / "listen").iterdir())
    return _digest(file for file in files if file.suffix in {".py", ".tsv", ".onnx"})


@cache
def version(engine: str) -> str:
    """Return what changes whenever an engine might sound different (sha256, 16 hex digits).

    It covers the code and data that make a clip (:func:`sound_files`) and the versions of the
    libraries that the engine needs. The model is named by the voice's digest.
    """
    return _digest(sound_files(engine), json.dumps(libraries(engine), sort_keys=True))


def _digest(files: Iterable[Path], about: str = "") -> str:
    digest = hashlib.sha256(about.encode())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def sound_files(engine: str) -> list[Path]:
    """Return the files of this package that decide how an engine's clips sound, in a fixed order.

    Those are the engine's own (:attr:`EngineSpec.code`) and what all engines share: an edit to one
    engine leaves the clips of the others alone.
    """
    shared = (_PACKAGE / name for name in _SHARED)
    return sorted({*code_files(engine), *shared})


def libraries(engine: str) -> dict[str, str]:
    """Return the versions of the packages that an engine needs."""
    return {module: _version(module) for module in ENGINES[engine].modules}


def _version(module: str) -> str:
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(module)
    names = metadata.packages_distributions().get(module, [])
    return ", ".join(f"{name} {metadata.version(name)}" for name in sorted(set(names)))


class ClipCache(DiskCache):
    """A folder of clips."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ".flac")

    def get(self, key: str, rate_hz: int) -> Speech | None:
        """Return what a clip says, or None if there is none of this name.

        Raises
        ------
        DamagedError
            if it cannot be read, is not what was written, or has another rate. It is removed.
        """
        try:
            data = self.read(key)
            if data is None:
                return None
            speech, found_hz = flac.unpack(data)
            if found_hz != rate_hz:
                raise flac.DamagedError(f"its rate is {found_hz} Hz, not {rate_hz}")
        except (OSError, flac.DamagedError) as error:
            self.drop(key)
            raise flac.DamagedError(f"{self.path(key)}: {error}") from error
        return speech
