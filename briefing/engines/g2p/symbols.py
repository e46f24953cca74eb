"""The symbols that a voice was trained on, from the phones of a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from briefing.engines.g2p.stress import stresses
from briefing.engines.g2p.tables import IPA, VOWELS, rows
from briefing.engines.g2p.words import tokens

_PHONE = re.compile(f"[{VOWELS}]~?|.")
_NUCLEUS = re.compile(f"ə[iu](?=[yv])|[{VOWELS}]")
#: Voices were trained with a length mark on doubled stops.
_GEMINATE = re.compile(r"([kɡcɟʈɖtdpbszʃflɾ])\1(?!ʰ)")
_WEAK = {row[0]: row[1] for row in rows("weak.tsv")}


@dataclass(frozen=True)
class PhoneSymbols:
    """What a voice calls a phone: usually, under stress, first in a word, last in a word."""

    usual: str
    stressed: str
    first: str
    last: str


@cache
def _table(name: str) -> dict[str, PhoneSymbols]:
    """Load a voice's table, by the code of the phone."""
    by_ipa: dict[str, PhoneSymbols] = {}
    for ipa, *names in rows(f"{name}.tsv"):
        usual, *others = (unicodedata.normalize("NFD", n) for n in names)
        stressed, first, last = (n or usual for n in [*others, "", "", ""][:3])
        by_ipa[unicodedata.normalize("NFD", ipa)] = PhoneSymbols(usual, stressed, first, last)
    table = {code: by_ipa[ipa] for code, ipa in IPA.items() if ipa in by_ipa}
    for vowel in VOWELS:
        base, length = IPA[vowel][0], IPA[vowel][1:]
        table[vowel + "~"] = by_ipa[base + "\u0303" + length]
    return table


def _marks(written: str, codes: str) -> dict[int, str]:
    """Return the stress mark of each nucleus, by its place in the codes."""
    degree = _WEAK.get(written, "primary")
    if degree == "none":
        return {}
    places = [match.start() for match in _NUCLEUS.finditer(codes)]
    marks = dict(zip(places, stresses(codes), strict=True))
    if degree == "secondary":
        return {place: "ˌ" for place, mark in marks.items() if mark == "ˈ"}
    return marks


@lru_cache(maxsize=1 << 16)
def _word(written: str, codes: str, table_name: str) -> str:
    """Return the symbols of one word, stress marks before the vowels."""
    table = _table(table_name)
    marks = _marks(written, codes)
    symbols = []
    for match in _PHONE.finditer(codes):
        names, mark = table[match[0]], marks.get(match.start(), "")
        if match.end() == len(codes) and names.last != names.usual:
            name = names.last
        elif match.start() == 0:
            name = names.first
        else:
            name = names.stressed if mark == "ˈ" else names.usual
        symbols.append(mark + name)
    return _GEMINATE.sub(r"\1ː", "".join(symbols))


def symbols(text: str, table: str, lexicon: Mapping[str, str] | None = None) -> str:
    """Return the symbols of a text by a voice's table (``data/<table>.tsv``)."""
    parts = [
        " " + _word(written, codes, table) if codes else written
        for written, codes in tokens(text, lexicon)
    ]
    return "".join(parts).strip()


def kokoro_symbols(text: str, lexicon: Mapping[str, str] | None = None) -> str:
    """Return the symbols of Kokoro-82M for Hindi text; each is in the model's vocabulary.

    The conventions are those the model's Hindi voices were trained on (espeak-ng's ``hi``): stress
    marks before the vowel, ``ʌ`` for a stressed schwa, short nasal vowels, ``c ɟ`` for च ज.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark: it names the character.

    >>> kokoro_symbols("नमस्ते, पचपन लोग आए।")
    'nəmˈʌsteː, pˈʌcpən lˈoːɡ ˈaːeː.'
    """
    return symbols(text, "kokoro", lexicon)


def piper_symbols(text: str, lexicon: Mapping[str, str] | None = None) -> str:
    """Return the symbols of Piper's Hindi voices, which were trained on espeak-ng's ``hi`` too.

    >>> piper_symbols("नमस्ते")
    'nəmˈʌsteː'
    """
    return symbols(text, "piper", lexicon)


@cache
def kokoro_tokens() -> Mapping[str, int]:
    """Return the symbols that Kokoro-82M reads, with their token ids."""
    return {symbol: int(number) for symbol, number in rows("kokoro_tokens.tsv")}
