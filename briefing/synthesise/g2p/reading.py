"""Read the letters of a word: Devanagari to codes, with every inherent vowel still there."""

from __future__ import annotations

import re

from briefing.synthesise.g2p.tables import LETTERS, VOWELS

_NUKTA = "\u093c"
#: Joiners only say how a conjunct is drawn.
_JOINERS = {0x200C: None, 0x200D: None, 0x0971: None}
#: A consonant letter that no vowel sign and no virama follows has its inherent vowel.
_SIGN = f"[{_NUKTA}\u093a\u093b\u093e-\u094f\u0955-\u0957\u0962\u0963]"
_BARE = re.compile(f"([क-हॸ-ॺॼ-ॿ]{_NUKTA}?)(?!{_SIGN})")
_SINGLE = str.maketrans({k: v for k, v in LETTERS.items() if len(k) == 1} | {"्": ""})
_DOTTED = re.compile(f".{_NUKTA}")
_WITH_NUKTA = {k: v for k, v in LETTERS.items() if len(k) == 2}

#: The anusvara is the nasal of the following consonant's place.
_HOMORGANIC = {
    following: nasal
    for nasal, places in {"ŋ": "kKgGqxɣŋh", "ñ": "cCjJñ", "ɳ": "ʈƮɖƉɽⱤɳ", "m": "pPbBmfv"}.items()
    for following in places
}
_ANUSVARA = re.compile("M(.?)")
_LONG = set("AIUeEoOɔæ")


def _dotted(match: re.Match[str]) -> str:
    return _WITH_NUKTA.get(match[0], match[0][0])


def _nasal(match: re.Match[str]) -> str:
    following = match[1]
    if not following:
        return "m" if match.string[match.start() - 1] == "ə" and match.start() > 1 else "~"
    if following == "h" and match.string[match.end() :] == "ə":
        return "ŋG"  # सिंह
    if following in VOWELS:
        return "~" + following
    if following in "vs" and match.string[match.start() - 1] in _LONG:
        return "~" + following
    return _HOMORGANIC.get(following, "n") + following


def read(word: str) -> str:
    """Read a Devanagari word (NFC) letter by letter and return its codes.

    >>> read("कमल"), read("हिंदी"), read("ज्ञान")
    ('kəmələ', 'hindI', 'gyAnə')
    """
    codes = _BARE.sub(r"\1ə", word.translate(_JOINERS))
    if _NUKTA in codes:
        codes = _DOTTED.sub(_dotted, codes)
    codes = codes.translate(_SINGLE)
    if "ऽ" in codes:
        codes = codes.replace("əऽ", "a").replace("ऽ", "")
    codes = codes.replace("jñ", "gy")
    return _ANUSVARA.sub(_nasal, codes) if "M" in codes else codes
