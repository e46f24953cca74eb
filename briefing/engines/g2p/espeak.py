"""Phoneme symbols by espeak-ng, which is an extra: it is GPL and not in the default install."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

from briefing.engines.g2p.symbols import kokoro_symbols, kokoro_tokens
from briefing.errors import VoiceError
from briefing.system import install

# espeak-ng keeps its state in the process.
_ESPEAK = threading.Lock()
_LETTER = "\u0900-\u0963\u0971-\u097f"
_BEFORE_MARK = re.compile(" (?=[,.;:!?…])")


def espeak_symbols(text: str, lexicon: Mapping[str, str] | None = None) -> str:
    """Return the symbols by espeak-ng, as the model's own front end makes them.

    What the model has no token for is left out, as there. A word of the lexicon whose pronunciation
    is IPA is read by our own G2P. espeak-ng and phonemizer are GPL: they are not part of the
    default install.

    Raises
    ------
    VoiceError
        if the extra is not installed.
    """
    parts = [
        kokoro_symbols(part, lexicon) if lexicon and part in lexicon else _by_espeak(part)
        for part in _split(text, lexicon or {})
    ]
    return _BEFORE_MARK.sub("", " ".join(" ".join(parts).split()))


def _split(text: str, lexicon: Mapping[str, str]) -> list[str]:
    """Split a text into the words that the lexicon holds and what is between them."""
    if not lexicon:
        return [text]
    words = "|".join(map(re.escape, lexicon))
    return re.split(f"(?<![{_LETTER}])({words})(?![{_LETTER}])", text)


def _by_espeak(text: str) -> str:
    if not text.strip():
        return ""
    with _ESPEAK:
        (line,) = _espeak().phonemize([text.replace("।", ".")], strip=True)
    known = kokoro_tokens()
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
