"""A web server for a folder of episodes: the page, and the files as players ask for them.

What Starlette does right is Starlette's: ranges, conditional requests, no way out of the folder.
Added here: the page, names and types of files, headers, and three rules of RFC 9110 on ranges.
"""

from __future__ import annotations

import errno
import logging
import re
import socket
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import TYPE_CHECKING
from urllib.parse import quote

from briefing.errors import BriefingError
from briefing.formats.podcast import INDEX, media_type
from briefing.publish import connections
from briefing.publish.page import Pages
from briefing.publish.page.render import POLICY
from briefing.system.files import is_plain_name

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_RANGES = re.compile(
    r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*\s*", re.ASCII | re.IGNORECASE
)
_MOST_RANGES = 16  # a player asks for one; each more repeats the file's bytes
_log = logging.getLogger(__name__)


def app(folder: Path, pages: Pages, *, hosts: tuple[str, ...] = ("*",)) -> Starlette:
    """Return the server as an ASGI application.

    ``hosts`` are the names it answers to: on loopback only those of this machine, so that no page
    of the web can reach it under a name of its own (DNS rebinding).
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Route

    handler = _handler(folder, pages)
    return Starlette(
        routes=[Route("/{path:path}", handler, methods=["GET"])],
        middleware=[
            Middleware(AddHeaders, headers=HEADERS),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
    )


def serve(
    folder: Path, pages: Pages, *, host: str, port: int, ready: Callable[[str], None]
) -> None:
    """Serve a folder until interrupted, as :func:`run` does."""
    run(app(folder, pages, hosts=names(host)), host=host, port=port, ready=ready)


def run(application: ASGIApp, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. ``port`` 0 takes a free one; ``ready`` is told the URL.

    Raises
    ------
    BriefingError
        if the address cannot be listened on.
    """
    import uvicorn

    listening = _listen(host, port)
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{listening.getsockname()[1]}/"
    config = uvicorn.Config(
        application,
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=1,
        http=connections.protocol(),
        backlog=connections.MOST_CONNECTIONS // 2,  # as many are accepted at once, uncounted
    )
    ready(url)
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def is_servable(path: str) -> bool:
    """Say whether a URL's path, decoded, is one this server answers to.

    No hidden name, no way up, nothing that a system may read as a separator, a drive or an end.

    >>> [is_servable(path) for path in ("a/b.mp3", "a/../b", "a/.work/b", "a\\\\b", "a//b")]
    [True, False, False, False, False]
    """
    return all(is_plain_name(name) for name in path.removesuffix("/").split("/"))


def usable_range(value: str, size: int) -> str | None:
    """Return a Range header with what can be answered of it; None if it is to be ignored.

    RFC 9110 §14.2: a range in an unknown unit, or that is malformed, is ignored. §14.1.2: of
    several ranges, those beyond the end are left out, if any is within.

    >>> usable_range("bytes=0-0,900-", 100), usable_range("bytes=900-", 100)
    ('bytes=0-0', 'bytes=900-')
    >>> usable_range("items=0-1", 100), usable_range("bytes=5-1", 100)
    (None, None)
    """
    if not _RANGES.fullmatch(value):
        return None
    within, parts = [], []
    for part in value.partition("=")[2].split(","):
        first, final = (_position(digits) for digits in part.split("-"))
        if first is not None and final is not None and final < first:
            return None
        parts.append(f"{'' if first is None else first}-{'' if final is None else final}")
        if first < size if first is not None else final:
            within.append(parts[-1])
    if len(parts) > _MOST_RANGES:
        return None
    return "bytes=" + ",".join(within or parts)


def _position(digits: str) -> int | None:
    """Return a position in a file, None if there is none.

    It may have thousands of digits, which Python refuses to read: more than 18 lead beyond any end.
    """
    digits = digits.strip()
    if not digits:
        return None
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= 18 else 10**18


def _handler(folder: Path, pages: Pages) -> Callable[[Request], Response]:
    from starlette.exceptions import HTTPException
    from starlette.responses import PlainTextResponse, RedirectResponse

    send_file = _files(folder)

    def handle(request: Request) -> Response:
        path: str = request.path_params["path"]
        if path and not is_servable(path):
            raise HTTPException(404)
        name = path + INDEX if not path or path.endswith("/") else path
        try:
            page = pages.read(name)
            if page is None and pages.read(f"{path}/{INDEX}") is not None:
                return RedirectResponse(f"/{quote(path)}/", 308)
        except BriefingError as error:
            _log.warning("%s", error)  # it names folders, which are no visitor's business
            return PlainTextResponse("This page cannot be made; the server's log says why.\n", 500)
        return send_file(name, request) if page is None else _page(name, page, request)

    return handle


def _page(name: str, content: bytes, request: Request) -> Response:
    """Send what is made on demand, with an ETag that is its digest."""
    from starlette.responses import Response

    etag = f'"{sha256(content).hexdigest()[:32]}"'
    known = [tag.strip().removeprefix("W/") for tag in _header(request, "if-none-match").split(",")]
    if etag in known or known == ["*"]:
        return Response(status_code=304, headers={"ETag": etag})
    kind = media_type(name)
    return Response(content, headers={"ETag": etag}, media_type=kind)


def _files(folder: Path) -> Callable[[str, Request], Response]:
    """Return what sends a file of the folder, whole or in ranges, to who has not got it yet."""
    from starlette.exceptions import HTTPException
    from starlette.responses import FileResponse
    from starlette.staticfiles import NotModifiedResponse, StaticFiles

    static = StaticFiles(directory=folder)

    def send(name: str, request: Request) -> Response:
        try:
            full, stat = static.lookup_path(str(PurePosixPath(name)))
        except (OSError, ValueError) as error:
            raise HTTPException(404) from error
        if stat is None or not S_ISREG(stat.st_mode):
            raise HTTPException(404)
        _tidy_range(request, stat.st_size)
        response = FileResponse(full, stat_result=stat, media_type=media_type(name))
        if static.is_not_modified(response.headers, request.headers):
            return NotModifiedResponse(response.headers)
        return response

    return send


def _tidy_range(request: Request, size: int) -> None:
    """Leave of a request's Range header what Starlette is to answer.

    Ranges are defined for GET alone (RFC 9110 §14.2): HEAD describes the whole file.
    """
    asked = _header(request, "range")
    kept = usable_range(asked, size) if request.method == "GET" else None
    headers = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
    request.scope["headers"] = headers + ([(b"range", kept.encode())] if asked and kept else [])


def _header(request: Request, name: str) -> str:
    value: str = request.headers.get(name, "")
    return value


class AddHeaders:
    """Middleware that gives every response the headers that it lacks of these."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.datastructures import MutableHeaders

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        what = error.strerror or str(error)
        remedy = "give an address of this machine with --host"
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            remedy = "choose another with --port; --port 0 takes a free one"
        raise BriefingError(what, where=f"{host}:{port}", remedy=remedy) from error


def names(host: str) -> tuple[str, ...]:
    """Return the names a server on this address answers to."""
    loopback = host in ("localhost", "::1") or host.startswith("127.")
    return ("localhost", "127.0.0.1", "[::1]", host) if loopback else ("*",)
