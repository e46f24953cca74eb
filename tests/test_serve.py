"""The server, as a program of its own, asked over a socket: ranges, types, headers, no way out."""

from __future__ import annotations

import contextlib
import email
import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from helpers.published import episode, server

from briefing.cli import main
from briefing.publish.connections import HEADERS_S, MOST_CONNECTIONS
from briefing.system import install

BODY = bytes(range(256)) * 4
N = len(BODY)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder beside which lies a secret, with ways to it."""
    place = tmp_path_factory.mktemp("serve")
    folder = place / "out"
    episode(folder / "a", sound=True, links=[{"text": "कड़ी", "url": "https://example.org/"}])
    (folder / "a" / "bytes.mp3").write_bytes(BODY)
    (folder / "a" / "chapters.json").write_text("{}")
    (folder / "a" / "transcript.vtt").write_text("WEBVTT\n\nनमस्ते", encoding="utf-8")
    (folder / "feed.xml").write_text("<rss/>")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "odd.exe").write_bytes(b"MZ")
    (folder / ".hidden").write_text("secret")
    (folder / ".work-1").mkdir()
    (folder / ".work-1" / "episode.pcm").write_text("secret")
    (place / "secret.txt").write_text("secret")
    (place / "out-too").mkdir()
    (place / "out-too" / "secret.txt").write_text("secret")
    (folder / "way-out").symlink_to(place)
    (folder / "way-out.txt").symlink_to(place / "secret.txt")
    (folder / "way-in.mp3").symlink_to(folder / "a" / "bytes.mp3")
    os.mkfifo(folder / "pipe.mp3")
    return place


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[tuple[str, int]]:
    with server("serve", "--port", "0", cwd=place, logs=True) as address:
        url = urlsplit(address)
        assert url.hostname == "127.0.0.1"
        yield url.hostname, url.port or 0


class Asked:
    """An answer, read to its end."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


Ask = Callable[..., Asked]


@pytest.fixture
def ask(address: tuple[str, int]) -> Iterator[Ask]:
    connection = HTTPConnection(*address, timeout=10)

    def asks(path: str, method: str = "GET", **headers: str) -> Asked:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        return Asked(connection.getresponse())

    yield asks
    connection.close()


RANGES = {
    "bytes=0-0": (206, "0-0/1024", BODY[:1]),
    "bytes=10-19": (206, "10-19/1024", BODY[10:20]),
    "bytes=1000-": (206, "1000-1023/1024", BODY[1000:]),
    "bytes=1000-99999": (206, "1000-1023/1024", BODY[1000:]),
    "bytes=-24": (206, "1000-1023/1024", BODY[-24:]),
    "bytes=-99999": (206, "0-1023/1024", BODY),
    "BYTES = 0-0": (200, None, BODY),
    "bytes=0-0,2000-": (206, "0-0/1024", BODY[:1]),
    "bytes=1024-": (416, "*/1024", None),
    "bytes=1024-,2000-3000": (416, "*/1024", None),
    "bytes=-0": (416, "*/1024", None),
    # Not a range, or of no unit we know: the whole file (RFC 9110 14.2).
    "bytes=5-1": (200, None, BODY),
    "bytes=": (200, None, BODY),
    "bytes=a-b": (200, None, BODY),
    "bytes=1-2-3": (200, None, BODY),
    "items=0-1": (200, None, BODY),
    # More digits than Python reads as a number.
    f"bytes={'9' * 5000}-": (416, "*/1024", None),
    f"bytes=0-{'9' * 5000}": (206, "0-1023/1024", BODY),
    f"bytes=-{'9' * 5000}": (206, "0-1023/1024", BODY),
    f"bytes={'0' * 5000}1-2": (206, "1-2/1024", BODY[1:3]),
    f"bytes={'9' * 5000}-1": (200, None, BODY),
    "bytes=" + ",".join(f"{i}-{i}" for i in range(0, 400, 2)): (200, None, BODY),
}


@pytest.mark.parametrize("asked", RANGES)
def test_a_range(asked: str, ask: Ask) -> None:
    status, content_range, body = RANGES[asked]
    answer = ask("/a/bytes.mp3", Range=asked)
    assert answer.status == status
    assert answer.headers["Content-Range"] == (content_range and f"bytes {content_range}")
    if body is not None:
        assert answer.body == body
        assert answer.headers["Content-Length"] == str(len(body))


