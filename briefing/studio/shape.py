"""Order and sound of an episode: the addresses of their page, and what each does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.studio import chapters, correct, settings
from briefing.studio.desk import Desk
from briefing.studio.shape_page import shape_page
from briefing.studio.web import Form, html_page, number, see, view_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

_PLACE = "/{language}/e/{name}/shape/"


class Shape:
    """What the addresses below ``shape/`` of a script answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self, get: Callable[..., Route], post: Callable[..., Route]) -> list[Route]:
        """Return the addresses, made by ``get`` and ``post``."""
        actions = (self.move, self.merge, self.retitle, self.split, self.settings, self.undo)
        return [
            get(_PLACE, self.page),
            *(post(_PLACE + action.__name__, action) for action in actions),
        ]

    def page(self, request: Request) -> Response:
        script = self._desk.open(request.path_params["name"])
        return html_page(shape_page(view_of(request), self._desk, script))

    def move(self, request: Request, form: Form) -> Response:
        by = chapters.UP if form.get("where") == "up" else chapters.DOWN
        chapters.move(self._desk, _name(request), number(form, "index"), by, _version(form))
        return _back(request, form)

    def merge(self, request: Request, form: Form) -> Response:
        chapters.merge(self._desk, _name(request), number(form, "index"), _version(form))
        return _back(request, form)

    def retitle(self, request: Request, form: Form) -> Response:
        title, index = form.get("text", ""), number(form, "index")
        chapters.retitle(self._desk, _name(request), index, title, _version(form))
        return _back(request, form)

    def split(self, request: Request, form: Form) -> Response:
        title, sentence = form.get("text", ""), number(form, "sentence")
        chapters.split(self._desk, _name(request), sentence, title, _version(form))
        return _back(request, form)

    def settings(self, request: Request, form: Form) -> Response:
        scope = settings.HERE if form.get("scope") == settings.HERE else settings.SHOW
        version = form.get("version" if scope == settings.HERE else "show_version", "")
        script = self._desk.open(_name(request))
        given = {key: value for key, value in form.items() if key == "voice" or "." in key}
        different = settings.changed(self._desk, script, given)
        settings.change(self._desk, script.name, different, scope, version)
        return _back(request, form)

    def undo(self, request: Request, form: Form) -> Response:
        correct.undo(self._desk, _name(request))
        return _back(request, form)


def _name(request: Request) -> str:
    return str(request.path_params["name"])


def _version(form: Form) -> str:
    return form.get("version", "")


def _back(request: Request, form: Form) -> Response:
    """Lead back to the page, to the chapter that the form names."""
    place = f"#c{number(form, 'then')}" if "then" in form else ""
    return see(view_of(request).url("e", _name(request), "shape", "") + place)
