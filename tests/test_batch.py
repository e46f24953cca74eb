"""Many scripts at once: one failing does not stop the rest, and everything is told."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result
from helpers.faulty import voice

from briefing.batch import make_all
from briefing.cli import main
from briefing.config import Settings
from briefing.errors import StoppedError
from briefing.pipeline import prepare, speak
from briefing.progress import Progress
from briefing.synthesise.scheduler import Stop

GOOD = "# शीर्षक {n}\n\nआज दिल्ली में बारिश हुई।\n\nख़बर संख्या {n} समाप्त।\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path))
    for n in (1, 2, 3):
        (tmp_path / f"{n}.md").write_text(GOOD.format(n=n), encoding="utf-8")
    (tmp_path / "empty.md").write_text("", encoding="utf-8")
    return tmp_path


def briefing(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["make", "--voice", "tone", *arguments])


def test_all_are_made(folder: Path) -> None:
    result = briefing("1.md", "2.md", "3.md")
    assert result.exit_code == 0, result.output
    *_, one, two, three, summary = result.stdout.splitlines()
    assert one.split() == ["1.md", "0:07", "4", "of", "4", "sentences", "spoken", "now"]
    assert two.split() == ["2.md", "0:07", "2", "of", "4", "sentences", "spoken", "now"]
    assert three.startswith("3.md")
    assert summary == "3 scripts: 3 made, 0 failed"
    assert len(list(folder.glob("out/*/*.mp3"))) == 3


def test_what_was_planned_is_let_go_before_the_result_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[weakref.ref[object]] = []

    def watched(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            made = function(*arguments)
            held.append(weakref.ref(made))
            return made

        return call

    monkeypatch.setattr("briefing.batch.prepare", watched(prepare))
    monkeypatch.setattr("briefing.batch.speak", watched(speak))
    for result in make_all(["1.md"], lambda _: Settings(voice="tone")):
        gc.collect()
        assert result.episode and [each() for each in held] == [None, None]


@pytest.mark.parametrize("order", [("1.md", "empty.md", "3.md"), ("no.md", "1.md", "3.md")])
def test_one_that_fails_does_not_stop_the_rest(order: tuple[str, ...], folder: Path) -> None:
    result = briefing(*order)
    assert result.exit_code == 1
    (bad,) = set(order) - {"1.md", "3.md"}
    assert result.stderr.startswith(f"briefing: {bad}: ")
    assert result.stdout.endswith("3 scripts: 2 made, 1 failed\n")
    assert len(list(folder.glob("out/*/*.mp3"))) == 2


def test_a_sentence_that_fails_fails_its_script_alone(folder: Path) -> None:
    voice(folder, "bad", faults={"दो": "silent"})
    result = briefing("1.md", "2.md", "3.md", "--voice", "bad")
    assert result.exit_code == 1
    assert "briefing: 2.md: line 1: the voice made no sound: «शीर्षक 2»" in result.stderr
    assert result.stdout.endswith("3 scripts: 2 made, 1 failed\n")


def test_settings_that_are_wrong_fail_their_script_alone(folder: Path) -> None:
    (folder / "show").mkdir()
    (folder / "show" / "4.md").write_text(GOOD.format(n=4), encoding="utf-8")
    (folder / "show" / "briefing.toml").write_text("voise = 3", encoding="utf-8")
    result = briefing("show/4.md", "1.md")
    assert result.exit_code == 1
    assert "unknown key 'voise'" in result.stderr
    assert result.stdout.endswith("2 scripts: 1 made, 1 failed\n")


def test_json_lists_what_became_of_each(folder: Path) -> None:
    result = briefing("1.md", "empty.md", "--json")
    assert result.exit_code == 1
    made, failed = json.loads(result.stdout)
    assert made["run"] == {"spoken": 4, "reused": 0, "failed": 0, "changed": None}
    assert made["title"] == "शीर्षक 1"
    assert failed["source"] == "empty.md"
    assert failed["error"].startswith("empty.md")


def test_batch_and_single_runs_make_the_same(folder: Path) -> None:
    options = ("--date", "2026-01-31")
    briefing("1.md", "2.md", "-o", "both", *options)
    for name in ("1.md", "2.md"):
        briefing(name, "-o", "single", *options)
    files = [path.relative_to("both") for path in Path("both").rglob("*") if path.is_file()]
    assert len(files) == 12
    for file in files:
        assert ("both" / file).read_bytes() == ("single" / file).read_bytes()


def test_scripts_are_read_no_further_ahead_than_needed(folder: Path) -> None:
    read: list[int] = []

    def sources() -> Iterator[str]:
        for n in range(100):
            (folder / f"{n}.md").write_text(GOOD.format(n=n), encoding="utf-8")
            read.append(n)
            yield f"{n}.md"

    settings = Settings(voice="tone", output="out", jobs=1)
    results = make_all(sources(), lambda _: settings, lambda _: lambda *_: None)
    assert next(results).episode is not None
    assert len(read) < 8
    cast("Generator[object]", results).close()


def test_cache_commands(folder: Path) -> None:
    def cache(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["cache", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    def kept() -> tuple[int, int]:
        found = json.loads(cache("info", "--json"))
        return found["entries"], found["parts"]["entries"]

    clips, parts = (folder / "cache" / name for name in ("clips", "parts"))
    assert cache("info") == f"{clips}: 0 clips, 0.0 MB\n{parts}: 0 parts, 0.0 MB\n"
    briefing("1.md")
    entries, encoded = kept()
    assert (entries, encoded > 0) == (4, True)
    assert cache("prune").startswith(f"{clips}: removed 0 clips, 0.0 MB\n{parts}: removed 0 parts")
    assert cache("prune", "--cache-bytes", "0").startswith(f"{clips}: removed 4 clips")
    assert kept() == (0, 0)
    briefing("1.md")
    assert kept() == (entries, encoded)
    assert cache("clear").startswith(f"{clips}: removed 4 clips")
    assert briefing("1.md", "--cache-bytes", "0").exit_code == 0
    assert kept() == (0, 0)


def test_a_request_to_stop_ends_after_the_episode_that_is_made(folder: Path) -> None:
    stop = Stop()

    def progress(state: Progress) -> None:
        stop.signum = 2 if state.done == state.total else 0

    settings = Settings(voice="tone", output="out", jobs=1)
    results = make_all(["1.md", "2.md", "3.md"], lambda _: settings, lambda _: progress, stop)
    assert next(results).episode is not None
    with pytest.raises(StoppedError) as caught:
        next(results)
    assert caught.value.exit_code == 130
    assert len(list(folder.glob("out/*/*.mp3"))) == 1


def test_two_scripts_of_one_name_do_not_share_a_folder(folder: Path) -> None:
    result = briefing("1.md", "2.md", "--title", "एक")
    assert result.exit_code == 1
    assert "holds the episode of another script, 1.md" in result.stderr
    assert result.stdout.endswith("2 scripts: 1 made, 1 failed\n")


@pytest.fixture
def daily(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five scripts with one title and five dates, in a folder with other things."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    scripts = tmp_path / "scripts"
    (scripts / "old").mkdir(parents=True)
    for day in range(1, 6):
        text = f"---\ndate: 2026-01-0{day}\n---\n# सुबह\n\nआज {day} तारीख़ है।\n"
        (scripts / f"{day}.md").write_text(text, encoding="utf-8")
    (scripts / ".hidden.md").write_text("कुछ नहीं।", encoding="utf-8")
    (scripts / "lexicon.tsv").write_text("", encoding="utf-8")
    (scripts / "old" / "0.md").write_text("पुराना।", encoding="utf-8")
    return scripts


@pytest.mark.parametrize("jobs", ["0", "1"])
def test_five_days_of_one_title_in_one_run(jobs: str, daily: Path) -> None:
    first = briefing(str(daily), "--jobs", jobs)
    assert first.exit_code == 0, first.output
    assert first.stdout.endswith("5 scripts: 5 made, 0 failed\n")
    folders = ["subah", *(f"subah-2026-01-0{day}" for day in range(2, 6))]
    found = sorted(Path("out").glob("*/manifest.json"))
    assert [file.parent.name for file in found] == folders
    manifests = [json.loads(file.read_text(encoding="utf-8")) for file in found]
    assert [manifest["date"][-1] for manifest in manifests] == list("12345")
    assert len({manifest["guid"] for manifest in manifests}) == 5
    before = [file.read_bytes() for file in found]
    assert briefing(str(daily)).exit_code == 0
    assert [file.read_bytes() for file in found] == before


def test_a_folder_without_scripts(daily: Path) -> None:
    (daily / "none").mkdir()
    result = briefing(str(daily / "none"))
    assert result.exit_code == 1
    assert "there is no script in this folder\n  → put files into it that end in .txt" in (
        result.stderr
    )


def test_what_is_not_read_of_a_folder_is_named(daily: Path) -> None:
    for day in range(2, 6):
        (daily / f"{day}.md").unlink()
    for name in ("~$news.docx", "news.doc"):
        (daily / name).write_bytes(b"x")
    result = briefing(str(daily), "--json")
    assert result.exit_code == 0, result.output
    assert "news.doc: left out, it is of no kind that is read" in result.stderr
    assert "~$" not in result.output


def test_a_folder_counts_as_its_scripts(daily: Path) -> None:
    for day in range(2, 6):
        (daily / f"{day}.md").unlink()
    made = json.loads(briefing(str(daily), "--json").stdout)
    assert made["title"] == "सुबह"
