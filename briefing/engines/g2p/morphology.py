"""Find the parts of a word that keep their own shape: prefixes, stems of compounds, endings.

A schwa is deleted within a part, never across the seam: कुल + धर्म, लोक + सभा, प्र + गति.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from briefing.engines.g2p.tables import rows

_KINDS: dict[str, set[str]] = {}
for _part, _kind in rows("morphemes.tsv"):
    _KINDS.setdefault(_kind, set()).add(_part)

#: Endings of nouns and adjectives, by the last letter of the stem; else it is a consonant.
_ENDINGS = {
    "ा": ("े", "ों", "ो", "ाओं", "ाएँ", "ाएं", "ाओ"),
    "ी": ("ियाँ", "ियां", "ियों", "ियो"),
    "ि": ("ियाँ", "ियां", "ियों", "ियो"),
    "ु": ("ुओं", "ुएँ"),
}
_CONSONANT_ENDINGS = ("ों", "ो", "ें", "ी", "ियाँ", "ियों", "ता", "तः", "िक", "ीय")


def _forms(word: str) -> list[tuple[str, str]]:
    """Return (stem, ending) of a word's inflected forms, the word itself first."""
    last = word[-1]
    if last in _ENDINGS:
        return [(word, ""), *((word[:-1], ending) for ending in _ENDINGS[last])]
    bare = "क" <= last <= "ह" or last == "\u093c"
    return [(word, ""), *((word, ending) for ending in _CONSONANT_ENDINGS if bare)]


def inflections(respellings: Mapping[str, str]) -> dict[str, str]:
    """Spread respellings over the inflected forms of their words; what is given wins.

    >>> inflections({"पहलवान": "पहल्वान"})["पहलवानों"]
    'पहल्वानों'
    """
    spread: dict[str, str] = {}
    for word, respelling in respellings.items():
        if word[-1] != respelling[-1]:  # छः, read as छह, has no forms
            continue
        for (stem, ending), (said, _) in zip(_forms(word), _forms(respelling), strict=True):
            spread[stem + ending] = said + ending
    return spread | dict(respellings)


def _inflected(parts: set[str]) -> frozenset[str]:
    return frozenset(stem + ending for part in parts for stem, ending in _forms(part))


_FIRST = frozenset(_KINDS["first"])
_LAST = _inflected(_KINDS["last"])
_SHORT = frozenset(_KINDS["short"])
#: A prefix that is cut off before a known last part alone: अ + समान, ना + पसंद.
_BEFORE = frozenset(_KINDS["before"])
_LONGEST_FIRST = max(map(len, _FIRST))
_LONGEST_LAST = max(map(len, _LAST))
#: Endings of verbs, outermost first: निकल + वा + ने + वाला.
_VERB = (
    frozenset({"वाला", "वाले", "वाली", "वालों", "वालीं", "वालो", "वालियाँ", "वालियों"}),
    frozenset(_KINDS["verb"]),
)
_CAUSATIVE = re.compile("वा(?:[ऊएओईइय].*)?$")
#: Plural and vocative, before which a noun keeps its shape.
_PLURAL = ("ों", "ें", "ो")

_LETTER = re.compile("[अ-औक-ह]")
#: A stem that ends in a conjunct or after a nasal keeps its vowel before an ending.
_CLUSTER = re.compile("(?:्|[^ािीुूेैोौआईऊएऐओऔ]ं)[क-ह]\u093c?$")
#: A part begins with one consonant; before a conjunct the vowel of the first part stays.
_ONSET = re.compile("[क-ह](?!\u093c?्)")
#: … but these conjuncts are easy enough to end on: प्रसन्नता, स्वच्छता, बख़्शना.
_EASY = re.compile("(?:न्न|क्ष|च्छ|र्ण|क्ख|ख\u093c्श)$")
_BARE_PAIR = re.compile("[क-ह]\u093c?[क-ह]\u093c?$")


def _bears(part: str, letters: int = 2) -> bool:
    """Tell whether a part has that many letters; with two it may stand alone."""
    return len(_LETTER.findall(part)) >= letters


def _stands(stem: str) -> bool:
    """Say whether a verb's stem can be spoken without its last vowel."""
    return _bears(stem) and (not _CLUSTER.search(stem) or _EASY.search(stem) is not None)


def _last_seam(word: str) -> int:
    for at in range(max(1, len(word) - _LONGEST_LAST), len(word) - 1):
        if word[at:] in _LAST and word[at - 1] not in "ं्":
            head = word[:at]
            if head in _FIRST or _bears(head) or (head in _BEFORE and _bears(word[at:], 3)):
                return at
    return 0


def _first_seam(word: str) -> int:
    for at in range(min(_LONGEST_FIRST, len(word) - 2), 0, -1):
        if word[:at] in _FIRST:
            rest = word[at:]
            if _ONSET.match(rest) and _bears(rest):
                return at
    return 0


def _verb_seam(word: str, endings: frozenset[str]) -> int:
    for length in (7, 5, 4, 3, 2):
        if word[-length:] in endings:
            stem = word[:-length]
            return len(stem) if _stands(stem) else 0
    return 0


def keeps_shape(word: str) -> bool:
    """Say whether a stem keeps its last vowel before a plural ending: टमाटरों, but कमरों.

    >>> keeps_shape("टमाटरों"), keeps_shape("कमरों"), keeps_shape("पकड़ो")
    (True, False, False)
    """
    for ending in _PLURAL:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return stem not in _SHORT and _BARE_PAIR.search(stem) is not None
    return False


def split(word: str) -> list[str]:
    """Cut a word at its seams.

    >>> split("कुलधर्म"), split("लोकसभा"), split("प्रगति"), split("कमल")
    (['कुल', 'धर्म'], ['लोक', 'सभा'], ['प्र', 'गति'], ['कमल'])
    >>> split("पकड़वानेवाला")
    ['पकड़', 'वा', 'ने', 'वाला']
    """
    tails: list[str] = []
    at = _last_seam(word)
    if at:
        tails = [word[at:]]
        word = word[:at]
        if word not in _FIRST and _CLUSTER.search(word):
            word += "ऽ"  # शब्दकोश, कार्यकाल: the vowel stays
    else:
        for endings in _VERB:
            at = _verb_seam(word, endings)
            if at:
                tails.insert(0, word[at:])
                word = word[:at]
        match = _CAUSATIVE.search(word)
        if match and _stands(word[: match.start()]):
            tails.insert(0, match[0])
            word = word[: match.start()]
    at = _first_seam(word)
    heads = [word[:at], word[at:]] if at else [word]
    return heads + tails
