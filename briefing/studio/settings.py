"""Sound: who speaks, how long it is silent, which music; in ``briefing.toml`` or front matter."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from itertools import takewhile
from operator import attrgetter
from pathlib import Path
from typing import Any

from briefing.config import Pauses, Settings
from briefing.config_file import FILE, find, load_found
from briefing.episode.result import PlannedScript
from briefing.errors import HIDDEN, ConfigError, ScriptError, near
from briefing.message import Message
from briefing.mix import music
from briefing.model import Script
from briefing.planning import plan_script
from briefing.read import read_bytes
from briefing.read.kinds import kind_of
from briefing.sound import FILES, OFF, Sound
from briefing.studio.changes import ConflictError, Replacement, apply, held
from briefing.studio.desk import Desk, OpenScript, version_of
from briefing.studio.front_matter import with_values
from briefing.studio.history import Change
from briefing.studio.source import Span
from briefing.system.files import TEMP_PREFIX

#: Where a setting is to stand: in the script alone, or in the file of the show.
HERE, SHOW = "here", "show"
_TABLES: Mapping[str, Any] = {"pauses": Pauses(), "sound": Sound()}
_DEFAULTS: Mapping[str, Any] = {
    "voice": "",
    **{
        f"{table}.{f.name}": getattr(of, f.name)
        for table, of in _TABLES.items()
        for f in fields(of)
    },
}
_VOICES = "voices."
_SPEAKER = re.compile(r"voices\.(?![#\s])[^:\x00-\x1f\x7f\x85\u2028\u2029]{1,60}(?<!\s)")
#: What front matter may say.
_IN_SCRIPT = {"sound.set", *(f"sound.{name}" for name in FILES)}
_ANY_RATE_HZ = 24_000
_SOUNDS = {".mp3", ".wav", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".aif", ".aiff"}
_MOST_SOUNDS = 200


def settings_file(desk: Desk) -> Path:
    """Return the file of the show's settings, which may not be there yet."""
    return find(desk.folder) or desk.folder / FILE


def settings_version(desk: Desk) -> str:
    """Return what changes with every byte of the show's settings, empty where there are none."""
    file = settings_file(desk)
    return version_of(file.read_bytes()) if file.is_file() else ""


def values(desk: Desk, script: OpenScript) -> dict[str, object]:
    """Return the settings that can be changed here, by name, as they are for a script.

    Files are named as the script or ``briefing.toml`` names them.
    """
    show, said = desk.settings(script.name), script.planned.script
    return {
        "voice": show.voice,
        **{f"{_VOICES}{name}": voice for name, voice in {**show.voices, **said.voices}.items()},
        **{key: attrgetter(key)(show) for key in _DEFAULTS if "." in key},
        **{f"sound.{name}": value for name, value in said.sound.items()},
    }


def changed(desk: Desk, script: OpenScript, given: Mapping[str, str]) -> dict[str, str]:
    """Return of these values those that are not so for a script already.

    Raises
    ------
    ConfigError
        if one cannot have its value.
    """
    now = values(desk, script)
    typed = {key: _typed(key, value) for key, value in given.items()}
    return {
        key: given[key]
        for key, value in typed.items()
        if ("" if value is None else value) != now.get(key, "")
    }


def tried(desk: Desk, script: OpenScript, given: Mapping[str, str]) -> PlannedScript:
    """Return a script as it would be planned with other pauses and music, which nothing says yet.

    Raises
    ------
    ConfigError
        if there is no such setting, or it cannot have this value.
    """
    different = changed(desk, script, given)
    if not different:
        return script.planned
    files = sound_files(desk)
    found: dict[str, dict[str, object]] = {name: {} for name in _TABLES}
    for key, text in different.items():
        table, _, name = key.partition(".")
        if key not in _DEFAULTS or table not in found:
            what = Message("{key} cannot be tried", key=key)
            raise ConfigError(what, remedy=near(key, _DEFAULTS))
        if name in FILES and text in files:
            found[table][name] = str((desk.folder / text).absolute())
        elif name in FILES and text not in ("", OFF):
            what = Message("{key}: there is no such file", key=key)
            raise ConfigError(what, where=text, remedy="check the name")
        else:
            typed = _typed(key, text)
            found[table][name] = _DEFAULTS[key] if typed is None else typed
    tables = {name: replace(getattr(script.settings, name), **found[name]) for name in found}
    settings = replace(script.settings, **tables)
    read = read_bytes(script.path.read_bytes(), str(script.path))
    return plan_script(read, settings, script.info.title, script.info.date)


