"""Read the letters of a word: Devanagari to codes, with every inherent vowel still there."""

from __future__ import annotations

import re

from briefing.engines.g2p.tables import CONSONANTS, LETTERS, VOWELS

_NUKTA = "\u093c"
#: Joiners only say how a conjunct is drawn.
_JOINERS = {0x200C: None, 0x200D: None, 0x0971: None}
#: A consonant letter that no vowel sign and no virama follows has its inherent vowel.
_SIGN = f"[{_NUKTA}\u093a\u093b\u093e-\u094f\u0955-\u0957\u0962\u0963]"
_BARE = re.compile(f"(?:(?<=[क-हॸ-ॺॼ-ॿ])|(?<=[क-ह]{_NUKTA}))(?!{_SIGN})")
_SINGLE = str.maketrans({k: v for k, v in LETTERS.items() if len(k) == 1} | {"्": ""})
_DOTTED = re.compile(f".{_NUKTA}")
_WITH_NUKTA = {k: v for k, v in LETTERS.items() if len(k) == 2}

#: The anusvara is the nasal of the following consonant's place.
_HOMORGANIC = {
    following: nasal
    for nasal, places in {"ŋ": "kKgGqxɣŋh", "ñ": "cCjJñ", "ɳ": "ʈƮɖƉɽⱤɳ", "m": "pPbBmfv"}.items()
    for following in places
}
#: A nasal sign without a vowel, or a second one, is a slip of the pen.
_STRAY = re.compile(f"(?<![{VOWELS}])[~M]")
_ANUSVARA = re.compile("(.)M(?=-?(.?))")
_SINGH = re.compile("iMhə(?=-|$)")
_LONG = set("AIUeEoOɔæ")
#: A conjunct written with ह leaves the vowel before it as it is: ब्रह्मा, but कहना.
_BEFORE_CONJUNCT = re.compile(f"ə(?=h[{CONSONANTS}])")


def _dotted(match: re.Match[str]) -> str:
    return _WITH_NUKTA.get(match[0], match[0][0])


def _nasal(match: re.Match[str]) -> str:
    """Return the nasal that an anusvara stands for, by the sounds on both sides of it."""
    before, following = match[1], match[2]
    if not following:  # अहं, but मैं
        return before + ("m" if before == "ə" and match.start() else "~")
    if following == "h":
        return before + "~"
    if before in _LONG or following in VOWELS:
        return before + "~"
    return before + _HOMORGANIC.get(following, "n")


def read(word: str) -> str:
    """Read a Devanagari word (NFC) letter by letter and return its codes.

    >>> read("कमल"), read("हिंदी"), read("ज्ञान")
    ('kəmələ', 'hindI', 'gyAnə')
    """
    codes = _BARE.sub("ə", word.translate(_JOINERS))
    if _NUKTA in codes:
        codes = _DOTTED.sub(_dotted, codes).replace(_NUKTA, "")
    codes = codes.translate(_SINGLE)
    if "ऽ" in codes:
        codes = codes.replace("əऽ", "a").replace("ऽ", "")
    codes = codes.replace("jñ", "gy").replace("ʃrri", "ʃri")
    if "h" in codes:
        codes = _BEFORE_CONJUNCT.sub("a", codes)
    if "M" in codes or "~" in codes:
        codes = _ANUSVARA.sub(_nasal, _SINGH.sub("iŋGə", _STRAY.sub("", codes)))
    return codes
