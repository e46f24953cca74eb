"""From spoken text to what Kokoro reads: by briefing's own G2P, or by espeak-ng as an extra."""

from __future__ import annotations

import logging
import pkgutil
import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from briefing.engines.g2p import kokoro_symbols
from briefing.errors import VoiceError, near
from briefing.formats import tables
from briefing.system import install

G2P: Mapping[str, str] = {
    "own": "briefing.engines.g2p:kokoro_symbols",
    "espeak": "briefing.engines.kokoro.phonemes:espeak_symbols",
}

# espeak-ng keeps its state in the process.
_ESPEAK = threading.Lock()
_LETTER = "\u0900-\u0963\u0971-\u097f"
_BEFORE_MARK = re.compile(" (?=[,.;:!?…])")


class Symbols(Protocol):
    """Spoken text to phoneme symbols; ``lexicon`` gives words their pronunciation."""

    def __call__(self, text: str, lexicon: Mapping[str, str] | None = None) -> str: ...


def by_name(name: str, where: str = "") -> Symbols:
    """Return the function from spoken text to phoneme symbols.

    Raises
    ------
    VoiceError
        if the name is unknown.
    """
    if name not in G2P:
        raise VoiceError(f"there is no G2P named {name!r}", where=where, remedy=near(name, G2P))
    symbols: Symbols = pkgutil.resolve_name(G2P[name])
    return symbols


def tokens(symbols: str) -> list[int]:
    """Turn phoneme symbols into the model's token ids.

    Raises
    ------
    VoiceError
        if the model has no token for a symbol; it is named.

    >>> tokens("nə")
    [56, 83]
    """
    table = vocabulary()
    decomposed = unicodedata.normalize("NFD", symbols)
    if unknown := sorted(set(decomposed) - set(table)):
        names = ", ".join(f"{s!r} (U+{ord(s):04X})" for s in unknown)
        raise VoiceError(f"the voice has no sound for {names}", where=symbols)
    return [table[symbol] for symbol in decomposed]


@cache
def vocabulary() -> Mapping[str, int]:
    """Return the symbols that the model reads, with their token ids."""
    rows = tables.read(Path(__file__).with_name("tokens.tsv"))
    return {symbol: int(number) for symbol, number in rows}


def espeak_symbols(text: str, lexicon: Mapping[str, str] | None = None) -> str:
    """Return the symbols by espeak-ng, as the model's own front end makes them.

    What the model has no token for is left out, as there. A word of the lexicon that is given in
    IPA sounds as our own G2P names it. espeak-ng and phonemizer are GPL: they are not part of the
    default install.

    Raises
    ------
    VoiceError
        if the extra is not installed.
    """
    parts = [
        kokoro_symbols(part, lexicon) if lexicon and part in lexicon else _by_espeak(part)
        for part in _parts(text, lexicon or {})
    ]
    return _BEFORE_MARK.sub("", " ".join(" ".join(parts).split()))


def _parts(text: str, lexicon: Mapping[str, str]) -> list[str]:
    """Part a text into the words that the lexicon gives, and what is between them."""
    if not lexicon:
        return [text]
    words = "|".join(map(re.escape, lexicon))
    return re.split(f"(?<![{_LETTER}])({words})(?![{_LETTER}])", text)


def _by_espeak(text: str) -> str:
    if not text.strip():
        return ""
    with _ESPEAK:
        (line,) = _espeak().phonemize([text.replace("।", ".")], strip=True)
    known = vocabulary()
    return "".join(s for s in str(line) if s in known or s.isspace())


def _quiet() -> logging.Logger:
    """Return a logger that leaves out "words count mismatch", said of nearly every sentence."""
    logger = logging.getLogger(f"{__name__}.espeak")
    logger.setLevel(logging.ERROR)
    return logger


@cache
def _espeak() -> Any:
    try:
        import espeakng_loader
        from phonemizer.backend import EspeakBackend
        from phonemizer.backend.espeak.wrapper import EspeakWrapper
    except ImportError as error:
        raise VoiceError(
            f'g2p = "espeak" needs a package that is not installed: {error.name}',
            remedy=f'{install.extra("espeak")}, or g2p = "own"',
        ) from error
    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    return EspeakBackend(
        "hi",
        preserve_punctuation=True,
        with_stress=True,
        language_switch="remove-flags",
        logger=_quiet(),
    )