def has_front_matter(script: OpenScript) -> bool:
    """Tell whether a script can say settings above its text."""
    return script.editable and kind_of(script.text.encode(), str(script.path)) == "markdown"


def sound_files(desk: Desk) -> list[str]:
    """Return the sounds beside the scripts and one folder below, as a setting may name them."""
    output, inside = Path(desk.settings().output).resolve(), desk.folder.resolve()
    found = [
        file.relative_to(desk.folder).as_posix()
        for pattern in ("*.*", "*/*.*")
        for file in sorted(desk.folder.glob(pattern))
        if file.suffix.lower() in _SOUNDS
        and not file.name.startswith(".")
        and file.resolve().is_relative_to(inside)
        and not file.resolve().is_relative_to(output)
    ]
    return found[:_MOST_SOUNDS]


def change(
    desk: Desk, name: str, values: Mapping[str, str], scope: str, version: str
) -> Change | None:
    """Change settings of a script (``here``) or of the whole show; an empty value takes one away.

    The names are ``voice``, ``voices.<speaker>``, and those of ``[pauses]`` and ``[sound]`` with
    the table before them: ``sound.duck_db``. A script can only name voices of speakers, the set of
    music and its files. ``version`` is that of the script, or of the show's settings. Comments and
    all other lines stay as they are. Returns None where the file says so already.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ConfigError
        if there is no such setting, or it cannot have this value.
    ScriptError
        if the script cannot say this, or could not be made with it.
    """
    for key in values:
        if key not in _DEFAULTS and not _SPEAKER.fullmatch(key):
            what = Message("unknown key {key!r}", key=key)
            raise ConfigError(what, remedy=near(key, [*_DEFAULTS, "voices.NAME"]))
    given = {key: HIDDEN.sub("", " ".join(value.split())) for key, value in values.items()}
    with held(desk):
        script = desk.open(name)
        made = (_in_script if scope == HERE else _in_show)(desk, script, given, version)
        return apply(desk, script, made) if made.result != made.text else None


def _in_script(
    desk: Desk, script: OpenScript, values: Mapping[str, str], version: str
) -> Replacement:
    """Return the change of a script's front matter."""
    if script.version != version:
        raise ConflictError(script.name)
    _check_script_can_say(script, values)
    text = script.text
    for table in ("voices", "sound"):
        below = {k.partition(".")[2]: v for k, v in values.items() if k.startswith(f"{table}.")}
        text = with_values(text, table, below) if below else text
    read = read_bytes(text.encode(), str(script.path))
    _check_same_words(script, read)
    settings = desk.draft(script.name, text.encode()).settings
    _check_music(settings, values)
    for key, value in values.items():
        if key.startswith("sound.") and str(attrgetter(key)(settings)) != _path(value, key, script):
            what = Message(
                "{key} cannot be taken away from this script alone: the show has one", key=key
            )
            raise ScriptError(what, where=script.name, remedy='choose "off", or change the show')
    return _difference(script.path, script.text, text)


def _path(value: str, key: str, script: OpenScript) -> str:
    """Return a value of front matter as the settings have it: a file with its folder."""
    is_file = key != "sound.set" and value not in ("", OFF)
    return str((script.path.parent / value).absolute()) if is_file else value


def _check_script_can_say(script: OpenScript, values: Mapping[str, str]) -> None:
    for key in values:
        if not key.startswith(_VOICES) and key not in _IN_SCRIPT:
            what = Message("a script cannot say {key}", key=key)
            raise ScriptError(what, remedy="change it for the show")
    if not has_front_matter(script):
        remedy = "change them for the show"
        raise ScriptError("this file has no place for settings", where=script.name, remedy=remedy)


