"""The page that lists the scripts of the desk."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.formats.markup import Html, fill, join
from briefing.studio.desk import Desk, Listed
from briefing.studio.html import View
from briefing.studio.jobs import Job


def list_page(view: View, desk: Desk, listed: Iterable[Listed], running: Job | None) -> str:
    """Return the list of scripts."""
    lines = list(listed)
    items = [_item(view, line) for line in lines]
    if not items:
        empty = '<li><p>$what</p><p class="hint">$remedy</p></li>'
        items = [fill(empty, what=view["no_scripts"], remedy=view["no_scripts_remedy"])]
    folder = " · ".join(filter(None, (desk.settings().show.title, desk.folder.resolve().name)))
    link = '<p class="actions"><a class="pill" href="$href">$words</a></p>'
    made = any(line.script and line.script.previous for line in lines)
    content = view.fill(
        "list",
        items=join(items),
        folder=folder,
        running=view.running(running),
        prune_link=fill(link, href=view.url("prune", ""), words=view["prune"]) if made else "",
    )
    return view.frame(view["studio"], content, here=("",))


def _item(view: View, line: Listed) -> Html:
    script = line.script
    if script is None:
        return view.fill(
            "item",
            state="unreadable",
            state_words=view["unreadable"],
            title=line.name,
            name=line.name,
            date="",
            length="",
            href=view.url("e", line.name, ""),
            summary=view.error(line.error) if line.error else "",
        )
    count = len(script.planned.plan.utterances)
    notes = [f"{count} {view['sentences']}"]
    if script.previous is not None and script.changed:
        notes.append(f"{view['changed']}: {len(script.changed)}")
    if warnings := len(script.planned.warnings):
        notes.append(f"{view['warnings']}: {warnings}")
    return view.fill(
        "item",
        title=script.info.title,
        href=view.url("e", line.name, ""),
        summary=" · ".join(notes),
        **view.about(script),
    )
