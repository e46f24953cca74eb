"""The studio as an ASGI application: addresses, forms, the guard at the door."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from briefing.episode import library
from briefing.errors import BriefingError, ScriptError
from briefing.formats.podcast import media_type
from briefing.normalise.user import Entry
from briefing.progress import Progress, ProgressCallback
from briefing.publish.page import asset
from briefing.publish.serve import HEADERS, AddHeaders, names
from briefing.studio import correct, release, report
from briefing.studio.booth import Booth
from briefing.studio.changes import ConflictError
from briefing.studio.desk import Desk, OpenScript
from briefing.studio.doubts import doubts
from briefing.studio.doubts_page import doubts_page
from briefing.studio.episode_page import episode_page
from briefing.studio.html import View
from briefing.studio.job_page import job_page
from briefing.studio.jobs import BusyError, Jobs
from briefing.studio.list_page import list_page
from briefing.studio.prune_page import prune_page
from briefing.studio.publish_page import publish_page
from briefing.studio.shape import Shape
from briefing.studio.web import (
    Form,
    html_page,
    json_data,
    not_found,
    number,
    refused,
    root_of,
    see,
    view_of,
    wav,
)
from briefing.studio.word_page import word_page
from briefing.studio.words import preferred

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.types import ASGIApp, Receive, Scope, Send

_ASSETS = Path(__file__).parent / "assets"
_KEPT = 60  # episodes, unless the editor says otherwise
_MOST_FIELDS = 1000  # one for each episode that was made again, when publishing
_MOST_BYTES = 200_000  # of a form
#: Nothing but the studio's own; forms and events go back to it alone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class Studio:
    """A desk with its booth and its jobs, and what its addresses answer."""

    def __init__(self, desk: Desk, booth: Booth, jobs: Jobs) -> None:
        self._desk = desk
        self._booth = booth
        self._jobs = jobs

    def home(self, request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        return see(View(language, root_of(request)).url(""))

    def listing(self, request: Request) -> Response:
        view, running = view_of(request), self._jobs.running
        page = list_page(view, self._desk, self._desk.scripts(), running)
        return html_page(page)

    def episode(self, request: Request) -> Response:
        script = self._desk.open(request.path_params["name"])
        self._booth.warm(script)
        return html_page(episode_page(view_of(request), script, self._jobs.running))

    def sentence_sound(self, request: Request) -> Response:
        return wav(self._booth.sentence(*self._sentence(request)))

    def sentence_times(self, request: Request) -> Response:
        words = self._booth.times(*self._sentence(request))
        return json_data([(word.written, word.start_ms, word.end_ms) for word in words])

    def _sentence(self, request: Request) -> tuple[OpenScript, int]:
        script, index = self._desk.open(request.path_params["name"]), request.path_params["index"]
        if index >= len(script.rows):
            raise ScriptError("there is no such sentence", where=script.name)
        return script, index

    def word(self, request: Request) -> Response:
        query = request.query_params
        script = self._desk.open(request.path_params["name"])
        word, index = _words(query.get("w", "")), query.get("from", "0")
        respelling = _words(query.get("r", ""), needed=False)
        at = int(index) if index.isascii() and index.isdecimal() else 0
        return html_page(word_page(view_of(request), script, word, respelling, at))

    def word_sound(self, request: Request) -> Response:
        query = request.query_params
        script = self._desk.open(request.path_params["name"])
        word, respelling = _words(query.get("w", "")), _words(query.get("r", ""), needed=False)
        return wav(self._booth.word(script, word, respelling))

    def doubts(self, request: Request) -> Response:
        listed = self._desk.scripts()
        found = [doubt for line in listed if line.script for doubt in doubts(line.script)]
        return html_page(doubts_page(view_of(request), found))

    def publish(self, request: Request) -> Response:
        found, running = release.review(self._desk), self._jobs.running
        return html_page(publish_page(view_of(request), self._desk, found, running))

    def job(self, request: Request) -> Response:
        job = self._jobs.get(request.path_params["id"])
        return html_page(job_page(view_of(request), job)) if job else not_found()

    async def events(self, request: Request) -> Response:
        """Send a job's progress as it happens (server-sent events)."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import StreamingResponse

        job = self._jobs.get(request.path_params["id"])
        if job is None:
            return not_found()

        async def stream() -> AsyncIterator[str]:
            known = job
            while True:
                table = {"done": known.done, "total": known.total, "finished": known.finished}
                yield f"data: {json.dumps(table)}\n\n"
                if known.finished or await request.is_disconnected():
                    return
                known = await run_in_threadpool(self._jobs.wait, known, 1.0)

        return StreamingResponse(stream(), media_type="text/event-stream")

    def text(self, request: Request, form: Form) -> Response:
        name, index = request.path_params["name"], number(form, "index")
        correct.rewrite(self._desk, name, index, form.get("text", ""), form.get("version", ""))
        return self._corrected(request, index)

    def reading(self, request: Request, form: Form) -> Response:
        name, index = request.path_params["name"], number(form, "index")
        if form.get("scope") == "report":
            script = self._desk.open(name)
            words = (form.get("written", ""), form.get("spoken", ""))
            found = report.case(script, index, *words)
            return html_page(view_of(request).case(script, index, found))
        if form.get("scope") == "here":
            words = (form.get("written", ""), form.get("spoken", ""))
            correct.say_here(self._desk, name, index, *words, form.get("version", ""))
            return self._corrected(request, index)
        said = {key: form.get(key, "") for key in ("written", "spoken", "respelling")}
        correct.say_as(self._desk, name, Entry(**said))
        if form.get("back") == "doubts":
            return see(view_of(request).url("doubts", ""))
        return self._corrected(request, index)

    def _corrected(self, request: Request, index: int) -> Response:
        """Lead back to a sentence, which is being spoken while the page is made."""
        script = self._desk.open(request.path_params["name"])
        if index < len(script.planned.plan.utterances):
            self._booth.begin(script, index)
        return see(view_of(request).url("e", script.name, "") + f"#s{index}")

    def undo(self, request: Request, form: Form) -> Response:
        name = request.path_params["name"]
        correct.undo(self._desk, name)
        return see(view_of(request).url("e", name, ""))

    def make(self, request: Request, form: Form) -> Response:
        script = self._desk.open(request.path_params["name"])

        def work(progress: ProgressCallback) -> tuple[str, ...]:
            made = self._booth.make(script, progress)
            return (str(made.audio), *made.warnings)

        job = self._jobs.start("make", script.name, work)
        return see(view_of(request).url("jobs", job.id, ""))

    def publish_now(self, request: Request, form: Form) -> Response:
        notices = {
            name.removeprefix("correction:"): text
            for name, text in form.items()
            if name.startswith("correction:") and text.strip()
        }
        work = partial(release.publish, self._desk, corrections=notices)
        job = self._jobs.start("publish", "", work)
        return see(view_of(request).url("jobs", job.id, ""))

    def prune(self, request: Request) -> Response:
        output = Path(self._desk.settings().output)
        keep = number(request.query_params, "keep") or _KEPT
        old = library.episodes(output)[keep:][::-1] if output.is_dir() else []
        return html_page(prune_page(view_of(request), keep, old))

    def prune_now(self, request: Request, form: Form) -> Response:
        keep = number(form, "keep") or _KEPT
        seen = [name for name in form.get("seen", "").split("/") if name]

        def work(progress: ProgressCallback) -> tuple[str, ...]:
            gone = release.prune(self._desk, keep, seen)
            progress(Progress("pruning", len(gone), len(gone), 0, 0))
            return gone

        job = self._jobs.start("prune", "", work)
        return see(view_of(request).url("jobs", job.id, ""))

    def cancel(self, request: Request, form: Form) -> Response:
        self._jobs.cancel(request.path_params["id"])
        return see(view_of(request).url("jobs", request.path_params["id"], ""))


