"""Rules about a live web server: HEAD, byte ranges, types."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.lint.inputs.feed import number
from briefing.lint.inputs.server import Server
from briefing.lint.rule import Problem, rule

_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
_ALSO = {"audio/mpeg": ("audio/mp3",), "application/json+chapters": ("application/json",)}


@rule(
    "server-answers",
    "error",
    why="players cannot play what the server does not deliver",
    remedy="publish the file, enclosures before the feed; check the server's log",
    blocking=True,
)
def _answers(server: Server) -> Iterator[Problem]:
    answer = server.start
    if answer.problem or answer.status >= 400:
        yield Problem(answer.problem or f"answers {answer.status}")


@rule(
    "server-head",
    "error",
    ("Apple Podcasts", "Spotify"),
    why="Apple requires servers to answer HEAD: it reads size and date from the answer",
    remedy="allow HEAD on the server; static hosts do",
)
def _head(server: Server) -> Iterator[Problem]:
    answer = server.head
    if answer.problem or answer.status != 200:
        yield Problem(f"HEAD: {answer.problem or answer.status}")
    elif "content-length" not in answer.headers and server.kind != "feed":
        yield Problem("HEAD: no Content-Length")


@rule(
    "server-range",
    "error",
    ("Apple Podcasts", "Overcast", "AntennaPod", "Pocket Casts"),
    why="seeking, chapters and streaming load parts of the file (RFC 9110, section 14)",
    remedy="allow byte ranges on the server; static hosts do (briefing serve does)",
)
def _range(server: Server) -> Iterator[Problem]:
    answer = server.start
    if server.kind != "audio":
        return
    if answer.status != 206:
        yield Problem(f"Range: bytes=0-1 is answered with {answer.status}, not 206")
    elif not answer.headers.get("content-range", "").startswith("bytes 0-1/"):
        yield Problem(f"Content-Range: {answer.headers.get('content-range', 'none')!r}")
    elif len(answer.body) != 2:
        yield Problem("206, but not with the two bytes asked for")


@rule(
    "server-length",
    "error",
    why="the feed announces another size: the file was published without its feed, or only in part",
    remedy="publish again, enclosures before the feed",
)
def _length(server: Server) -> Iterator[Problem]:
    if server.head.status == 200:
        length = server.head.headers.get("content-length", "")
    else:  # the answer to a request for some bytes says it too: "bytes 0-1/1234"
        length = server.start.headers.get("content-range", "").rpartition("/")[2]
    if server.length is not None and number(length) not in (None, server.length):
        yield Problem(f"has {length} bytes, the feed says {server.length}")


@rule(
    "server-type",
    "warning",
    ("Apple Podcasts", "AntennaPod"),
    why="players trust the server's type over the feed's",
    remedy="make the server send the types of the feed: audio/mpeg, text/vtt, application/rss+xml",
)
def _type(server: Server) -> Iterator[Problem]:
    mime_type = server.start.headers.get("content-type", "").partition(";")[0].strip().lower()
    if server.kind == "feed":
        fits = mime_type in _FEED_TYPES
    elif server.kind == "artwork":
        fits = mime_type in ("image/jpeg", "image/png")
    else:
        fits = not server.mime_type or mime_type in (
            server.mime_type,
            *_ALSO.get(server.mime_type, ()),
        )
    if not fits:
        yield Problem(f"Content-Type: {mime_type or 'none'}")


@rule(
    "server-cache",
    "warning",
    ("Overcast", "Pocket Casts"),
    why="thousands of players ask for the feed every hour: without these, each loads all of it",
    remedy="make the server send ETag or Last-Modified for the feed",
)
def _cache(server: Server) -> Iterator[Problem]:
    if server.kind == "feed" and not {"etag", "last-modified"} & set(server.start.headers):
        yield Problem("neither ETag nor Last-Modified")