def test_several_ranges(ask: Ask) -> None:
    answer = ask("/a/bytes.mp3", Range="bytes=0-1, 100-101, -1")
    assert answer.status == 206
    kind = answer.headers["Content-Type"]
    assert kind.startswith("multipart/byteranges; boundary=")
    assert answer.headers["Content-Length"] == str(len(answer.body))
    message = email.message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + answer.body
    )
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part["Content-Range"] for part in parts] == [
        "bytes 0-1/1024",
        "bytes 100-101/1024",
        "bytes 1023-1023/1024",
    ]
    assert {part["Content-Type"] for part in parts} == {"audio/mpeg"}
    pieces = re.split(rb"--" + kind.split("=")[1].encode(), answer.body)
    assert [piece.split(b"\r\n\r\n", 1)[1][:-2] for piece in pieces[1:-1]] == [
        BODY[:2],
        BODY[100:102],
        BODY[-1:],
    ]


def test_an_empty_file_has_no_ranges(ask: Ask) -> None:
    assert (ask("/empty.txt").status, ask("/empty.txt").body) == (200, b"")
    answer = ask("/empty.txt", Range="bytes=0-")
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */0")


def test_head_describes_the_whole_file(ask: Ask) -> None:
    whole = ask("/a/bytes.mp3")
    for asked in ({}, {"Range": "bytes=0-0"}):
        head = ask("/a/bytes.mp3", "HEAD", **asked)
        assert (head.status, head.body) == (200, b"")
        for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges"):
            assert head.headers[name] == whole.headers[name] != None  # noqa: E711
    assert whole.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("path", ["/a/bytes.mp3", "/a/", "/", "/page.files/page.css"])
def test_what_is_known_is_not_sent_again(path: str, ask: Ask) -> None:
    etag = ask(path).headers["ETag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = ask(path, If_None_Match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == etag
    assert ask(path, If_None_Match='"other"').status == 200


def test_not_modified_since(ask: Ask) -> None:
    date = ask("/a/bytes.mp3").headers["Last-Modified"]
    assert ask("/a/bytes.mp3", If_Modified_Since=date).status == 304
    assert ask("/a/bytes.mp3", If_Modified_Since="Sat, 01 Jan 2000 00:00:00 GMT").status == 200


def test_a_range_of_another_version_is_the_whole_file(ask: Ask) -> None:
    headers = ask("/a/bytes.mp3").headers
    for name in ("ETag", "Last-Modified"):
        assert ask("/a/bytes.mp3", Range="bytes=0-0", If_Range=headers[name]).status == 206
    for other in ('"other"', f"W/{headers['ETag']}", "Sat, 01 Jan 2000 00:00:00 GMT"):
        answer = ask("/a/bytes.mp3", Range="bytes=0-0", If_Range=other)
        assert (answer.status, answer.body) == (200, BODY)


TYPES = {
    "/": "text/html; charset=utf-8",
    "/a/": "text/html; charset=utf-8",
    "/a/bytes.mp3": "audio/mpeg",
    "/a/chapters.json": "application/json+chapters",
    "/a/manifest.json": "application/json",
    "/a/transcript.vtt": "text/vtt; charset=utf-8",
    "/feed.xml": "application/rss+xml",
    "/page.files/page.js": "text/javascript; charset=utf-8",
    "/page.files/tiro-latin.woff2": "font/woff2",
    "/page.files/icon.svg": "image/svg+xml",
    "/odd.exe": "application/octet-stream",
}


@pytest.mark.parametrize("path", TYPES)
def test_types_and_headers(path: str, ask: Ask) -> None:
    answer = ask(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, TYPES[path])
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Server"] is None


WAYS_OUT = [
    "/../secret.txt",
    "/a/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/a/..%2f..%2fsecret.txt",
    "/%252e%252e/secret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/a\\..\\..\\secret.txt",
    "//secret.txt",
    "/..//secret.txt",
    "/../out-too/secret.txt",
    "/%2fetc/passwd",
    "//etc/passwd",
    "/C:/secret.txt",
    "/way-out/secret.txt",
    "/way-out.txt",
    "/way-out/",
    "/a/a.mp3%00.txt",
    "/%00",
    "/.hidden",
    "/%2ehidden",
    "/.work-1/episode.pcm",
    "/a/./a.mp3",
    "/pipe.mp3",
    "/page.files/../../secret.txt",
    "/page.files/",
    "/a/a.mp3/",
    "/" + "a" * 5000,
    "/%ff%fe",
]


@pytest.mark.parametrize("path", WAYS_OUT, ids=lambda path: path[:40])
def test_no_way_out(path: str, address: tuple[str, int]) -> None:
    # Byte by byte: a client library would tidy the path up.
    with socket.create_connection(address, timeout=10) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 "))
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]
    assert b"root:" not in answer