def app(desk: Desk, token: str, booth: Booth, *, host: str = "127.0.0.1") -> Starlette:
    """Return the studio's application; all its addresses begin with the token."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    headers = {
        **HEADERS,
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        # With «no-referrer» a browser does not say that a form comes from here.
        "Referrer-Policy": "same-origin",
    }
    return Starlette(
        routes=_routes(Studio(desk, booth, Jobs()), Shape(desk, booth)),
        middleware=[
            Middleware(AddHeaders, headers=headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(names(host)), www_redirect=False),
            Middleware(Guard, token=token),
        ],
        exception_handlers={BriefingError: _failed},
    )


class Guard:
    """Middleware that lets in who knows the token; forms must come from the studio's own pages."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        first = scope["path"].split("/")[1] if "/" in scope["path"] else ""
        if not hmac.compare_digest(first.encode("utf-8", "replace"), self._token):
            await not_found()(scope, receive, send)
            return
        headers = {name.decode("latin-1"): v.decode("latin-1") for name, v in scope["headers"]}
        if scope["method"] not in ("GET", "HEAD") and not _own(headers):
            await refused()(scope, receive, send)
            return
        await self._app({**scope, "root_path": f"/{first}"}, receive, send)


def _own(headers: Mapping[str, str]) -> bool:
    """Tell whether a form comes from this server's own pages, as every browser says."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin", "")
    same = not origin or urlsplit(origin).netloc == headers.get("host", "")
    return same and site in ("same-origin", "none")


def _routes(studio: Studio, shape: Shape) -> list[Route]:
    from starlette.routing import Route

    def get(address: str, answer: Callable[[Request], object]) -> Route:
        return Route(address, answer, methods=["GET"])

    def post(address: str, action: Callable[[Request, Form], Response]) -> Route:
        return Route(address, partial(_act, action), methods=["POST"])

    return [
        get("/", studio.home),
        get("/assets/{name}", _asset),
        get("/{language}/", studio.listing),
        get("/{language}/doubts/", studio.doubts),
        get("/{language}/publish/", studio.publish),
        post("/{language}/publish/", studio.publish_now),
        get("/{language}/prune/", studio.prune),
        post("/{language}/prune/", studio.prune_now),
        get("/{language}/jobs/{id}/", studio.job),
        get("/{language}/jobs/{id}/events", studio.events),
        post("/{language}/jobs/{id}/cancel", studio.cancel),
        get("/{language}/e/{name}/", studio.episode),
        get("/{language}/e/{name}/sound/{index:int}.wav", studio.sentence_sound),
        get("/{language}/e/{name}/sound/{index:int}.json", studio.sentence_times),
        get("/{language}/e/{name}/word/", studio.word),
        get("/{language}/e/{name}/word/sound.wav", studio.word_sound),
        post("/{language}/e/{name}/text", studio.text),
        post("/{language}/e/{name}/reading", studio.reading),
        post("/{language}/e/{name}/undo", studio.undo),
        post("/{language}/e/{name}/make", studio.make),
        *shape.routes(get, post),
    ]


async def _act(action: Callable[[Request, Form], Response], request: Request) -> Response:
    """Read a form and carry it out; what the editor wrote is shown again if that fails."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import PlainTextResponse

    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MOST_BYTES:
            return PlainTextResponse("this form is too large\n", 413)
    text = data.decode("utf-8", "replace")
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return PlainTextResponse("this form has too many fields\n", 413)
    form = {name: values[-1] for name, values in fields.items()}
    try:
        return await run_in_threadpool(action, request, form)
    except BriefingError as error:
        return _failed(request, error, form.get("text") or form.get("spoken", ""))


