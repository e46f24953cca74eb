"""The page of a script: its sentences, their readings, the history."""

from __future__ import annotations

from urllib.parse import urlencode

from briefing.formats.markup import Html, fill, join, path
from briefing.formats.text import shorten
from briefing.normalise import Token
from briefing.studio import history
from briefing.studio.desk import DRAFT, OpenScript, Row
from briefing.studio.html import View
from briefing.studio.jobs import Job
from briefing.studio.words import words

_LONG = 48  # characters of a title from which it is set smaller
_SHOWN, _LONGEST = 20, 200  # changes of the history, and characters of one
_WORD_SIGNS = " ।॥,.;:?!…\"'“”‘’()—–-"


def episode_page(view: View, script: OpenScript, running: Job | None) -> str:
    """Return a script sentence by sentence."""
    undo = '<form method="post" action="undo"><button class="pill">$undo</button></form>'
    title = script.info.title
    content = view.fill(
        "episode",
        title=title,
        size="long" if len(title) > _LONG else "short",
        make_words=view["make" if script.state == DRAFT else "make_again"],
        undo=fill(undo, undo=view["undo"]) if history.undoable(script.path) else "",
        running=view.running(running),
        warnings=_warnings(view, script),
        rows=join(_row(view, script, row) for row in script.rows),
        history=_history(view, script),
        **view.about(script),
    )
    return view.frame(title, content, here=("e", script.name, ""))


def _warnings(view: View, script: OpenScript) -> Html:
    warnings = map(view.said, script.planned.warnings)
    items = join(fill("<li>$text</li>", text=text) for text in warnings)
    block = '<details class="notice"><summary>$name</summary><ul>$items</ul></details>'
    return fill(block, name=view["warnings"], items=items) if items else items


def _row(view: View, script: OpenScript, row: Row) -> Html:
    utterance = row.utterance
    token = next((token for token in row.tokens if token.kind != "plain"), None)
    heard = "" if row.heard or script.previous is None else view["not_in_episode"]
    speaker, titled = utterance.speaker or "", script.is_heading(row)
    return view.fill(
        "row",
        index=row.index,
        title=fill('<p class="hint">$text</p>', text=view["heading"]) if titled else "",
        sound=path("sound", f"{row.index}.wav") + f"?v={row.sound[:16]}",
        pause=utterance.pause_ms,
        written=join(map(_written, row.tokens), by=""),
        written_text=utterance.written,
        spoken=_spoken(view, row),
        about=" · ".join(filter(None, (speaker, heard))),
        text_form=_text_form(view, script, row),
        here=_here(view, script, row),
        token=token.written.strip() if token else "",
        token_spoken=token.spoken.strip() if token else "",
        words=_words(view, row),
    )


def _spoken(view: View, row: Row) -> Html:
    """Return what is said where it is not what is written; differences by their class."""
    if all(token.kind == "plain" for token in row.tokens):
        return Html()
    said = join((_said(view, token) for token in row.tokens), by="")
    line = '<p class="spoken" lang="hi"><span class="hidden">$name: </span>$said</p>'
    return fill(line, name=view["spoken"], said=said)


def _said(view: View, token: Token) -> Html:
    """Return a token as it is said; a difference is marked with its class."""
    if token.kind == "plain":
        return fill("$text", text=token.spoken)
    mark = '<mark class="$doubt">$text <small lang="$language">$kind</small></mark>'
    doubt = "doubt" if token.kind == "unread" or token.is_guess else "sure"
    kind = words(view.language).get(f"kind_{token.kind}", token.kind)
    values = {"text": token.spoken.strip() or "–", "kind": kind, "doubt": doubt}
    return fill(f" {mark} ", language=view.language, **values)


def _text_form(view: View, script: OpenScript, row: Row) -> Html:
    if row.span is None:
        return fill('<p class="hint">$text</p>', text=view["not_here"])
    values = {"index": row.index, "version": script.version, "source": row.source}
    return view.fill("text_form", **values)


def _here(view: View, script: OpenScript, row: Row) -> Html:
    """Return the button that says a word otherwise in this sentence alone."""
    if row.span is None:
        return Html()
    button = (
        '<input type="hidden" name="version" value="$version"><p class="hint">$in_sentence</p>'
        '<button class="pill strong" name="scope" value="here">$only_here</button>'
    )
    values = {key: view[key] for key in ("in_sentence", "only_here")}
    return fill(button, version=script.version, **values)


def _words(view: View, row: Row) -> Html:
    """Return the words that are said, each with the way to its pronunciation."""
    said = dict.fromkeys(word.strip(_WORD_SIGNS) for word in row.utterance.spoken.split())
    link = '<a href="$href" lang="hi">$word</a>'
    return join(
        (
            fill(link, href="word/?" + urlencode({"w": word, "from": row.index}), word=word)
            for word in said
            if word
        ),
        by=" ",
    )


def _history(view: View, script: OpenScript) -> Html:
    changes = history.read(script.path)[-_SHOWN:]
    line = (
        '<li><span class="meta">$when · $who · $file:$line $undone</span> '
        '<del lang="hi">$before</del> <ins lang="hi">$after</ins></li>'
    )
    undone = {change.undoes for change in changes}
    items = join(
        fill(
            line,
            when=change.when,
            who=change.who,
            file=change.file,
            line=change.line,
            before=shorten(change.before.strip(), _LONGEST),
            after=shorten(change.after.strip(), _LONGEST),
            undone=view["took_back"] if change.id in undone else "",
        )
        for change in reversed(changes)
    )
    block = '<details class="notice"><summary>$name</summary><ol>$items</ol></details>'
    return fill(block, name=view["history"], items=items) if items else items


def _written(token: Token) -> Html:
    """Return a token as written; what is read otherwise can be chosen for a correction."""
    if token.kind == "plain":
        return fill("$text", text=token.written)
    return fill(
        '<span class="token" data-written="$written" data-spoken="$spoken">$text</span>',
        text=token.written,
        written=token.written.strip(),
        spoken=token.spoken.strip(),
    )
