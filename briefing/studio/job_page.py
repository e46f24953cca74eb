"""The page of a piece of work: how far it is, what it did or found."""

from __future__ import annotations

from briefing.formats.markup import Html, fill, join
from briefing.studio.html import View
from briefing.studio.jobs import Job, Line


def job_page(view: View, job: Job) -> str:
    """Return how far a piece of work is."""
    cancel = '<form method="post" action="cancel"><button class="pill">$cancel</button></form>'
    texts = [*job.result, *([view.error(job.error)] if job.error else [])]
    title = view["error" if job.error else "done" if job.finished else f"job_{job.kind}"]
    home = {"publish": ("publish", ""), "prune": ("",)}
    back = view.url(*home.get(job.kind, ("e", job.name, "")))
    content = view.fill(
        "job",
        title=title,
        name=job.name,
        events="events",
        finished="1" if job.finished else "",
        done_count=job.done,
        total=max(job.total, 1),
        result=join(_line(view, text) for text in texts),
        cancel="" if job.finished else fill(cancel, cancel=view["cancel"]),
        onward=_onward(view, job),
        back_href=back,
        back_words=view[{"publish": "publish", "prune": "episodes"}.get(job.kind, "back")],
    )
    here = ("jobs", job.id, "")
    return view.frame(title, content, here=here, refresh=0 if job.finished else 1)


def _onward(view: View, job: Job) -> Html:
    """Return the way to publish what was just made."""
    if job.kind != "make" or not job.finished or job.error:
        return Html()
    link = '<a class="pill strong" href="$href">$publish</a>'
    return fill(link, href=view.url("publish", ""), publish=view["publish"])


def _line(view: View, line: Line) -> Html:
    """Return a line of what a job did or found."""
    if isinstance(line, str):
        return fill('<p class="result">$text</p>', text=view.said(line))
    mark = "✗" if line.severity == "error" else "!"
    found = '<div class="result">$mark $what</div>'
    return fill(found, mark=mark, what=view.finding(line))
