"""The studio's HTML: every page is made from the desk as it is at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from briefing.episode.dates import english_date, hindi_date
from briefing.errors import BriefingError, without_secrets
from briefing.formats.markup import Html, fill, join, path
from briefing.formats.text import clock, shorten
from briefing.lint import Finding
from briefing.lint.hindi import hindi_rules
from briefing.message import said_with
from briefing.normalise import Token
from briefing.studio import history, syllables
from briefing.studio.desk import DRAFT, Desk, Listed, OpenScript, Row
from briefing.studio.doubts import GUESSED, Doubt
from briefing.studio.jobs import Job, Line
from briefing.studio.words import messages, words

_HERE = Path(__file__).parent
_SECTIONS = {"episodes": ("",), "doubts": ("doubts", ""), "publish": ("publish", "")}
_LONG = 48  # characters of a title from which it is set smaller
_SHOWN, _LONGEST = 20, 200  # changes of the history, and characters of one
_WORD_SIGNS = " ।॥,.;:?!…\"'“”‘’()—–-"


@cache
def template(name: str) -> str:
    """Return a template of the studio."""
    return (_HERE / "templates" / f"{name}.html").read_text(encoding="utf-8")


@dataclass(frozen=True)
class View:
    """The pages in one language. ``root`` leads to the studio's first address, ending in ``/``."""

    language: str
    root: str

    def __getitem__(self, key: str) -> str:
        """Return one of the studio's words."""
        return words(self.language)[key]

    def url(self, *names: str, **query: object) -> str:
        """Return the address of a page; a last name that is empty ends it in a slash."""
        asked = {key: value for key, value in query.items() if value != ""}
        return self.root + path(self.language, *names) + (f"?{urlencode(asked)}" if asked else "")

    def frame(
        self, title: str, content: Html, *, here: Sequence[str] = (), refresh: int = 0
    ) -> str:
        """Return a whole page. ``here`` names its own address, for the other language."""
        other = View("en" if self.language == "hi" else "hi", self.root)
        item = '<li><a href="$href"$current>$name</a></li>'
        current = Html(' aria-current="page"')
        nav = [
            fill(item, href=self.url(*to), name=self[name], current=current if here == to else "")
            for name, to in _SECTIONS.items()
        ]
        switch = '<li><a href="$href" lang="$lang" hreflang="$lang">$name</a></li>'
        there = other.url(*(here or ("",)))
        nav.append(fill(switch, href=there, lang=other.language, name=self["other_language"]))
        meta = '<noscript><meta http-equiv="refresh" content="$s"></noscript>'
        return self.fill(
            "frame",
            title=title,
            content=content,
            nav=join(nav),
            root=self.root,
            language=self.language,
            refresh=fill(meta, s=refresh) if refresh else "",
        )

    def date(self, iso: str) -> str:
        """Return a date as the language writes it."""
        return hindi_date(iso) if self.language == "hi" else english_date(iso)

    def fill(self, template_name: str, /, **values: object) -> Html:
        """Fill a template with values, and with the words of the language."""
        return fill(template(template_name), **{**words(self.language), **values})

    def listing(self, desk: Desk, listed: Iterable[Listed], running: Job | None) -> str:
        """Return the list of scripts."""
        lines = list(listed)
        items = [self._item(line) for line in lines]
        if not items:
            empty = '<li><p>$what</p><p class="hint">$remedy</p></li>'
            items = [fill(empty, what=self["no_scripts"], remedy=self["no_scripts_remedy"])]
        folder = str(desk.folder.resolve().name)
        link = '<p class="actions"><a class="pill" href="$href">$words</a></p>'
        made = any(line.script and line.script.previous for line in lines)
        content = self.fill(
            "list",
            items=join(items),
            folder=folder,
            running=self.running(running),
            prune_link=fill(link, href=self.url("prune", ""), words=self["prune"]) if made else "",
        )
        return self.frame(self["studio"], content, here=("",))

    def _item(self, line: Listed) -> Html:
        script = line.script
        if script is None:
            return self.fill(
                "item",
                state="unreadable",
                state_words=self["unreadable"],
                title=line.name,
                name=line.name,
                date="",
                length="",
                href=self.url("e", line.name, ""),
                summary=self.error(line.error) if line.error else "",
            )
        count = len(script.planned.plan.utterances)
        notes = [f"{count} {self['sentences']}"]
        if script.previous is not None and script.changed:
            notes.append(f"{self['changed']}: {len(script.changed)}")
        if warnings := len(script.planned.warnings):
            notes.append(f"{self['warnings']}: {warnings}")
        return self.fill(
            "item",
            title=script.info.title,
            href=self.url("e", line.name, ""),
            summary=" · ".join(notes),
            **self._about(script),
        )

    def _about(self, script: OpenScript) -> dict[str, str]:
        previous, state = script.previous, script.state
        length = clock(previous.audio.duration_ms // 1000) if previous else ""
        date = self.date(script.info.date)
        named = {"state": state, "state_words": self[state]}
        return {**named, "name": script.name, "date": date, "length": length}

    def running(self, job: Job | None) -> Html:
        """Return a line that says what is being made, nothing if nothing is."""
        if job is None:
            return Html()
        line = '<p class="notice">$what <a href="$href">$watch</a></p>'
        href = self.url("jobs", job.id, "")
        return fill(line, what=self[f"job_{job.kind}"], href=href, watch=self["watch"])

    def episode(self, script: OpenScript, running: Job | None) -> str:
        """Return a script sentence by sentence."""
        undo = '<form method="post" action="undo"><button class="pill">$undo</button></form>'
        title = script.info.title
        content = self.fill(
            "episode",
            title=title,
            size="long" if len(title) > _LONG else "short",
            make_words=self["make" if script.state == DRAFT else "make_again"],
            undo=fill(undo, undo=self["undo"]) if history.undoable(script.path) else "",
            running=self.running(running),
            warnings=self._warnings(script),
            rows=join(self._row(script, row) for row in script.rows),
            history=self._history(script),
            **self._about(script),
        )
        return self.frame(title, content, here=("e", script.name, ""))

    def _warnings(self, script: OpenScript) -> Html:
        warnings = map(self.said, script.planned.warnings)
        items = join(fill("<li>$text</li>", text=text) for text in warnings)
        block = '<details class="notice"><summary>$name</summary><ul>$items</ul></details>'
        return fill(block, name=self["warnings"], items=items) if items else items

    def _row(self, script: OpenScript, row: Row) -> Html:
        utterance = row.utterance
        token = next((token for token in row.tokens if token.kind != "plain"), None)
        heard = "" if row.heard or script.previous is None else self["not_in_episode"]
        speaker = utterance.speaker or ""
        return self.fill(
            "row",
            index=row.index,
            sound=path("sound", f"{row.index}.wav") + f"?v={row.sound[:16]}",
            pause=utterance.pause_ms,
            written=join(map(_written, row.tokens), by=""),
            written_text=utterance.written,
            spoken=self._spoken(row),
            about=" · ".join(filter(None, (speaker, heard))),
            text_form=self._text_form(script, row),
            here=self._here(script, row),
            token=token.written.strip() if token else "",
            token_spoken=token.spoken.strip() if token else "",
            words=self._words(row),
        )

    def _spoken(self, row: Row) -> Html:
        """Return what is said where it is not what is written; differences by their class."""
        if all(token.kind == "plain" for token in row.tokens):
            return Html()
        said = join(map(self._said, row.tokens), by="")
        line = '<p class="spoken" lang="hi"><span class="hidden">$name: </span>$said</p>'
        return fill(line, name=self["spoken"], said=said)

    def _said(self, token: Token) -> Html:
        """Return a token as it is said; a difference is marked with its class."""
        if token.kind == "plain":
            return fill("$text", text=token.spoken)
        mark = '<mark class="$doubt">$text <small lang="$language">$kind</small></mark>'
        doubt = "doubt" if token.kind == "unread" or token.is_guess else "sure"
        kind = words(self.language).get(f"kind_{token.kind}", token.kind)
        values = {"text": token.spoken.strip() or "–", "kind": kind, "doubt": doubt}
        return fill(f" {mark} ", language=self.language, **values)

    def _text_form(self, script: OpenScript, row: Row) -> Html:
        if row.span is None:
            return fill('<p class="hint">$text</p>', text=self["not_here"])
        values = {"index": row.index, "version": script.version, "source": row.source}
        return self.fill("text_form", **values)

    def _here(self, script: OpenScript, row: Row) -> Html:
        """Return the button that says a word otherwise in this sentence alone."""
        if row.span is None:
            return Html()
        button = (
            '<input type="hidden" name="version" value="$version"><p class="hint">$in_sentence</p>'
            '<button class="pill strong" name="scope" value="here">$only_here</button>'
        )
        values = {key: self[key] for key in ("in_sentence", "only_here")}
        return fill(button, version=script.version, **values)

    def _words(self, row: Row) -> Html:
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

    def _history(self, script: OpenScript) -> Html:
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
                undone=self["took_back"] if change.id in undone else "",
            )
            for change in reversed(changes)
        )
        block = '<details class="notice"><summary>$name</summary><ol>$items</ol></details>'
        return fill(block, name=self["history"], items=items) if items else items

    def word(self, script: OpenScript, word: str, respelling: str, index: int) -> str:
        """Return how a word sounds, and how else it could.

        Raises
        ------
        BriefingError
            if the respelling holds what cannot be spoken.
        """
        said = respelling or dict(script.planned.pronunciations).get(word, "")
        options = syllables.candidates(word, said)
        content = self.fill(
            "word",
            word_text=word,
            phones=options[0].phones,
            respelling=said or word,
            from_index=index,
            back_href=f"../#s{index}",
            chips=join(
                (self._chip(s, word, index) for s in syllables.syllables(said or word)), by=""
            ),
            items=join(self._candidate(option, word, index) for option in options),
        )
        return self.frame(word, content, here=("e", script.name, ""))

    def _chip(self, syllable: syllables.Syllable, word: str, index: int) -> Html:
        if not syllable.other:
            return fill("<span>$text</span>", text=syllable.text)
        query = urlencode({"w": word, "from": index, "r": syllable.other})
        return fill('<a href="?$query">$text</a>', query=query, text=syllable.text)

    def _candidate(self, option: syllables.Candidate, word: str, index: int) -> Html:
        query = urlencode({"w": word, "r": option.respelling})
        return self.fill(
            "candidate",
            sound=f"sound.wav?{query}",
            respelling=option.respelling,
            phones=option.phones,
            word_text=word,
            from_index=index,
        )

    def doubts(self, found: Iterable[Doubt]) -> str:
        """Return the queue of doubts."""
        items = [self._doubt(doubt) for doubt in found]
        none = [fill("<li><p>$text</p></li>", text=self["no_doubts"])]
        content = self.fill("doubts", items=join(items or none))
        return self.frame(self["doubts"], content, here=("doubts", ""))

    def _doubt(self, doubt: Doubt) -> Html:
        href = self.url("e", doubt.name, "")
        accept = Html()
        if doubt.kind == GUESSED:
            form = (
                '<form method="post" action="$action"><input type="hidden" name="written" '
                'value="$written"><input type="hidden" name="spoken" value="$spoken"><input '
                'type="hidden" name="back" value="doubts">'
                '<button class="pill">$accept</button></form>'
            )
            values = {"written": doubt.words, "spoken": doubt.reading, "accept": self["accept"]}
            accept = fill(form, action=href + "reading", **values)
        return self.fill(
            "doubt",
            kind=doubt.kind,
            kind_words=self[doubt.kind],
            name=doubt.name,
            place=f"{self['line']} {doubt.line}" if doubt.line else "",
            what=doubt.words,
            said=f" → {doubt.reading}" if doubt.reading else "",
            href=href if doubt.index is None else f"{href}#s{doubt.index}",
            accept=accept,
        )

    def job(self, job: Job) -> str:
        """Return how far a piece of work is."""
        cancel = '<form method="post" action="cancel"><button class="pill">$cancel</button></form>'
        texts = [*job.result, *([self.error(job.error)] if job.error else [])]
        title = self["error" if job.error else "done" if job.finished else f"job_{job.kind}"]
        home = {"publish": ("publish", ""), "prune": ("",)}
        back = self.url(*home.get(job.kind, ("e", job.name, "")))
        content = self.fill(
            "job",
            title=title,
            name=job.name,
            events="events",
            finished="1" if job.finished else "",
            done_count=job.done,
            total=max(job.total, 1),
            result=join(map(self._line, texts)),
            cancel="" if job.finished else fill(cancel, cancel=self["cancel"]),
            back_href=back,
            back_words=self[{"publish": "publish", "prune": "episodes"}.get(job.kind, "back")],
        )
        here = ("jobs", job.id, "")
        return self.frame(title, content, here=here, refresh=0 if job.finished else 1)

    def said(self, text: str) -> str:
        """Return what the program says in the language; what has no Hindi stays English."""
        return said_with(text, messages()) if self.language == "hi" else text

    def error(self, error: BriefingError) -> str:
        """Return an error with its place and remedy in the language."""
        what, remedy = self.said(error.what), self.said(error.remedy)
        return str(BriefingError(what, where=error.where, remedy=remedy))

    def _line(self, line: Line) -> Html:
        """Return a line of what a job did or found."""
        if isinstance(line, str):
            return fill('<p class="result">$text</p>', text=self.said(line))
        mark = "✗" if line.severity == "error" else "!"
        found = '<div class="result">$mark $what</div>'
        return fill(found, mark=mark, what=self.finding(line))

    def finding(self, found: Finding) -> Html:
        """Return what the linter found, and what to do; in Hindi with its details in English."""
        remedy = '<p class="hint">$name: $remedy</p>'
        if self.language != "hi":
            what, todo = fill("$text", text=str(found)), found.remedy
        else:
            said = hindi_rules()[found.rule]
            details = '$why<p class="hint" lang="en">$found</p>'
            what, todo = fill(details, why=said.why, found=str(found)), said.remedy
        return join([what, fill(remedy, name=self["remedy"], remedy=todo)], by="")

    def case(self, script: OpenScript, index: int, case: str) -> str:
        """Return a case for the tests of the normaliser, to be copied."""
        href = self.url("e", script.name, "") + f"#s{index}"
        content = self.fill("case", case=case, href=href, back_words=self["back"])
        return self.frame(self["case_title"], content, here=("e", script.name, ""))

    def message(self, error: BriefingError, *, title: str, href: str, kept: str = "") -> str:
        """Return what went wrong, with what the editor wrote, which must not be lost."""
        text = '<textarea readonly rows="4" lang="hi" aria-label="$name">$kept</textarea>'
        said = self.said(error.what)
        what = f"{error.where}: {said}" if error.where else said
        content = self.fill(
            "message",
            title=title,
            what=without_secrets(what),
            remedy=without_secrets(self.said(error.remedy)),
            kept=fill(text, kept=kept, name=self["sentence"]) if kept else "",
            href=href,
            back_words=self["episodes" if href == self.url("") else "back"],
        )
        return self.frame(title, content)


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
