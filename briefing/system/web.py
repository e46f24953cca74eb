"""Requests to web servers: limited in time, size and number, and kept off private addresses."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from pathlib import Path
from typing import IO, Any

TIMEOUT_S = 10
#: From a question to the end of the answer's headers, with all redirects; and to its last byte.
HEADERS_S = 30
WHOLE_S = 120
FEED_BYTES = 32 << 20
#: Requests to one host in a check, those that others were redirected to among them.
MOST_REQUESTS = 250
_BLOCK_BYTES = 1 << 16
#: Headers that every host gets, as urllib spells them.
_FOR_ALL = ("User-agent", "Accept", "Range", "If-none-match", "If-modified-since")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Response:
    """What a server answered: ``headers`` in lower case; ``problem`` says why it did not answer.

    ``url`` is the one that answered, after redirects.
    """

    status: int = 0
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    problem: str = ""


class Web:
    """The requests of one run.

    ``named`` is the URL that the user gave. What a public one names, or redirects to, must be
    public too, unless ``allow_private``: a feed must not reach into the network of its reader.
    Without it nothing private is asked. ``agent`` is what the requests call themselves.
    """

    def __init__(
        self, named: str = "", *, allow_private: bool = False, agent: str = "briefing"
    ) -> None:
        self._agent = agent
        self._named = split(named).hostname or ""
        self._private_ok = allow_private
        self._decided = allow_private
        self._requests: Counter[str] = Counter()

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        most_bytes: int = FEED_BYTES,
        within_s: float = WHOLE_S,
        to: Path | None = None,
        sent: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Response:
        """Send a request and return the answer, with at most ``most_bytes`` of its body.

        ``sent`` and ``headers`` go to the origin of the URL; of a redirect to another, only those
        that everyone gets. The body is written to the file ``to``, if one is given. What goes wrong
        is in the answer's ``problem``; nothing is raised.

        >>> Web().ask("ftp://example.org/").problem
        'not a URL of http or https'
        """
        if not is_web(url):
            return Response(problem="not a URL of http or https")
        headers = {"User-Agent": self._agent, **headers, **(sent or {})}
        with _Deadline(min(HEADERS_S, within_s)) as deadline:
            opener = urllib.request.build_opener(*_handlers(partial(self._connect, deadline)))
            try:
                address = _escaped(url)
                request = urllib.request.Request(address, method=method, headers=headers)  # noqa: S310
                with opener.open(request, timeout=TIMEOUT_S) as answer:
                    deadline.extend(within_s)
                    body = _body(answer, most_bytes, to)
                    found = Response(answer.status, answer.url, _lower(answer.headers), body)
            except urllib.error.HTTPError as error:
                with error:
                    found = Response(error.code, error.url or url, _lower(error.headers))
            except (OSError, ValueError, http.client.HTTPException) as error:
                reason = getattr(error, "reason", None) or error
                words = getattr(reason, "strerror", "") or str(reason)
                found = Response(problem=words or type(error).__name__)
        late = f"not finished after {deadline.within_s:g} s"
        return Response(problem=late) if deadline.passed else found

    def _connect(
        self, deadline: _Deadline, address: tuple[str, int], timeout: float, *_: object
    ) -> socket.socket:
        """Connect to a host by an address that was looked at, so that no second look-up differs."""
        host, port = address
        self._requests[host] += 1
        if self._requests[host] > MOST_REQUESTS:
            raise OSError(f"not asked: {MOST_REQUESTS} requests to {host} are enough")
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        proxies = {split(proxy).hostname for proxy in urllib.request.getproxies().values()}
        if host not in proxies:
            self._refuse_private(host, [str(place[4][0]) for place in found])
        failed: OSError | None = None
        for family, kind, protocol, _name, place in found:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(deadline.left(timeout))
                connection.connect(place)
            except OSError as error:
                connection.close()
                failed = error
            else:
                connection.settimeout(timeout)
                deadline.watch(connection)
                return connection
        raise failed or OSError(f"{host} has no address")

    def _refuse_private(self, host: str, addresses: list[str]) -> None:
        private = next((address for address in addresses if is_private(address)), "")
        if host == self._named and not self._decided:  # once: a name may lead elsewhere later
            self._private_ok, self._decided = bool(private), True
        if private and not self._private_ok:
            raise OSError(f"not asked: {host} is the private address {private} (--allow-private)")


class _Deadline:
    """Ends connections when the time is up, whatever they are waiting for.

    A time limit of a socket begins anew with each byte: a server may drip endlessly.
    """

    def __init__(self, within_s: float) -> None:
        self.passed = False
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self._set(within_s)

    def _set(self, within_s: float) -> None:
        self.within_s = within_s
        self._timer = threading.Timer(self.left(within_s), self._end)
        self._timer.daemon = True
        self._timer.start()

    def extend(self, within_s: float) -> None:
        """Allow so much from the beginning, if the time is not up already."""
        self._timer.cancel()
        self._timer.join()
        if not self.passed:
            self._set(within_s)

    def __enter__(self) -> _Deadline:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for connection in self._watched:
            connection.close()

    def left(self, most_s: float) -> float:
        """Return how long may be waited, at most so long."""
        return max(0.01, min(most_s, self._begun + self.within_s - time.monotonic()))

    def watch(self, connection: socket.socket) -> None:
        """End this connection too. TLS takes it over: a second handle of it stays here.

        Raises
        ------
        TimeoutError
            if the time is up already.
        """
        with self._lock:
            self._watched.append(connection.dup())
            if self.passed:
                raise TimeoutError

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            for connection in self._watched:
                with contextlib.suppress(OSError):  # it has ended by itself
                    connection.shutdown(socket.SHUT_RDWR)


def _handlers(connect: Any) -> Iterator[urllib.request.BaseHandler]:
    """Yield what makes urllib connect by ``connect``, and keep the method in redirects."""

    def plain(host: str, **options: Any) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(host, **options)
        connection._create_connection = connect  # type: ignore[attr-defined]
        return connection

    def encrypted(host: str, **options: Any) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(host, context=context, **options)
        connection._create_connection = connect  # type: ignore[attr-defined]
        return connection

    class Http(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(plain, req)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(encrypted, req)

    context = ssl.create_default_context()
    yield Http()
    yield Https()
    yield _KeepMethod()


class _KeepMethod(urllib.request.HTTPRedirectHandler):
    """Follow redirects with the method of the request: a HEAD stays a HEAD.

    Another host gets only the headers that every host gets: no cookie, no password.
    """

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not is_web(newurl):
            raise urllib.error.URLError(f"redirected to {newurl}")
        stays = _origin(newurl) == _origin(req.full_url)
        sent = {name: value for name, value in req.headers.items() if stays or name in _FOR_ALL}
        method = req.get_method()
        return urllib.request.Request(newurl, headers=sent, method=method)  # noqa: S310


def _origin(url: str) -> tuple[str, str]:
    return split(url).scheme, split(url).netloc.lower()


def is_web(name: str) -> bool:
    """Return whether a name is an http or https URL.

    >>> is_web("https://example.org/feed.xml"), is_web("out/feed.xml")
    (True, False)
    """
    return name.lower().startswith(("http://", "https://"))


def split(url: str) -> urllib.parse.SplitResult:
    """Return the parts of a URL; empty ones if it is malformed.

    >>> split("http://[::1").netloc, split("https://example.org/a.mp3?v=1").path
    ('', '/a.mp3')
    """
    try:
        return urllib.parse.urlsplit(url)
    except ValueError:
        return urllib.parse.SplitResult("", "", "", "", "")


def is_private(address: str) -> bool:
    """Tell whether an IP address leads to this machine or its own network.

    >>> [is_private(a) for a in ("127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, True, True]
    >>> is_private("8.8.8.8"), is_private("2606:4700::1111")
    (False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        else:
            found = found.ipv4_mapped or found.sixtofour or found
    return found.is_multicast or not found.is_global


def _body(answer: IO[bytes], most_bytes: int, to: Path | None) -> bytes:
    """Return a body up to a size, or write it to a file."""
    kept = bytearray()
    with to.open("wb") if to else contextlib.nullcontext() as file:
        left = most_bytes
        while left and (block := answer.read(min(_BLOCK_BYTES, left))):
            left -= len(block)
            if file:
                file.write(block)
            else:
                kept += block
    return bytes(kept)


def _escaped(url: str) -> str:
    """Percent-encode what a request line cannot contain; the rule ``url-ascii`` reports it."""
    return urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
