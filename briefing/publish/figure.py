"""A picture of the text as the page and the EPUB show it."""

from __future__ import annotations

from briefing.episode.manifest import PictureRecord
from briefing.formats.markup import Html, fill, path
from briefing.formats.text import xml_safe


def figure(picture: PictureRecord, attributes: str = "") -> Html:
    """Return a picture with its credit below, as HTML that is XML, too.

    ``attributes`` are HTML, with a blank before the first.
    """
    credit = fill("<figcaption>$text</figcaption>", text=xml_safe(picture.credit))
    return fill(
        '<figure><img src="$src" alt="$alt"$attributes/>$caption</figure>',
        src=path(picture.file),
        alt=xml_safe(picture.alt),
        attributes=Html(attributes),
        caption=credit if picture.credit else "",
    )
