"""Devanagari in Latin letters, for file names, URLs and chapter lists that must be ASCII.

A plain popular romanisation (as in newspaper URLs), not a transcription: no diacritics, the
inherent vowel dropped at the end of words and, by Ohala's rule, between a vowel-consonant and a
consonant-vowel (M. Ohala, *Aspects of Hindi Phonology*, 1983).
"""

from __future__ import annotations

import re
import unicodedata

from briefing.formats.text import nfc


def _table(letters: str, romans: str) -> dict[str, str]:
    return dict(zip(letters, romans.split(), strict=True))


_CONSONANTS = _table(
    "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ",
    "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h l",
)
_NUKTA = _table("कखगजडढफय", "q kh g z r rh f y")
_VOWELS = _table("अआइईउऊऋएऐओऔऍऑऎऒ", "a aa i i u u ri e ai o au e o e o")
_SIGNS = _table("ािीुूृेैोौॅॉॆॊ", "a i i u u ri e ai o au e o e o")
_MARKS = {"ं": "n", "ँ": "n", "ः": "h", "ऽ": "", "ॐ": "om"}
#: Before a labial, anusvara is m: नवंबर, संवाद.
_LABIAL_ANUSVARA = re.compile("ं(?=[पफबभमव])")
_VIRAMA, _NUKTA_SIGN = "\u094d", "\u093c"
_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
#: Signs of print as a typewriter has them, for what must be ASCII.
TYPEWRITTEN = str.maketrans({"…": "...", "–": "-", "—": "-", "’": "'", "।": ".", "·": "-"})


def to_latin(text: str) -> str:
    """Return the text in Latin letters without diacritics; other scripts lose their accents.

    >>> to_latin("आज की ख़बरें, 15 अगस्त")
    'aaj ki khabren, 15 agast'
    >>> to_latin("सर्वोच्च न्यायालय का फ़ैसला")
    'sarvochch nyayalay ka faisla'
    >>> to_latin("नवंबर, हिंदी, संविधान")
    'navambar, hindi, samvidhan'
    """
    text = _LABIAL_ANUSVARA.sub("म्", nfc(text).translate(_DIGITS))
    text = re.sub("[\u0900-\u0963\u0970-\u097f]+", lambda run: _word(run.group()), text)
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def slug(text: str, *, most: int = 60) -> str:
    """Return an ASCII name for a file or a URL: lower-case words joined by hyphens.

    At most ``most`` characters, cut between words; ``episode`` where nothing is left.

    >>> slug("भारत ने जीता T20 विश्व कप!")
    'bharat-ne-jita-t20-vishv-kap'
    >>> slug("❤")
    'episode'
    """
    words = re.findall("[a-z0-9]+", to_latin(text).lower())
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > most:
            break
        name = f"{name}-{word}" if name else word[:most]
    return name or "episode"


def earlier_slug(text: str) -> str:
    """Return the name that version 0.1 gave, to which anusvara was always n.

    >>> earlier_slug("29 नवंबर")
    '29-navanbar'
    """
    return slug(_LABIAL_ANUSVARA.sub("न्", nfc(text)))


def _word(word: str) -> str:
    units = _units(word)
    vowels = [vowel for _, vowel in units]
    last = len(units) - 1
    for i in range(last, 0, -1):
        in_the_middle = i < last and vowels[i - 1] and vowels[i + 1] and units[i + 1][0]
        if vowels[i] == "@" and (i == last or in_the_middle):
            vowels[i] = ""
    joined = "".join(c + v.replace("@", "a") for (c, _), v in zip(units, vowels, strict=True))
    return joined.removesuffix("a") if len(joined) > 3 and joined.endswith("aa") else joined


def _units(word: str) -> list[tuple[str, str]]:
    """Split a word into (consonant, vowel) pairs; ``@`` stands for the inherent vowel."""
    units: list[tuple[str, str]] = []
    for char in word:
        if char in _CONSONANTS:
            units.append((_CONSONANTS[char], "@"))
            base = char
        elif char == _NUKTA_SIGN and units:
            units[-1] = (_NUKTA.get(base, units[-1][0]), "@")
        elif char == _VIRAMA and units:
            units[-1] = (units[-1][0], "")
        elif char in _SIGNS and units:
            units[-1] = (units[-1][0], _SIGNS[char])
        elif char in _VOWELS:
            units.append(("", _VOWELS[char]))
        elif char in _MARKS:
            units.append((_MARKS[char], ""))
    return units
