"""A feed from the web cannot hold the linter up, use it against others, or reach inside."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from helpers.lint_builders import World

from briefing.cli import main
from briefing.lint import discover
from briefing.lint.inputs.server import Server
from briefing.system import web as http
from briefing.system.web import Web

Drip = Callable[[socket.socket], object]


@pytest.fixture
def dripping() -> Iterator[Callable[[Drip], str]]:
    """Serve with a function that is given each connection, after its request was read."""
    servers: list[socket.socket] = []

    def start(drip: Drip) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer(caller: socket.socket) -> None:
            with caller, contextlib.suppress(OSError):
                caller.recv(10_000)
                drip(caller)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    threading.Thread(target=answer, args=(caller,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/a.mp3"

    yield start
    for server in servers:
        server.close()


def repeat(first: bytes, again: bytes) -> Drip:
    def drip(caller: socket.socket) -> None:
        caller.sendall(first)
        for _ in range(400):
            caller.sendall(again)
            time.sleep(0.05)

    return drip


DRIPS = {
    "status": repeat(b"", b"H"),
    "header": repeat(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
    "continue": repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": repeat(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"a"),
    "chunks": repeat(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "nothing": lambda caller: time.sleep(20),
}


@pytest.mark.parametrize("name", DRIPS)
def test_one_deadline_for_a_question(name: str, dripping: Callable[[Drip], str]) -> None:
    url = dripping(DRIPS[name])
    begun = time.monotonic()
    answer = Web(url).ask(url, within_s=0.5)
    assert answer.problem == "not finished after 0.5 s"
    assert time.monotonic() - begun < 10, "the drip goes on for 20 s"


def test_a_connection_that_comes_too_late_is_ended() -> None:
    with http._Deadline(0) as deadline:
        deadline._timer.join()
        ours, _theirs = socket.socketpair()
        with pytest.raises(TimeoutError):
            deadline.watch(ours)
        ours.close()
        _theirs.close()


def test_headers_have_a_deadline_of_their_own(
    dripping: Callable[[Drip], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "HEADERS_S", 0.5)
    url = dripping(DRIPS["header"])
    begun = time.monotonic()
    (server,) = discover.inputs(url)
    assert isinstance(server, Server)
    assert server.start.problem == "not finished after 0.5 s"
    assert time.monotonic() - begun < 10

    def slow_end(caller: socket.socket) -> None:
        caller.sendall(b"HTTP/1.0 200 OK\r\n\r\na")
        time.sleep(1)

    url = dripping(slow_end)
    assert Web(url).ask(url, within_s=20).body == b"a"


def test_redirects_share_the_deadline(dripping: Callable[[Drip], str]) -> None:
    here: list[str] = []

    def on_and_on(caller: socket.socket) -> None:
        time.sleep(0.3)
        caller.sendall(f"HTTP/1.1 302 Found\r\nLocation: {here[0]}?{time.time()}\r\n\r\n".encode())

    here.append(dripping(on_and_on))
    assert Web(here[0]).ask(here[0], within_s=0.5).problem == "not finished after 0.5 s"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Give names of the web addresses: each look-up takes the next, the last for good."""
    known: dict[str, list[str]] = {}
    usual = socket.getaddrinfo

    def found(host: str, port: int, **options: Any) -> Sequence[tuple[object, ...]]:
        if host in known:
            address = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        return usual(host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return known


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which addresses are connected to; none is reached but those of this machine."""
    places: list[str] = []
    usual = socket.socket.connect

    def connect(self: socket.socket, place: tuple[str, int]) -> None:
        places.append(place[0])
        if place[0] != "127.0.0.1":
            raise ConnectionRefusedError("not reached in a test")
        usual(self, place)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return places


PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_public_feed_names_no_private_address(
    address: str, names: dict[str, list[str]], connected: list[str]
) -> None:
    names.update({"feed.example": ["203.0.113.9"], "inside.example": [address]})
    monkey = pytest.MonkeyPatch()
    monkey.setattr(http, "is_private", lambda a: not a.startswith("203."))  # 203.0.113 is reserved
    web = Web("http://feed.example/feed.xml")
    web.ask("http://feed.example/feed.xml")
    for url in ("http://inside.example/admin", f"http://{address}/admin"):
        answer = web.ask(url)
        assert "private address" in answer.problem
        assert "--allow-private" in answer.problem
    assert set(connected) == {"203.0.113.9"}
    monkey.undo()


def test_a_name_that_leads_elsewhere_at_the_second_look_up(
    names: dict[str, list[str]], connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: first a public address, then one of this machine."""
    monkeypatch.setattr(http, "is_private", lambda a: not a.startswith("203."))
    names["feed.example"] = ["203.0.113.9", "127.0.0.1"]
    web = Web("http://feed.example/feed.xml")
    web.ask("http://feed.example/feed.xml")
    assert "private address" in web.ask("http://feed.example/feed.xml").problem
    assert connected == ["203.0.113.9"]


def test_a_redirect_leads_to_no_private_address(
    world: World, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = world.serve({"/secret": b"secret"})
    outside = world.serve({}, moved={"/feed.xml": f"{inside}/secret"})
    port = outside.rpartition(":")[2]
    names["feed.example"] = ["127.0.0.1"]
    looked_at = Counter[str]()

    def is_private(address: str) -> bool:
        looked_at[address] += 1
        return looked_at[address] > 1  # the first host passes for a public one

    monkeypatch.setattr(http, "is_private", is_private)
    url = f"http://feed.example:{port}/feed.xml"
    answer = Web(url).ask(url)
    assert (answer.body, "private address" in answer.problem) == (b"", True)
    looked_at.clear()
    assert Web(url, allow_private=True).ask(url).body == b"secret"


def test_a_private_feed_may_name_private_addresses(world: World) -> None:
    url = world.serve({"/a.mp3": bytes(10)})
    web = Web(f"{url}/feed.xml")
    assert web.ask(f"{url}/feed.xml").status == 404
    assert web.ask(f"{url}/a.mp3").status == 200


def test_few_files_of_a_host_are_asked_for(world: World) -> None:
    rows = "".join(
        f'<podcast:transcript url="http://other.example/{i}.vtt" type="text/vtt"/>'
        for i in range(500)
    )
    feed = (
        '<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><item>'
        f'<enclosure url="http://other.example/a.mp3"/>{rows}{rows}</item></channel></rss>'
    )
    url = world.serve({"/feed.xml": feed.encode()})
    named = [found for found in discover.inputs(f"{url}/feed.xml") if isinstance(found, Server)]
    assert len(named) == 1 + discover.MOST_FILES
    assert len({server.url for server in named}) == len(named)


def test_redirects_count_as_requests_to_a_host(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_REQUESTS", 5)
    url = world.serve({"/b": b""}, moved={"/a": "/b"})
    web = Web(url)
    answers = [web.ask(f"{url}/a").problem for _ in range(4)]
    assert answers[:2] == ["", ""]
    assert "5 requests to 127.0.0.1 are enough" in answers[3]


def test_a_download_is_written_as_it_comes(world: World, tmp_path: Path) -> None:
    url = world.serve({"/a.mp3": bytes(300_000)})
    answer = Web(url).ask(f"{url}/a.mp3", to=tmp_path / "a.mp3", most_bytes=200_000)
    assert (answer.body, (tmp_path / "a.mp3").stat().st_size) == (b"", 200_000)


def test_the_option_is_taken(world: World) -> None:
    url = world.serve({"/feed.xml": b"<rss/>"})
    done = CliRunner().invoke(main, ["lint", f"{url}/feed.xml", "--allow-private"])
    assert "private" not in done.output
