"""Voices: folders with a ``voice.toml``, the product's own and the user's.

The product's voices lie in ``voices/`` of a checkout and in ``briefing/_voices`` of an installed
package. The user's lie in the data folder (``BRIEFING_DATA`` overrides it); a user's voice hides
one of the product's with the same name.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import re
import reprlib
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from briefing.errors import BriefingError, VoiceError, near
from briefing.model import Licence, Voice
from briefing.system.files import sha256, write
from briefing.system.folders import cache_folder, data_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT = "hm_omega"
_REQUIRED = {"engine", "language", "gender", "source", "rate_hz", "size_bytes", "licence"}
_KNOWN = _REQUIRED | {"title", "options", "fallback", "qualities"}
#: What a user may ask for; the options of a better one are in ``[qualities.high]``.
QUALITIES = ("standard", "high")
_FALLBACK = {"unless", "engine", "options"}
#: What each key of a voice's file holds.
_KINDS: Mapping[str, type] = {
    **dict.fromkeys(("engine", "language", "gender", "source", "title", "name", "url"), str),
    **dict.fromkeys(("file", "style", "sha256", "coqui", "model", "config", "attribution"), str),
    **dict.fromkeys(("rate_hz", "size_bytes"), int),
    **dict.fromkeys(("licence", "options", "fallback", "pace", "qualities", "high"), dict),
    **dict.fromkeys(("unless", "packages", "files"), list),
    "commercial": bool,
    "cost": float,
}
#: What is joined to a path of the cache, looked up or imported is a plain name: no other folder.
_NAMES: Mapping[str, str] = {
    "file": r"\w[\w.-]*",
    "style": r"\w[\w.-]*",
    "sha256": "[0-9a-f]{64}",
    "coqui": r"\w[\w-]*(/[\w-]+)*",
    "unless": r"[A-Za-z_]\w*",
    "packages": r"[A-Za-z0-9][\w.-]*(==[\w.+!-]+)?",
}
_RATES_HZ = range(1000, 384_001)
#: Options that name a file which decides the sound.
_FILES = ("model", "config", "vocoder", "vocoder_config")


def sums_file(name: str) -> Path:
    """Return the file of a voice's sha256 sums, which its engine computes on first use."""
    return data_folder() / "sums" / f"{name.partition(':')[0]}.json"


def folders() -> list[Path]:
    """Return the folders that hold voices, the one that wins last."""
    package = Path(__file__).parent
    packed = package / "_voices"
    return [packed if packed.is_dir() else package.parent / "voices", data_folder() / "voices"]


def known() -> dict[str, Path]:
    """Return every voice's folder by name, sorted by name."""
    found = {
        file.parent.name: file.parent
        for folder in folders()
        if folder.is_dir()
        for file in folder.glob("*/voice.toml")
    }
    return dict(sorted(found.items()))


def find(name: str, speaker_wav: Path | None = None, quality: str = QUALITIES[0]) -> Voice:
    """Return a voice by its name.

    ``NAME:SPEAKER`` is one speaker of a voice that has several; a blank in the speaker's name may
    be written as ``_``. ``speaker_wav`` is a recording that the voice shall speak like. ``quality``
    is one of ``QUALITIES``; a voice without it speaks as always.

    Raises
    ------
    VoiceError
        if there is none of that name (the nearest are named), its file is wrong, or there is no
        such recording.

    >>> find("tone").engine
    'tone'
    >>> find("coqui-xtts:Ana_Florence").options["speaker"]
    'Ana Florence'
    """
    base, colon, speaker = name.partition(":")
    voices = known()
    if base not in voices:
        raise VoiceError(f"there is no voice named {base!r}", remedy=near(base, voices))
    voice = read(voices[base], quality)
    if colon:
        voice = _with(voice, name, speaker=speaker.strip().replace("_", " "))
    if speaker_wav is not None:
        voice = _with(voice, name, speaker_wav=str(speaker_wav), sum=_recording(speaker_wav))
    return voice


