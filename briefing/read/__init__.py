"""Readers: from a file to a :class:`~briefing.model.Script`. One file per input format."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Mapping
from pathlib import Path

from briefing.errors import ScriptError
from briefing.model import Script
from briefing.read.decode import check_hindi, decode
from briefing.read.subtitles import looks_like_subtitles
from briefing.system.files import os_error

READERS: Mapping[str, str] = {
    ".txt": "briefing.read.text:read",
    ".text": "briefing.read.text:read",
    ".md": "briefing.read.markdown:read",
    ".markdown": "briefing.read.markdown:read",
    ".srt": "briefing.read.subtitles:read",
    ".vtt": "briefing.read.subtitles:read",
}
STDIN = "-"


def read(source: str | Path) -> Script:
    """Read a script from a file, or from standard input if ``source`` is ``-``.

    A file whose suffix is not known, and standard input, are read as subtitles if they look like
    subtitles, otherwise as Markdown (plain text is valid Markdown too).

    Raises
    ------
    ScriptError
        if the file does not exist or contains no Hindi text to speak.
    """
    name = str(source)
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(source).read_bytes()
    except FileNotFoundError:
        raise ScriptError("there is no such file", where=name, remedy="check the name") from None
    except OSError as error:
        raise os_error(error, name) from error
    where = "standard input" if name == STDIN else name
    text = decode(data, where)
    sniffed = READERS[".srt" if looks_like_subtitles(text) else ".md"]
    return read_text(text, where=where, reader=READERS.get(Path(name).suffix.lower(), sniffed))


def read_text(
    text: str, *, where: str = "text", reader: str = READERS[".md"], phrase: bool = False
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
    check_hindi(text, where, phrase=phrase)
    script: Script = pkgutil.resolve_name(reader)(text, where)
    if not any(chapter.paragraphs for chapter in script.chapters):
        what = "there is nothing to speak: code, comments and footnotes are not read aloud"
        raise ScriptError(what, where=where, remedy="write a paragraph of Hindi")
    return script
