"""Corrections: a sentence of the script, how this show says a word, and taking either back."""

from __future__ import annotations

import re
from pathlib import Path

from briefing.config_file import FILE
from briefing.engines.g2p import checked_pronunciations
from briefing.errors import HIDDEN, ConfigError, ScriptError
from briefing.formats.text import nfc
from briefing.message import Message
from briefing.normalise.user import Entry, Lexicon, as_entry, lexicon_file, lexicon_for
from briefing.studio import history
from briefing.studio.changes import ConflictError, Replacement, apply, held, one_line
from briefing.studio.desk import Desk, OpenScript, version_of
from briefing.studio.history import Change
from briefing.studio.source import FORM, Span

_COLUMNS = "# written\tspoken\tclass\tnote\tpronunciation\n"


def rewrite(desk: Desk, name: str, index: int, text: str, version: str) -> Change:
    """Replace a sentence in the script's file; an empty text removes it.

    ``text`` is as the file shall have it, markup and all; ``version`` is that of the script in
    which the editor saw the sentence. All else in the file stays as it is, byte by byte.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ScriptError
        if the sentence cannot be changed in its place, or the result could not be read.
    """
    with held(desk):
        script, span = _sentence(desk, name, index, version)
        change = Replacement(script.path, script.text, span, one_line(text))
        if not change.after:
            change = _without_blank(change)
        desk.draft(name, change.data)  # what could not be planned is not written
        return apply(desk, script, change)


def say_here(desk: Desk, name: str, index: int, written: str, spoken: str, version: str) -> Change:
    """Have one place of a script say a word so: ``{बोलें: …}`` after it in the file.

    ``written`` is a part of the sentence, as the file has it; the first one in it is meant.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ScriptError
        if the word does not stand in the sentence, or cannot be said so.
    """
    with held(desk):
        script, span = _sentence(desk, name, index, version)
        written, spoken = one_line(written), one_line(spoken)
        place = re.compile(rf"\[?{re.escape(written)}\]?({FORM})?")
        found = place.search(script.text, span.start, span.end) if written and spoken else None
        if found is None:
            remedy = "give a part of the sentence as it is written"
            what = Message("«{written}» does not stand in it", written=written)
            raise ScriptError(what, where=name, remedy=remedy)
        marked = f"[{written}]{{बोलें: {spoken}}}"
        change = Replacement(script.path, script.text, Span(*found.span()), marked)
        said = desk.draft(name, change.data).planned.plan.utterances[index]
        if spoken not in said.spoken:
            what = Message("«{written}» cannot be said so here", written=written)
            raise ScriptError(what, where=name, remedy="change the text, or say it in the show")
        return apply(desk, script, change)


def say_as(desk: Desk, name: str, entry: Entry, known: str | None = None) -> Change:
    """Have a show say a word so: a row of its lexicon, new or in the place of the old one.

    ``known`` is the reading that the editor saw in the lexicon, empty if it had none; None does
    not ask. Other rows and comments stay as they are.

    Raises
    ------
    ConflictError
        if the lexicon says something else by now.
    ConfigError
        if the reading or the pronunciation cannot be spoken.
    """
    with held(desk):
        script = desk.open(name)
        file = lexicon_file(script.settings, str(script.path))
        now = reading(script, _cell(entry.written))
        kind, note = (now.kind, entry.note or now.note) if now else ("", entry.note)
        cells = (entry.written, entry.spoken, kind, note, entry.respelling)
        columns = [_cell(cell) for cell in cells]
        wanted = as_entry(columns, file.name)
        if wanted.written.startswith("#"):
            what = "a row of a lexicon that begins with # is a comment"
            raise ConfigError(what, where=wanted.written, remedy="leave the # out")
        checked_pronunciations(Lexicon((wanted,)).pronunciations())
        if known is not None and known != (now.spoken if now else ""):
            raise ConflictError(file.name)
        return apply(desk, script, _row(file, wanted.written, "\t".join(columns).rstrip("\t")))


def undo(desk: Desk, name: str) -> Change:
    """Take back the last correction of a script that is not taken back yet.

    Raises
    ------
    ScriptError
        if there is none.
    ConflictError
        if what it changed has been changed again by other hands.
    """
    with held(desk):
        script = desk.open(name)
        last = history.undoable(script.path)
        if last is None:
            raise ScriptError("there is nothing to take back", where=name)
        files = [script.path, lexicon_file(script.settings, str(script.path)), desk.folder / FILE]
        path = next((file for file in files if file.name == last.file), files[0])
        text = path.read_bytes().decode("utf-8") if path.is_file() else ""
        at = last.at if version_of(text.encode()) == last.version else _only(text, last.after)
        if at < 0 or not text.startswith(last.after, at):
            raise ConflictError(last.file)
        span = Span(at, at + len(last.after))
        change = Replacement(path, text, span, last.before)
        return apply(desk, script, change, undoes=last.id)


def reading(script: OpenScript, written: str) -> Entry | None:
    """Return the row of the show's lexicon for a word, None if it has none."""
    lexicon = lexicon_for(script.settings, str(script.path))
    rows = (entry for entry in lexicon.entries if entry.written == nfc(written).strip())
    return next(rows, None)


def _sentence(desk: Desk, name: str, index: int, version: str) -> tuple[OpenScript, Span]:
    """Return a script and where a sentence of it stands, if it is the version that was seen."""
    script = desk.open(name)
    if script.version != version:
        raise ConflictError(name)
    row = script.rows[index] if 0 <= index < len(script.rows) else None
    if row is None or row.span is None:
        what = "this sentence cannot be changed here"
        raise ScriptError(what, where=name, remedy="change it in the file")
    return script, row.span


def _row(file: Path, written: str, line: str) -> Replacement:
    """Return the change that puts a row into a lexicon: over the old one, else at the end."""
    text = file.read_bytes().decode("utf-8") if file.is_file() else ""
    at = 0
    found = None
    for old in text.splitlines(keepends=True):
        bare = old.rstrip("\r\n")
        first = bare.lstrip("\ufeff").partition("\t")[0]
        if not bare.startswith("#") and nfc(first).strip() == written:
            found = Span(at, at + len(bare))
        at += len(old)
    if found:
        return Replacement(file, text, found, line)
    head = _COLUMNS if not text else "" if text.endswith("\n") else "\n"
    return Replacement(file, text, Span(len(text), len(text)), f"{head}{line}\n")


def _without_blank(change: Replacement) -> Replacement:
    """Take in a blank beside a sentence that is removed: the one that follows, else the other."""
    text, span = change.text, change.span
    if text[span.end : span.end + 1] == " ":
        span = Span(span.start, span.end + 1)
    elif text[span.start - 1 : span.start] == " ":
        span = Span(span.start - 1, span.end)
    return Replacement(change.path, text, span, "")


def _cell(text: str) -> str:
    return HIDDEN.sub("", " ".join(nfc(text).split()))


def _only(text: str, part: str) -> int:
    """Return where a part of a text begins, -1 if it is not there just once."""
    return text.find(part) if part and text.count(part) == 1 else -1