def cast(
    names: Iterable[str], speaker_wav: Path | None = None, quality: str = QUALITIES[0]
) -> dict[str, Voice]:
    """Return the voices that speak, by their names.

    Raises
    ------
    VoiceError
        if a voice cannot be found; see :func:`find`.
    """
    return {name: find(name, speaker_wav, quality) for name in names}


def _with(voice: Voice, name: str, **options: str) -> Voice:
    """Return a voice with other options, and a digest that says so."""
    digest = hashlib.sha256(repr((voice.digest, sorted(options.items()))).encode()).hexdigest()
    merged = {**voice.options, **{k: v for k, v in options.items() if k != "sum"}}
    return replace(voice, name=name, options=merged, digest=digest[:16])


def _recording(path: Path) -> str:
    """Return the sha256 of a recording: the voice sounds as it does."""
    try:
        return sha256(path)
    except OSError as error:
        words = error.strerror or str(error)
        what = f"the recording to speak like cannot be read: {words}"
        raise VoiceError(what, where=str(path), remedy="check --speaker-wav") from error


def read(folder: Path, quality: str = QUALITIES[0]) -> Voice:
    """Read ``voice.toml`` of a folder, whose name is the voice's name, with a quality's options.

    Raises
    ------
    VoiceError
        if the file is not valid TOML, lacks a key or has an unknown one.
    """
    file = folder / "voice.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise VoiceError(str(error), where=str(file), remedy="see docs/voices.md") from error
    _check_values(table, file)
    licence = table.get("licence", {})
    _check(table, _KNOWN, _REQUIRED, file)
    table = _for_here(table, file)
    _check(licence, {field.name for field in fields(Licence)}, {"name"}, file)
    qualities = table.get("qualities", {})
    _check(qualities, set(QUALITIES[1:]), set(), file)
    options = {**table.get("options", {}), **qualities.get(quality, {})}
    try:
        digest = _digest(folder, table["engine"], options)
    except OSError as error:
        what, remedy = error.strerror or str(error), "check the permissions"
        raise VoiceError(what, where=str(error.filename or folder), remedy=remedy) from error
    plain = {key: table[key] for key in _REQUIRED - {"licence"}}
    return Voice(
        name=folder.name,
        title=str(table.get("title", "")),
        folder=folder,
        licence=Licence(**licence),
        options=options,
        digest=digest,
        quality=quality if quality in qualities else QUALITIES[0],
        **plain,
    )


def add(voice: Voice) -> Path:
    """Write a voice's file into the user's folder, and return it.

    Raises
    ------
    VoiceError
        if the name would not do as a folder's.
    BriefingError
        if the folder cannot be written to.
    """
    if not re.fullmatch(r"[\w-][\w.-]*", voice.name):
        remedy = "use letters, digits, hyphens"
        raise VoiceError(f"{voice.name!r} will not do as a voice's name", remedy=remedy)
    file = data_folder() / "voices" / voice.name / "voice.toml"
    keys = ("engine", "language", "gender", "source", "rate_hz", "size_bytes")
    lines = [f"title = {_toml(voice.title)}"] if voice.title else []
    lines += [f"{key} = {_toml(getattr(voice, key))}" for key in keys]
    for title, table in (("licence", asdict(voice.licence)), ("options", voice.options)):
        given = {key: value for key, value in table.items() if value not in (None, "")}
        lines += ["", f"[{title}]", *(f"{key} = {_toml(value)}" for key, value in given.items())]
    write(file, "\n".join(lines) + "\n")
    return file


def _toml(value: Any) -> str:
    """Return a value as TOML; a basic string of TOML is written as one of JSON.

    >>> _toml({"shortest": 0.5, "notes": ["क"]})
    '{ shortest = 0.5, notes = ["क"] }'
    """
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items())
        return f"{{ {inside} }}"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def own(name: str) -> Path | None:
    """Return the folder of one of the user's own voices, or None."""
    folder = data_folder() / "voices" / name
    return folder if (folder / "voice.toml").is_file() else None


