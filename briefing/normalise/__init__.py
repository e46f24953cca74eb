"""Normalise Hindi: from what an editor writes to what a newsreader says.

>>> spoken("6 जनवरी को 20 लोग")
'छह जनवरी को बीस लोग'
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from briefing.formats.text import nfc
from briefing.normalise.numbers import numbers
from briefing.normalise.rule import Rule, Token
from briefing.normalise.scan import scan
from briefing.normalise.user import EMPTY, Lexicon, lexicon_for
from briefing.style import STYLES, Style

if TYPE_CHECKING:
    from briefing.config import Settings

__all__ = [
    "STYLES",
    "Lexicon",
    "Style",
    "Token",
    "lexicon_for",
    "normalise",
    "normaliser",
    "spoken",
]

_NEWSREADER = Style()
#: What reads the words that an author gave a spoken form.
_AUTHORS = Rule("author", "spoken", "", lambda match, context: None)


def normalise(
    text: str,
    lexicon: Lexicon = EMPTY,
    style: Style = _NEWSREADER,
    given: Sequence[tuple[int, int, str]] = (),
) -> list[Token]:
    """Read a text into tokens that cover it: what is written, and what is said for it.

    ``text`` may be in any Unicode form; offsets count in its NFC form. A word or phrase of the
    ``lexicon`` comes before every rule; before both come the readings that the author has
    ``given``: spans in order, with what is said, which is normalised too. After this no digit, no
    Latin letter and no sign that a voice cannot speak is left in any token's ``spoken``.

    >>> [(token.written, token.spoken, token.kind) for token in normalise("20 लोग")]
    [('20', 'बीस', 'cardinal'), (' लोग', ' लोग', 'plain')]
    """
    text = nfc(text)
    found = list(lexicon.find(text)) if lexicon else []
    if given:
        authors = [(a, b, spoken(said, lexicon, style), _AUTHORS) for a, b, said in given]
        free = (f for f in found if not any(a < f[1] and f[0] < b for a, b, _ in given))
        found = sorted([*authors, *free], key=lambda reading: reading[:2])
    return scan(text, numbers(style), found)


def normaliser(settings: Settings, lexicon: Lexicon) -> Callable[[str], list[Token]]:
    """Return :func:`normalise` with the style of the settings and a lexicon."""
    return partial(normalise, lexicon=lexicon, style=STYLES[settings.style])


def spoken(text: str, lexicon: Lexicon = EMPTY, style: Style = _NEWSREADER) -> str:
    """Say a text as a newsreader would: :func:`normalise`, joined.

    >>> spoken("35,000 किसान")
    'पैंतीस हज़ार किसान'
    """
    return "".join([token.spoken for token in normalise(text, lexicon, style)])


class _Package(ModuleType):
    """This package, which is called as :func:`spoken` is.

    Python puts a package into its parent under its name, so ``briefing.normalise`` is the package
    as soon as anything has imported it: ``briefing.normalise("20 लोग")`` works all the same.
    """

    def __call__(self, text: str, lexicon: Lexicon = EMPTY, style: Style = _NEWSREADER) -> str:
        return spoken(text, lexicon, style)


sys.modules[__name__].__class__ = _Package
