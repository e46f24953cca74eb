"""After publishing: do the public addresses deliver what was sent? And what was corrected."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from helpers.lint_builders import World
from helpers.published import episode, record

from briefing import lint
from briefing.cli import main
from briefing.episode import library, manifest
from briefing.episode.dates import hindi_date
from briefing.episode.manifest import Correction
from briefing.errors import ConfigError
from briefing.pipeline import make
from briefing.publish import notes

TOML = """voice = "tone"
[show]
title = "शो"
description = "ख़बरें"
author = "समाचार कक्ष"
email = "a@example.org"
base_url = "{url}/p/"
"""


class Disk(Mapping[str, bytes]):
    """A folder as a web server has it, below ``/p/``: what it is asked for, what it has spoilt."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.asked: list[str] = []
        self.spoilt: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        self.asked.append(path)
        name = path.partition("?")[0].removeprefix("/p/")
        try:
            return self.spoilt.get(name) or (self._folder / name).read_bytes()
        except OSError:
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


Served = Callable[..., Disk]


@pytest.fixture
def served(world: World, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Give a show whose folder ``web`` is served, with the habits of a good server unless told."""
    monkeypatch.chdir(world.folder)

    def start(**habits: Any) -> Disk:
        disk = Disk(Path("web"))
        url = world.serve(disk, **habits)
        Path("briefing.toml").write_text(TOML.format(url=url), encoding="utf-8")
        episode(Path("out/aaj"), date="2026-01-31")
        episode(Path("out/kal"), date="2026-01-30")
        return disk

    return start


def publish(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["publish", "--due", "web", *arguments])


def test_what_is_delivered_as_it_was_sent_is_said(served: Served) -> None:
    disk = served()
    result = publish()
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("all deliver what was sent\n")
    asked = {path.partition("?")[0] for path in disk.asked}
    names = ("aaj.mp3", "transcript.vtt", "transcript.srt", "transcript.json", "chapters.json")
    files = {f"/p/{folder}/{name}" for folder in ("aaj", "kal") for name in names}
    assert asked == {"/p/feed.xml", *(f.replace("kal/aaj", "kal/kal") for f in files)}


def test_when_nothing_was_sent_the_newest_episode_is_asked_for(served: Served) -> None:
    disk = served()
    publish("--no-check")
    assert disk.asked == []
    publish()
    assert any("/aaj/" in path for path in disk.asked)
    assert not any("/kal/" in path for path in disk.asked)


def test_pages_are_asked_for_where_there_are_any(served: Served) -> None:
    disk = served()
    Path("out/aaj/index.html").write_text("<p>", encoding="utf-8")
    publish()
    assert "/p/aaj/index.html" in disk.asked


def test_a_server_without_the_files(served: Served) -> None:
    served()
    Path("web").mkdir()
    result = CliRunner().invoke(main, ["publish", "--due", "elsewhere"])
    assert result.exit_code == 1
    assert "feed.xml: answers 404 (server-answers)" in result.stderr
    assert "(served-feed)" in result.stderr
    assert Path("elsewhere/feed.xml").is_file(), "it is sent all the same"


def test_no_server_at_all(served: Served, world: World) -> None:
    served()
    world.close()
    world.servers.clear()
    result = publish()
    assert (result.exit_code, "refused" in result.stderr) == (1, True)
    assert result.stdout.endswith("1 public address asked; 1 error\n")


def test_a_file_that_is_not_whole(served: Served) -> None:
    served().spoilt["aaj/aaj.mp3"] = b"half"
    result = publish()
    assert result.exit_code == 1
    assert "has 4 bytes, the feed says 1024 (server-length)" in result.stderr


def test_a_server_that_refuses_head_is_asked_for_two_bytes(served: Served) -> None:
    served(head=405).spoilt["aaj/aaj.mp3"] = b"half"
    result = publish("--json")
    found = json.loads(result.stdout)["checked"]["findings"]
    assert result.exit_code == 1
    assert {f["rule"] for f in found if "aaj.mp3" in f["file"]} == {"server-head", "server-length"}


def test_an_old_feed_of_a_cache_is_only_a_warning(served: Served) -> None:
    served(age_s=90)
    publish()
    old = Path("web/feed.xml").read_bytes()
    episode(Path("out/naya"), date="2026-02-01")
    assert publish().exit_code == 0
    Path("web/feed.xml").write_bytes(old)
    report = lint.published(Path("out/feed.xml"))
    assert [(f.rule, f.severity) for f in report.findings] == [("served-old", "warning")]
    assert "90 s ago" in report.findings[0].what


def test_json_says_what_was_asked(served: Served) -> None:
    served()
    checked = json.loads(publish("--json").stdout)["checked"]
    assert checked["findings"] == [] and checked["urls"][0].endswith("/p/feed.xml")
    assert "checked" not in json.loads(publish("--json", "--no-check").stdout)


NOTICE = "पहले पाँच अंक कहा गया था; सही संख्या पचास है।"


def test_a_correction_is_in_the_notes_and_stays(served: Served) -> None:
    served()
    shutil.rmtree("out")
    Path("a.md").write_text("---\ntitle: naya\ndate: 2026-02-01\n---\nपचास अंक।", encoding="utf-8")
    made = make("a.md")
    assert made.folder.name == "naya"
    result = publish("--correction", "naya", NOTICE)
    assert result.exit_code == 0, result.output
    day = library.load(made.folder).manifest.corrections[0].date
    expected = f"सुधार ({hindi_date(day)}): {NOTICE}"
    feed = Path("web/feed.xml").read_text(encoding="utf-8")
    assert feed.count(expected) == 2, "in the description and in content:encoded"
    assert CliRunner().invoke(main, ["page", "out"]).exit_code == 0
    assert expected in Path("out/naya/index.html").read_text(encoding="utf-8")
    again = make("a.md")
    assert again.manifest.corrections == (Correction(date=day, text=NOTICE),)
    assert again.manifest.guid == made.manifest.guid


def test_a_correction_of_an_episode_that_is_not_there(served: Served) -> None:
    served()
    result = publish("--correction", "nobody", NOTICE)
    assert result.exit_code == 1 and "nobody" in result.stderr
    assert publish("--correction", "aaj", NOTICE, "--dry-run").exit_code == 2


def test_one_notice_a_day_which_can_be_taken_back(tmp_path: Path) -> None:
    folder = episode(tmp_path / "a").parent
    for day, text in (("2026-02-02", "दो।"), ("2026-02-01", "एक।"), ("2026-02-02", "तीन।")):
        library.note_correction(folder, text, day)
    kept = library.load(folder).manifest.corrections
    assert [(notice.date, notice.text) for notice in kept] == [
        ("2026-02-01", "एक।"),
        ("2026-02-02", "तीन।"),
    ]
    library.note_correction(folder, "", "2026-02-01")
    assert [n.date for n in library.load(folder).manifest.corrections] == ["2026-02-02"]
    with pytest.raises(ConfigError, match="of 201 characters"):
        library.note_correction(folder, "अ" * 201)


def test_notices_are_in_the_language_of_the_episode_and_never_cut_off() -> None:
    notice = Correction(date="2026-01-31", text="An earlier version said five; it is fifty.")
    english = replace(record(), language="en", corrections=(notice,))
    line = "Correction (31 January 2026): An earlier version said five; it is fifty."
    assert notes.corrections(english) == [line]
    several = tuple(replace(notice, date=f"2026-02-0{day}", text="अ" * 200) for day in range(1, 6))
    long = replace(record(), description="ब" * 3000, corrections=several)
    text = notes.description(long, "कृत्रिम आवाज़।" * 200)
    assert len(text.encode()) <= notes.MOST_BYTES
    assert "सुधार (5 फ़रवरी 2026)" in text and text.endswith("…")
    assert notes.html(long, "").count("सुधार (") == 5


def test_a_manifest_without_corrections_says_nothing_of_them() -> None:
    assert "corrections" not in manifest.to_dict(record())
