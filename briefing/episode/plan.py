"""From a script to utterances: chapters by the user's choice, sentences, readings, pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.config import NO_DISCLOSURE, Settings
from briefing.episode import disclosure
from briefing.episode.chapters import WrittenSentences, arrange
from briefing.episode.dates import hindi_date
from briefing.episode.pauses import paused
from briefing.episode.tune import tuned
from briefing.errors import ConfigError, ScriptError
from briefing.model import (
    Break,
    Chapter,
    Delivery,
    Mark,
    Omission,
    Paragraph,
    Script,
    Utterance,
    Word,
    marks_within,
)

#: The titles of the chapters that the settings add, by their role.
_ASIDES = {"intro": "परिचय", "outro": "समापन"}


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, and as it is said.

    ``unread`` holds the tokens in it that no rule could read for certain, ``guessed`` words of
    Hindi in Latin letters that no lexicon has. ``words`` pairs the written words with the
    spoken; ``marks`` are what the author marked in the spoken text.
    """

    written: str
    spoken: str
    unread: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    marks: tuple[Mark, ...] = ()


#: Cuts a paragraph into its sentences, in order, and reads each when it is asked for.
SplitParagraph = Callable[[str, Sequence[Mark]], Iterable[Sentence]]


#: A text, its marks, and the silence after it in milliseconds.
Piece = tuple[str, Sequence[Mark], int]


@dataclass(frozen=True)
class Plan:
    """What will be spoken: chapter titles, and the utterances in order.

    ``disclosure`` is how it says that the voice is synthetic: its first sentence, or ``none``.
    """

    chapters: tuple[str, ...]
    utterances: tuple[Utterance, ...]
    disclosure: str = NO_DISCLOSURE

    @property
    def voices(self) -> list[str]:
        """Return the names of the voices that speak, sorted."""
        return sorted({utterance.voice for utterance in self.utterances})

    @property
    def text(self) -> str:
        """Return what is spoken as it was written.

        A line holds a paragraph; a blank line stands between chapters.
        """
        chapters: dict[int, dict[int, list[str]]] = {}
        for utterance in self.utterances:
            paragraphs = chapters.setdefault(utterance.chapter, {})
            paragraphs.setdefault(utterance.paragraph, []).append(utterance.written)
        blocks = [
            "\n".join(" ".join(sentences) for sentences in paragraphs.values())
            for paragraphs in chapters.values()
        ]
        return "\n\n".join(blocks)


def plan(script: Script, settings: Settings, title: str, date: str, split: SplitParagraph) -> Plan:
    """Cut a script into utterances.

    ``title`` and ``date`` (ISO 8601, or empty) are what the intro and outro may name.

    Raises
    ------
    ConfigError
        if a speaker in the script has no voice, or the intro holds an unknown field.
    ScriptError
        if no sentence is left to speak.
    """
    fields = {"title": title, "date": hindi_date(date) if date else ""}
    chapters = [
        *_aside("intro", settings.intro, fields),
        *_stories(arrange(script, settings.chapters, written_by(split))),
        *_aside("outro", settings.outro, fields),
    ]
    voices = {**settings.voices, **script.voices}
    utterances: list[Utterance] = []
    for c, chapter in enumerate(chapters):
        for p, paragraph in enumerate(chapter.paragraphs):
            voice = _voice(paragraph, voices, settings.voice, script)
            pieces = _pieces(paragraph, settings)
            said = _utterances(paragraph, pieces, c, p, voice, split)
            melodic = settings.melody == "on"
            utterances += tuned(said, heading=paragraph.heading) if melodic else said
    if not utterances:
        what = "no sentence is left to speak"
        raise ScriptError(what, where=script.source, remedy="write a paragraph of Hindi")
    notice = disclosure.sentence(settings, script.language)
    if notice != NO_DISCLOSURE:
        heard = _utterances(Paragraph(notice), [(notice, (), 0)], 0, 0, settings.voice, split)
        utterances = disclosure.before(utterances, heard)
    timed = tuple(paused(utterances, settings.pauses))
    return Plan(tuple(chapter.title for chapter in chapters), timed, notice)


def _pieces(paragraph: Paragraph, settings: Settings) -> Iterator[Piece]:
    """Yield the text of a paragraph from silence to silence, its marks, and the silence's length.

    >>> from briefing.model import Break
    >>> made = Paragraph("पहला दूसरा", breaks=(Break(4, 500),), number="1.")
    >>> list(_pieces(made, Settings()))
    [('1. पहला', (), 500), (' दूसरा', (), 0)]
    """
    text = paragraph.with_number(settings.list_numbers)
    shift, done = len(text) - len(paragraph.text), 0
    for this in (*paragraph.breaks, Break(len(paragraph.text), 0)):
        pause_ms = settings.pauses.line_ms if this.pause_ms is None else this.pause_ms
        end = this.at + shift
        marks = marks_within(paragraph.marks, done - shift, this.at)
        yield text[done:end], marks, pause_ms
        done = end


