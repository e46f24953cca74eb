"""The page on which old episodes are removed: which they are is seen before."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.episode import library
from briefing.formats.markup import Html, fill, join
from briefing.studio.html import View


def prune_page(view: View, keep: int, old: Sequence[library.StoredEpisode]) -> str:
    """Return what would be removed if so many of the newest episodes stay."""
    items = [_item(view, episode) for episode in old]
    nothing = fill("<li>$text</li>", text=view["prune_none"])
    content = view.fill(
        "prune",
        keep=keep,
        items=join(items or [nothing]),
        remove=_remove(view, keep, old) if old else "",
    )
    return view.frame(view["prune"], content, here=("prune", ""))


def _item(view: View, episode: library.StoredEpisode) -> Html:
    record = episode.manifest
    line = '<li><p class="meta">$date · $name</p><p class="what" lang="hi">$title</p></li>'
    return fill(line, title=record.title, date=view.date(record.date), name=episode.name)


def _remove(view: View, keep: int, old: Sequence[library.StoredEpisode]) -> Html:
    """Return the button, with the names that are shown: no other episode is removed."""
    form = (
        '<form method="post" action=""><input type="hidden" name="keep" value="$keep">'
        '<input type="hidden" name="seen" value="$seen">'
        '<button class="pill strong">$words</button></form>'
    )
    seen = "/".join(episode.name for episode in old)
    words = f"{view['prune_now']} ({len(old)})"
    return fill(form, keep=keep, seen=seen, words=words)
