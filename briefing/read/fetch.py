"""Pages and files from the web, within limits: size, time, robots.txt, no private addresses."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from briefing.errors import ScriptError
from briefing.model import Picture
from briefing.read.archive import MOST_PICTURE_BYTES
from briefing.read.extra import library
from briefing.system.web import Response, Web, split

AGENT = "briefing"
_MOST_BYTES = 32 << 20
_ROBOTS_BYTES = 500 << 10
_WITHIN_S = 60.0
_PICTURE_WITHIN_S = 20.0
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
_PICTURES = "image/jpeg,image/png,image/webp;q=0.9"
_OPEN_IT = "open it in a browser, save it, and give that file"


@dataclass(frozen=True)
class WebAccess:
    """How the web is asked: with which headers (one's own CMS), and whether within one's network.

    The headers go to the host that was named and to no other.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    allow_private: bool = False

    def of(self, page: str, url: str) -> WebAccess:
        """Return how a URL is asked that a page names.

        The headers that open the page go to its own origin alone, and an address of one's own
        network is asked only on the page's own host.
        """
        if _origin(url) == _origin(page):
            return self
        same_host = split(url).hostname == split(page).hostname
        return WebAccess(allow_private=self.allow_private and same_host)


@dataclass(frozen=True)
class Fetched:
    """What a server sent, text as UTF-8, and the address it came from after redirects."""

    data: bytes
    url: str


def fetch(url: str, access: WebAccess | None = None) -> Fetched:
    """Return what a URL leads to.

    Raises
    ------
    ScriptError
        if the server does not answer, refuses, sends too much, or its robots.txt asks programs not
        to read this.
    """
    answer = _answer(url, access or WebAccess(), _ACCEPT, _MOST_BYTES, _WITHIN_S)
    return Fetched(_in_utf8(_unpacked(answer, url, _MOST_BYTES), answer), answer.url)


def fetch_picture(picture: Picture, access: WebAccess | None = None) -> bytes:
    """Return a picture that a page names, asked as :meth:`WebAccess.of` says.

    Raises
    ------
    ScriptError
        as :func:`fetch` does.
    """
    url = picture.source
    access = (access or WebAccess()).of(picture.page, url)
    answer = _answer(url, access, _PICTURES, MOST_PICTURE_BYTES, _PICTURE_WITHIN_S)
    return _unpacked(answer, url, MOST_PICTURE_BYTES)


def _answer(url: str, access: WebAccess, accept: str, most_bytes: int, within_s: float) -> Response:
    """Return what a server answers, if it is good and robots.txt allows to read it."""
    web = Web(allow_private=access.allow_private, agent=AGENT)
    _ask_robots(url, web)
    sent = {"Accept": accept, **access.headers}
    answer = web.ask(url, most_bytes=most_bytes + 1, within_s=within_s, sent=sent)
    _check(answer, url, most_bytes)
    if _origin(answer.url) != _origin(url):
        _ask_robots(answer.url, web)
    return answer


def _in_utf8(data: bytes, answer: Response) -> bytes:
    """Return a text in UTF-8 with a byte order mark, if the server says what it is encoded in.

    What a server says goes before what the page says (WHATWG, HTML, section 13.2.3.2).
    """
    named = _CHARSET.search(answer.headers.get("content-type", ""))
    try:
        text = data.decode(named[1]) if named else ""
    except (LookupError, UnicodeError):
        return data
    return codecs.BOM_UTF8 + text.removeprefix("\ufeff").encode() if text else data


def _check(answer: Response, url: str, most_bytes: int) -> None:
    _check_answered(answer, url)
    if answer.status in (401, 402, 403):
        remedy = "give what your browser sends with --cookie or --header, or " + _OPEN_IT
        raise ScriptError(f"the server refuses: {answer.status}", where=url, remedy=remedy)
    if answer.status != 200:
        what = f"the server answers {answer.status}"
        later = answer.status == 429 or answer.status >= 500
        remedy = "try again later" if later else "check the address in a browser"
        raise ScriptError(what, where=url, remedy=remedy)
    if not answer.body.strip():
        raise ScriptError("the server sends nothing", where=url, remedy=_OPEN_IT)
    if len(answer.body) > most_bytes:
        raise _too_large(url, most_bytes)


def _check_answered(answer: Response, url: str) -> None:
    if answer.problem:
        refused = "private" in answer.problem  # by us, with a remedy of its own
        remedy = "" if refused else "check the address, and whether this machine is online"
        raise ScriptError(f"not fetched: {answer.problem}", where=url, remedy=remedy)


def _too_large(url: str, most_bytes: int) -> ScriptError:
    what = f"there is more than {most_bytes >> 20} MB at this address"
    return ScriptError(what, where=url, remedy="save the text that you mean, and give that file")


def _unpacked(answer: Response, url: str, most_bytes: int) -> bytes:
    """Return the body; some servers compress although they were not asked to."""
    if answer.headers.get("content-encoding", "").lower() not in ("gzip", "deflate", "x-gzip"):
        return answer.body
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        data = unpack.decompress(answer.body, most_bytes + 1)
    except zlib.error as error:
        raise ScriptError(f"damaged answer: {error}", where=url, remedy=_OPEN_IT) from None
    if len(data) > most_bytes:
        raise _too_large(url, most_bytes)
    return data


def _ask_robots(url: str, web: Web) -> None:
    """Check that the site lets programs read this (RFC 9309).

    Without a robots.txt all may be read; while the server cannot say, nothing.

    Raises
    ------
    ScriptError
        if it may not be read.
    """
    address = f"{_origin(url)}/robots.txt"
    answer = web.ask(address, most_bytes=_ROBOTS_BYTES, within_s=_WITHIN_S)
    _check_answered(answer, url)
    if answer.status >= 500:
        what = f"not fetched: the server answers {answer.status}"
        raise ScriptError(what, where=address, remedy="try again later")
    if answer.status == 200:
        rules = library("protego").Protego.parse(answer.body.decode("utf-8", "replace"))
        if not rules.can_fetch(url, AGENT):
            what = "the site's robots.txt asks programs not to read this page"
            raise ScriptError(what, where=url, remedy=_OPEN_IT)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
