"""The page of what an editor should look at."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.formats.markup import Html, fill, join
from briefing.studio.doubts import GUESSED, Doubt
from briefing.studio.html import View


def doubts_page(view: View, found: Iterable[Doubt]) -> str:
    """Return the queue of doubts."""
    items = [_doubt(view, doubt) for doubt in found]
    none = [fill("<li><p>$text</p></li>", text=view["no_doubts"])]
    content = view.fill("doubts", items=join(items or none))
    return view.frame(view["doubts"], content, here=("doubts", ""))


def _doubt(view: View, doubt: Doubt) -> Html:
    href = view.url("e", doubt.name, "")
    accept = Html()
    if doubt.kind == GUESSED:
        form = (
            '<form method="post" action="$action"><input type="hidden" name="written" '
            'value="$written"><input type="hidden" name="spoken" value="$spoken"><input '
            'type="hidden" name="back" value="doubts">'
            '<button class="pill">$accept</button></form>'
        )
        values = {"written": doubt.words, "spoken": doubt.reading, "accept": view["accept"]}
        accept = fill(form, action=href + "reading", **values)
    return view.fill(
        "doubt",
        kind=doubt.kind,
        kind_words=view[doubt.kind],
        name=doubt.name,
        place=f"{view['line']} {doubt.line}" if doubt.line else "",
        what=doubt.words,
        said=f" → {doubt.reading}" if doubt.reading else "",
        href=href if doubt.index is None else f"{href}#s{doubt.index}",
        accept=accept,
    )
