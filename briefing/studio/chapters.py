"""Order: move, merge, split and retitle the chapters of a script, in its file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefing.episode.speakers import with_speakers
from briefing.errors import ScriptError
from briefing.message import Message
from briefing.model import Paragraph, Script
from briefing.read import read_bytes
from briefing.read.sentences import sentences
from briefing.studio.changes import ConflictError, Replacement, apply, held, one_line
from briefing.studio.desk import Desk, OpenScript
from briefing.studio.history import Change
from briefing.studio.outline import Edit, Outline, outline

UP, DOWN = -1, 1


def outline_of(script: OpenScript) -> Outline:
    """Return the headings of a script, none where its file cannot be changed."""
    return outline(script.text, _read(script)) if script.editable else Outline("", ())


def move(desk: Desk, name: str, index: int, by: int, version: str) -> Change:
    """Move a section of the outline, with those below it, up (-1) or down (1) past its neighbour.

    ``version`` is that of the script in which the editor saw the outline. The sections stay as
    they are, byte by byte; notes and comments at the end of the file stay there.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ScriptError
        if there is no such section, or it cannot be moved so.
    """
    with held(desk):
        script, found = _opened(desk, name, index, version)
        edit, swapped = found.move(index, by), found.swapped(index, by)
        order = list(range(len(found.sections)))
        if swapped:
            first, second = swapped
            order[first.start : second.stop] = [*second, *first]
        parts = _by_section(_paragraphs(_read(script)))
        before = parts[: len(parts) - len(order)]  # the script's title
        wanted = [p for part in before for p in part]
        wanted += [p for at in order for p in parts[len(before) + at]]
        return _applied(desk, script, edit, wanted)


def merge(desk: Desk, name: str, index: int, version: str) -> Change:
    """Join a section of the outline to the one before it: its heading is removed from the file.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ScriptError
        if there is no such section, or none before it.
    """
    with held(desk):
        script, found = _opened(desk, name, index, version)
        edit = found.merge(index)
        line = found.sections[index].line
        kept = [p for p in _paragraphs(_read(script)) if not (p.level and p.line == line)]
        return _applied(desk, script, edit, kept)


def retitle(desk: Desk, name: str, index: int, title: str, version: str) -> Change:
    """Give a section of the outline another heading, as the file shall have it.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ScriptError
        if there is no such section, or the title says nothing.
    """
    with held(desk):
        script, found = _opened(desk, name, index, version)
        edit = found.retitle(index, _title(title))
        line = found.sections[index].line
        wanted = [
            replace(p, text="") if p.level and p.line == line else p
            for p in _paragraphs(_read(script))
        ]
        return _applied(desk, script, edit, wanted)


def split(desk: Desk, name: str, sentence: int, title: str, version: str) -> Change:
    """Begin a chapter with a sentence of the script: a heading is written before it.

    ``sentence`` is its index among the rows of the script.

    Raises
    ------
    ConflictError
        if the file has been changed since.
    ScriptError
        if no chapter can begin there, or the title says nothing.
    """
    with held(desk):
        script = _seen(desk, name, version)
        row = script.rows[sentence] if 0 <= sentence < len(script.rows) else None
        if row is None or row.span is None:
            remedy = "write the heading into the file"
            raise ScriptError("no chapter can begin with this sentence", where=name, remedy=remedy)
        spans = [row.span for row in script.rows]
        edit = outline_of(script).split(row.span.start, spans, _title(title))
        change = _replacement(script, edit)
        before, after = (_said(script, read) for read in (_read(script), _read(script, change)))
        same = zip(before, after, strict=False)
        at = next((at for at, (old, new) in enumerate(same) if old != new), len(before))
        more = len(after) - len(before)
        headed = more > 0 and all(level for _, level, _ in after[at : at + more])
        _check(name, headed and after[:at] + after[at + more :] == before)
        desk.draft(name, change.data)  # what could not be planned is not written
        return apply(desk, script, change)


def _opened(desk: Desk, name: str, index: int, version: str) -> tuple[OpenScript, Outline]:
    script = _seen(desk, name, version)
    found = outline_of(script)
    if not 0 <= index < len(found.sections):
        what = Message("there is no chapter {number}", number=index + 1)
        remedy = Message("it has {count}", count=len(found.sections))
        raise ScriptError(what, where=name, remedy=remedy)
    return script, found


def _seen(desk: Desk, name: str, version: str) -> OpenScript:
    """Return a script if it is the version that was seen, and its text can be changed."""
    script = desk.open(name)
    if script.version != version:
        raise ConflictError(name)
    if not script.editable:
        what = "the chapters of this file cannot be changed here"
        raise ScriptError(what, where=name, remedy="keep the script as Markdown in UTF-8")
    return script


def _applied(desk: Desk, script: OpenScript, edit: Edit, wanted: Sequence[Paragraph]) -> Change:
    """Write a change, if what is read then is what is wanted; an empty text may be any."""
    change = _replacement(script, edit)
    found = _paragraphs(_read(script, change))
    same = len(found) == len(wanted) and all(
        replace(this, line=0, text=this.text if want.text else "") == replace(want, line=0)
        for this, want in zip(found, wanted, strict=True)
    )
    _check(script.name, same)
    desk.draft(script.name, change.data)  # what could not be planned is not written
    return apply(desk, script, change)


def _check(name: str, same: bool) -> None:
    if not same:
        what = "something else would then be read otherwise too"
        raise ScriptError(what, where=name, remedy="change it in the file")


def _replacement(script: OpenScript, edit: Edit) -> Replacement:
    return Replacement(script.path, script.text, *edit)


def _read(script: OpenScript, change: Replacement | None = None) -> Script:
    data = change.data if change else script.text.encode()
    return read_bytes(data, str(script.path))


def _paragraphs(script: Script) -> list[Paragraph]:
    return [paragraph for chapter in script.chapters for paragraph in chapter.paragraphs]


def _by_section(paragraphs: Iterable[Paragraph]) -> list[list[Paragraph]]:
    """Return the paragraphs from heading to heading."""
    parts: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        if paragraph.level:
            parts.append([])
        parts[-1].append(paragraph)
    return parts if parts[0] else parts[1:]


def _said(script: OpenScript, read: Script) -> list[tuple[str, int, str | None]]:
    """Return the sentences of a script as it is read, each with its level and speaker."""
    named = with_speakers(read, {**script.settings.voices, **read.voices})
    return [
        (sentence, paragraph.level, paragraph.speaker)
        for paragraph in _paragraphs(named)
        for sentence in sentences(paragraph.with_number())
    ]


def _title(text: str) -> str:
    title = one_line(text)
    if not any(character.isalnum() for character in title):
        raise ScriptError("a chapter needs a title", remedy="write a few words")
    return title
