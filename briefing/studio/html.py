"""What all pages of the studio share: words, addresses, the frame, messages in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from briefing.episode.dates import english_date, hindi_date
from briefing.errors import BriefingError, without_secrets
from briefing.formats.markup import Html, fill, join, path
from briefing.formats.text import clock
from briefing.lint import Finding
from briefing.lint.hindi import hindi_rules
from briefing.message import said_with
from briefing.studio.desk import OpenScript
from briefing.studio.jobs import Job
from briefing.studio.words import messages, words

_HERE = Path(__file__).parent
_SECTIONS = {"episodes": ("",), "doubts": ("doubts", ""), "publish": ("publish", "")}


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

    def about(self, script: OpenScript) -> dict[str, str]:
        """Return what the list and the page of a script say of it, for their templates."""
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

    def said(self, text: str) -> str:
        """Return what the program says in the language; what has no Hindi stays English."""
        return said_with(text, messages()) if self.language == "hi" else text

    def error(self, error: BriefingError) -> str:
        """Return an error with its place and remedy in the language."""
        what, remedy = self.said(error.what), self.said(error.remedy)
        return str(BriefingError(what, where=error.where, remedy=remedy))

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
