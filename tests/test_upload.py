"""Publishing: what changed, the feed last, and a feed that never lies."""

from __future__ import annotations

import json
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner

from briefing.cli import main
from briefing.errors import FeedError
from briefing.publish import storage
from briefing.publish.upload import UPLOAD_INDEX, upload

FEED = """<rss version="2.0"><channel><title>शो</title>{}</channel></rss>"""
ITEM = '<item><enclosure url="https://example.org/p/{0}/{0}.mp3?v=1" length="{1}"/></item>'


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    for name in ("kal", "aaj"):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.mp3").write_bytes(name.encode() * 100)
        (folder / name / "transcript.vtt").write_text("WEBVTT\n", encoding="utf-8")
    (folder / "index.html").write_text("<p>", encoding="utf-8")
    (folder / ".work-1").mkdir()
    (folder / ".work-1" / "episode.pcm").write_bytes(b"0")
    write_feed(folder, kal=300, aaj=300)
    return folder


def write_feed(folder: Path, **lengths: int) -> None:
    items = "".join(ITEM.format(name, length) for name, length in lengths.items())
    (folder / "feed.xml").write_text(FEED.format(items), encoding="utf-8")


def names(place: Path) -> list[str]:
    found = (path for path in place.rglob("*") if path.is_file())
    return sorted(path.relative_to(place).as_posix() for path in found)


@pytest.fixture(params=["folder", "file://", "memory://"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory://":
        fsspec.filesystem("memory").store.clear()
        return "memory://podcast"
    return ("" if request.param == "folder" else "file://") + str(tmp_path / "web" / "podcast")


ALL = [
    "aaj/aaj.mp3",
    "aaj/transcript.vtt",
    "kal/kal.mp3",
    "kal/transcript.vtt",
    "index.html",
    "feed.xml",
]


def test_everything_is_sent_the_feed_last(output: Path, place: str) -> None:
    sent: list[str] = []
    done = upload(output, place, report=lambda name, size: sent.append(name))
    assert sent == ALL == [item.name for item in done.sent]
    there = storage.open_storage(place)
    assert there.read("aaj/aaj.mp3") == b"aaj" * 100
    assert set(there.sizes()) == {*ALL, UPLOAD_INDEX}
    assert (upload(output, place).sent, upload(output, place).unchanged) == ((), len(ALL))


def test_only_what_changed_is_sent(output: Path, place: str) -> None:
    upload(output, place)
    (output / "kal" / "kal.mp3").write_bytes(b"new" * 100)
    assert [item.name for item in upload(output, place).sent] == ["kal/kal.mp3"]
    assert storage.open_storage(place).read("kal/kal.mp3") == b"new" * 100


def test_what_was_lost_at_the_target_is_sent_again(output: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    upload(output, str(web))
    (web / "aaj" / "aaj.mp3").unlink()
    (web / "kal" / "kal.mp3").write_bytes(b"half")
    assert [item.name for item in upload(output, str(web)).sent] == ["aaj/aaj.mp3", "kal/kal.mp3"]
    (web / UPLOAD_INDEX).write_text("{", encoding="utf-8")
    assert len(upload(output, str(web)).sent) == len(ALL)


def test_an_interrupted_delivery_leaves_the_old_feed(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = tmp_path / "web"
    upload(output, str(web))
    before = (web / "feed.xml").read_bytes()
    (output / "parson").mkdir()
    (output / "parson" / "parson.mp3").write_bytes(b"parson")
    write_feed(output, parson=6, kal=300, aaj=300)
    put = storage.Folder.put

    def breaks(self: storage.Folder, file: Path, name: str) -> None:
        put(self, file, name)
        if name.endswith("parson.mp3"):
            raise KeyboardInterrupt

    monkeypatch.setattr(storage.Folder, "put", breaks)
    with pytest.raises(KeyboardInterrupt):
        upload(output, str(web))
    assert (web / "feed.xml").read_bytes() == before
    monkeypatch.undo()
    assert [item.name for item in upload(output, str(web)).sent][-1] == "feed.xml"
    assert (web / "feed.xml").read_bytes() == (output / "feed.xml").read_bytes()
    assert not [name for name in names(web) if name.endswith(".part")]


def test_nothing_at_the_target_is_removed(output: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (web / "about.html").write_text("mine", encoding="utf-8")
    upload(output, str(web))
    assert (web / "about.html").read_text(encoding="utf-8") == "mine"


def test_a_dry_run_sends_nothing(output: Path, tmp_path: Path) -> None:
    done = upload(output, str(tmp_path / "web"), dry_run=True)
    assert [item.name for item in done.sent] == ALL
    assert not (tmp_path / "web").exists()


def test_mistakes(output: Path, tmp_path: Path) -> None:
    web = str(tmp_path / "web")
    with pytest.raises(FeedError, match="lies inside the one that is published"):
        upload(output, str(output / "web"))
    (output / "secret").symlink_to("/etc/hostname")
    with pytest.raises(FeedError, match="this link leads out of the folder"):
        upload(output, web)
    (output / "secret").unlink()
    write_feed(output, kal=301, aaj=300)
    with pytest.raises(FeedError, match=r"the feed is older than kal\.mp3"):
        upload(output, web)
    write_feed(output, gone=1)
    with pytest.raises(FeedError, match=r"older than gone\.mp3, or that file is missing"):
        upload(output, web)
    (output / "feed.xml").write_text("<rss>", encoding="utf-8")
    with pytest.raises(FeedError, match="not a feed"):
        upload(output, web)
    (output / "feed.xml").unlink()
    with pytest.raises(FeedError, match="there is no feed"):
        upload(output, web)
    assert not Path(web).exists()


@pytest.mark.parametrize("url", ["nonsense://host/x", "file:///proc/no/such"])
def test_a_target_that_refuses_says_why(url: str, output: Path) -> None:
    with pytest.raises(FeedError) as told:
        upload(output, url)
    assert told.value.where == url
    assert told.value.what


def test_a_password_is_not_shown(output: Path) -> None:
    with pytest.raises(FeedError) as told:
        upload(output, "nonsense://asha:secret@host/p")
    assert "secret" not in str(told.value)
    assert "nonsense://asha@host/p" in str(told.value)


def test_on_the_command_line(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(output.parent)
    run = CliRunner().invoke
    dry = run(main, ["publish", "web", "--dry-run"])
    assert dry.stdout.endswith("feed.xml  229 B\n6 files to send, 846 B; 0 unchanged\n"), dry.output
    done = json.loads(run(main, ["publish", "web", "--json"]).stdout)
    assert [row["name"] for row in done["sent"]] == ALL
    assert run(main, ["publish", "web"]).stdout == "0 files sent, 0 B; 6 unchanged\n"
    assert run(main, ["publish", "web", "--quiet"]).output == ""
    result = run(main, ["publish", "web", "-o", "nowhere"])
    assert result.exit_code == 1
    assert "there is no feed" in result.stderr
