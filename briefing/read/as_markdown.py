"""A script as Markdown that reads the same when it is read again, with what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from briefing.formats.text import one_line
from briefing.model import Omission, Paragraph, Script
from briefing.read.front_matter import unquoted
from briefing.read.markdown import SPEAKER_LINE

#: Why something of a kind is not spoken.
REASONS: Mapping[str, str] = {
    "attachment": "a file that came with it",
    "beyond": "beyond the length that was asked for",
    "boilerplate": "not part of the main text",
    "caption": "belongs to a picture",
    "code": "code",
    "column": "a column that is no text",
    "comment": "a comment",
    "contents": "a table of contents",
    "danda": "a sign typed for a danda",
    "data": "data without a word of Hindi",
    "deleted": "struck out or deleted",
    "description": "the description of a picture",
    "drawing": "a drawing",
    "footnote": "a note or its mark",
    "form": "a control of a form",
    "front_matter": "read as settings",
    "hidden": "not shown",
    "link_target": "the address of a link",
    "list_number": "the number of an item that says nothing",
    "markup": "markup",
    "notice": "a notice, or a message without words",
    "page_header": "repeated on pages",
    "page_number": "the number of a page",
    "pause": "a silence",
    "quotation": "quoted from another mail",
    "ruby": "a reading aid",
    "script": "a program",
    "signature": "a signature",
    "style": "a style",
    "table_header": "said with each cell",
    "template": "a template",
    "time_code": "a time of subtitles",
    "untimed": "under no time of the subtitles",
}
#: Kinds that hold no words of the author.
_DULL = frozenset(
    (
        *("danda", "front_matter", "link_target", "mark", "markup"),
        *("pause", "speaker", "style", "time_code"),
    )
)
#: How an author writes what a mark says.
_MARKS = {"emphasis": ("*", "*"), "slow": ("[धीरे]", "[/धीरे]"), "spoken": ("[", "]")}
_SPECIAL = re.compile(r"[\\`*_\[\]<&]|~(?=~)")
#: What ends a heading and is not of it (CommonMark, section 4.2).
_CLOSING = re.compile(r"(?<!\S)#+$")
_LEADING = re.compile(r"(?m)^[#>+=|~-]")
_NUMBERED = re.compile(r"(?m)^(\d{1,9})([.)])(?=\s|$)")
_LONGEST_SHOWN = 300


def as_markdown(script: Script, *, omissions: bool = True) -> str:
    """Return a script as Markdown; what was left out of it stands in a comment at its end.

    >>> from briefing.read import read_text
    >>> print(as_markdown(read_text("## खेल\\n\\n- भारत *जीता*।<!-- सही? -->")), end="")
    ## खेल
    <BLANKLINE>
    भारत *जीता*।
    <BLANKLINE>
    <!-- left out:
    line 3, a comment: सही?
    -->
    """
    parts = list(_front(script))
    last = 0
    for place, paragraph in enumerate(p for chapter in script.chapters for p in chapter.paragraphs):
        number = int(re.sub(r"\D", "", paragraph.number) or 0)
        if number and last and number != last + 1:
            parts.append("***")  # silent; ends the list before
        last = number
        parts += _with_picture(paragraph, _paragraph(paragraph, "" if place else script.title))
    if omissions and (left := list(_left_out(script.omissions))):
        parts.append("\n".join(["<!-- left out:", *left, "-->"]))
    return "\n\n".join(parts) + "\n"


def _front(script: Script) -> Iterator[str]:
    """Yield the front matter, where there is anything for it."""
    language = "" if script.language == "hi" else script.language
    told = {"title": script.title, "date": script.date, "author": script.author, "lang": language}
    values = {**told, **script.facts, "form": script.form}
    lines = [f"{key}: {_value(str(value))}" for key, value in values.items() if value]
    for name, table in (("voices", script.voices), ("sound", script.sound)):
        if list(table) == ["set"]:
            lines.append(f"{name}: {table['set']}")
        elif table:
            lines += [f"{name}:", *(f"  {key}: {value}" for key, value in table.items())]
    if lines:
        yield "\n".join(["---", *lines, "---"])


def _value(text: str) -> str:
    line = one_line(text)
    return line if unquoted(line) == line else f'"{line}"'


def _paragraph(paragraph: Paragraph, title: str) -> str:
    text = _with_marks(paragraph)
    if paragraph.heading:
        level = 1 if paragraph.text == title else max(paragraph.level, 2)
        text = "#" * level + " " + _CLOSING.sub(r"\\\g<0>", text)
    if paragraph.speaker:
        text = _attributed(paragraph.speaker, text).replace("\n", "\n> ")
    if paragraph.number:
        return f"{paragraph.number} " + text.replace("\n", "\n" + " " * (len(paragraph.number) + 1))
    return text


def _attributed(speaker: str, text: str) -> str:
    """Return a quote of a speaker.

    >>> print(_attributed("आशा", "नमस्ते।"), _attributed("आशा", "./a"), sep="\\n")
    > [आशा]: नमस्ते।
    > \\[आशा\\]: ./a
    """
    quote = f"> [{speaker}]: {text}"
    # Otherwise it defines a link, whose target is not spoken.
    return quote if SPEAKER_LINE.match(quote) else f"> \\[{speaker}\\]: {text}"


def _with_picture(paragraph: Paragraph, text: str) -> Iterator[str]:
    """Yield a paragraph, and the picture of a file that stands for it or follows it."""
    picture = paragraph.picture
    if picture is None or picture.data or picture.page or re.search(r"[<>\n]|://", picture.source):
        yield text
    elif picture.alt == paragraph.text:
        yield f"![{text}](<{picture.source}>)"
    else:
        yield from (text, f"![](<{picture.source}>)")


def _with_marks(paragraph: Paragraph) -> str:
    """Return the text escaped, with its silences, the ends of its lines and the author's marks."""
    parts: list[str] = []
    done = 0
    for at, sign in sorted(_signs(paragraph), key=lambda item: item[0]):
        parts += [_escaped(paragraph.text[done:at], parts), sign]
        done = at
    parts.append(_escaped(paragraph.text[done:], parts))
    return re.sub("(?m)^ | $", "", "".join(parts)).replace("  ", " ")


def _signs(paragraph: Paragraph) -> Iterator[tuple[int, str]]:
    """Yield what stands between the words, and where."""
    for mark in paragraph.marks:
        opens, closes = _MARKS.get(mark.kind, ("", ""))
        yield mark.start, opens
        yield mark.end, closes + (f"{{बोलें: {mark.said}}}" if mark.said else "")
    for this in paragraph.breaks:
        within = this.at < len(paragraph.text) and not paragraph.heading
        line = "\\\n" if within else "<br>"
        yield this.at, line if this.pause_ms is None else f" [विराम {this.pause_ms / 1000:g}]"


def _escaped(text: str, before: list[str]) -> str:
    """Escape what Markdown would take for a sign of its own, behind these parts of a paragraph."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    if before and not before[-1].endswith("\n"):
        return text
    return _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\\\g<0>", text.lstrip(" ")))


def _left_out(omissions: tuple[Omission, ...]) -> Iterator[str]:
    for omission in omissions:
        words = " ".join(omission.text.split())
        if omission.kind in _DULL or not words:
            continue
        shown = words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + "…"
        shown = re.sub("<!-+|-+>", "", shown).strip()
        yield f"line {omission.line}, {REASONS.get(omission.kind, omission.kind)}: {shown}"
