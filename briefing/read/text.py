"""Plain text: a blank line ends a paragraph, and the markup of other formats is not spoken.

Tags, entities, links and asterisks in text that was pasted from a web page, a mail or a Markdown
file are treated as in Markdown.
"""

from __future__ import annotations

from dataclasses import replace

from briefing.model import Script
from briefing.read.decode import decode
from briefing.read.html import known_tags
from briefing.read.markdown import script_of


def read(data: bytes, where: str) -> Script:
    """Read plain text.

    A text without a blank line whose lines nearly all end a sentence has a paragraph on every
    line; otherwise its lines were wrapped by an editor and belong together.

    >>> script = read("पहला वाक्य।\\nदूसरा वाक्य।".encode(), "a.txt")
    >>> [paragraph.text for paragraph in script.chapters[0].paragraphs]
    ['पहला वाक्य।', 'दूसरा वाक्य।']
    >>> script = read("पहला\\nवाक्य।\\n\\nदूसरा &amp; <b>तीसरा</b>।".encode(), "a.txt")
    >>> [(paragraph.text, paragraph.line) for paragraph in script.chapters[0].paragraphs]
    [('पहला वाक्य।', 1), ('दूसरा & तीसरा।', 4)]
    """
    text = decode(data, where)
    return replace(script_of(known_tags(text), where, plain=True), text=text)
