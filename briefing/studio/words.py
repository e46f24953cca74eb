"""What the studio says, in Hindi and in English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from briefing.formats import tables

LANGUAGES = ("hi", "en")


@cache
def words(language: str) -> dict[str, str]:
    """Return the words of a language by their keys.

    >>> words("en")["draft"], words("hi")["draft"]
    ('Draft', 'मसौदा')
    """
    column = 1 + LANGUAGES.index(language)
    return {row[0]: row[column] for row in tables.read(Path(__file__).with_name("words.tsv"))}


@cache
def messages() -> dict[str, str]:
    """Return what the program says in Hindi, by the English texts and templates.

    >>> messages()["there is no such script"]
    'ऐसी कोई स्क्रिप्ट नहीं है'
    """
    rows = tables.read(Path(__file__).with_name("messages_hi.tsv"))
    return {row[0]: row[1] for row in rows}


def preferred(accepted: str) -> str:
    """Return the language for an Accept-Language header: Hindi, unless English comes first.

    >>> preferred("en-GB,en;q=0.9,hi;q=0.8"), preferred("hi-IN,en"), preferred("")
    ('en', 'hi', 'hi')
    """
    return "en" if accepted.strip().lower().startswith("en") else "hi"
