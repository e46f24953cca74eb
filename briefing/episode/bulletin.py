"""The form of a bulletin: greeting, headlines, stories, the station's name, headlines again, close.

The words between the stories are the desk's: ``[bulletin]`` in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from briefing.config import Settings
from briefing.episode.chapters import CHARACTERS_PER_SECOND, WrittenSentences, arrange
from briefing.episode.dates import hindi_date, hindi_weekday
from briefing.episode.plan import filled
from briefing.errors import ScriptError
from briefing.model import Chapter, Omission, Paragraph, Script

BULLETIN = "bulletin"
#: What stands before the words of a headline on a line of its own.
_HEADLINE = re.compile(r"\A(?:headline|हेडलाइन|शीर्षक|सुर्ख़ी|सुर्खी)\s*:\s*", re.IGNORECASE)
_ENDS = "।॥.!?…"
_TITLES = {
    "greeting": "आरंभ",
    "headlines": "मुख्य समाचार",
    "again": "मुख्य समाचार एक बार फिर",
    "closing": "समापन",
}
#: A bulletin longer than this names the station in its middle.
_IDENTIFIED_AFTER_S = 600


@dataclass(frozen=True)
class _Story:
    """A story: its headline, on a line of its own (0 for its heading), and its chapter."""

    headline: Paragraph
    chapter: Chapter
    omitted: tuple[Omission, ...] = ()


def bulletin(
    script: Script, settings: Settings, title: str, date: str, sentences: WrittenSentences
) -> Script:
    """Return a script in the form of a bulletin, its chapters in the order they are heard.

    What the script says before its first story is the greeting; without that, the settings' is.

    Raises
    ------
    ConfigError
        if a text of the settings holds an unknown field.
    ScriptError
        if the script has no stories: neither headings nor lines that begin with ``headline:``.
    """
    opening, stories = _parts(script, settings, sentences)
    words = _words(settings, title, date)
    omitted = [omission for story in stories for omission in story.omitted]
    if all(paragraph.heading for paragraph in opening):
        omitted += [Omission("title", p.text, p.line) for p in opening]
        opening = []
    elif not settings.intro:
        words["greeting"] = ""
    greeting = [*_said(words["greeting"], "intro"), *opening]
    rows = [story.headline for story in stories]
    again = [replace(row, line=0) for row in rows]
    parts = {
        "greeting": greeting,
        "headlines": [*_said(words["headlines"], "headline"), *rows],
        "again": [*_said(words["again"], "headline"), *again],
        "closing": list(_said(words["closing"], "outro")),
    }
    around = {key: [Chapter(_TITLES[key], tuple(p))] if p else [] for key, p in parts.items()}
    told = _told(stories, words["identification"])
    chapters = (*around["greeting"], *around["headlines"], *told, *around["again"])
    return replace(
        script,
        chapters=(*chapters, *around["closing"]),
        omissions=tuple(sorted((*script.omissions, *omitted), key=lambda o: o.line)),
    )


def _words(settings: Settings, title: str, date: str) -> dict[str, str]:
    """Return the words of the desk, their fields filled in."""
    texts = {
        **vars(settings.bulletin),
        **({"greeting": settings.intro} if settings.intro else {}),
        **({"closing": settings.outro} if settings.outro else {}),
    }
    fields = {
        "title": title,
        "show": settings.show.title or title,
        "date": hindi_date(date) if date else "",
        "day": hindi_weekday(date) if date else "",
    }
    return {key: filled(f"bulletin.{key}", text, fields) for key, text in texts.items()}


def _said(text: str, role: str) -> Iterator[Paragraph]:
    if text.strip():
        yield Paragraph(text, role=role)


def _parts(
    script: Script, settings: Settings, sentences: WrittenSentences
) -> tuple[list[Paragraph], list[_Story]]:
    """Return what stands before the first story, and the stories."""
    chapters = arrange(script, settings.chapters, sentences)
    if not any(p.level for chapter in chapters for p in chapter.paragraphs):
        chapters = _by_headline([p for chapter in chapters for p in chapter.paragraphs])
    opening: list[Paragraph] = []
    stories: list[_Story] = []
    for chapter in chapters:
        if not stories:  # the title of the script stands before the first story, in its chapter
            titles = list(takewhile(lambda p: p.heading and not p.level, chapter.paragraphs))
            opening += titles
            chapter = replace(chapter, paragraphs=chapter.paragraphs[len(titles) :])
        if stories or _marked(chapter) or any(p.level for p in chapter.paragraphs):
            stories.append(_story(chapter))
        else:
            opening += chapter.paragraphs
    if not stories:
        what = "a bulletin needs stories, and this text has no headings"
        remedy = "write a heading above each story (## …), or a line «headline: …»"
        raise ScriptError(what, where=script.source, remedy=remedy)
    return opening, stories


def _by_headline(paragraphs: Sequence[Paragraph]) -> list[Chapter]:
    """Return the chapters of a text without headings: each begins with a ``headline:`` line."""
    blocks: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        if _HEADLINE.match(paragraph.text):
            blocks.append([])
        blocks[-1].append(paragraph)
    return [Chapter("", tuple(block)) for block in blocks if block]


def _marked(chapter: Chapter) -> bool:
    return any(_HEADLINE.match(paragraph.text) for paragraph in chapter.paragraphs)


def _story(chapter: Chapter) -> _Story:
    """Take the headline out of a story; without one, its heading is the headline."""
    kept = tuple(p for p in chapter.paragraphs if not _HEADLINE.match(p.text))
    for paragraph in chapter.paragraphs:
        if mark := _HEADLINE.match(paragraph.text):
            headline = paragraph.cut(mark.end(), len(paragraph.text))
            omitted = (Omission("markup", mark[0], paragraph.line),)
            title = chapter.title or headline.text.rstrip(_ENDS)
            return _Story(_said_alone(headline), Chapter(title, kept or (paragraph,)), omitted)
    headings = [p for p in chapter.paragraphs if p.heading and p.level]
    headline = headings[-1] if headings else Paragraph(chapter.title)
    return _Story(_said_alone(replace(headline, line=0)), chapter)


def _said_alone(headline: Paragraph) -> Paragraph:
    """Return a headline as a sentence, with what its author marked in it.

    >>> _said_alone(Paragraph("भारत ने सीरीज़ जीती", heading=True)).text
    'भारत ने सीरीज़ जीती।'
    """
    text = headline.text if headline.text.endswith(tuple(_ENDS)) else f"{headline.text}।"
    said = Paragraph(text, headline.line, role="headline")
    return replace(said, breaks=headline.breaks, marks=headline.marks)


def _told(stories: Sequence[_Story], identification: str) -> Iterator[Chapter]:
    """Yield the chapters of the stories; in the middle of a long bulletin, the station's name."""
    lengths = [sum(len(p.text) for p in story.chapter.paragraphs) for story in stories]
    whole = sum(lengths)
    is_long = whole > _IDENTIFIED_AFTER_S * CHARACTERS_PER_SECOND
    middle = min(range(1, len(stories)), key=lambda i: abs(sum(lengths[:i]) - whole / 2), default=0)
    for index, story in enumerate(stories):
        first, *others = story.chapter.paragraphs
        paragraphs = [replace(first, opens_story=True), *others]
        if is_long and index and index == middle:
            named = _said(identification, "identification")
            paragraphs = [*(replace(p, opens_story=True) for p in named), *paragraphs]
        yield replace(story.chapter, paragraphs=tuple(paragraphs))
