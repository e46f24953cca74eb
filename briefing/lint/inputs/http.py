"""Requests to a web server, limited in time and size; they return an answer and never raise."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property

TIMEOUT_S = 10
WHOLE_S = 120
FEED_BYTES = 32 << 20
_AGENT = "briefing-lint (podcast linter)"


@dataclass(frozen=True)
class Response:
    """What a server answered: ``headers`` in lower case; ``problem`` says why it did not answer."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    problem: str = ""


class _KeepMethod(urllib.request.HTTPRedirectHandler):
    """Follow redirects with the method of the request: a HEAD stays a HEAD."""

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
        return urllib.request.Request(newurl, headers=dict(req.headers), method=req.get_method())


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


def ask(
    url: str,
    *,
    method: str = "GET",
    most_bytes: int = FEED_BYTES,
    within_s: float = WHOLE_S,
    **headers: str,
) -> Response:
    """Send a request and return the answer, with at most ``most_bytes`` of its body.

    >>> ask("ftp://example.org/").problem
    'not a URL of http or https'
    """
    if not is_web(url):
        return Response(problem="not a URL of http or https")
    opener = urllib.request.build_opener(_KeepMethod)
    try:
        request = urllib.request.Request(
            _escaped(url), method=method, headers={"User-Agent": _AGENT, **headers}
        )
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            body = _body(answer, most_bytes, within_s)
            return Response(answer.status, _lower(answer.headers), body)
    except urllib.error.HTTPError as error:
        with error:
            return Response(error.code, _lower(error.headers))
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        return Response(problem=str(reason) or type(error).__name__)


def _body(answer: http.client.HTTPResponse, most_bytes: int, within_s: float) -> bytes:
    """Read a body up to a size and a time, so that no server can hold up the check."""
    until = time.monotonic() + within_s
    body = bytearray()
    while len(body) < most_bytes and (block := answer.read1(min(1 << 16, most_bytes - len(body)))):
        body += block
        if time.monotonic() > until:
            raise TimeoutError(f"not finished after {within_s:g} s")
    return bytes(body)


def _escaped(url: str) -> str:
    """Percent-encode what a request line cannot contain; the rule ``url-ascii`` reports it."""
    return urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


class Server:
    """A file on a web server, and how the server answers a request for it.

    ``kind`` is ``feed``, ``audio``, ``artwork`` or ``file``; ``length`` and ``mime_type`` are what
    the feed announces, None and empty where it announces nothing.
    """

    def __init__(
        self, url: str, kind: str, *, length: int | None = None, mime_type: str = ""
    ) -> None:
        self.url = url
        self.name = url
        self.kind = kind
        self.length = length
        self.mime_type = mime_type

    @cached_property
    def head(self) -> Response:
        """Return the answer to a HEAD request."""
        return ask(self.url, method="HEAD")

    @cached_property
    def start(self) -> Response:
        """Return the answer to a request for the first two bytes."""
        return ask(self.url, most_bytes=3, Range="bytes=0-1")
