"""Bulletins from feeds: what is new, as the rules want it, no story twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.site import HERE, Site
from test_pages import lost, spoken

from briefing import daily
from briefing.cli import main
from briefing.config import Settings
from briefing.daily import Rules, State, bulletin, compose, load_rules, read_state
from briefing.episode.dates import INDIA
from briefing.errors import BriefingError, ConfigError
from briefing.read import read_bytes
from briefing.read.feed import entries
from briefing.show import Show

MORNING = datetime(2026, 7, 1, 7, 0, tzinfo=INDIA)
TEXT = "पहला वाक्य यहाँ है। दूसरा वाक्य भी यहाँ है।</p><p>दूसरा अनुच्छेद है।"


def item(number: int, title: str = "", text: str = TEXT, tag: str = "देश") -> str:
    day = MORNING - timedelta(days=9) + timedelta(hours=number)
    return (
        f"<item><guid isPermaLink='false'>story-{number}</guid>"
        f"<title>{title or f'ख़बर {number}'}</title><link>https://news.example/{number}</link>"
        f"<pubDate>{format_datetime(day)}</pubDate><category>{tag}</category>"
        f"<description><![CDATA[<p>{text}</p>]]></description></item>"
    )


def rss(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>नमूना</title>{''.join(items)}</channel></rss>"
    ).encode()


def titles(data: bytes, rules: Rules, state: State | None = None) -> list[str]:
    script, _ = compose(entries(data, "f")[1], state or State(), rules, MORNING)
    return [chapter.title for chapter in script.chapters] if script else []


def test_a_feed_is_read_as_stories() -> None:
    script = read_bytes(rss(item(1), item(2)), "feed.xml")
    assert script.title == "नमूना"
    assert [chapter.title for chapter in script.chapters] == ["ख़बर 1", "ख़बर 2"]
    assert script.links[-1] == ("ख़बर 2", "https://news.example/2")
    assert lost(script) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("all", ["पहला वाक्य यहाँ है। दूसरा वाक्य भी यहाँ है।", "दूसरा अनुच्छेद है।"]),
        ("lead", ["पहला वाक्य यहाँ है। दूसरा वाक्य भी यहाँ है।"]),
        ("4", ["पहला वाक्य यहाँ है।"]),
        ("1", ["पहला वाक्य यहाँ है।"]),
        ("9", ["पहला वाक्य यहाँ है। दूसरा वाक्य भी यहाँ है।"]),
        ("12", ["पहला वाक्य यहाँ है। दूसरा वाक्य भी यहाँ है।", "दूसरा अनुच्छेद है।"]),
    ],
)
def test_how_much_is_told(words: str, told: list[str]) -> None:
    script, _ = compose(entries(rss(item(1)), "f")[1], State(), Rules(words=words), MORNING)
    assert script
    assert spoken(script) == ["ख़बर 1", *told]
    assert lost(script) == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (Rules(), ["चुनाव की तारीख़", "खेल में जीत", "मौसम का हाल"]),
        (Rules(order="oldest"), ["मौसम का हाल", "खेल में जीत", "चुनाव की तारीख़"]),
        (Rules(order="feed", stories=2), ["मौसम का हाल", "चुनाव की तारीख़"]),
        (Rules(include=("चुनाव", "मौसम")), ["चुनाव की तारीख़", "मौसम का हाल"]),
        (Rules(exclude=("खेल",)), ["चुनाव की तारीख़", "मौसम का हाल"]),
        (Rules(include=("राजनीति",)), ["चुनाव की तारीख़"]),
        (Rules(include=("नहीं",)), []),
    ],
)
def test_rules(rules: Rules, expected: list[str]) -> None:
    data = rss(item(1, "मौसम का हाल"), item(3, "चुनाव की तारीख़", tag="राजनीति"), item(2, "खेल में जीत"))
    assert titles(data, rules) == expected


def test_a_story_of_two_feeds_is_told_once() -> None:
    found = entries(rss(item(1)), "a")[1] + entries(rss(item(1), item(2)), "b")[1]
    other = replace(found[0], guid="another-guid")  # the same address in another feed
    script, fresh = compose([*found, other], State(), Rules(order="feed"), MORNING)
    assert script
    assert [chapter.title for chapter in script.chapters] == ["ख़बर 1", "ख़बर 2"]
    assert len(fresh) == 2


def test_twice_a_day_no_story_twice(site: Site, tmp_path: Path) -> None:
    """From the site's feed over bulletins to the podcast's feed, for three days."""
    show = Show(
        title="नमूना", description="नमूने की ख़बरें", author="आशा", email="a@example.org",
        base_url="https://example.org/", site="https://example.org/",
    )  # fmt: skip
    settings = Settings(voice="tone", output=str(tmp_path / "out"), show=show)
    stories = [item(1), item(2)]
    told: list[str] = []
    for run in range(6):
        site.page("/feed", rss(*stories[-6:]))
        at = MORNING + timedelta(hours=12 * run)
        result = bulletin([f"{site.url}/feed"], Rules(), settings, at=at, access=HERE)
        if run == 4:
            assert result is None  # nothing was added
        else:
            assert result
            assert result.manifest.title.startswith("समाचार, ")
            told += [c.title for c in result.manifest.contents if c.title.startswith("ख़बर")]
        if run != 3:
            stories += [item(10 + 2 * run), item(11 + 2 * run)]
    assert len(told) == len(set(told)) == 10
    from briefing.publish import feed as podcast

    written = podcast.write(tmp_path / "out", settings)
    assert written.episodes == 5


def test_a_run_that_was_stopped_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1)))
    settings = Settings(voice="tone", output=str(tmp_path / "out"))

    def stopped(*_: object) -> None:
        raise BriefingError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(daily, "make", stopped)
        with pytest.raises(BriefingError, match="stopped"):
            bulletin([str(feed)], Rules(), settings, at=MORNING)
    assert read_state(tmp_path / "out").making
    assert bulletin([str(feed)], Rules(), settings, at=MORNING + timedelta(minutes=5))
    assert bulletin([str(feed)], Rules(), settings, at=MORNING + timedelta(hours=1)) is None


def test_a_run_that_died_after_its_episode_counts(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1)))
    settings = Settings(voice="tone", output=str(tmp_path / "out"))
    assert bulletin([str(feed)], Rules(), settings, at=MORNING)
    state = read_state(tmp_path / "out")
    unsaved = {"seen": [], "making": "daily-2026-07-01-0700", "taken": list(state.seen)}
    (tmp_path / "out" / daily.STATE).write_text(json.dumps(unsaved), encoding="utf-8")
    assert bulletin([str(feed)], Rules(), settings, at=MORNING + timedelta(hours=1)) is None


def test_one_of_two_feeds_fails(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item(1)))
    warned: list[str] = []
    settings = Settings(voice="tone", output=str(tmp_path / "out"))
    names = [str(tmp_path / "no.xml"), str(feed)]
    assert bulletin(names, Rules(), settings, at=MORNING, warn=warned.append)
    assert "no such file" in warned[0]
    with pytest.raises(BriefingError, match="no such file"):
        bulletin(names[:1], Rules(), settings, at=MORNING)


def test_the_page_of_a_story_is_read(site: Site, tmp_path: Path) -> None:
    from test_pages import STORY

    site.page("/1", STORY.encode())
    data = rss(item(1, text="सार।")).replace(b"https://news.example", site.url.encode())
    script, _ = compose(entries(data, "f")[1], State(), Rules(page=True), MORNING, HERE)
    assert script
    assert "महापौर ने कहा" in " ".join(spoken(script))
    assert lost(script) == []


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("order = 'up'", "order = 'up'"),
        ("words = 'some'", "words = 'some'"),
        ("storys = 3", "did you mean stories"),
        ("stories = 0", "stories = 0"),
        ("stories = [", "Invalid"),
    ],
)
def test_wrong_rules(toml: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "daily.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rules(file)
    assert message in str(caught.value)


def test_a_damaged_state_is_an_error(tmp_path: Path) -> None:
    (tmp_path / daily.STATE).write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="not readable"):
        read_state(tmp_path)


@pytest.mark.parametrize(
    "data",
    [b"<rss", b"<rss version='2.0'><channel/></rss>", b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss/>"],
)
def test_bad_feeds(data: bytes) -> None:
    with pytest.raises(BriefingError):
        entries(data, "feed.xml")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("feed.xml").write_bytes(rss(item(1), item(2)))
    Path("briefing.toml").write_text('voice = "tone"\n', encoding="utf-8")
    Path("daily.toml").write_text('feeds = ["feed.xml"]\nwords = "lead"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["daily", "--dry-run", "--at", "07:00"])
    assert "## ख़बर 2" in done.stdout
    assert not Path("out", daily.STATE).exists()
    done = CliRunner().invoke(main, ["daily", "--at", "07:00"])
    assert done.exit_code == 0, done.output
    assert "-0700.mp3" in done.stdout
    assert CliRunner().invoke(main, ["daily"]).stdout == "nothing new\n"
    assert CliRunner().invoke(main, ["daily", "--at", "7 am"]).exit_code == 1
    Path("daily.toml").unlink()
    assert CliRunner().invoke(main, ["daily"]).exit_code == 2