def _check_same_words(script: OpenScript, read: Script) -> None:
    before = read_bytes(script.text.encode(), str(script.path))
    texts = [
        [p.text for chapter in each.chapters for p in chapter.paragraphs] for each in (before, read)
    ]
    if texts[0] != texts[1] or before.title != read.title:
        what = "the text would then be read otherwise"
        raise ScriptError(what, where=script.name, remedy="change the front matter in the file")


def _in_show(
    desk: Desk, script: OpenScript, values: Mapping[str, str], version: str
) -> Replacement:
    """Return the change of the show's settings."""
    file = settings_file(desk)
    if settings_version(desk) != version:
        raise ConflictError(file.name)
    if file.parent.resolve() != desk.folder.resolve():
        remedy = "change them there, or put a briefing.toml beside the scripts"
        raise ConfigError("the settings lie in another folder", where=str(file), remedy=remedy)
    text = file.read_bytes().decode("utf-8") if file.is_file() else ""
    typed = {key: _typed(key, value) for key, value in values.items()}
    after = with_settings(text, typed)
    read = read_bytes(script.path.read_bytes(), str(script.path))
    settings = _loaded(file, after).for_script(read)
    plan_script(read, settings, script.info.title, script.info.date)
    _check_music(settings, values)
    return _difference(file, text, after)


def with_settings(text: str, values: Mapping[str, object]) -> str:
    """Return the text of a ``briefing.toml`` with these values; None takes a key away.

    >>> print(with_settings("speed = 1.2  # fast\\n[pauses]\\n", {"pauses.line_ms": 200}), end="")
    speed = 1.2  # fast
    [pauses]
    line_ms = 200
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(str(error), where=FILE, remedy="see docs/configuration.md") from None
    for key, value in values.items():
        table, dot, name = key.partition(".")
        place: Any = document
        if dot:
            if isinstance(document.get(table), str):  # sound = "default"
                document[table] = {"set": document.pop(table)}
            if table not in document and value is not None:
                document[table] = tomlkit.table()
            place = document.get(table, {})
        if value is not None:
            place[name if dot else key] = value
        else:
            place.pop(name if dot else key, None)
    after = tomlkit.dumps(document)
    return after.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else after


def _typed(key: str, text: str) -> object:
    """Return a value as its setting has it, None for none."""
    default = _DEFAULTS.get(key, "")
    if not text:
        return None
    if isinstance(default, bool):
        if text not in ("true", "false"):
            what = Message("{key} = {text!r}", key=key, text=text)
            raise ConfigError(what, remedy="give true or false")
        return text == "true"
    if isinstance(default, str):
        return text
    try:
        number = float(text)
        return int(number) if number.is_integer() else number
    except (ValueError, OverflowError):
        what = Message("{key} = {text!r} is not a number", key=key, text=text)
        raise ConfigError(what, remedy="give a number") from None


def _loaded(file: Path, text: str) -> Settings:
    """Load the settings as they would be, by way of a file that goes away again."""
    temporary = file.with_name(f"{TEMP_PREFIX}{secrets.token_hex(6)}.toml")
    try:
        temporary.write_text(text, encoding="utf-8", newline="")
        return load_found(temporary)
    except ConfigError as error:
        where, remedy = (
            each.replace(temporary.name, file.name) for each in (error.where, error.remedy)
        )
        raise ConfigError(error.what, where=where, remedy=remedy) from None
    finally:
        temporary.unlink(missing_ok=True)


def _check_music(settings: Settings, values: Mapping[str, str]) -> None:
    """Decode the music if that is what changes."""
    if any(key.startswith("sound.") for key in values):
        music.load(settings, _ANY_RATE_HZ)


def _difference(path: Path, text: str, after: str) -> Replacement:
    """Return the change from a text to another, in whole lines."""
    old, new = (each.splitlines(keepends=True) for each in (text, after))
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    start, end = len("".join(old[:first])), len("".join(old[: len(old) - last]))
    return Replacement(path, text, Span(start, end), "".join(new[first : len(new) - last]))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines are the same from the beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
