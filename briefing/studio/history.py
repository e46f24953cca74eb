"""The history of corrections: a plain file beside the script, one line of JSON a change."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from briefing.system.files import write
from briefing.system.records import DataError, build

SUFFIX = ".history.jsonl"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of a file: who made it, when (UTC), where, and what stood there before and after.

    ``at`` is the offset in characters; ``since`` is the version of the file before the change,
    ``version`` the one after it. ``undoes`` is the ``id`` of the change that this one takes back.
    """

    id: str
    when: str
    who: str
    file: str
    line: int
    at: int
    before: str
    after: str
    since: str
    version: str
    undoes: str = ""


def path_of(script: Path) -> Path:
    """Return the file of a script's history."""
    return script.with_name(script.name + SUFFIX)


def read(script: Path) -> list[Change]:
    """Return the changes of a script, the oldest first; what is no change is passed over."""
    file = path_of(script)
    changes = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        try:
            changes.append(build(Change, json.loads(line)))
        except (ValueError, DataError):
            continue  # an editor's slip: the other lines are worth as much as before
    return changes


def add(script: Path, change: Change) -> None:
    """Append a change; the file appears whole."""
    file = path_of(script)
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    line = json.dumps(asdict(change), ensure_ascii=False)
    write(file, f"{before.rstrip()}\n{line}\n".lstrip("\n"))


def undoable(script: Path) -> Change | None:
    """Return the last change that is not taken back, None if there is none."""
    changes = read(script)
    undone = {change.undoes for change in changes}
    waiting = (c for c in reversed(changes) if not c.undoes and c.id not in undone)
    return next(waiting, None)


def now() -> str:
    """Return the time, as the history writes it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
