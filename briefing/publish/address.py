"""Addresses on the web, in ASCII as feeds want them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from briefing.errors import ConfigError

_KEPT = (
    "/:@!$&'()*+,;=~%"  # of a path or a query: RFC 3986, section 3.3, and what is quoted already
)


def ascii_url(url: str) -> str:
    """Return a URL in ASCII: the host by IDNA, the rest in percent signs.

    >>> ascii_url("https://उदाहरण.भारत/ख़बर?क=1")
    'https://xn--p1b6ci4b4b3a.xn--h2brj9c/%E0%A4%96%E0%A4%BC%E0%A4%AC%E0%A4%B0?%E0%A4%95=1'

    Raises
    ------
    ValueError
        if it is no ``http`` or ``https`` URL with a host.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not an http or https address")
    host = parts.hostname.encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"
    if parts.port:
        host += f":{parts.port}"
    path, query, fragment = (
        quote(part, safe=_KEPT + more)
        for part, more in ((parts.path, ""), (parts.query, "?"), (parts.fragment, "?"))
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def base(url: str) -> str:
    """Return the address under which the output folder lies, ending in a slash.

    Raises
    ------
    ConfigError
        if files cannot be put under it.

    >>> base("https://example.org/podcast")
    'https://example.org/podcast/'
    """
    try:
        address = ascii_url(url)
    except ValueError as error:
        remedy = 'write base_url = "https://…" in [show] of briefing.toml: where out/ will lie'
        raise ConfigError(str(error), where="show.base_url", remedy=remedy) from None
    if urlsplit(address).query or urlsplit(address).fragment:
        what = f"{url!r} has a ? or # in it"
        raise ConfigError(what, where="show.base_url", remedy="give the address of a folder")
    return address.rstrip("/") + "/"


def under(address: str, name: str, version: str = "") -> str:
    """Return the address of a file under another, with its version if it may change.

    >>> under("https://example.org/podcast/", "aaj/aaj.mp3", "1f3a")
    'https://example.org/podcast/aaj/aaj.mp3?v=1f3a'
    """
    return address + quote(name) + (f"?v={version}" if version else "")
