"""The G2Ps that a voice can ask for by name: briefing's own, and espeak-ng's."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from typing import Protocol

from briefing.errors import VoiceError, near

#: By the G2P's name and the family of voices, whose models name the phonemes differently.
G2P: Mapping[str, Mapping[str, str]] = {
    "own": {
        "kokoro": "briefing.engines.g2p.symbols:kokoro_symbols",
        "piper": "briefing.engines.g2p.symbols:piper_symbols",
    },
    "espeak": {
        "kokoro": "briefing.engines.g2p.espeak:espeak_symbols",
        "piper": "briefing.engines.g2p.espeak:espeak_symbols",
    },
}


class SymbolReader(Protocol):
    """Spoken text to phoneme symbols; ``lexicon`` holds the pronunciation of single words."""

    def __call__(self, text: str, lexicon: Mapping[str, str] | None = None) -> str: ...


def by_name(name: str, where: str = "", family: str = "kokoro") -> SymbolReader:
    """Return the function from spoken text to the phoneme symbols of a family of voices.

    Raises
    ------
    VoiceError
        if the name is unknown.

    >>> by_name("own", family="piper")("नमस्ते")
    'nəmˈʌsteː'
    """
    if name not in G2P:
        raise VoiceError(f"there is no G2P named {name!r}", where=where, remedy=near(name, G2P))
    reader: SymbolReader = pkgutil.resolve_name(G2P[name][family])
    return reader
