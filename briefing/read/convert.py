"""A file that was typed for a font of before Unicode, as text of Unicode."""

from __future__ import annotations

from briefing.errors import ScriptError
from briefing.read import TYPED, data_of, legacy, read_bytes
from briefing.read.as_markdown import as_markdown
from briefing.read.kinds import kind_of


def converted(source: str, font: str | None = None) -> tuple[str, str]:
    """Return the text of a file in Unicode, and what was done.

    Plain text keeps its lines; a document becomes Markdown. Without a ``font`` it is recognised.

    Raises
    ------
    ScriptError
        if the file cannot be read, or nothing in it was typed for such a font.
    """
    data, where = data_of(source)
    kind = kind_of(data, where)
    if kind not in TYPED:
        script = read_bytes(data, where, kind=kind)
        if not script.notices:
            raise _nothing(where)
        return as_markdown(script, omissions=False), script.notices[0]
    text = legacy.text_of(data)
    if font:
        lines = [legacy.line_in_unicode(line, font) for line in text.split("\n")]
        return "\n".join(lines), legacy.notice([font], where)[0]
    shown, found = legacy.paragraphs_in_unicode(text)
    if found is None:
        raise _nothing(where)
    certain = f" (probability {found.probability:.0%})"
    return shown, legacy.notice([found.font], where)[0] + certain


def _nothing(where: str) -> ScriptError:
    what = "nothing in it was recognised as typed for a font of before Unicode"
    return ScriptError(what, where=where, remedy="name the font with --font if you know it")
