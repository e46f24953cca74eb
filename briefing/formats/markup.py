"""HTML from templates in which every value is escaped, unless it is HTML already."""

from __future__ import annotations

import html
from collections.abc import Iterable
from string import Template
from urllib.parse import quote, urlsplit


class Html(str):
    """Text that is HTML already, and is not escaped again."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """Put values into a template's ``$names``, escaped for text and for quoted attributes.

    Raises
    ------
    KeyError
        if the template names a value that is not given.

    >>> print(fill('<p title="$a">$a $b</p>', a='<b>"&', b=Html("<br>")))
    <p title="&lt;b&gt;&quot;&amp;">&lt;b&gt;&quot;&amp; <br></p>
    """
    return Html(Template(template).substitute(_Escaped(values)))


class _Escaped(dict[str, object]):
    """Values that are escaped when a template asks for them: most tables hold more than it does."""

    def __getitem__(self, name: str) -> Html:
        return escape(super().__getitem__(name))


def escape(value: object) -> Html:
    """Return a value as HTML: escaped, or as it is if it is HTML already."""
    return value if isinstance(value, Html) else Html(html.escape(str(value), quote=True))


def join(parts: Iterable[Html], by: str = "\n") -> Html:
    """Join pieces of HTML."""
    return Html(escape(by).join(parts))


def path(*names: str) -> str:
    """Return a relative URL of names, each percent-encoded whole.

    >>> path("सुबह", "a b?.mp3")
    '%E0%A4%B8%E0%A5%81%E0%A4%AC%E0%A4%B9/a%20b%3F.mp3'
    """
    return "/".join(quote(name, safe="") for name in names)


def on_the_web(url: str) -> bool:
    """Say whether a URL leads to the web, and not to a script or a file.

    >>> on_the_web("https://example.org/"), on_the_web("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
