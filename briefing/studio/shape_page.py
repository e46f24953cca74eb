"""The page on which an episode gets its order and its sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.formats.markup import Html, fill, join
from briefing.formats.text import shorten
from briefing.studio import history
from briefing.studio.chapters import DOWN, UP, outline_of
from briefing.studio.desk import Desk, OpenScript, Row
from briefing.studio.html import View
from briefing.studio.outline import Outline
from briefing.studio.sound_page import SettingsForms

_SHOWN = 80  # characters of a sentence in a list of them


def shape_page(view: View, desk: Desk, script: OpenScript, whole: Html) -> str:
    """Return the page of a script's order and sound; ``whole`` is its time line."""
    forms = SettingsForms(view, desk, script)
    content = view.fill(
        "shape",
        title=script.info.title,
        root=view.root,
        whole=whole,
        undo=_undo(view) if history.undoable(script.path) else "",
        chapter_list=_chapters(view, script),
        voice_forms=forms.voices(),
        pause_form=forms.pauses(),
        music_form=forms.music(),
        level_form=forms.levels(),
    )
    here = ("e", script.name, "shape", "")
    return view.frame(f"{view['shape']}: {script.info.title}", content, here=here)


def _undo(view: View) -> Html:
    form = '<form method="post" action="revert"><button class="pill">$undo</button></form>'
    return fill(form, undo=view["undo"])


def _chapters(view: View, script: OpenScript) -> Html:
    """Return the headings of the script, each with what can be done with it."""
    if not script.editable:
        return fill('<p class="hint">$text</p>', text=view["not_text"])
    found = outline_of(script)
    headings = any(section.level for section in found.sections)
    hint = view["chapters_help" if headings else "no_headings"]
    items = [_chapter(view, script, found, index) for index in range(len(found.sections))]
    block = '<p class="hint">$hint</p><ol class="chapters">$items</ol>'
    return fill(block, hint=hint, items=join(items))


def _chapter(view: View, script: OpenScript, found: Outline, index: int) -> Html:
    section = found.sections[index]
    top = min((s.level for s in found.sections if s.level), default=0)
    rows = _rows(script, found, index)
    return view.fill(
        "chapter",
        index=index,
        below=max(0, section.level - top),
        name=section.title or view["opening"],
        count=f"{len(rows)} {view['sentences']}",
        moves=join(_moves(view, script, found, index)),
        forms=_forms(view, script, found, index, rows),
    )


def _rows(script: OpenScript, found: Outline, index: int) -> list[Row]:
    """Return the sentences of a section, without its heading."""
    section = found.sections[index]
    place, line = section.span, section.line
    return [
        row
        for row in script.rows
        if row.span
        and place.start <= row.span.start < place.end
        and not (section.level and row.utterance.line == line)
    ]


def _moves(view: View, script: OpenScript, found: Outline, index: int) -> Iterator[Html]:
    """Yield the forms that move a section up, down, or into the one before it."""
    name = found.sections[index].title or view["opening"]
    for by, key in ((UP, "up"), (DOWN, "down")):
        swapped = found.swapped(index, by)
        if swapped:
            first, second = swapped
            then = first.start if by == UP else first.start + len(second)
            yield _button(view, script, "move", index, then, name, key)
    if index and found.sections[index].level:
        yield _button(view, script, "merge", index, index - 1, name, "before")


def _button(
    view: View, script: OpenScript, action: str, index: int, then: int, name: str, key: str
) -> Html:
    done = "merged" if action == "merge" else "moved"
    return view.fill(
        "chapter_button",
        action=action,
        key=key,
        index=index,
        then=then,
        version=script.version,
        label=f"{view[f'{action}_{key}']}: {name}",
        words=view[f"{action}_{key}"],
        done=f"{name}: {view[f'{done}_{key}']}",
    )


def _forms(view: View, script: OpenScript, found: Outline, index: int, rows: Sequence[Row]) -> Html:
    """Return the forms that give a section another title, or split it."""
    section = found.sections[index]
    known = {"index": index, "version": script.version}
    forms = []
    if section.level:
        values = {**known, "title": section.title, "source": _source(found, index)}
        forms.append(view.fill("retitle_form", **values))
    # A chapter that begins with its first sentence would have two headings.
    places = rows[1:] if section.level else rows
    if places:
        option = '<option value="$index">$text</option>'
        options = [
            fill(option, index=row.index, text=shorten(row.utterance.written, _SHOWN))
            for row in places
        ]
        values = {**known, "then": index + 1, "options": join(options)}
        forms.append(view.fill("split_form", **values))
    if not forms:
        return Html()
    block = '<details><summary>$name</summary><div class="forms">$forms</div></details>'
    return fill(block, name=view["change_chapter"], forms=join(forms))


def _option(row: Row) -> Html:
    text = shorten(row.utterance.written, _SHOWN)
    return fill('<option value="$index">$text</option>', index=row.index, text=text)


def _source(found: Outline, index: int) -> str:
    """Return the words of a heading as the file has them."""
    place = found.heading(index)
    return found.text[place.start : place.end] if place else ""
