"""From a script to what is said of it: sentences, their readings, voices, the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    with_speakers,
    without_title,
    written_by,
)
from briefing.episode.result import PlannedScript
from briefing.listen import facts
from briefing.model import Script
from briefing.normalise import Token, lexicon_for, normaliser
from briefing.normalise.pairs import paired
from briefing.read.sentences import sentences


def plan_script(
    script: Script, settings: Settings, title: str = "", date: str = ""
) -> PlannedScript:
    """Decide what is said of a script, how, and by whom; check words and numbers."""
    lexicon = lexicon_for(settings, script.source)
    script = without_title(script, title) if "{title}" in settings.intro else script
    script = with_speakers(script, {**settings.voices, **script.voices})
    split = split_and_normalise(normaliser(settings, lexicon))
    formed = settings
    if settings.form == BULLETIN:
        script = bulletin(script, settings, title, date, written_by(split))
        formed = replace(settings, chapters="heading", intro="", outro="")
    planned = plan(script, formed, title, date, split)
    lost = audit.audit(script, planned.utterances, strict=settings.strict)
    cast = voices.cast(planned.voices, settings.recording)
    pronunciations = checked_pronunciations(lexicon.pronunciations())
    doubts = tuple(facts.warnings(planned.utterances, script.source))
    return PlannedScript(script, settings, planned, cast, pronunciations, lost, doubts)


def split_and_normalise(tokens: Callable[[str], list[Token]]) -> SplitParagraph:
    """Return what cuts a paragraph into sentences and says how each is read."""

    def read_paragraph(text: str) -> Iterator[Sentence]:
        for written in sentences(text):
            reading = tokens(written)
            spoken = "".join(token.spoken for token in reading)
            unread = tuple(token.written for token in reading if token.kind == "unread")
            guessed = tuple(token.written for token in reading if token.is_guess)
            yield Sentence(written, spoken, unread, guessed, tuple(paired(reading)))

    return read_paragraph
