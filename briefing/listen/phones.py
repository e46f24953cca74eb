"""The phones that the ear tells apart, and those of a text (``phones.tsv``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.engines.g2p import kokoro_symbols
from briefing.engines.g2p.alignment import Span, word_spans
from briefing.formats import tables

#: What is heard where nobody speaks.
SILENCE = "sil"


def _symbols() -> dict[str, str]:
    rows = tables.read(Path(__file__).with_name("phones.tsv"))
    return {
        unicodedata.normalize("NFD", symbol): unicodedata.normalize("NFD", row[0])
        for row in rows
        for symbol in row[1].split()
    }


_PHONE_OF = _symbols()
_SYMBOLS = re.compile("|".join(sorted(map(re.escape, _PHONE_OF), key=len, reverse=True)))
#: The classes of :class:`briefing.listen.ear.Ear`, in its order (NFD); the first is silence.
PHONES: tuple[str, ...] = (SILENCE, *dict.fromkeys(_PHONE_OF.values()))


@dataclass(frozen=True)
class SpokenWord:
    """A word of a text: where it is written (characters), and the phones it is spoken with."""

    place: Span
    phones: tuple[str, ...]


def spans(symbols: str) -> list[tuple[str, int, int]]:
    """Return the phones of Kokoro's symbols (NFD), each with the symbols it stands for.

    Stress, blanks, marks and the length of a doubled stop belong to no phone.

    >>> spans("ˈəkkʰ")
    [('ə', 1, 2), ('k', 2, 3), ('kʰ', 3, 5)]
    """
    return [(_PHONE_OF[m[0]], m.start(), m.end()) for m in _SYMBOLS.finditer(symbols)]


def phones_of(text: str, lexicon: Mapping[str, str] | None = None) -> list[str]:
    """Return the phones that are heard when a spoken text is read, whatever the engine.

    ``lexicon`` holds the pronunciation of single words, as for the engines.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark.

    >>> phones_of("नमस्ते।")
    ['n', 'ə', 'm', 'ə', 's', 't', 'eː']
    """
    return [phone for phone, _, _ in spans(_read(text, lexicon))]


def words_of(text: str, lexicon: Mapping[str, str] | None = None) -> list[SpokenWord]:
    """Return the words of a spoken text (NFC) with their phones.

    >>> [(word.place, "".join(word.phones)) for word in words_of("आ, ऊब।")]
    [((0, 1), 'aː'), ((3, 5), 'uːb')]
    """
    symbols = _read(text, lexicon)
    return [
        SpokenWord(place, tuple(phone for phone, _, _ in spans(symbols[start:end])))
        for place, (start, end) in word_spans(text, symbols, lexicon)
    ]


def _read(text: str, lexicon: Mapping[str, str] | None) -> str:
    return unicodedata.normalize("NFD", kokoro_symbols(text, lexicon))