def test_a_link_inside_the_folder_is_served(ask: Ask) -> None:
    assert ask("/way-in.mp3").body == BODY


def test_an_episode_that_is_a_link_out_of_the_folder_is_not_shown(place: Path, ask: Ask) -> None:
    elsewhere = place / "elsewhere"
    episode(elsewhere, title="बाहर")
    for link, target in (("link", elsewhere), ("file", elsewhere / "manifest.json")):
        made = place / "out" / link
        if link == "file":
            made.mkdir()
            made = made / "manifest.json"
        made.symlink_to(target)
        try:
            assert "बाहर" not in ask("/").body.decode()
            assert ask(f"/{link}/").status == 404
            assert ask(f"/{link}/manifest.json").status == 404
        finally:
            made.unlink()
    (place / "out" / "file").rmdir()


def test_a_folder_without_a_slash_leads_to_its_page(ask: Ask) -> None:
    answer = ask("/a")
    assert (answer.status, answer.headers["Location"]) == (308, "/a/")
    assert ask("/b").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_but_reading(method: str, ask: Ask) -> None:
    answer = ask("/a/bytes.mp3", method)
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_other_names_are_not_answered(ask: Ask) -> None:
    assert ask("/", Host="localhost:1234").status == 200
    assert ask("/", Host="[::1]:80").status == 200
    assert ask("/", Host="evil.example").status == 400


def test_a_new_episode_is_there_at_once_and_a_broken_one_is_told(place: Path, ask: Ask) -> None:
    file = episode(place / "out" / "b", title="दूसरा")
    assert "दूसरा" in ask("/").body.decode()
    file.write_text("{")
    index = ask("/")
    assert index.status == 200
    assert "दूसरा" not in index.body.decode()
    assert 'href="a/"' in index.body.decode()
    page = ask("/b/")
    assert page.status == 500
    assert str(place) not in page.body.decode()
    for path in file.parent.iterdir():
        path.unlink()
    file.parent.rmdir()
    assert ask("/").status == 200


def test_mistakes(
    tmp_path: Path, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["serve", *arguments])
        assert result.exit_code == 1
        return result.stderr

    assert "there is no such folder" in serve(str(tmp_path / "nowhere"))
    taken = str(address[1])
    assert "--port 0 takes a free one" in serve(str(tmp_path), "--port", taken)
    elsewhere = serve(str(tmp_path), "--host", "192.0.2.1", "--port", "0")
    assert "give an address of this machine with --host" in elsewhere
    monkeypatch.setattr("briefing.cli.serve.find_spec", lambda name: None)
    assert install.extra("serve") in serve(str(tmp_path))


def slow(address: tuple[str, int]) -> socket.socket:
    """Begin a request and do not end it."""
    connection = socket.create_connection(address, timeout=30)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    return connection


def test_slow_connections_make_room(address: tuple[str, int], ask: Ask) -> None:
    """A slowloris attack: the connections that have kept the server waiting for longest go."""
    held = [slow(address) for _ in range(MOST_CONNECTIONS + 30)]
    try:
        assert ask("/feed.xml").status == 200
        held[0].settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            assert held[0].recv(1) == b""
    finally:
        for connection in held:
            connection.close()


@pytest.mark.slow
def test_headers_that_drip_are_not_waited_for(address: tuple[str, int], ask: Ask) -> None:
    begun = time.monotonic()
    with slow(address) as connection, contextlib.suppress(OSError):
        while time.monotonic() - begun < 60:
            connection.sendall(b"a")
            time.sleep(0.5)
    assert HEADERS_S - 1 < time.monotonic() - begun < 40
    # The second request of a connection is waited for no longer.
    assert ask("/feed.xml").status == 200
