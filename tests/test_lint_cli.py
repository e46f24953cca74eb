"""``briefing lint`` from the command line, on files and on a live server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from helpers.lint_builders import Tag, World, audio, feed_text, picture, put_episode

from briefing.cli import main
from briefing.lint import RULES, episode, feed

OLD = feed_text(("guid-1<", "guid-0<"))


def briefing(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in ("subah", "shaam"):
        put_episode(tmp_path / "out" / name)
    (tmp_path / "out" / "artwork.jpg").write_bytes(picture("3000x3000"))
    (tmp_path / "out" / "feed.xml").write_text(feed_text(), encoding="utf-8")
    (tmp_path / "old.xml").write_text(OLD, encoding="utf-8")
    return tmp_path / "out"


def spoil(out: Path) -> Path:
    file = out / "subah" / "transcript.vtt"
    file.write_text("WEBVTT\n\n00:05.000 --> 00:99.000\nक\n\n<script>\n", encoding="utf-8")
    return file


def test_a_good_folder(out: Path) -> None:
    result = briefing("lint", out)
    assert result.output == "✓ 14 files: nothing found\n"
    assert result.exit_code == 0


def test_an_error_is_grouped_by_file_and_exits_with_1(out: Path) -> None:
    file = spoil(out)
    result = briefing("lint", out, "--fast")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == str(file)
    assert lines[1].startswith("  error    line 3: no times like 00:00:00.000")
    assert lines[1].endswith("(transcript-reads)")
    assert lines[2].startswith("           → ")
    assert lines[-1] == "✗ 14 files: 1 error"


def test_json(out: Path) -> None:
    spoil(out)
    result = briefing("lint", out, "--fast", "--json")
    assert result.exit_code == 1
    made = json.loads(result.output)
    assert len(made["files"]) == 14
    assert [finding["rule"] for finding in made["findings"]] == ["transcript-reads"]
    keys = ["file", "rule", "severity", "where", "what", "why", "remedy", "players"]
    assert list(made["findings"][0]) == keys


def test_a_warning_exits_with_1_if_strict(out: Path) -> None:
    file = out / "feed.xml"
    file.write_text(feed_text(("<link>https:", "<link>http:")), encoding="utf-8")
    assert briefing("lint", file).exit_code == 0
    assert "1 warning" in briefing("lint", file).output
    assert briefing("lint", file, "--strict").exit_code == 1
    assert briefing("lint", file, "--strict", "--ignore", "url-https").exit_code == 0
    assert briefing("lint", file, "--quiet").output == ""


def test_rules_can_be_chosen(out: Path) -> None:
    (out / "a.mp3").write_bytes(bytes(Tag(version=4, flags=0, pictures=[])) + audio())
    result = briefing("lint", out / "a.mp3", "--rule", "ctoc-flags", "--json")
    assert [finding["rule"] for finding in json.loads(result.output)["findings"]] == ["ctoc-flags"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["a.mp3"], 1, "there is no such file"),
        (["."], 1, "neither feed.xml"),
        (["a" * 5000], 1, "name too long"),
        (["a.pdf"], 1, "no rules for this kind"),
        (["a.vtt", "--rule", "chap-ordr"], 1, "did you mean chap-order"),
        (["a.vtt", "--ignore", "feed-xml"], 1, "cannot be ignored"),
        (["a.vtt", "--against", "none.xml"], 1, "No such file"),
        ([], 2, "Missing argument"),
    ],
)
def test_mistakes(
    arguments: list[str],
    code: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.pdf", "a.vtt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    result = briefing("lint", *arguments)
    assert (result.exit_code, words in result.output) == (code, True), result.output
    assert "Traceback" not in result.output


def test_the_list_has_every_rule() -> None:
    lines = briefing("lint", "--list").output.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES]
    rows = json.loads(briefing("lint", "--list", "--json").output)
    assert [row["id"] for row in rows] == [rule.id for rule in RULES]


def test_against_the_last_feed(out: Path) -> None:
    result = briefing("lint", out / "feed.xml", "--against", out.parent / "old.xml")
    assert result.exit_code == 1
    assert "had the GUID 'guid-0', has 'guid-1'" in result.output


def test_a_feed_that_does_not_say_where_it_is_published(out: Path) -> None:
    file = out / "feed.xml"
    file.write_text(feed_text(('rel="self"', 'rel="alternate"')), encoding="utf-8")
    result = briefing("lint", file, "--against", "published")
    assert (result.exit_code, "does not say where" in result.output) == (1, True)


def test_make_and_feed_may_ask(out: Path) -> None:
    assert episode(out / "subah") == []
    assert feed(out / "feed.xml") == []
    spoil(out)
    assert [finding.rule for finding in episode(out / "subah")] == ["transcript-reads"]
    old = out.parent / "old.xml"
    assert [finding.rule for finding in feed(out / "feed.xml", old.read_bytes())] == [
        "guid-changed"
    ]


def test_a_live_feed(world: World) -> None:
    mp3 = bytes(Tag()) + audio()
    files = {"/a.jpg": picture("1400x1400"), "/p/subah/subah.mp3": mp3}
    url = world.serve(files)
    words = feed_text(
        ("https://example.org/p/artwork.jpg", f"{url}/a.jpg"),
        ("https://example.org", url),
        ("<pubDate>Fri", "<pubDate>Thu"),
    )
    files["/p/feed.xml"] = words.encode()
    result = briefing("lint", f"{url}/p/feed.xml", "--json")
    made = json.loads(result.output)
    found = {(finding["file"].removeprefix(url), finding["rule"]) for finding in made["findings"]}
    assert found == {
        ("/p/feed.xml", "url-https"),
        ("/p/feed.xml", "date-form"),
        ("/p/shaam/shaam.mp3", "server-answers"),
        *((f"/p/{name}/chapters.json", "server-answers") for name in ("subah", "shaam")),
        ("/p/subah/transcript.vtt", "server-answers"),
        ("/p/shaam/transcript.srt", "server-answers"),
    }
    against = briefing(
        "lint", f"{url}/p/feed.xml", "--against", "published", "--rule", "guid-changed"
    )
    assert against.exit_code == 1
    assert "guid" not in against.output


def test_a_live_mp3(world: World) -> None:
    url = world.serve({"/a.mp3": bytes(Tag(flags=0)) + audio()}, ranges=False)
    made = json.loads(briefing("lint", f"{url}/a.mp3", "--json").output)
    assert made["files"] == [f"{url}/a.mp3"]
    assert {finding["rule"] for finding in made["findings"]} == {"server-range", "ctoc-flags"}


def test_make_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("नमस्ते।", encoding="utf-8")
    result = briefing("make", "a.txt", "--voice", "tone", "--slug", "नमस्ते")
    assert result.exit_code == 0
    assert "a name that is not plain ASCII (file-names)" in result.stderr
