"""The examples of the CommonMark specification, with Hindi put into them, as an oracle.

Of every example, each Hindi word that a browser would show must be spoken, but for fenced code, and
nothing may be spoken that a browser would not show. The specification is fetched: it is under CC
BY-SA and no part of this project.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from briefing.config import Settings
from briefing.episode.audit import losses, words
from briefing.episode.plan import Sentence, plan
from briefing.errors import ScriptError
from briefing.read import read_text
from briefing.read.kinds import SUFFIXES
from briefing.read.sentences import sentences

PACKAGE = "commonmark-spec@0.31.2"
_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.S | re.M)
#: What is no text in an example: tags, entities, targets and titles of links, words of fences.
_PROTECTED = re.compile(
    r"<[A-Za-z/!?][^<>]*>|<[^>\n]*>?|&#?\w+;|\]\([^)\n]*\)?|^ {0,3}\[[^\]]*\]:.*$|^[ >]*(?:```+|~~~+).*$|\\?\w+://\S*|[\w.+-]+@\S+",
    re.M,
)
_WORD = re.compile("[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    folder = tmp_path_factory.mktemp("spec")
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    command = ["npm", "pack", PACKAGE, "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the specification cannot be fetched: {done.stderr[-200:]}")
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder)
    text = (folder / "package" / "spec.txt").read_text(encoding="utf-8").replace("→", "\t")
    return _EXAMPLE.findall(text)


def in_hindi(markdown: str) -> str:
    """Put a Hindi word of its own for every English one that is text."""
    letters = itertools.product("कगचजटडतदनपबमयरलसह", "ाीे", "कगचजटडतदनपबमयरलसह")
    known: dict[str, str] = {}

    def word(match: re.Match[str]) -> str:
        return known.setdefault(match.group(), "".join(next(letters)))

    parts, done = [], 0
    for match in _PROTECTED.finditer(markdown):
        parts += [_WORD.sub(word, markdown[done : match.start()]), match.group()]
        done = match.end()
    return "".join([*parts, _WORD.sub(word, markdown[done:])])


INLINE = ("em", "strong", "a", "code", "b", "i", "bab", "bar")


class Shown(HTMLParser):
    """The text that a browser shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        self.parts.append(dict(attrs).get("alt") or "")
        self.parts.append("" if tag in INLINE else " ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        self.parts += [] if self.hidden else [data]


#: Examples that are read otherwise on purpose.
EXCEPT = {
    96: "its thematic breaks are the fences of front matter, which CommonMark does not know",
    161: "fenced code is code inside an HTML block, too",
    173: "a style sheet that never ends hides nothing",
    211: "a definition of a link is one whatever its indentation",
}
#: A lone tag of a name that no one knows is text in plain text: «<नाम>», «<foo>».
EXCEPT_PLAIN = {150: "<foo>"}


def shown(markdown: str, *, code: bool) -> Counter[str]:
    """Return the words that the reference shows, with or without those of fenced code."""
    parser = MarkdownIt("commonmark", {"html": True})
    if not code:
        parser.add_render_rule("fence", lambda *_: "")
        parser.add_render_rule("code_block", _indented)
    return Counter(words("".join(Shown(parser.render(markdown)).parts)))


def _indented(_: Any, tokens: list[Any], index: int, *__: Any) -> str:
    """Show indented code, which is prose to us, unless there are fences in it."""
    content: str = tokens[index].content
    return "" if "```" in content else content.replace("<", "&lt;")


def cut(text: str, _: object) -> list[Sentence]:
    return [Sentence(sentence, sentence) for sentence in sentences(text)]


def spoken(markdown: str, reader: str) -> tuple[Counter[str], list[Any]]:
    """Return the words that would be spoken, and the losses that the audit finds."""
    try:
        script = read_text(markdown, kind=SUFFIXES[reader])
        planned = plan(script, Settings(), "", "", cut)
    except ScriptError:
        return Counter(), []
    text = " ".join(p.text for chapter in script.chapters for p in chapter.paragraphs)
    return Counter(words(text)), losses(script, planned.utterances)


def hindi(count: Counter[str]) -> Counter[str]:
    return Counter({word: n for word, n in count.items() if word[0] >= "\u0900"})


@pytest.mark.slow
@pytest.mark.parametrize("reader", [".md", ".txt"])
def test_no_example_loses_text_or_speaks_markup(
    examples: list[tuple[str, str]], reader: str
) -> None:
    wrong = []
    for number, (english, html) in enumerate(examples, start=1):
        markdown = in_hindi(english)
        heard, lost = spoken(markdown, reader)
        missing = hindi(shown(markdown, code=False)) - heard
        markup = heard - shown(markdown, code=True)
        if start := re.search(r'<ol start="(\d+)"', html):
            markup -= Counter([start[1]])  # a sentence that begins with a number
        if number in EXCEPT or (reader == ".txt" and number in EXCEPT_PLAIN):
            continue
        if missing or markup or lost:
            wrong.append((number, markdown, dict(missing), dict(markup), lost))
    assert len(examples) > 640
    assert not wrong, f"{len(wrong)} examples: " + "\n".join(map(str, wrong))
