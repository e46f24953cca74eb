"""Order and sound of an episode: the addresses of their page, and what each does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.publish.page.waveform import BackgroundWaveform
from briefing.studio import chapters, correct, settings
from briefing.studio.booth import Booth
from briefing.studio.desk import Desk
from briefing.studio.preview import audition, episode_of, preview, range_lu
from briefing.studio.shape_page import shape_page
from briefing.studio.time_line import time_line
from briefing.studio.web import Form, html_page, not_found, number, see, view_of, wav

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

_PLACE = "/{language}/e/{name}/shape/"


class Shape:
    """What the addresses below ``shape/`` of a script answer."""

    def __init__(self, desk: Desk, booth: Booth) -> None:
        self._desk = desk
        self._booth = booth
        self._waveform = BackgroundWaveform()

    def routes(self, get: Callable[..., Route], post: Callable[..., Route]) -> list[Route]:
        """Return the addresses, made by ``get`` and ``post``."""
        actions = (self.move, self.merge, self.retitle, self.split, self.settings, self.revert)
        return [
            get(_PLACE, self.page),
            get(_PLACE + "audio", self.audio),
            get(_PLACE + "range", self.range),
            get(_PLACE + "preview/{place}.mp3", self.preview),
            get(_PLACE + "voice.wav", self.voice),
            *(post(_PLACE + action.__name__, action) for action in actions),
        ]

    def page(self, request: Request) -> Response:
        view, script = view_of(request), self._desk.open(_name(request))
        episode = episode_of(script)
        whole = time_line(view, script, episode, self._waveform(episode) if episode else ())
        return html_page(shape_page(view, self._desk, script, whole))

    def audio(self, request: Request) -> Response:
        """Send the finished episode, or the range of it that is asked for."""
        from starlette.responses import FileResponse

        episode = episode_of(self._desk.open(_name(request)))
        if episode is None:
            return not_found()
        return FileResponse(episode.audio, media_type=episode.manifest.audio.mime_type)

    def range(self, request: Request) -> Response:
        """Say how much the loudness of the finished episode varies."""
        from starlette.responses import PlainTextResponse

        episode = episode_of(self._desk.open(_name(request)))
        return PlainTextResponse(f"{range_lu(episode):.1f} LU\n") if episode else not_found()

    def preview(self, request: Request) -> Response:
        """Send the mix around the beginning of a chapter, or at the end.

        What the query says of pauses and music is tried: nothing is written.
        """
        from starlette.responses import Response

        place = request.path_params["place"]
        if place != "end" and not (place.isascii() and place.isdecimal() and len(place) < 6):
            return not_found()
        script = self._desk.open(_name(request))
        planned = settings.tried(self._desk, script, dict(request.query_params))
        sound = preview(self._booth, planned, None if place == "end" else int(place))
        return Response(sound, media_type="audio/mpeg")

    def voice(self, request: Request) -> Response:
        """Send the first sentence of a speaker in a voice."""
        script, query = self._desk.open(_name(request)), request.query_params
        named = query.get("speaker", ""), query.get("voice", "")
        return wav(audition(self._booth, script, *named))

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

    def revert(self, request: Request, form: Form) -> Response:
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
