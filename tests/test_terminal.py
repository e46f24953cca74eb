"""A stranger's words reach the terminal as text: what it would obey is shown as escapes."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from helpers.lint_builders import Chap, Tag, audio, feed_text, text

from briefing.cli import main
from briefing.errors import BriefingError, visible

PACKAGE = Path(__file__).parent.parent / "briefing"
EVIL = "\x1b[2J\x9b1m\u202eevil\u2066\u200e\u2028\x07"
SEEN = "\\x1b[2J\\x9b1m\\u202eevil\\u2066\\u200e\\u2028\\x07"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def briefing(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert not OBEYED.search(done.output), ascii(done.output)
    return done


def test_every_such_character_is_an_escape() -> None:
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A)):
        if chr(code) not in "\t\n":
            assert visible(f"a{chr(code)}b") != f"a{chr(code)}b"
    plain = "क्\u200dष़ ❤️‍🔥 naïve «ok»\t…"
    assert visible(plain) == plain


def test_an_error_takes_one_line_and_its_remedy() -> None:
    error = BriefingError(f"bad{EVIL}", where="a\nbriefing: all is well", remedy=f"run{EVIL}")
    assert str(error) == f"a\\nbriefing: all is well: bad{SEEN}\n  → run{SEEN}"


def test_a_script(tmp_path: Path) -> None:
    script = tmp_path / f"a{EVIL}.md"
    script.write_text(f"# शीर्षक {EVIL}\n\nनमस्ते ⌘{EVIL} दुनिया।\n", encoding="utf-8")
    made = briefing("make", script, "--voice", "tone", "-o", tmp_path / "out", "--slug", "a")
    assert made.exit_code == 0
    briefing("make", script, "--voice", "tone", "-o", tmp_path / "out", "--slug", "a", "--json")
    for options in ((), ("--explain",), ("--phonemes",), ("--json",)):
        assert briefing("normalise", script, *options).exit_code == 0
    assert SEEN in briefing("make", tmp_path / f"none{EVIL}.md").output
    assert briefing("make", script, f"--vo{EVIL}ce").exit_code == 2


def test_json_is_still_json(tmp_path: Path) -> None:
    script = tmp_path / "a.txt"
    script.write_text("नमस्ते\u202e दुनिया।", encoding="utf-8")
    rows = json.loads(briefing("normalise", script, "--json").output)
    assert "\u202e" in "".join(row["written"] for row in rows)


def test_findings(tmp_path: Path) -> None:
    feed = tmp_path / f"feed{EVIL}.xml"
    words = EVIL.replace("\x1b", "\x85").replace("\x07", "")
    feed.write_text(feed_text(("<title>सुबह", f"<title>{words}"), ("guid-2", "guid-1")))
    chapters = (Chap(EVIL, 9, 4, id="\x1b[2J"), Chap(EVIL, 0, 1, id="\x1b[2J"))
    tag = Tag(version=4, texts=[text("TIT2", EVIL, 3)], chapters=chapters, flags=0)
    file = tmp_path / f"a{EVIL}.mp3"
    file.write_bytes(bytes(tag) + audio())
    for options in ((), ("--json",), ("-v",)):
        briefing("lint", feed, *options)
        briefing("lint", file, *options)


def test_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path))
    folder = tmp_path / "voices" / "evil"
    folder.mkdir(parents=True)
    plain = (PACKAGE.parent / "voices" / "tone" / "voice.toml").read_text(encoding="utf-8")
    toml = re.sub(r'source = "[^"]*"', lambda _: f"source = {json.dumps(EVIL)}", plain)
    (folder / "voice.toml").write_text(toml, encoding="utf-8")
    assert briefing("voices").exit_code == 0
    assert SEEN in briefing("voices", "info", "evil").output


def test_all_output_goes_one_way() -> None:
    """``click.echo`` and ``print`` stand in ``cli/common.py`` alone."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = getattr(called, "attr", None) or getattr(called, "id", None)
            of_click = isinstance(called, ast.Attribute) and ast.unparse(called.value) == "click"
            if (of_click and name in ("echo", "secho", "style")) or name == "print":
                assert file.name == "common.py", f"{file}:{node.lineno}"
