"""What a shell completes: files, folders, voices, settings of shows; choices click knows itself."""

from __future__ import annotations

import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem


class _Name(click.types.StringParamType):
    """A text as it was written, and what completes it."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        if self.kind == "voice":
            return _voices(incomplete)
        shows = _shows(incomplete) if self.kind == "show" else []
        return shows or [CompletionItem(incomplete, type="dir" if self.kind == "dir" else "file")]


#: By what stands for a value in the help.
_KINDS = (
    (re.compile(r"VOICE"), "voice"),
    (re.compile(r"SHOW"), "show"),
    (re.compile(r"FILE|PATH"), "file"),
    (re.compile(r"DIR|FOLDER|DEST"), "dir"),
)


def completed(command: click.Command) -> click.Command:
    """Return a command whose values are completed by what stands for them in its help."""
    for param in command.params:
        shown = param.metavar or (param.name or "").upper()
        kind = next((kind for pattern, kind in _KINDS if pattern.search(shown)), "")
        if kind and isinstance(param.type, click.types.StringParamType):
            param.type = _Name(kind)
    return command


def _voices(begun: str) -> list[CompletionItem]:
    """Return the voices there are, with what they are called."""
    from briefing import voices
    from briefing.errors import BriefingError

    found = []
    for name, folder in voices.known().items():
        if name.startswith(begun):
            try:
                voice = voices.read(folder)
            except BriefingError:  # briefing doctor says what is wrong with it
                continue
            found.append(CompletionItem(name, help=voice.title or voice.gender))
    return found


def _shows(begun: str) -> list[CompletionItem]:
    """Return the settings files of shows: here, and one folder down."""
    from briefing.config_file import FILE

    found = sorted([*Path().glob("*.toml"), *Path().glob(f"*/{FILE}")])
    return [CompletionItem(str(path)) for path in found if str(path).startswith(begun)]