def remove(name: str) -> None:
    """Remove one of the user's own voices, and the sums of its files.

    Raises
    ------
    VoiceError
        if it is not the user's own.
    """
    folder = own(name)
    if folder is None:
        remedy = "briefing voices lists the voices; those added are yours"
        raise VoiceError(f"{name!r} is not a voice of your own", remedy=remedy)
    shutil.rmtree(folder)
    sums_file(name).unlink(missing_ok=True)


def _for_here(table: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return a voice's table, with its ``[fallback]`` applied if this machine needs it.

    ``[fallback]`` names another engine, with options that differ, for where one of the modules in
    ``unless`` is not installed.
    """
    if "fallback" not in table:
        return table
    other = table["fallback"]
    if not isinstance(other, dict) or not isinstance(other.get("unless", []), list):
        remedy = 'write it as [fallback] with unless = ["MODULE"] and engine = "NAME"'
        raise VoiceError("the fallback is not understood", where=str(file), remedy=remedy)
    _check(other, _FALLBACK, _FALLBACK - {"options"}, file)
    if all(importlib.util.find_spec(module) for module in other["unless"]):
        return table
    options = {**table.get("options", {}), **other.get("options", {})}
    return {**table, "engine": other["engine"], "options": options}


def _check_values(table: Mapping[str, Any], file: Path, place: str = "") -> None:
    """Check that each value is of its kind, and that a name is nothing but a name.

    A voice may come from a stranger: ``../..`` would write outside the cache, ``os.path`` import.

    Raises
    ------
    VoiceError
        naming the key and the value.
    """
    for key, value in table.items():
        kind = _KINDS.get(key, object)
        fits = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        names = value if isinstance(value, list) else [value]
        if fits and key in _NAMES:
            fits = all(isinstance(n, str) and re.fullmatch(_NAMES[key], n) for n in names)
        if key == "rate_hz" or key == "size_bytes":
            fits = fits and (value in _RATES_HZ if key == "rate_hz" else value >= 0)
        if not fits or (isinstance(value, str) and "\0" in value):
            shown = reprlib.repr(value)
            what = f"{place}{key} = {shown} is not understood"
            raise VoiceError(what, where=str(file), remedy="see docs/voices.md")
        if isinstance(value, dict):
            _check_values(value, file, f"{place}{key}.")


def _check(table: Mapping[str, Any], known: set[str], required: set[str], file: Path) -> None:
    for key in table:
        if key not in known:
            raise VoiceError(f"unknown key {key!r}", where=str(file), remedy=near(key, known))
    if lacking := sorted(required - set(table)):
        raise VoiceError(
            f"the key {lacking[0]!r} is missing", where=str(file), remedy="see docs/voices.md"
        )


def _digest(folder: Path, engine: str, options: Mapping[str, Any]) -> str:
    """Digest what decides the sound: engine, options, and the small files beside them.

    Large weights are named by their sha256: in the options, in the file of sums, or taken here
    of the files that the options name.
    """
    digest = hashlib.sha256(repr((engine, options)).encode())
    for file in sorted(folder.iterdir()):
        if file.suffix in {".bin", ".tsv", ".json"} and file.stat().st_size < 1 << 22:
            digest.update(file.name.encode() + file.read_bytes())
    sums = sums_file(folder.name)
    if sums.is_file():
        digest.update(sums.read_bytes())
    for name in _FILES if "sha256" not in options else ():
        path = folder / Path(str(options.get(name, ""))).expanduser()
        if path.is_file():
            digest.update(_sum(path).encode())
    return digest.hexdigest()[:16]


def _sum(file: Path) -> str:
    """Return a file's sha256; a large one is read again only when its size or time changed."""
    state = f"{file.stat().st_size} {file.stat().st_mtime_ns}"
    place = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:32]
    note = cache_folder() / "sums" / place
    with contextlib.suppress(OSError, ValueError):
        known, digest = note.read_text(encoding="ascii").rsplit(" ", 1)
        if known == state:
            return digest
    try:
        digest = sha256(file)
    except OSError:  # reported when the voice is loaded
        return ""
    with contextlib.suppress(BriefingError):  # a note, no more
        write(note, f"{state} {digest}")
    return digest