def _utterances(
    paragraph: Paragraph,
    pieces: Iterable[Piece],
    chapter: int,
    index: int,
    voice: str,
    split: SplitParagraph,
) -> list[Utterance]:
    """Return the utterances of a paragraph; a sentence with no letter or digit yields none.

    Only a silence that the paragraph itself asks for is in them.
    """
    made: list[Utterance] = []
    for text, marks, pause_ms in pieces:
        for sentence in split(text, marks):
            if any(character.isalnum() for character in sentence.spoken):
                utterance = Utterance(
                    sentence.written,
                    sentence.spoken,
                    chapter,
                    index,
                    voice,
                    unread=sentence.unread,
                    guessed=sentence.guessed,
                    line=paragraph.line,
                    speaker=paragraph.speaker,
                    role=paragraph.role,
                    words=sentence.words,
                    opens_story=paragraph.opens_story and not made,
                    picture=None if made else paragraph.picture,
                    delivery=Delivery(marks=sentence.marks),
                )
                made.append(utterance)
        if made and pause_ms:
            made[-1] = replace(made[-1], pause_ms=pause_ms)
    return made


def without_title(script: Script, title: str) -> Script:
    """Return a script without the heading that says its title, where an intro says it.

    >>> text = Chapter("", (Paragraph("शाम", 1, heading=True), Paragraph("नमस्ते।", 3)))
    >>> [p.text for p in without_title(Script("शाम", (text,)), "शाम").chapters[0].paragraphs]
    ['नमस्ते।']
    """
    first, *others = script.chapters
    heading, *paragraphs = first.paragraphs
    if not (heading.heading and not heading.level and heading.text == title):
        return script
    kept = [replace(first, paragraphs=tuple(paragraphs))] if paragraphs else []
    if not (kept or others):
        return script
    omitted = Omission("title", heading.text, heading.line)
    return replace(script, chapters=(*kept, *others), omissions=(*script.omissions, omitted))


def without_tables(script: Script) -> Script:
    """Return a script without the rows of its tables.

    >>> text = Chapter("", (Paragraph("दिल्ली, 8।", 1, row=True), Paragraph("नमस्ते।", 3)))
    >>> [p.text for p in without_tables(Script("", (text,))).chapters[0].paragraphs]
    ['नमस्ते।']
    """
    rows = [p for chapter in script.chapters for p in chapter.paragraphs if p.row]
    kept = [
        replace(chapter, paragraphs=tuple(p for p in chapter.paragraphs if not p.row))
        for chapter in script.chapters
    ]
    omitted = [Omission("table", row.text, row.line) for row in rows]
    return replace(
        script,
        chapters=tuple(chapter for chapter in kept if chapter.paragraphs),
        omissions=(*script.omissions, *omitted),
    )


def written_by(split: SplitParagraph) -> WrittenSentences:
    return lambda paragraph: (sentence.written for sentence in split(paragraph, ()))


def _stories(chapters: list[Chapter]) -> Iterator[Chapter]:
    """Yield the chapters of the text; each but the first begins a story, unless a form says so."""
    formed = any(p.opens_story for chapter in chapters for p in chapter.paragraphs)
    for index, chapter in enumerate(chapters):
        if formed:
            yield chapter
            continue
        first, *others = chapter.paragraphs
        yield replace(chapter, paragraphs=(replace(first, opens_story=index > 0), *others))


def _aside(role: str, template: str, fields: Mapping[str, str]) -> list[Chapter]:
    """Return the chapter of an intro or outro, none if it is empty."""
    if not template.strip():
        return []
    text = filled(role, template, fields)
    return [Chapter(_ASIDES[role], (Paragraph(text, role=role),))]


def filled(key: str, template: str, fields: Mapping[str, str]) -> str:
    """Return a text of the settings with its fields filled in.

    Raises
    ------
    ConfigError
        if it holds another field.
    """
    try:
        return template.format_map(fields)
    except (KeyError, ValueError, IndexError) as error:
        known = " and ".join(f"{{{name}}}" for name in fields)
        what = f"the {key} holds an unknown field: {error}"
        raise ConfigError(what, where=template, remedy=f"use {known}") from None


def _voice(paragraph: Paragraph, voices: Mapping[str, str], default: str, script: Script) -> str:
    if paragraph.speaker is None:
        return default
    if paragraph.speaker in voices or script.any_voice:
        return voices.get(paragraph.speaker, default)
    raise ConfigError(
        f"the speaker {paragraph.speaker!r} has no voice",
        where=f"{script.source}:{paragraph.line}",
        remedy=f"add «voices:» with «{paragraph.speaker}: NAME» to the front matter, "
        "or to [voices] in briefing.toml",
    )
