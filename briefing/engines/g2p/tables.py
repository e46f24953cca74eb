"""Tables of the grapheme-to-phoneme step: which letter is which phone, and their names in IPA.

Inside, a word is a string of *codes*, one character for one phone (``data/phones.tsv``), so that
the rules are regular expressions over plain characters. IPA and the symbols of a voice are names
that the codes get at the end.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from briefing.formats import tables


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Read a table of ``data/`` as rows of columns."""
    return tables.read(Path(__file__).parent / "data" / name)


_PHONES = rows("phones.tsv")

#: Codes of the vowels and of the consonants, for character classes.
VOWELS = "".join(code for code, _, kind, *_ in _PHONES if kind == "vowel")
CONSONANTS = "".join(code for code, _, kind, *_ in _PHONES if kind == "consonant")

#: Code of a phone → its IPA. A mark (nasality, release) follows the phone it changes.
IPA = {code: unicodedata.normalize("NFD", ipa) for code, ipa, *_ in _PHONES}

#: Devanagari letter (one or two code points) → codes.
LETTERS = {row[0]: row[1] if len(row) > 1 else "" for row in rows("letters.tsv")}
