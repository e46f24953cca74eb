"""What an address of the studio is asked and answers: pages, sounds, redirections, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from briefing.studio.html import View
from briefing.studio.words import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: The fields of a form, as they were sent.
Form = Mapping[str, str]


def view_of(request: Request) -> View:
    """Return the pages in the language that the address names."""
    from starlette.exceptions import HTTPException

    language = request.path_params.get("language", "hi")
    if language not in LANGUAGES:
        raise HTTPException(404)
    return View(language, root_of(request))


def root_of(request: Request) -> str:
    """Return the first part of all addresses, which holds the token."""
    return f"{request.scope['root_path']}/"


def number(form: Form, key: str) -> int:
    """Return a field that holds a number, 0 where it holds none."""
    text = form.get(key, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def html_page(page: str, status: int = 200) -> Response:
    """Answer with a page."""
    from starlette.responses import HTMLResponse

    return HTMLResponse(page, status)


def wav(data: bytes) -> Response:
    """Answer with a sound."""
    from starlette.responses import Response

    return Response(data, media_type="audio/wav")


def json_data(data: object) -> Response:
    """Answer with data for the studio's own script."""
    from starlette.responses import JSONResponse

    return JSONResponse(data)


def see(url: str) -> Response:
    """Answer with where to go on after a form."""
    from starlette.responses import RedirectResponse

    return RedirectResponse(url, 303)


def not_found() -> Response:
    """Answer that there is nothing here."""
    from starlette.responses import PlainTextResponse

    return PlainTextResponse("Not Found", 404)


def refused() -> Response:
    """Answer that a form may not come from elsewhere."""
    from starlette.responses import PlainTextResponse

    return PlainTextResponse("this form comes from another page\n", 403)
