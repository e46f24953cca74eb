"""Passwords, tokens and signed queries are shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from helpers.lint_builders import World
from helpers.published import episode

from briefing.cli import main
from briefing.errors import BriefingError, FeedError, without_secrets
from briefing.publish.storage import Remote

PASSWORDS = ["hunter2x", "hun@ter2x", "hun/ter2x", "h@n/t:r@2x", "%68unter2x", "8080/hunter2x"]
QUERIES = [
    "token=hunter2x",
    "a=1&X-Amz-Signature=hunter2x&b=2",
    "sv=2022&sig=hunter2x%3D",
    "Expires=1&Signature=hunter2x&Key-Pair-Id=hunter2x",
    "auth=hunter2x",
    "u=" + "hunter2x" * 4,
]
PLAIN = [
    "https://example.org/@asha/post",
    "sftp://asha@example.org/p",
    "https://example.org/a.mp3?v=0f3a91bc&t=1:02",
    "a@b.example: write https://example.org:8080/a",
    "out/a.mp3: Permission denied",
]


def runs(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert "hunter2x" not in done.output
    assert "ter2x" not in done.output
    return done


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password(password: str) -> None:
    url = f"sftp://asha:{password}@example.org/p"
    assert without_secrets(f"{url} is full") == "sftp://asha@example.org/p is full"
    error = BriefingError(f"no answer from {url}", where=url, remedy=f"try {url}")
    assert "2x" not in str(error)
    assert "example.org/p" in str(error)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query(query: str) -> None:
    shown = without_secrets(f"«https://example.org/a.mp3?{query}»")
    assert "hunter2x" not in shown
    assert shown.startswith("«https://example.org/a.mp3?")
    assert shown.endswith("»")


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize("password", PASSWORDS)
def test_publishing_tells_no_password(password: str, tmp_path: Path) -> None:
    episode(tmp_path / "out" / "a")
    runs("feed", tmp_path / "out")
    for scheme in ("sftp", "nonesuch"):
        dest = f"{scheme}://asha:{password}@127.0.0.1:9/p?token=hunter2x"
        assert runs("publish", dest, "-o", tmp_path / "out").exit_code == 1
        runs("publish", dest, "-o", tmp_path / "out", "--json")
        runs("publish", dest, "-o", tmp_path / "out", "-v")


def test_a_client_that_tells_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    remote = Remote("memory://asha:hun@ter2x@host/p?signature=zzz%3Dzzz")

    def fails(path: str) -> bool:
        raise PermissionError("login failed: password=hun@ter2x, signature zzz=zzz")

    monkeypatch.setattr(remote._fs, "exists", fails)
    with pytest.raises(FeedError) as caught:
        remote.read("feed.xml")
    assert "ter2x" not in str(caught.value)
    assert "zzz" not in str(caught.value)
    assert "login failed" in str(caught.value)


def test_linting_a_private_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    world = World(tmp_path)
    item = '<item><enclosure url="{}/a.mp3?token=hunter2x" length="1"/></item>'
    feed = f"<rss><channel>{item.format('http://127.0.0.1:9')}</channel></rss>"
    path = "/feed.xml?auth=hunter2x"
    url = world.serve({path: feed.encode()}) + path
    try:
        for options in ((), ("--json",), ("-v",), ("--against", url)):
            assert "feed.xml?auth=…" in runs("lint", url, *options).output
        assert runs("lint", "http://asha:hun@ter2x@127.0.0.1:9/feed.xml").exit_code == 1
    finally:
        world.close()


def test_a_cluster(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script = tmp_path / "a.txt"
    script.write_text("नमस्ते।", encoding="utf-8")
    address = "tcp://asha:hunter2x@127.0.0.1:9"
    out = ("--voice", "tone", "-o", tmp_path / "out")
    assert runs("make", script, *out, "--cluster", address).exit_code == 1
    shared = ("--shared-cache", "nonesuch://asha:hun/ter2x@host/p?token=hunter2x")
    runs("make", script, *out, *shared)
    assert all(b"ter2x" not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
