"""From a text to the phonemes of its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from briefing.engines.g2p.morphology import inflections, keeps_shape, split
from briefing.engines.g2p.reading import read
from briefing.engines.g2p.schwa import delete
from briefing.engines.g2p.sounds import hear
from briefing.engines.g2p.tables import IPA, LETTERS, rows
from briefing.errors import ConfigError, VoiceError

#: What a word is made of: the letters that have a reading, the nukta, and joiners.
_WORD = "[" + "".join(sorted(set("".join(LETTERS)) | set("\u093c\u200c\u200d"))) + "]+"
_TOKEN = re.compile(f"({_WORD})|\\s+|(.)", re.DOTALL)
_DEVANAGARI = re.compile(_WORD)
_TO_IPA = str.maketrans(IPA)

#: A punctuation mark as written → as the voice is given it (nothing, a blank, or a mark).
PUNCTUATION = {row[0]: row[1] if len(row) > 1 else "" for row in rows("punctuation.tsv")}


def _spellings() -> dict[str, str]:
    known = {ipa: code for code, ipa in reversed(IPA.items())}
    aliases = {alias: known[phone] for alias, phone in rows("aliases.tsv")}
    return {unicodedata.normalize("NFD", k): v for k, v in (aliases | known).items()}


_FROM_IPA = _spellings()
_PHONE = re.compile("|".join(sorted(map(re.escape, _FROM_IPA), key=len, reverse=True)) + "|(.)")
#: What a lexicon's IPA may hold without meaning a phone of its own.
_SILENT = str.maketrans("", "", "ˈˌ'. -/[]\u032f")


#: Word → its respelling, with seams; inflected forms too.
_EXCEPTIONS = inflections({row[0]: row[1] for row in rows("exceptions.tsv")})
_SEAMS = re.compile("[-ऽ]")
#: The vowel before a stem's last consonant and an ending.
_LAST_SCHWA = re.compile("ə(.(?:o~?|e~))$")


@lru_cache(maxsize=1 << 16)
def codes(word: str) -> str:
    """Return the codes of a Devanagari word in NFC.

    >>> codes("समझ"), codes("पर्यावरण")
    ('səməJ', 'pəryAvarəɳ')
    """
    given = _EXCEPTIONS.get(word)
    return respelt(given or "-".join(map(_respelling, split(word))), keeps_shape(word))


def _respelling(part: str) -> str:
    return _EXCEPTIONS.get(part, part)


def respelt(word: str, keep: bool = False) -> str:
    """Return the codes of a word whose seams are marked with hyphens."""
    letters = read(word)
    if keep:
        letters = _LAST_SCHWA.sub(r"a\1", letters)
    return hear(map(delete, letters.split("-")))


def codes_of_ipa(ipa: str, word: str = "") -> str:
    """Return the codes of a pronunciation in IPA; stress marks, dots and blanks are passed over.

    Raises
    ------
    ConfigError
        if a symbol is neither in the inventory nor a known spelling of one that is.

    >>> codes_of_ipa("fəˈriː")
    'fərI'
    """
    text = unicodedata.normalize("NFD", ipa).translate(_SILENT).replace("\u0303ː", "ː\u0303")
    found = []
    for match in _PHONE.finditer(text):
        if match[1]:
            raise ConfigError(
                f"{match[1]!r} in the pronunciation /{ipa}/ is not a phone of Hindi",
                where=word,
                remedy="use the phones of docs/g2p.md, or a respelling in Devanagari",
            )
        found.append(_FROM_IPA[match[0]])
    return "".join(found)


def checked_pronunciations(lexicon: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the rows of a lexicon if each can be spoken.

    Raises
    ------
    ConfigError
        if a word has a pronunciation in IPA with a symbol outside the phone inventory.

    >>> checked_pronunciations({"दुबे": "डुबे"})
    (('दुबे', 'डुबे'),)
    """
    for word, said in lexicon.items():
        _given(word, said)
    return tuple(lexicon.items())


def _given(word: str, said: str) -> str:
    """Return the codes of a lexicon row, whose right side is a respelling or IPA.

    A respelling is read like any word, unless it marks its own seams.
    """
    said = unicodedata.normalize("NFC", said)
    if not _DEVANAGARI.search(said):
        return codes_of_ipa(said, word)
    if rest := _DEVANAGARI.sub("", said).replace("-", ""):
        raise ConfigError(
            f"{rest[0]!r} in the respelling {said!r} is not a Devanagari letter",
            where=word,
            remedy="write it in Devanagari or in IPA, not in both",
        )
    return respelt(said, keeps_shape(word)) if _SEAMS.search(said) else codes(said)


def tokens(text: str, lexicon: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield (written, codes) for each word of a text, and (mark, "") for each pause mark.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark: it names the character.
    """
    text = unicodedata.normalize("NFC", text)
    given = {unicodedata.normalize("NFC", k): v for k, v in (lexicon or {}).items()}
    for match in _TOKEN.finditer(text):
        word, other = match[1], match[2]
        if word:
            heard = _given(word, given[word]) if word in given else codes(word)
            if heard:  # a joiner or an accent alone is silent
                yield word, heard
        elif other is not None:
            mark = PUNCTUATION.get(other)
            if mark is None:
                raise _unknown(other, text)
            if mark.strip():
                yield mark, ""


def _unknown(character: str, text: str) -> VoiceError:
    name = unicodedata.name(character, "no name")
    return VoiceError(
        f"no Hindi sound for {character!r} (U+{ord(character):04X}, {name})",
        where=text if len(text) <= 60 else text[:59] + "…",
        remedy="write it in Devanagari, or give the word a row in the lexicon",
    )


def to_ipa(phones: str) -> str:
    """Name codes in IPA.

    >>> to_ipa("hA~"), to_ipa("səmJ")
    ('ɦãː', 'səmdʒʱ')
    """
    ipa = phones.translate(_TO_IPA)
    if "\u0303" in ipa:
        return unicodedata.normalize("NFC", ipa.replace("ː\u0303", "\u0303ː"))
    return ipa


def phonemes(text: str, lexicon: Mapping[str, str] | None = None) -> str:
    """Read Hindi text and return its phones in IPA, a blank between words.

    ``lexicon`` gives words their pronunciation: IPA, or a respelling in Devanagari. Pause marks
    (``, . ? !`` …) are kept; the inventory is in ``docs/g2p.md``.

    Raises
    ------
    VoiceError
        if a character is neither a Devanagari letter nor a known mark.
    ConfigError
        if the lexicon holds IPA that is not in the inventory.

    >>> phonemes("पचपन कहने, बहलाना।")
    'pətʃpən kɛɦneː, bɛɦlaːnaː.'
    """
    spoken = [
        written if not heard else " " + to_ipa(heard) for written, heard in tokens(text, lexicon)
    ]
    return "".join(spoken).strip()
