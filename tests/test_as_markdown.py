"""A script written as Markdown reads the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import cases
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from briefing.errors import ScriptError
from briefing.model import Paragraph, Script
from briefing.read import read, read_text
from briefing.read.as_markdown import as_markdown
from briefing.read.kinds import SUFFIXES

ROOT = Path(__file__).parent.parent


def parts(script: Script) -> list[tuple[str, list[Paragraph]]]:
    """Return the chapters, with all of their paragraphs but the lines."""
    return [
        (
            chapter.title,
            [
                Paragraph(p.text, 0, p.speaker, p.heading, p.breaks, p.number)
                for p in chapter.paragraphs
            ],
        )
        for chapter in script.chapters
    ]


def reads_the_same(script: Script) -> None:
    again = read_text(as_markdown(script))
    assert parts(again) == parts(script), as_markdown(script)
    for name in ("title", "date", "author", "language", "voices"):
        assert getattr(again, name) == getattr(script, name)


@pytest.mark.parametrize(("reader", "text", "spoken"), cases.rows("read.tsv"))
def test_cases_read_the_same(reader: str, text: str, spoken: str) -> None:
    for written, sign in (("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\")):
        text = text.replace(written, sign)
    reads_the_same(read_text(text, kind=SUFFIXES[f".{reader}"]))


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.md")), ids=lambda f: f.name)
def test_examples_read_the_same(file: Path) -> None:
    reads_the_same(read(file))


# Without the signs that a reader repairs, such as a bar for a danda: it repairs them again.
PIECES = (
    *("क", "ख ग", r"\*", r"\_", r"\`", r"\[", r"\]", "(", ")", r"\#", r"\>", "+", r"\-", "="),
    *("\n", "\n\n", "- ", "1. ", "7. ", "# ", "## ", "> ", "> [आशा]: ", "[विराम 2]", "<br>", "। "),
    *("5", ".", " ", "&amp;", "&amp;amp;", "&lt;b&gt;", r"\\", "!", "~", "12\\. ", "[^1]", '"'),
)


@pytest.mark.parametrize(
    "text",
    [
        "यह *बहुत* बड़ी ख़बर है।",
        "आज [धीरे]यह नंबर लिख लें[/धीरे] और याद रखें।",
        "WHO{बोलें: हू} ने [5-7 किमी]{बोलें: पाँच-सात कोस} कहा।",
        "---\nform: bulletin\nsound: default\nepisode: 7\n---\n\n# शाम\n\n## खेल\n\n### मैच\n\nजीत।",
    ],
)
def test_what_an_author_marked_reads_the_same(text: str) -> None:
    script = read_text(text)
    again = read_text(as_markdown(script))
    assert (again.sound, again.form, again.facts) == (script.sound, script.form, script.facts)
    reads_the_same(script)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
@example(["[विराम 2]", "\n\n", "[विराम 2]"])
@example(["\n", "# ", "- ", r"\#"])
@example(['"', "\n", "="])
@example(["\n", "> [आशा]: ", "[^1]", "<br>", r"\\"])
@example(["\n", "> [आशा]: ", ".", "<br>", ")"])
def test_any_script_reads_the_same(pieces: list[str]) -> None:
    text = "".join(["शुरू ", *pieces])
    assume("[5[^1]" not in text)  # without the mark inside it, «क[5]» is a mark
    try:
        script = read_text(text)
    except ScriptError:
        return
    reads_the_same(script)
