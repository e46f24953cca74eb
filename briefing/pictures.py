"""The pictures of a script: fetched, checked, and made as an episode needs them."""

from __future__ import annotations

from dataclasses import replace

from briefing.config import Settings
from briefing.errors import BriefingError, ScriptError
from briefing.formats.picture import shape
from briefing.model import Picture, Script
from briefing.publish.covers import cover
from briefing.read.fetch import WebAccess, fetch_picture

_SMALLEST = 200  # pixels of an edge; what is smaller is a sign, not a picture


def with_pictures(script: Script, settings: Settings, access: WebAccess | None = None) -> Script:
    """Return a script with its lead picture as a cover; without it, if the settings say so.

    One that a page names is fetched. One that cannot be had or shown is left out with a notice.
    """
    picture = script.picture
    if picture is None or not settings.pictures or settings.cover:
        return replace(script, picture=None)
    try:
        return replace(script, picture=_lead(picture, access))
    except BriefingError as error:
        notice = f"the lead picture is left out: {error}"
        return replace(script, picture=None, notices=(*script.notices, notice))


def lead_of(script: Script) -> bytes:
    """Return the lead picture of a script as :func:`with_pictures` made it; nothing without one."""
    return script.picture.data if script.picture else b""


def _lead(picture: Picture, access: WebAccess | None) -> Picture | None:
    """Return a picture with its data as a cover; None if it is on the web and its page is not."""
    if not (picture.data or picture.page):
        return None
    data = picture.data or fetch_picture(picture, access)
    found = shape(data)
    if found and min(found.width, found.height) < _SMALLEST:
        what = f"it has {found.width} × {found.height} pixels"
        raise ScriptError(what, where=picture.source, remedy="give a picture with --cover")
    return replace(picture, data=cover.squared(data, picture.source))
