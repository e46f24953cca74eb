"""``briefing chapters``: the chapters of a script, and how to change them in its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefing.cli.common import as_json, desk_of, echo, print_json, verbosity
from briefing.errors import ScriptError

if TYPE_CHECKING:
    from briefing.studio.desk import Desk, OpenScript

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def chapters() -> None:
    """List the chapters of a script; move, merge, split and retitle them.

    Only the headings of FILE change, or their order: all else in it stays as it is. Each change is
    a line of FILE.history.jsonl, and can be taken back.
    """


def _changes(command: F) -> F:
    """Add what every change takes: the file, who makes it, verbosity."""
    file = click.argument("file", metavar="FILE")
    editor = click.option(
        "--editor", metavar="NAME", help="Who changes it, for the history [your user name]."
    )
    return file(editor(verbosity(command)))


number = click.argument("number", type=click.IntRange(1))


@chapters.command("list")
@click.argument("file", metavar="FILE")
@as_json
@verbosity
def list_command(file: str, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Print the headings of FILE by number, each with its line."""
    from briefing.studio.chapters import outline_of

    found = outline_of(_script(desk_of(file, ""), file)).sections
    if as_json:
        print_json(
            [
                {"number": at, "title": s.title, "level": s.level, "line": s.line}
                for at, s in enumerate(found, 1)
            ]
        )
        return
    top = min((section.level for section in found if section.level), default=0)
    for at, section in enumerate(found, 1):
        echo(at, "  " * max(0, section.level - top) + section.title, section.line, sep="\t")


@chapters.command()
@_changes
@number
@click.argument("where", type=click.Choice(["up", "down"]))
def move(
    file: str, number: int, where: str, editor: str | None, quiet: bool, verbose: bool
) -> None:
    """Move chapter NUMBER, with what belongs to it, past its neighbour."""
    from briefing.studio.chapters import DOWN, UP, move

    desk = desk_of(file, editor)
    name, version = _seen(desk, file)
    move(desk, name, number - 1, UP if where == "up" else DOWN, version)


@chapters.command()
@_changes
@number
def merge(file: str, number: int, editor: str | None, quiet: bool, verbose: bool) -> None:
    """Join chapter NUMBER to the one before it: its heading is removed."""
    from briefing.studio.chapters import merge

    desk = desk_of(file, editor)
    name, version = _seen(desk, file)
    merge(desk, name, number - 1, version)


@chapters.command()
@_changes
@number
@click.argument("title")
def retitle(
    file: str, number: int, title: str, editor: str | None, quiet: bool, verbose: bool
) -> None:
    """Give chapter NUMBER another heading."""
    from briefing.studio.chapters import retitle

    desk = desk_of(file, editor)
    name, version = _seen(desk, file)
    retitle(desk, name, number - 1, title, version)


@chapters.command()
@_changes
@click.argument("words")
@click.argument("title")
def split(
    file: str, words: str, title: str, editor: str | None, quiet: bool, verbose: bool
) -> None:
    """Begin a chapter with the sentence that holds WORDS."""
    from briefing.studio.chapters import split

    desk = desk_of(file, editor)
    name, version = _seen(desk, file)
    split(desk, name, _sentence(_script(desk, file), words), title, version)


@chapters.command()
@_changes
def undo(file: str, editor: str | None, quiet: bool, verbose: bool) -> None:
    """Take back the last change of FILE that the history holds."""
    from briefing.studio.correct import undo

    undo(desk_of(file, editor), Path(file).name)


def _script(desk: Desk, file: str) -> OpenScript:
    return desk.open(Path(file).name)


def _seen(desk: Desk, file: str) -> tuple[str, str]:
    """Return a script's name in its folder, and its version."""
    script = _script(desk, file)
    return script.name, script.version


def _sentence(script: OpenScript, words: str) -> int:
    found = [row.index for row in script.rows if row.span and words in row.utterance.written]
    if len(found) != 1:
        what = f"{'more than one' if found else 'no'} sentence holds «{words}»"
        raise ScriptError(what, where=script.name, remedy="give words of one sentence, as written")
    return found[0]
