"""Listeners of a private show: each has an address, and closing one disturbs no other."""

from __future__ import annotations

import stat
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner, Result
from helpers.published import episode

from briefing.cli import main
from briefing.errors import ConfigError
from briefing.publish import listeners

TOKEN = "a" * 22
SHOW = '[show]\ntitle = "समाचार"\ndescription = "ख़बरें"\nbase_url = "https://news.example/p"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "briefing.toml").write_text(f'{SHOW}token = "{TOKEN}"\n', encoding="utf-8")
    episode(tmp_path / "out/a")
    return tmp_path


def briefing(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def entries(file: Path) -> int:
    return len(feedparser.parse(file.read_text(encoding="utf-8")).entries)


def test_each_listener_has_a_feed(folder: Path) -> None:
    first, second = briefing("feed", "--listener", "आशा"), briefing("feed", "--listener", "रवि")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    asha, ravi = listeners.read(folder / "listeners.tsv")
    assert f"आशा  https://news.example/p/{TOKEN}/{asha.token}/feed.xml" in first.stdout
    assert [entries(folder / "out" / x.token / "feed.xml") for x in (asha, ravi)] == [1, 1]
    own = (folder / "out" / ravi.token / "feed.xml").read_text(encoding="utf-8")
    assert f"{TOKEN}/{ravi.token}/feed.xml" in own
    assert asha.token not in own
    assert entries(folder / "out/feed.xml") == 0  # its address follows from that of the audio
    assert stat.S_IMODE((folder / "listeners.tsv").stat().st_mode) == 0o600


def test_closing_one_leaves_the_others(folder: Path) -> None:
    for name in ("आशा", "रवि"):
        briefing("feed", "--listener", name)
    asha, ravi = listeners.read(folder / "listeners.tsv")
    files = [folder / "out" / each.token / "feed.xml" for each in (asha, ravi)]
    before = files[1].read_bytes()
    assert briefing("publish", "there", "--no-check").exit_code == 0
    assert briefing("feed", "--revoke", "आशा").exit_code == 0
    assert [entries(file) for file in files] == [0, 1]
    assert files[1].read_bytes() == before
    done = briefing("publish", "there", "--no-check")  # the closed feed takes the other's place
    assert done.exit_code == 0, done.output
    assert entries(folder / "there" / TOKEN / asha.token / "feed.xml") == 0
    again = briefing("feed", "--listener", "आशा")
    assert again.exit_code != 0
    assert "closed" in again.output
    assert briefing("feed", "--revoke", "आशी").exit_code != 0


def test_without_a_token_a_show_is_public(folder: Path) -> None:
    (folder / "briefing.toml").write_text(SHOW, encoding="utf-8")
    done = briefing("feed", "--listener", "आशा")
    assert done.exit_code != 0
    assert "token" in done.output


@pytest.mark.parametrize(
    "line",
    ["आशा", f"आशा\t{'x' * 9}", f"\t{TOKEN}", f"आशा\t{TOKEN}\nरवि\t{TOKEN}", f"a\t{TOKEN}/../b"],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "listeners.tsv"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"listeners\.tsv:[12]"):
        listeners.read(file)
