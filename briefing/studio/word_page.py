"""The page of a word: how it sounds, and how else it could."""

from __future__ import annotations

from urllib.parse import urlencode

from briefing.formats.markup import Html, fill, join
from briefing.studio import syllables
from briefing.studio.desk import OpenScript
from briefing.studio.html import View


def word_page(view: View, script: OpenScript, word: str, respelling: str, index: int) -> str:
    """Return how a word sounds, and how else it could.

    Raises
    ------
    BriefingError
        if the respelling holds what cannot be spoken.
    """
    said = respelling or dict(script.planned.pronunciations).get(word, "")
    options = syllables.candidates(word, said)
    content = view.fill(
        "word",
        word_text=word,
        phones=options[0].phones,
        respelling=said or word,
        from_index=index,
        back_href=f"../#s{index}",
        chips=join((_chip(view, s, word, index) for s in syllables.syllables(said or word)), by=""),
        items=join(_candidate(view, option, word, index) for option in options),
    )
    return view.frame(word, content, here=("e", script.name, ""))


def _chip(view: View, syllable: syllables.Syllable, word: str, index: int) -> Html:
    if not syllable.other:
        return fill("<span>$text</span>", text=syllable.text)
    query = urlencode({"w": word, "from": index, "r": syllable.other})
    return fill('<a href="?$query">$text</a>', query=query, text=syllable.text)


def _candidate(view: View, option: syllables.Candidate, word: str, index: int) -> Html:
    query = urlencode({"w": word, "r": option.respelling})
    return view.fill(
        "candidate",
        sound=f"sound.wav?{query}",
        respelling=option.respelling,
        phones=option.phones,
        word_text=word,
        from_index=index,
    )
