"""``briefing init`` and ``briefing prune``: a show from nothing to its daily run."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing.cli import main
from briefing.config_file import load

ROOT = Path(__file__).parent.parent
ADDRESS = "https://example.org/podcast/"


def briefing(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    options = ["--voice", "tone", "--base-url", ADDRESS, "--title", 'शाम "आज"']
    result = briefing("init", str(tmp_path / "show"), "--yes", *options)
    assert result.exit_code == 0, result.output
    return tmp_path / "show"


def daily(show: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the show's script as cron does: no variables but these, in another folder."""
    variables = {"HOME": str(show.parent), "PYTHONPATH": str(ROOT)}
    command = ["env", "-i", *(f"{k}={v}" for k, v in variables.items())]
    command += ["/bin/sh", "-c", quoted(show / "daily.sh", *arguments)]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


def quoted(*words: object) -> str:
    return " ".join(f"'{word}'" for word in words)


def test_the_questions(tmp_path: Path) -> None:
    answers = "शाम\nआशा\ntone\n\ndefault\n"
    result = briefing("init", str(tmp_path), stdin=answers)
    assert result.exit_code == 0, result.output
    settings = load(tmp_path / "briefing.toml")
    assert (settings.show.title, settings.show.author, settings.voice) == ("शाम", "आशा", "tone")
    assert (settings.show.base_url, settings.sound.set) == ("", "default")
    assert "# with base_url in briefing.toml: briefing feed" in (tmp_path / "daily.sh").read_text()


def test_the_first_bulletin_greets_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form says greeting, headlines and closing; the script holds stories alone."""
    options = ["--yes", "--voice", "tone", "--form", "bulletin"]
    assert briefing("init", str(tmp_path), *options).exit_code == 0
    monkeypatch.chdir(tmp_path)
    (script,) = Path("scripts").iterdir()
    made = json.loads(briefing("make", str(script), "--json", "--quiet").stdout)
    written = [utterance["written"] for utterance in made["utterances"]]
    assert [text for text in written if "नमस्कार" in text] == ["नमस्कार।", "नमस्कार।"]
    assert (written[1], written[-1]) == ("नमस्कार।", "नमस्कार।")
    assert [u["written"] for u in made["utterances"] if not u.get("role")][1] == (
        "किसानों को मिले ₹6,000"
    )


MISTAKES = {
    "voice": (["--voice", "hm_omga"], "did you mean hm_omega"),
    "address": (["--base-url", "podcast"], "'podcast' is not an http or https address"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_leave_nothing(name: str, tmp_path: Path) -> None:
    options, message = MISTAKES[name]
    result = briefing("init", str(tmp_path / "show"), "--yes", *options)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not (tmp_path / "show").exists()


def test_nothing_is_replaced(show: Path) -> None:
    before = {path: path.read_bytes() for path in show.rglob("*") if path.is_file()}
    result = briefing("init", str(show), "--yes")
    assert result.exit_code == 1
    assert "this file is there already" in result.stderr
    assert {path: path.read_bytes() for path in show.rglob("*") if path.is_file()} == before


def test_the_daily_run_needs_nothing_of_its_environment(show: Path) -> None:
    assert (show / "daily.sh").stat().st_mode & stat.S_IXUSR
    done = daily(show)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (manifest,) = (show / "out").glob("*/manifest.json")
    assert json.loads(manifest.read_text())["title"].startswith('शाम "आज", ')
    assert (show / "out" / "feed.xml").is_file()
    assert (show / "out" / "index.html").is_file()
    first = manifest.read_bytes()
    assert daily(show).returncode == 0
    assert manifest.read_bytes() == first


def test_a_day_without_a_script(show: Path) -> None:
    done = daily(show, "2020-01-01")
    assert done.returncode == 1
    assert done.stderr == "daily.sh: there is no scripts/2020-01-01.md\n"


@pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock")
def test_two_runs_do_not_work_side_by_side(show: Path) -> None:
    import fcntl

    handle = os.open(show / ".daily.lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        done = daily(show)
    finally:
        os.close(handle)
    assert (done.returncode, done.stderr) == (75, "daily.sh: another run is not over\n")


def test_prune_keeps_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for day in (3, 1, 2):
        Path(f"{day}.md").write_text(f"# अंक {day}\n\nनमस्ते।", encoding="utf-8")
        date = f"2026-01-0{day}"
        assert briefing("make", f"{day}.md", "--voice", "tone", "--date", date).exit_code == 0
    would = briefing("prune", "--keep", "1", "--dry-run")
    assert would.stdout == "out/ank-1\nout/ank-2\n2 episodes would go\n"
    assert len(list(Path("out").iterdir())) == 3
    assert briefing("prune", "--keep", "2").stdout == "out/ank-1\n1 episode removed\n"
    assert sorted(path.name for path in Path("out").glob("[!.]*")) == ["ank-2", "ank-3"]
    assert briefing("prune", "--keep", "0").exit_code == 2
