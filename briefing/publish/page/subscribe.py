"""Where listeners subscribe: what the settings list, the apps that open any feed, its address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from briefing.formats.markup import Html, fill, join
from briefing.publish.page.site import Site
from briefing.show import Show

#: Apps that take the address of a feed. The first has a page of its own for who lacks the app;
#: the link to the second does nothing without it, and is shown where there is a touch screen.
_OPENS_FEED = (
    ("AntennaPod", "https://antennapod.org/deeplink/subscribe?url={url}&title={title}", ""),
    ("Pocket Casts", "pktc://subscribe/{bare}", "app"),
)
_LIST = """<nav class="subscribe" aria-labelledby="subscribe-title">
<h2 id="subscribe-title" class="overline">अपने ऐप में सुनें</h2>
<ul>
$items
</ul>
</nav>"""
_LINK = '<li class="$kind"><a href="$href" rel="noopener noreferrer">$name</a></li>'
_COPY = (
    '<li class="js-only"><button type="button" data-copy="$url">फ़ीड का पता कॉपी करें</button></li>'
)


def subscribe(site: Site, root: str) -> Html:
    """Return the list of places to subscribe; nothing where none is known.

    ``root`` leads to the show's folder. Apps need the address of the feed on the web, which
    ``show.base_url`` tells.
    """
    items = list(_listed(site.show))
    if site.feed:
        url = site.url(site.feed)
        items += _apps(site.show, url) if url else []
        items.append(fill(_COPY, url=url or root + site.feed))
    if not items:
        return Html()
    return fill(_LIST, items=join(items))


def _listed(show: Show) -> Iterator[Html]:
    for name, url in show.subscribe.items():
        yield fill(_LINK, kind="", href=url, name=name)


def _apps(show: Show, url: str) -> Iterator[Html]:
    for name, pattern, kind in _OPENS_FEED:
        if name not in show.subscribe:
            bare = url.partition("://")[2]
            href = pattern.format(url=quote(url, safe=""), title=quote(show.title), bare=bare)
            yield fill(_LINK, kind=kind, href=href, name=name)
