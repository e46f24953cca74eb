"""The page of publishing: what would change in the feed, and what the linter finds."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.errors import without_secrets
from briefing.formats.markup import Html, fill, join
from briefing.studio.desk import Desk
from briefing.studio.html import View
from briefing.studio.jobs import Job
from briefing.studio.release import SAME, FeedItem, Review


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
    line = '<li><span class="state $kind">$change</span> <span lang="hi">$title</span></li>'
    kind = "published" if item.change == SAME else "changed"
    title = item.episode.manifest.title
    return fill(line, kind=kind, change=view[item.change], title=title)


def _gone(view: View, guid: str) -> Html:
    line = '<li><span class="state unreadable">$change</span> $guid</li>'
    return fill(line, change=view["gone"], guid=guid)


def _findings(view: View, review: Review) -> Iterator[Html]:
    line = (
        '<li><span class="state $severity">$name</span> $what'
        '<p class="hint">$remedy_words: $remedy</p></li>'
    )
    for found in review.findings:
        name = view[f"{found.severity}_severity"]
        values = {"severity": found.severity, "name": name, "what": str(found)}
        yield fill(line, remedy=found.remedy, remedy_words=view["remedy"], **values)
    if not review.findings:
        yield fill("<li>$text</li>", text=view["no_findings"])
