"""The page of publishing: what would change in the feed, and what the linter finds."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.episode import library
from briefing.errors import without_secrets
from briefing.formats.markup import Html, fill, join
from briefing.publish.notes import corrections
from briefing.studio.desk import Desk
from briefing.studio.html import View
from briefing.studio.jobs import Job
from briefing.studio.release import REPLACED, SAME, FeedItem, Review


def publish_page(view: View, desk: Desk, review: Review, running: Job | None) -> str:
    """Return what publishing would change, and what the linter finds."""
    to = without_secrets(desk.destination)
    where = f"{view['publish_where']} {to}" if to else view["feed_only"]
    items = [_feed_item(view, item) for item in review.items]
    items += [_gone(view, guid) for guid in review.gone]
    empty = [fill("<li>$text</li>", text=view["no_episodes"])]
    content = view.fill(
        "publish",
        where=where,
        running=view.running(running),
        items=join(items or empty),
        found=join(_findings(view, review)),
    )
    return view.frame(view["publish"], content, here=("publish", ""))


def _feed_item(view: View, item: FeedItem) -> Html:
    line = (
        '<li><p class="meta"><span class="state $kind">$change</span><span>$date</span></p>'
        '<p class="what" lang="hi">$title</p>$notice</li>'
    )
    kind = "published" if item.change == SAME else "changed"
    record = item.episode.manifest
    notice = _notice(view, item) if item.change == REPLACED else ""
    values = {"title": record.title, "date": view.date(record.date), "notice": notice}
    return fill(line, kind=kind, change=view[item.change], **values)


def _notice(view: View, item: FeedItem) -> Html:
    """Return where the editor tells listeners what the episode had wrong, if that matters."""
    field = (
        '<label>$label <input name="correction:$name" lang="hi" maxlength="$most" form="publish">'
        '</label><p class="hint">$hint</p>'
    )
    known = [
        fill('<p lang="hi">$text</p>', text=text) for text in corrections(item.episode.manifest)
    ]
    values = {"label": view["correction"], "hint": view["correction_hint"]}
    values |= {"name": item.episode.name, "most": str(library.LONGEST_NOTICE)}
    return join([*known, fill(field, **values)])


def _gone(view: View, guid: str) -> Html:
    line = '<li><p class="meta"><span class="state unreadable">$change</span></p>$guid</li>'
    return fill(line, change=view["gone"], guid=guid)


def _findings(view: View, review: Review) -> Iterator[Html]:
    line = '<li><p class="meta"><span class="state $severity">$name</span></p>$what</li>'
    for found in review.findings:
        name = view[f"{found.severity}_severity"]
        yield fill(line, severity=found.severity, name=name, what=view.finding(found))
    if not review.findings:
        yield fill("<li>$text</li>", text=view["no_findings"])
