"""Rules over a live web server: HEAD, byte ranges, types."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.lint.inputs.feed import number
from briefing.lint.inputs.http import Server
from briefing.lint.rule import (
    ALL,
    ANTENNAPOD,
    APPLE,
    ERROR,
    OVERCAST,
    POCKET_CASTS,
    SPOTIFY,
    WARNING,
    Problem,
    Rule,
)

_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
_ALSO = {"audio/mpeg": ("audio/mp3",), "application/json+chapters": ("application/json",)}


def _answers(server: Server) -> Iterator[Problem]:
    answer = server.start
    if answer.problem or answer.status >= 400:
        yield Problem(answer.problem or f"answers {answer.status}")


def _head(server: Server) -> Iterator[Problem]:
    answer = server.head
    if answer.problem or answer.status != 200:
        yield Problem(f"HEAD: {answer.problem or answer.status}")
    elif "content-length" not in answer.headers and server.kind != "feed":
        yield Problem("HEAD: no Content-Length")


def _range(server: Server) -> Iterator[Problem]:
    answer = server.start
    if server.kind != "audio":
        return
    if answer.status != 206:
        yield Problem(f"Range: bytes=0-1 is answered with {answer.status}, not 206")
    elif not answer.headers.get("content-range", "").startswith("bytes 0-1/"):
        yield Problem(f"Content-Range: {answer.headers.get('content-range', 'none')!r}")
    elif len(answer.body) != 2:
        yield Problem("206 with another number of bytes than the two asked for")


def _length(server: Server) -> Iterator[Problem]:
    told = server.head.headers.get("content-length", "")
    if server.length is not None and number(told) not in (None, server.length):
        yield Problem(f"has {told} bytes, the feed says {server.length}")


def _type(server: Server) -> Iterator[Problem]:
    told = server.start.headers.get("content-type", "").partition(";")[0].strip().lower()
    if server.kind == "feed":
        fits = told in _FEED_TYPES
    elif server.kind == "artwork":
        fits = told in ("image/jpeg", "image/png")
    else:
        fits = not server.mime_type or told in (server.mime_type, *_ALSO.get(server.mime_type, ()))
    if not fits:
        yield Problem(f"Content-Type: {told or 'none'}")


def _cache(server: Server) -> Iterator[Problem]:
    if server.kind == "feed" and not {"etag", "last-modified"} & set(server.start.headers):
        yield Problem("neither ETag nor Last-Modified")


RULES = (
    Rule(
        "server-answers",
        ERROR,
        Server,
        ALL,
        "what the server does not give cannot be played",
        "publish the file, enclosures before the feed; look at the server's log",
        _answers,
        blocking=True,
    ),
    Rule(
        "server-head",
        ERROR,
        Server,
        (APPLE, SPOTIFY),
        "Apple asks for servers that answer HEAD: it learns size and date by it",
        "allow HEAD on the server; static hosts do",
        _head,
    ),
    Rule(
        "server-range",
        ERROR,
        Server,
        (APPLE, OVERCAST, ANTENNAPOD, POCKET_CASTS),
        "seeking, chapters and streaming load a part of the file (RFC 9110, section 14)",
        "allow byte ranges on the server; static hosts do (briefing serve does)",
        _range,
    ),
    Rule(
        "server-length",
        ERROR,
        Server,
        ALL,
        "the feed announces another size: the file was published without its feed, or half",
        "publish again, enclosures before the feed",
        _length,
    ),
    Rule(
        "server-type",
        WARNING,
        Server,
        (APPLE, ANTENNAPOD),
        "players believe the server's type rather than the feed's",
        "let the server send the types of the feed: audio/mpeg, text/vtt, application/rss+xml …",
        _type,
    ),
    Rule(
        "server-cache",
        WARNING,
        Server,
        (OVERCAST, POCKET_CASTS),
        "thousands of players ask for the feed every hour: without these each loads it whole",
        "let the server send ETag or Last-Modified for the feed",
        _cache,
    ),
)
