"""When an episode is published: the author's hour, the time of the first feed, and later."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.published import episode

from briefing.cli import main
from briefing.config import Settings
from briefing.episode import identity, library, manifest
from briefing.episode.dates import INDIA, day_and_time
from briefing.errors import ConfigError, FeedError
from briefing.formats.podcast import FEED, INDEX
from briefing.model import Script
from briefing.publish import feed
from briefing.publish.covers import cover
from briefing.publish.upload import upload
from briefing.show import Show

SHOW = Show(title="सुबह", description="ख़बरें", base_url="https://example.org/p")
NOW = datetime(2026, 1, 31, 9, 15, 20, tzinfo=INDIA)


@pytest.fixture(scope="module", autouse=True)
def small_covers() -> Iterator[None]:
    """Draw covers of 200 pixels: this file looks at none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cover, "LARGE", 200)
        yield


def written(output: Path, now: datetime = NOW) -> list[str]:
    """Write the feed; return the dates of its items, the newest first."""
    feed.write(output, Settings(show=SHOW), now)
    text = (output / FEED).read_text(encoding="utf-8")
    return re.findall(r"<pubDate>(.*?)</pubDate>", text.partition("<item>")[2])


WRITTEN = {
    "2026-01-31": ("2026-01-31", ""),
    "2026-01-31T07:00+05:30": ("2026-01-31", "07:00:00+05:30"),
    "2026-01-31T07:00:30": ("2026-01-31", "07:00:30+05:30"),
    "2026-01-31 07:00 IST": ("2026-01-31", "07:00:00+05:30"),
    "2026-01-31 07:00 +0545": ("2026-01-31", "07:00:00+05:45"),
    "2026-01-31t01:30z": ("2026-01-31", "01:30:00+00:00"),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_with_an_hour_and_a_zone(text: str) -> None:
    assert day_and_time(text) == WRITTEN[text]


@pytest.mark.parametrize(
    "text", ["", "31.1.2026", "2026-02-30", "2026-01-31T25:00", "2026-01-31T07:00+99:00", "7 बजे"]
)
def test_what_is_not_a_date(text: str) -> None:
    with pytest.raises(ConfigError, match=r"not a date[^→]*→ write it as"):
        day_and_time(text)


def test_the_hour_is_in_the_feed(tmp_path: Path) -> None:
    episode(tmp_path / "a", time="07:00:00+05:30")
    assert written(tmp_path) == ["Sat, 31 Jan 2026 07:00:00 +0530"]


def test_without_an_hour_it_is_the_first_publishings_and_stays(tmp_path: Path) -> None:
    episode(tmp_path / "a")
    episode(tmp_path / "old", date="2025-12-01")
    first = written(tmp_path)
    assert first == ["Sat, 31 Jan 2026 09:15:20 +0530", "Mon, 01 Dec 2025 09:15:19 +0530"]
    assert written(tmp_path, NOW + timedelta(days=3)) == first


def test_an_episode_made_again_keeps_its_time(tmp_path: Path) -> None:
    episode(tmp_path / "a", slug="a", source="a.md")
    written(tmp_path)
    settings = Settings(output=str(tmp_path), slug="a", date="2026-01-31")
    script = Script("शाम", (), source="a.md")
    info = identity.identify(script, settings)
    assert (info.time, info.first_published) == ("", "09:15:20+05:30")
    moved = identity.identify(script, replace(settings, date="2026-02-01"))
    assert (moved.time, moved.first_published) == ("", "")


def test_two_episodes_of_one_day_keep_their_order(tmp_path: Path) -> None:
    """The second one is later by name and by number of none, and stays later everywhere."""
    episode(tmp_path / "z")
    written(tmp_path)
    episode(tmp_path / "b")
    assert [each.name for each in library.episodes(tmp_path)] == ["b", "z"]  # before the feed too
    later = NOW + timedelta(hours=9)
    assert written(tmp_path, later) == [
        "Sat, 31 Jan 2026 18:15:20 +0530",
        "Sat, 31 Jan 2026 09:15:20 +0530",
    ]
    assert [each.name for each in library.episodes(tmp_path)] == ["b", "z"]


def test_episodes_published_together_are_a_second_apart(tmp_path: Path) -> None:
    for number, name in enumerate("cab", start=1):
        episode(tmp_path / name, episode=number)
    midnight = NOW.replace(hour=0, minute=0, second=1)
    assert [date[-14:-6] for date in written(tmp_path, midnight)] == [
        "00:00:02",
        "00:00:01",
        "00:00:00",
    ]
    assert [each.name for each in library.episodes(tmp_path)] == list("bac")


def test_zones_are_compared(tmp_path: Path) -> None:
    episode(tmp_path / "london", time="02:30:00+00:00")
    episode(tmp_path / "delhi", time="07:00:00+05:30")
    assert [date[-14:] for date in written(tmp_path)] == ["02:30:00 +0000", "07:00:00 +0530"]


def test_the_same_title_at_another_hour_is_another_episode(tmp_path: Path) -> None:
    def folder(date: str) -> str:
        settings = Settings(output=str(tmp_path), date=date)
        info = identity.identify(Script("शाम", (), source="a.md"), settings)
        if not (tmp_path / info.slug).exists():
            episode(tmp_path / info.slug, date=info.date, time=info.time, source="a.md")
        return info.slug

    hours = ["2026-01-31T07:00", "2026-01-31T19:00", "2026-02-01T07:00", "2026-02-01T19:00"]
    names = ["sham", "sham-2026-01-31", "sham-2026-02-01", "sham-2026-02-01-1900"]
    assert [folder(hour) for hour in hours] == names
    assert [folder(hour) for hour in hours] == names
    assert folder("2026-01-31") == "sham"


def test_an_episode_of_a_later_date_is_held_back(tmp_path: Path) -> None:
    output, web = tmp_path / "out", tmp_path / "web"
    episode(output / "now", date="2026-01-30", sound=True)
    episode(output / "kal", date="2026-02-01", time="07:00:00+05:30", sound=True)
    settings = Settings(show=SHOW)
    done = feed.write(output, settings, NOW, pages=True)
    assert done.held_back == {"kal": "2026-02-01T07:00:00+05:30"}
    assert done.episodes == 1
    assert "kal" not in (output / INDEX).read_text(encoding="utf-8")
    upload(output, str(web), now=NOW)
    assert not (web / "kal").exists()
    due = datetime(2026, 2, 1, 7, tzinfo=INDIA)
    assert feed.write(output, settings, due).held_back == {}
    assert "kal" in (output / INDEX).read_text(encoding="utf-8")
    upload(output, str(web), now=due)
    assert (web / "kal" / manifest.NAME).is_file()


def test_nothing_is_due_yet(tmp_path: Path) -> None:
    episode(tmp_path / "kal", date="2999-01-01")
    with pytest.raises(FeedError, match="no episode in this folder is due yet"):
        written(tmp_path)


def test_publish_due_sends_what_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    toml = '[show]\ntitle = "शो"\ndescription = "ख़बरें"\nbase_url = "https://example.org/p"\n'
    Path("briefing.toml").write_text(toml, encoding="utf-8")
    episode(Path("out/aaj"))
    episode(Path("out/kal"), date="2999-01-01")
    feeds = CliRunner().invoke(main, ["feed", "-q"])
    assert feeds.exit_code in (0, 1)  # the linter dislikes the small cover
    episode(Path("out/naya"))
    result = CliRunner().invoke(main, ["publish", "web", "--no-check"])
    assert "naya" not in Path("web/feed.xml").read_text(encoding="utf-8")
    result = CliRunner().invoke(main, ["publish", "--due", "--no-check", "web"])
    assert result.exit_code == 0, result.output
    assert "/naya/" in Path("web/feed.xml").read_text(encoding="utf-8")
    assert not Path("web/kal").exists()


def test_one_feed_and_one_page_link_to_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    toml = '[show]\ntitle = "शो"\ndescription = "ख़बरें"\nbase_url = "https://example.org/p"\n'
    Path("briefing.toml").write_text(toml, encoding="utf-8")
    episode(Path("out/aaj"), sound=True)
    for command in ("feed", "page"):
        CliRunner().invoke(main, [command, "-q"])
    text = Path("out/feed.xml").read_text(encoding="utf-8")
    assert "<link>https://example.org/p/aaj/index.html</link>" in text
    assert 'href="feed.xml"' in Path("out/index.html").read_text(encoding="utf-8")


def test_a_toml_date_may_have_an_hour(tmp_path: Path) -> None:
    from briefing.config_file import load

    file = tmp_path / "briefing.toml"
    file.write_text("date = 2026-01-31T07:00:00+05:30\n", encoding="utf-8")
    assert day_and_time(load(file).date or "") == ("2026-01-31", "07:00:00+05:30")


def test_today_is_indias_wherever_the_machine_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Sydney a day begins 5 h 30 min earlier: its episode would be held back until India's."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        info = identity.identify(Script("शाम", (), source="a.md"), Settings(output=str(tmp_path)))
        assert info.date == datetime.now(INDIA).date().isoformat()
    finally:
        monkeypatch.undo()
        time.tzset()


def place(output: Path, title: str, date: str) -> str:
    settings = Settings(output=str(output), date=date)
    return identity.identify(Script(title, (), source="a.md"), settings).slug


def test_an_episode_stays_in_its_folder_when_the_shorter_name_is_free(tmp_path: Path) -> None:
    episode(tmp_path / "sham-2026-02-01", date="2026-02-01", source="a.md")
    assert place(tmp_path, "शाम", "2026-02-01") == "sham-2026-02-01"
    assert place(tmp_path, "शाम", "2026-02-02") == "sham"


def test_no_other_day_takes_the_name_of_what_was_pruned(tmp_path: Path) -> None:
    """What was published as ``sham`` is still there, and would be replaced."""
    for name, date in (("sham", "2026-01-31"), ("sham-2026-02-01", "2026-02-01")):
        episode(tmp_path / name, date=date, source="a.md")
    assert [folder.name for folder in library.prune(tmp_path, keep=1)] == ["sham"]
    assert place(tmp_path, "शाम", "2026-02-02") == "sham-2026-02-02"
    assert place(tmp_path, "शाम", "2026-01-31") == "sham"  # made again, it replaces itself
    library.prune(tmp_path, keep=1)
    assert place(tmp_path, "शाम", "2026-02-02") == "sham-2026-02-02"
    assert place(tmp_path, "शाम", "") == "sham"


def test_an_episode_stays_in_the_folder_that_an_earlier_version_named(tmp_path: Path) -> None:
    assert place(tmp_path, "1 नवंबर", "2026-11-01") == "1-navambar"
    episode(tmp_path / "1-navanbar", date="2026-11-01", source="a.md", guid="kept")
    assert place(tmp_path, "1 नवंबर", "2026-11-01") == "1-navanbar"
    assert place(tmp_path, "1 नवंबर", "2025-11-01") == "1-navambar"
    settings = Settings(output=str(tmp_path), date="2026-11-01")
    info = identity.identify(Script("1 नवंबर", (), source="a.md"), settings)
    assert info.guid == "kept"
