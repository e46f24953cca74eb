"""The spoken notice: an episode begins by saying that its voice is synthetic.

It is a paragraph of its own before all others, in the first chapter: a chapter that is over after
three seconds helps nobody, and the notice must be heard before an intro, however long that is. The
voice that speaks first says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from briefing.config import NO_DISCLOSURE, Settings
from briefing.model import Utterance

DEFAULT_LANGUAGE = "hi"
#: The sentence by the language of the script (ISO 639-1).
SENTENCES: Mapping[str, str] = {
    "hi": "यह प्रसारण कृत्रिम आवाज़ में है।",
    "mr": "हे प्रसारण कृत्रिम आवाजात आहे।",
    "ne": "यो प्रसारण कृत्रिम आवाजमा छ।",
    "en": "This broadcast is spoken by a synthetic voice.",
}


def sentence(settings: Settings, language: str) -> str:
    """Return what an episode in a language says of its voice, or ``none`` where it shall not.

    >>> sentence(Settings(), "hi-IN")
    'यह प्रसारण कृत्रिम आवाज़ में है।'
    >>> sentence(Settings(disclosure="None"), "hi")
    'none'
    """
    if settings.disclosure is None:
        known = {**SENTENCES, **settings.disclosures}
        code = language.partition("-")[0].lower()
        return known.get(language) or known.get(code) or known[DEFAULT_LANGUAGE]
    text = settings.disclosure.strip()
    return NO_DISCLOSURE if text.lower() == NO_DISCLOSURE else text


def before(utterances: Sequence[Utterance], notice: Iterable[Utterance]) -> list[Utterance]:
    """Return the utterances of an episode after those of its notice, as paragraph 0.

    The notice is said in the first chapter, by the voice of the first utterance.
    """
    first = utterances[0]
    said = [
        replace(
            utterance, chapter=first.chapter, paragraph=0, voice=first.voice, speaker=first.speaker
        )
        for utterance in notice
    ]
    moved = (
        replace(utterance, paragraph=utterance.paragraph + 1)
        if said and utterance.chapter == first.chapter
        else utterance
        for utterance in utterances
    )
    return [*said, *moved]
