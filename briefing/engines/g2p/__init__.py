"""How Hindi sounds: Devanagari to phonemes, and phonemes to the symbols of a voice."""

from briefing.engines.g2p.registry import SymbolReader, by_name
from briefing.engines.g2p.symbols import kokoro_symbols, piper_symbols
from briefing.engines.g2p.words import checked_pronunciations, phonemes

__all__ = [
    "SymbolReader",
    "by_name",
    "checked_pronunciations",
    "kokoro_symbols",
    "phonemes",
    "piper_symbols",
]
