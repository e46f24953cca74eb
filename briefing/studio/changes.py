"""Changes of the studio's files: one at a time, each written whole and kept in the history."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import HIDDEN, BriefingError, ScriptError
from briefing.message import Message
from briefing.studio import history
from briefing.studio.desk import Desk, OpenScript, version_of
from briefing.studio.history import Change
from briefing.studio.source import Span
from briefing.system.files import atomic_path, folder_lock

_LONGEST = 10_000  # characters of a sentence
_lock = threading.Lock()


class ConflictError(BriefingError):
    """What is to be changed is no longer what the editor saw; nothing was changed."""

    def __init__(self, where: str) -> None:
        remedy = "look at it as it is now, and correct it there"
        super().__init__("somebody changed it in the meantime", where=where, remedy=remedy)


@dataclass(frozen=True)
class Replacement:
    """A part of a file, and what is to stand there."""

    path: Path
    text: str
    span: Span
    after: str

    @property
    def result(self) -> str:
        return self.text[: self.span.start] + self.after + self.text[self.span.end :]

    @property
    def data(self) -> bytes:
        """The whole file as it is to be."""
        return self.result.encode()


@contextmanager
def held(desk: Desk) -> Iterator[None]:
    """Hold the desk: one correction at a time, in this process and in others."""
    with _lock, folder_lock(desk.folder):
        yield


def apply(desk: Desk, script: OpenScript, change: Replacement, undoes: str = "") -> Change:
    """Write the file, whole, and then its line of the history."""
    if not change.path.resolve().is_relative_to(desk.folder.resolve()):
        what = "this link leads out of the folder of the scripts"
        raise ScriptError(what, where=str(change.path), remedy="put the file itself there")
    data = change.data
    made = Change(
        id=secrets.token_hex(6),
        when=history.now(),
        who=desk.editor,
        file=change.path.name,
        line=change.text.count("\n", 0, change.span.start) + 1,
        at=change.span.start,
        before=change.text[change.span.start : change.span.end],
        after=change.after,
        since=version_of(change.text.encode()),
        version=version_of(data),
        undoes=undoes,
    )
    with atomic_path(change.path.resolve()) as temporary:
        temporary.write_bytes(data)
        if change.path.is_file():
            shutil.copymode(change.path, temporary)
    history.add(script.path, made)
    return made


def one_line(text: str) -> str:
    """Return a sentence as a file may hold it: on one line, nothing invisible."""
    words = HIDDEN.sub("", " ".join(text.split()))
    if len(words) > _LONGEST:
        what = Message("a sentence of {count} characters", count=len(words))
        raise ScriptError(what, remedy=Message("write at most {count} characters", count=_LONGEST))
    return words
