"""How a word sounds, and how else it could: the inherent vowels that Hindi drops or keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.engines.g2p import phonemes
from briefing.formats.text import nfc

DROPPED, KEPT = "्", "ऽ"
_MOST = 3
_CONSONANT = "[क-हॸ-ॺॼ-ॿ]\u093c?"
_SYLLABLE = re.compile(
    f"(?:{_CONSONANT}्)*{_CONSONANT}(?:[ा-ौॅॉॆॊंःँ]+|[{DROPPED}{KEPT}])?|[अ-औॠॡ][ंःँ]*|."
)
_BARE = re.compile(f"(?:{_CONSONANT}्)*{_CONSONANT}[{DROPPED}{KEPT}]?")


@dataclass(frozen=True)
class Syllable:
    """A syllable of a word as written; ``other`` is the respelling of the word in which it is
    said the next way: by the rules, without its vowel, with it. It is empty where there is no
    choice.
    """

    text: str
    other: str = ""


@dataclass(frozen=True)
class Candidate:
    """A way to say a word: its respelling, and how that sounds in IPA."""

    respelling: str
    phones: str


def syllables(respelling: str) -> list[Syllable]:
    """Return the syllables of a word, each with the word in which its vowel is another.

    >>> [(s.text, s.other) for s in syllables("कमला")]
    [('क', 'क्मला'), ('म', 'कम्ला'), ('ला', '')]
    """
    parts = _SYLLABLE.findall(nfc(respelling))
    found = []
    for at, part in enumerate(parts):
        other = _next(part) if _BARE.fullmatch(part) else ""
        whole = "".join([*parts[:at], other, *parts[at + 1 :]]) if other else ""
        found.append(Syllable(part, whole))
    return found


def candidates(word: str, respelling: str = "") -> list[Candidate]:
    """Return up to three ways to say a word that sound different, the present one first.

    >>> [candidate.phones for candidate in candidates("कमला")]
    ['kəmlaː', 'kəməlaː']
    """
    start = respelling or word
    found: dict[str, Candidate] = {}
    for text in (start, *_others(start)):
        phones = sound(text)
        found.setdefault(phones, Candidate(text, phones))
        if len(found) == _MOST:
            break
    return list(found.values())


def sound(respelling: str) -> str:
    """Return how a respelling sounds, in IPA; one in IPA as it is understood.

    Raises
    ------
    BriefingError
        if it holds what is neither Devanagari nor a phone of Hindi.
    """
    return phonemes("क", lexicon={"क": respelling})


def _others(respelling: str) -> Iterator[str]:
    """Yield the respellings in which one inherent vowel is kept, then those with one dropped."""
    parts = _SYLLABLE.findall(nfc(respelling))
    bare = [at for at, part in enumerate(parts) if _BARE.fullmatch(part)]
    for sign, places in ((KEPT, bare), (DROPPED, bare[bare[:1] == [0] :])):
        for at in places:
            changed = parts[at].rstrip(DROPPED + KEPT) + sign
            yield "".join([*parts[:at], changed, *parts[at + 1 :]])


def _next(part: str) -> str:
    """Return a syllable said the next way: by the rules, without its vowel, with it."""
    if part.endswith(DROPPED):
        return part[:-1] + KEPT
    return part[:-1] if part.endswith(KEPT) else part + DROPPED
