"""Turn phoneme symbols into the token ids that Kokoro reads."""

from __future__ import annotations

import unicodedata

from briefing.engines.g2p.symbols import kokoro_tokens
from briefing.errors import VoiceError


def tokens(symbols: str) -> list[int]:
    """Turn phoneme symbols into the model's token ids.

    Raises
    ------
    VoiceError
        if the model has no token for a symbol; it is named.

    >>> tokens("nə")
    [56, 83]
    """
    table = kokoro_tokens()
    decomposed = unicodedata.normalize("NFD", symbols)
    if unknown := sorted(set(decomposed) - set(table)):
        names = ", ".join(f"{s!r} (U+{ord(s):04X})" for s in unknown)
        raise VoiceError(f"the voice has no sound for {names}", where=symbols)
    return [table[symbol] for symbol in decomposed]
