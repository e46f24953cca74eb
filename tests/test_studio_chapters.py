"""Order: chapters are moved, merged, split and retitled in the file, and nothing else in it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefing.cli import main
from briefing.errors import ScriptError
from briefing.read import read_text
from briefing.studio import history
from briefing.studio.changes import ConflictError
from briefing.studio.chapters import DOWN, UP, merge, move, outline_of, retitle, split
from briefing.studio.correct import undo
from briefing.studio.desk import Desk
from briefing.studio.outline import outline

SCRIPT = """---
title: शाम
# for the desk
---

नमस्कार।

<!-- the market desk -->
## बाज़ार

सेंसेक्स **612** अंक चढ़ा। रुपया मज़बूत हुआ।[^1]

### सोना

सोना सस्ता।


## खेल ##

- भारत जीता।
- कल फिर मैच है।

Уже

मौसम
----

धूप रही।

[^1]: स्रोत

<!-- the end -->
""".replace("Уже\n\n", "")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "briefing.toml").write_text(
        'voice = "tone"\ndisclosure = "none"\n[voices]\n"आशा" = "tone"\n', encoding="utf-8"
    )
    (tmp_path / "a.md").write_text(SCRIPT, encoding="utf-8")
    return Desk(tmp_path, editor="आशा")


def text(desk: Desk) -> str:
    return (desk.folder / "a.md").read_bytes().decode("utf-8")


def seen(desk: Desk, written: str | None = None) -> str:
    """Return the version of the script, after it was written anew where a text is given."""
    if written is not None:
        (desk.folder / "a.md").write_bytes(written.encode())
    return desk.open("a.md").version


def titles(desk: Desk) -> list[tuple[str, int]]:
    return [(s.title, s.level) for s in outline_of(desk.open("a.md")).sections]


def test_the_outline(desk: Desk) -> None:
    found = outline_of(desk.open("a.md"))
    assert titles(desk) == [("", 0), ("बाज़ार", 2), ("सोना", 3), ("खेल", 2), ("मौसम", 2)]
    first, *_, last = (SCRIPT[s.span.start : s.span.end] for s in found.sections[1:])
    assert first.startswith("<!-- the market desk -->\n## बाज़ार")
    assert last == "मौसम\n----\n\nधूप रही।\n\n"
    assert [found.swapped(i, UP) is not None for i in range(5)] == [False, False, False, True, True]
    assert [found.swapped(i, DOWN) is not None for i in range(5)] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_a_chapter_moves_with_what_belongs_to_it_and_comes_back(desk: Desk) -> None:
    change = move(desk, "a.md", 3, UP, seen(desk))
    head, market, sport, rest = (
        SCRIPT[: SCRIPT.index("<!-- the market")],
        SCRIPT[SCRIPT.index("<!-- the market") : SCRIPT.index("\n\n\n## खेल")],
        SCRIPT[SCRIPT.index("## खेल") : SCRIPT.index("\n\nमौसम")],
        SCRIPT[SCRIPT.index("\n\nमौसम") :],
    )
    assert text(desk) == f"{head}{sport}\n\n\n{market}{rest}"
    assert titles(desk)[1:3] == [("खेल", 2), ("बाज़ार", 2)]
    assert (change.who, change.file) == ("आशा", "a.md")
    move(desk, "a.md", 1, DOWN, seen(desk))
    assert text(desk) == SCRIPT
    undo(desk, "a.md")
    undo(desk, "a.md")
    assert text(desk) == SCRIPT
    assert len(history.read(desk.folder / "a.md")) == 4


def test_notes_at_the_end_of_the_file_stay_there(desk: Desk) -> None:
    move(desk, "a.md", 4, UP, seen(desk))
    assert titles(desk)[3:] == [("मौसम", 2), ("खेल", 2)]
    assert text(desk).endswith("- कल फिर मैच है।\n\n[^1]: स्रोत\n\n<!-- the end -->\n")


MOVES = {
    "no line end at the end": ("## क\n\nएक।\n\n## ख\n\nदो।", 1, "## ख\n\nदो।\n\n## क\n\nएक।"),
    "line ends of Windows": (
        "## क\r\n\r\nएक।\r\n\r\n## ख\r\n\r\nदो।\r\n",
        1,
        "## ख\r\n\r\nदो।\r\n\r\n## क\r\n\r\nएक।\r\n",
    ),
    "no blank lines": ("## क\nएक।\n## ख\nदो।\n", 1, "## ख\nदो।\n## क\nएक।\n"),
    "a heading with others below": (
        "## क\n\nएक।\n\n## ख\n\n### ग\n\nदो।\n\n### घ\n\nतीन।\n",
        1,
        "## ख\n\n### ग\n\nदो।\n\n### घ\n\nतीन।\n\n## क\n\nएक।\n",
    ),
    "right below the heading above": (
        "## ख\n\n### ग\n\nदो।\n\n### घ\n\nतीन।\n",
        2,
        "## ख\n\n### घ\n\nतीन।\n\n### ग\n\nदो।\n",
    ),
    "the title stays": (
        "# शाम\n\n## क\n\nएक।\n\n## ख\n\nदो।\n",
        1,
        "# शाम\n\n## ख\n\nदो।\n\n## क\n\nएक।\n",
    ),
    "what looks like a heading in code": (
        "## क\n\nएक।\n\n```\n## न\n```\n\n## ख\n\nदो।\n",
        1,
        "## ख\n\nदो।\n\n## क\n\nएक।\n\n```\n## न\n```\n",
    ),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_moves(name: str, desk: Desk) -> None:
    before, index, after = MOVES[name]
    move(desk, "a.md", index, UP, seen(desk, before))
    assert text(desk) == after
    undo(desk, "a.md")
    assert text(desk) == before


REFUSED = {
    "the first": ("## क\n\nएक।\n\n## ख\n\nदो।\n", 0, UP),
    "the last": ("## क\n\nएक।\n\n## ख\n\nदो।\n", 1, DOWN),
    "past the heading above it": ("## क\n\nएक।\n\n### ख\n\nदो।\n", 1, UP),
    "what stands before the headings": ("एक।\n\n## ख\n\nदो।\n", 0, DOWN),
    "past what stands before the headings": ("एक।\n\n## ख\n\nदो।\n", 1, UP),
    "none": ("## क\n\nएक।\n", 4, UP),
    "what would become the title": ("## क\n\nएक।\n\n# ख\n\nदो।\n", 1, UP),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_move(name: str, desk: Desk) -> None:
    before, index, by = REFUSED[name]
    with pytest.raises(ScriptError):
        move(desk, "a.md", index, by, seen(desk, before))
    assert text(desk) == before


MERGED = {
    "two": ("## क\n\nएक।\n\n## ख\n\nदो।\n", "## क\n\nएक।\n\nदो।\n"),
    "tight": ("## क\n\nएक।\n## ख\nदो।\n", "## क\n\nएक।\n\nदो।\n"),
    "no blank line": ("## क\n- एक।\n## ख\n- दो।\n", "## क\n- एक।\n- दो।\n"),
    "underlined": ("## क\n\nएक।\n\nख\n--\n\nदो।\n", "## क\n\nएक।\n\nदो।\n"),
    "a comment above it": (
        "## क\n\nएक।\n\n<!-- c -->\n## ख\n\nदो।\n",
        "## क\n\nएक।\n\n<!-- c -->\n\nदो।\n",
    ),
    "nothing below it": ("## क\n\nएक।\n\n## ख", "## क\n\nएक।"),
    "an indented line": ("## क\n\nएक।\n\n## ख\n\n  - दो।\n", "## क\n\nएक।\n\n  - दो।\n"),
}


@pytest.mark.parametrize("name", MERGED)
def test_merge(name: str, desk: Desk) -> None:
    before, after = MERGED[name]
    merge(desk, "a.md", 1, seen(desk, before))
    assert text(desk) == after
    undo(desk, "a.md")
    assert text(desk) == before


def test_the_first_has_none_to_be_merged_with(desk: Desk) -> None:
    with pytest.raises(ScriptError, match="no chapter before"):
        merge(desk, "a.md", 0, seen(desk))
    # Two paragraphs would be one there, and the pause between them would be lost.
    with pytest.raises(ScriptError, match="read otherwise"):
        merge(desk, "a.md", 1, seen(desk, "## क\nएक।\n## ख\nदो।\n"))


RETITLED = {
    "with signs at its end": ("## क ##\n\nएक।\n", "## **नया** नाम ##\n\nएक।\n"),
    "underlined": ("क\nका\n--\n\nएक।\n", "**नया** नाम\n--\n\nएक।\n"),
    "in a quote": ("> ## क\n>\n> एक।\n", "> ## **नया** नाम\n>\n> एक।\n"),
}


@pytest.mark.parametrize("name", RETITLED)
def test_retitle(name: str, desk: Desk) -> None:
    before, after = RETITLED[name]
    retitle(desk, "a.md", 0, " **नया**\n नाम ", seen(desk, before))
    assert text(desk) == after
    assert titles(desk) == [("नया नाम", 2)]


@pytest.mark.parametrize("title", ["", "  ", "---", "<!-- x", "<b>", "<!-- अ -->"])
def test_a_title_says_something(title: str, desk: Desk) -> None:
    for change, index in ((retitle, 1), (split, 3)):
        with pytest.raises(ScriptError):
            change(desk, "a.md", index, title, seen(desk))
    assert text(desk) == SCRIPT


def test_the_opening_has_no_heading_to_change(desk: Desk) -> None:
    with pytest.raises(ScriptError, match="cannot be changed here"):
        retitle(desk, "a.md", 0, "नया", seen(desk))


SPLIT = {
    "in a paragraph": ("## क\n\nएक। दो।\n", 2, "## क\n\nएक।\n\n## नया\n\nदो।\n"),
    "on a line of its own": ("## क\n\nएक।\nदो।\n", 2, "## क\n\nएक।\n\n## नया\n\nदो।\n"),
    "at a paragraph": ("## क\n\nएक।\n\nदो।\n", 2, "## क\n\nएक।\n\n## नया\n\nदो।\n"),
    "at an item": ("## क\n\n- एक।\n- दो।\n", 2, "## क\n\n- एक।\n\n## नया\n\n- दो।\n"),
    "at a bold sentence": ("## क\n\nएक। **दो।**\n", 2, "## क\n\nएक।\n\n## नया\n\n**दो।**\n"),
    "at a speaker": ("## क\n\nएक।\n\nआशा: दो।\n", 2, "## क\n\nएक।\n\n## नया\n\nआशा: दो।\n"),
    "without headings": ("एक।\n\nदो।\n", 1, "एक।\n\n## नया\n\nदो।\n"),
    "at the beginning": ("एक।\n\nदो।\n", 0, "## नया\n\nएक।\n\nदो।\n"),
    "below a lower heading": (
        "## क\n\n### ख\n\nएक।\n\nदो।\n",
        3,
        "## क\n\n### ख\n\nएक।\n\n### नया\n\nदो।\n",
    ),
    "line ends of Windows": (
        "## क\r\n\r\nएक। दो।\r\n",
        2,
        "## क\r\n\r\nएक।\r\n\r\n## नया\r\n\r\nदो।\r\n",
    ),
    "the same words twice": ("## क\n\nहाँ। हाँ।\n", 2, "## क\n\nहाँ।\n\n## नया\n\nहाँ।\n"),
}


@pytest.mark.parametrize("name", SPLIT)
def test_split(name: str, desk: Desk) -> None:
    before, index, after = SPLIT[name]
    split(desk, "a.md", index, "नया", seen(desk, before))
    assert text(desk) == after
    undo(desk, "a.md")
    assert text(desk) == before


NOT_SPLIT = {
    "the speaker would be lost": ("## क\n\nआशा: एक। दो।\n", 2),
    "bold words would be torn apart": ("## क\n\n**एक। दो।**\n", 2),
    "no such sentence": ("## क\n\nएक।\n", 9),
}


@pytest.mark.parametrize("name", NOT_SPLIT)
def test_where_no_chapter_can_begin(name: str, desk: Desk) -> None:
    before, index = NOT_SPLIT[name]
    with pytest.raises(ScriptError):
        split(desk, "a.md", index, "नया", seen(desk, before))
    assert text(desk) == before


def test_plain_text_whose_lines_are_paragraphs(desk: Desk) -> None:
    before = "पहली बात यहाँ।\nदूसरी बात यहाँ।\nतीसरी बात यहाँ।\n"
    (desk.folder / "b.txt").write_text(before, encoding="utf-8")
    split(desk, "b.txt", 1, "नया", desk.open("b.txt").version)
    after = (desk.folder / "b.txt").read_text(encoding="utf-8")
    assert after == "पहली बात यहाँ।\n## नया\nदूसरी बात यहाँ।\nतीसरी बात यहाँ।\n"
    assert [s.title for s in outline_of(desk.open("b.txt")).sections] == ["", "नया"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_plain_text_with_other_line_ends(end: str, desk: Desk) -> None:
    before = f"पहली बात यहाँ।{end}दूसरी बात यहाँ।{end}तीसरी बात यहाँ।{end}"
    (desk.folder / "b.txt").write_bytes(before.encode())
    split(desk, "b.txt", 1, "नया", desk.open("b.txt").version)
    after = (desk.folder / "b.txt").read_bytes().decode()
    assert after == before.replace("दूसरी", f"## नया{end}दूसरी")


def test_a_heading_that_is_not_found_costs_no_time(desk: Desk) -> None:
    """Line ends of two characters are read in one way only."""
    lines = "".join(f"पंक्ति {number} यहाँ है\r\n" for number in range(60))
    found = outline(f"## क\r\n{lines}", read_text("## क\n\nएक।\n"))
    section = replace(found.sections[0], line=2)
    with pytest.raises(ScriptError, match="cannot be changed here"):
        replace(found, sections=(section,)).retitle(0, "नया")


def test_two_editors_lose_no_work(desk: Desk) -> None:
    old = seen(desk)
    retitle(desk, "a.md", 1, "शेयर", old)
    now = text(desk)
    for act in (
        partial(move, desk, "a.md", 3, UP),
        partial(merge, desk, "a.md", 3),
        partial(retitle, desk, "a.md", 3, "क"),
        partial(split, desk, "a.md", 3, "क"),
    ):
        with pytest.raises(ConflictError):
            act(old)
    assert text(desk) == now


def test_what_is_no_text_is_not_changed(desk: Desk) -> None:
    (desk.folder / "c.srt").write_text(
        "1\n00:00:01,000 --> 00:00:02,000\nनमस्ते।\n", encoding="utf-8"
    )
    script = desk.open("c.srt")
    assert outline_of(script).sections == ()
    with pytest.raises(ScriptError, match="cannot be changed here"):
        split(desk, "c.srt", 0, "नया", script.version)


def run(desk: Desk, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["chapters", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def test_the_command(desk: Desk) -> None:
    file = str(desk.folder / "a.md")
    listed = run(desk, "list", file).splitlines()
    assert [line.split("\t")[:2] for line in listed] == [
        ["1", ""],
        ["2", "बाज़ार"],
        ["3", "  सोना"],
        ["4", "खेल"],
        ["5", "मौसम"],
    ]
    run(desk, "move", file, "4", "up", "--editor", "रवि")
    assert titles(desk)[1] == ("खेल", 2)
    assert history.read(desk.folder / "a.md")[0].who == "रवि"
    run(desk, "retitle", file, "2", "क्रिकेट")
    run(desk, "merge", file, "4")
    run(desk, "split", file, "कल फिर", "कल")
    assert titles(desk) == [("", 0), ("क्रिकेट", 2), ("कल", 2), ("बाज़ार", 2), ("मौसम", 2)]
    for _ in range(4):
        run(desk, "undo", file)
    assert text(desk) == SCRIPT
    assert "nothing to take back" in run(desk, "undo", file, code=1)


def test_what_the_command_refuses(desk: Desk) -> None:
    file = str(desk.folder / "a.md")
    assert "there is no chapter 9" in run(desk, "merge", file, "9", code=1)
    assert "no sentence" in run(desk, "split", file, "कुछ नहीं", "कल", code=1)
    assert "more than one" in run(desk, "split", file, "ा", "कल", code=1)
    assert "no such script" in run(desk, "list", str(desk.folder / "x.md"), code=1)
    assert text(desk) == SCRIPT
