"""From a script to what is said of it: sentences, their readings, voices, the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from briefing import voices
from briefing.config import Settings
from briefing.engines.g2p import checked_pronunciations
from briefing.episode import audit
from briefing.episode.bulletin import BULLETIN, bulletin
from briefing.episode.plan import (
    Sentence,
    SplitParagraph,
    plan,
    without_tables,
    without_title,
    written_by,
)
from briefing.episode.result import PlannedScript
from briefing.episode.speakers import with_speakers
from briefing.listen import facts
from briefing.model import Mark, Script, marks_within
from briefing.normalise import Token, lexicon_for, normaliser
from briefing.normalise.pairs import in_spoken, paired
from briefing.read.sentences import sentences


def plan_script(
    script: Script, settings: Settings, title: str = "", date: str = ""
) -> PlannedScript:
    """Decide what is said of a script, how, and by whom; check words and numbers."""
    lexicon = lexicon_for(settings, script.source)
    script = without_title(script, title) if "{title}" in settings.intro else script
    script = script if settings.tables else without_tables(script)
    script = with_speakers(script, {**settings.voices, **script.voices})
    split = split_and_normalise(normaliser(settings, lexicon))
    formed = settings
    if settings.form == BULLETIN:
        script = bulletin(script, settings, title, date, written_by(split))
        formed = replace(settings, chapters="heading", intro="", outro="")
    planned = plan(script, formed, title, date, split)
    lost = audit.audit(script, planned.utterances, strict=settings.strict)
    cast = voices.cast(planned.voices, settings.recording, settings.quality)
    pronunciations = checked_pronunciations(lexicon.pronunciations())
    doubts = tuple(facts.warnings(planned.utterances, script.source))
    return PlannedScript(script, settings, planned, cast, pronunciations, lost, doubts)


def split_and_normalise(tokens: Callable[..., list[Token]]) -> SplitParagraph:
    """Return what cuts a paragraph into sentences and says how each is read."""

    def read_paragraph(text: str, marks: Sequence[Mark]) -> Iterator[Sentence]:
        done = 0
        for written in sentences(text):
            start = max(text.find(written, done), done)
            done = start + len(written)
            marked = marks_within(marks, start, done) if marks else ()
            given = [mark for mark in marked if mark.kind == "spoken"]
            reading = tokens(written, given=[(mark.start, mark.end, mark.said) for mark in given])
            spoken = "".join(token.spoken for token in reading)
            unread = tuple(token.written for token in reading if token.kind == "unread")
            guessed = tuple(token.written for token in reading if token.is_guess)
            words = tuple(paired(reading))
            said = tuple(in_spoken(_standing_out(marked, written), reading))
            yield Sentence(written, spoken, unread, guessed, words, said)

    return read_paragraph


def _standing_out(marks: Sequence[Mark], written: str) -> list[Mark]:
    """Return the marks without an emphasis on all the words of a sentence."""

    def whole(mark: Mark) -> bool:
        rest = written[: mark.start] + written[mark.end :]
        return not any(character.isalnum() for character in rest)

    return [mark for mark in marks if mark.kind != "emphasis" or not whole(mark)]
