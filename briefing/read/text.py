"""Plain text: a blank line ends a paragraph."""

from __future__ import annotations

import re

from briefing.model import Chapter, Paragraph, Script

_ENDS = re.compile(r"[।॥.?!…:;][\"'”’»)\]]*\s*$")


def read(text: str, where: str) -> Script:
    """Read plain text into one chapter.

    A text without a blank line whose lines nearly all end a sentence has a paragraph on every
    line; otherwise its lines were wrapped by an editor and belong together.

    >>> script = read("पहला वाक्य।\\nदूसरा वाक्य।", "a.txt")
    >>> [paragraph.text for paragraph in script.chapters[0].paragraphs]
    ['पहला वाक्य।', 'दूसरा वाक्य।']
    >>> script = read("पहला\\nवाक्य।\\n\\nदूसरा वाक्य।", "a.txt")
    >>> [(paragraph.text, paragraph.line) for paragraph in script.chapters[0].paragraphs]
    [('पहला वाक्य।', 1), ('दूसरा वाक्य।', 4)]
    """
    paragraphs = tuple(_paragraphs(text))
    title = ""
    return Script(title=title, chapters=(Chapter("", paragraphs),), source=where)


def _paragraphs(text: str) -> list[Paragraph]:
    lines = text.split("\n")
    written = [line for line in lines if line.strip()]
    no_blanks = not re.search(r"\n[^\S\n]*\n", text.strip())
    line_ends = no_blanks and sum(bool(_ENDS.search(line)) for line in written) > 0.7 * len(written)
    found: list[Paragraph] = []
    block: list[str] = []
    start = 1
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            start = start if block else number
            block.append(line.strip())
        if block and (line_ends or not line.strip()):
            found.append(Paragraph(" ".join(block), start))
            block = []
    return found
