"""Readers: from a file to a :class:`~briefing.model.Script`. One file per input format."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from briefing.errors import ScriptError, near, without_secrets
from briefing.model import Script
from briefing.read import legacy, refused
from briefing.read.decode import check_hindi
from briefing.read.fetch import WebAccess, fetch
from briefing.read.kinds import SUFFIXES, kind_of
from briefing.system.files import os_error
from briefing.system.web import is_web

#: What reads each kind of file: ``"module:function"``, which takes the file's bytes and its name.
READERS: Mapping[str, str] = {
    "markdown": "briefing.read.markdown:read",
    "text": "briefing.read.text:read",
    "subtitles": "briefing.read.subtitles:read",
    "html": "briefing.read.page:read",
    "docx": "briefing.read.docx:read",
    "odt": "briefing.read.odt:read",
    "rtf": "briefing.read.rtf:read",
    "epub": "briefing.read.epub:read",
    "pdf": "briefing.read.pdf:read",
    "mail": "briefing.read.mail:read",
    "feed": "briefing.read.feed:read",
    "csv": "briefing.read.spreadsheet:read",
    "chat": "briefing.read.chat:read",
    "xml": "briefing.read.xml:read",
}
STDIN = "-"
LEXICON = "lexicon.tsv"  # a newsroom's words lie beside its scripts
_MOST_BYTES = 256 << 20
#: Kinds of plain text, which may have been typed for a font of before Unicode.
TYPED = frozenset(["markdown", "text", "subtitles", "csv", "chat"])


def read(source: str | Path, access: WebAccess | None = None) -> Script:
    """Read a script from a file, a URL, or standard input if ``source`` is ``-``.

    ``access`` says how the web is asked.

    Raises
    ------
    ScriptError
        if the file does not exist, is of no kind that is read, or contains no Hindi text to speak.
    """
    name = str(source)
    if is_web(name):
        found = fetch(name, access)
        return read_bytes(found.data, without_secrets(found.url))
    return read_bytes(*data_of(source))


def data_of(source: str | Path) -> tuple[bytes, str]:
    """Return the bytes of a file or of standard input, and what messages call it.

    Raises
    ------
    ScriptError
        if there is no such file, or it is larger than any text.
    """
    name = str(source)
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        remedy = near(Path(name).name, _files_beside(Path(name)), "check the name")
        raise ScriptError("there is no such file", where=name, remedy=remedy) from None
    except IsADirectoryError:
        raise _folder(Path(name)) from None
    except OSError as error:
        raise os_error(error, name) from error
    where = "standard input" if name == STDIN else name
    if len(data) > _MOST_BYTES:
        what = f"this file is larger than {_MOST_BYTES >> 20} MB"
        raise ScriptError(what, where=where, remedy="give the text alone")
    return data, where


def _folder(folder: Path) -> ScriptError:
    """Return the error for a folder where a file is asked for."""
    files = [file.name for file in sorted(folder.iterdir()) if is_script(file)]
    what = "this is a folder" if files else "there is no script in this folder"
    ends = f"put files into it that end in {', '.join(SUFFIXES)}"
    remedy = f"give one of its files, such as {files[0]}" if files else ends
    return ScriptError(what, where=str(folder), remedy=remedy)


def _files_beside(file: Path) -> list[str]:
    try:
        return [path.name for path in file.parent.iterdir() if path.is_file()]
    except OSError:  # there is no such folder either
        return []


def scripts(names: Iterable[str]) -> Iterator[str]:
    """Yield the names of scripts; a folder stands for the files in it that are scripts by name.

    Its own folders and hidden files are left out. A folder without a script is yielded itself, for
    :func:`read` to refuse.
    """
    for name in names:
        folder = Path(name)
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        yield from [str(file) for file in files if is_script(file)] or [name]


def not_scripts(names: Iterable[str]) -> list[str]:
    """Return the documents in folders that are of no kind that is read, by their names."""
    folders = [Path(name) for name in names if Path(name).is_dir()]
    files = [file for folder in folders for file in sorted(folder.iterdir())]
    return [str(file) for file in files if file.suffix.lower() in refused.SUFFIXES]


def is_script(file: Path) -> bool:
    """Tell whether a file is a script by its name; those of Word's locks begin with ``~$``."""
    known = file.suffix.lower() in SUFFIXES and file.name != LEXICON
    return known and not file.name.startswith((".", "~$")) and file.is_file()


def read_text(
    text: str, *, where: str = "text", kind: str = "markdown", phrase: bool = False
) -> Script:
    """Read a script from a string.

    A ``phrase`` may be a number or a Latin word alone; whether it says anything is known when it
    is read aloud.

    >>> script = read_text("# समाचार\\n\\nआज बारिश हुई।\\n\\nकल धूप निकलेगी।")
    >>> script.title, [len(chapter.paragraphs) for chapter in script.chapters]
    ('समाचार', [3])

    Raises
    ------
    ScriptError
        if there is nothing in it that could be spoken.
    """
    return read_bytes(text.encode("utf-8", "replace"), where, kind=kind, phrase=phrase)


def read_bytes(data: bytes, where: str, *, kind: str = "", phrase: bool = False) -> Script:
    """Read a script from the bytes of a file; without a ``kind`` they tell it themselves.

    Raises
    ------
    ScriptError
        as :func:`read` and :func:`read_text` do.
    """
    kind = kind or kind_of(data, where)
    notices: tuple[str, ...] = ()
    if kind in TYPED:
        data, notices = _in_unicode(data, where)
    reader = READERS[kind]
    try:
        script: Script = pkgutil.resolve_name(reader)(data, where)
    except RecursionError:
        what = "this file nests its parts too deeply"
        raise ScriptError(what, where=where, remedy="save it again with its own program") from None
    script = replace(script, notices=(*notices, *script.notices))
    check_hindi(script.text, where, phrase=phrase)
    if not any(chapter.paragraphs for chapter in script.chapters):
        what = "there is nothing to speak: code, comments and footnotes are not read aloud"
        raise ScriptError(what, where=where, remedy="write a paragraph of Hindi")
    return script


def _in_unicode(data: bytes, where: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a text in Unicode, and a notice if it was typed for a font of before."""
    shown, found = legacy.paragraphs_in_unicode(legacy.text_of(data))
    if found is None:
        return data, ()
    return shown.encode(), legacy.notice([found.font], where)