def _failed(request: Request, error: Exception, kept: str = "") -> Response:
    """Answer with what went wrong, in the studio's own look."""
    if not isinstance(error, BriefingError):
        raise error
    view = view_of(request)
    name = request.path_params.get("name", "")
    conflict = isinstance(error, ConflictError)
    if conflict:
        error = BriefingError(view["conflict"], where=error.where, remedy=view["conflict_help"])
    title = view["conflict"] if conflict else view["error"]
    if isinstance(error, BusyError):
        error = BriefingError(view["busy"])
    here = request.scope["path"].endswith(f"/e/{quote(name)}/") or not name
    href = view.url("") if here else view.url("e", name, "")
    page = view.message(error, title=title, href=href, kept=kept)
    return html_page(page, 409 if conflict else 400)


def _asset(request: Request) -> Response:
    from starlette.responses import Response

    name = request.path_params["name"]
    own = {file.name: file for file in _ASSETS.iterdir()}
    data = own[name].read_bytes() if name in own else asset(name)
    return Response(data, media_type=media_type(name)) if data is not None else not_found()


def _words(text: str, *, needed: bool = True) -> str:
    """Return the words of a query, at most a few."""
    words = " ".join(text.split())
    if (needed and not words) or len(words) > 200:
        raise ScriptError(
            "no word to say", where=words[:40], remedy="give a word or a short phrase"
        )
    return words
