"""What a page says of itself to other programs: search engines, and apps that preview a link.

The Open Graph protocol, as WhatsApp and others read it: pictures need a whole address and at most
300 KB or so, a description about 200 characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.formats.markup import Html, fill, join
from briefing.formats.podcast import SMALL_COVER
from briefing.formats.text import one_line, shorten
from briefing.publish.covers.artwork import SMALL
from briefing.publish.page.site import Site

_DESCRIPTION = 200  # characters
_OWN = ('<meta name="description" content="$content">', '<link rel="canonical" href="$content">')
_PROPERTY = '<meta property="$name" content="$content">'
_FEED = '<link rel="alternate" type="application/rss+xml" title="$title" href="$href">'


@dataclass(frozen=True)
class Preview:
    """What a link to a page shows: its title, what it is about, its folder, its sound."""

    title: str
    description: str
    folder: str = ""
    audio: str = ""
    audio_type: str = ""


def head(site: Site, preview: Preview, root: str) -> Html:
    """Return the elements of the head that describe a page; ``root`` leads to the show's folder."""
    description = shorten(one_line(preview.description), _DESCRIPTION)
    url = site.url(*([preview.folder, ""] if preview.folder else []))
    own = [fill(_OWN[0], content=description), fill(_OWN[1], content=url)]
    properties = {
        "og:type": "article" if preview.folder else "website",
        "og:site_name": site.show.title,
        "og:locale": "hi_IN",
        "og:title": preview.title,
        "og:description": description,
        **dict(_addresses(url, preview)),
    }
    lines = [line for line, said in zip(own, (description, url), strict=True) if said]
    lines += [fill(_PROPERTY, name=n, content=said) for n, said in properties.items() if said]
    if site.feed:
        lines.append(fill(_FEED, title=site.show.title, href=root + site.feed))
    return join(lines)


def _addresses(url: str, preview: Preview) -> Iterator[tuple[str, str]]:
    """Yield what needs a whole address: the page's own, its picture, its sound."""
    if not url:
        return
    yield "og:url", url
    yield "og:image", url + SMALL_COVER
    yield "og:image:type", "image/jpeg"
    yield "og:image:width", str(SMALL)
    yield "og:image:height", str(SMALL)
    yield "og:image:alt", preview.title
    if preview.audio:
        yield "og:audio", url + preview.audio
        yield "og:audio:type", preview.audio_type
