"""Measure the grapheme-to-phoneme step on WikiPron's Hindi list, next to espeak-ng.

    python bench/g2p.py hin_deva_broad.tsv [--strict] [--half tune|held] [--errors 40] [--stress]

The list is ``data/scrape/tsv/hin_deva_broad.tsv`` of WikiPron (CUNY-CL/wikipron; Wiktionary,
CC BY-SA): a word and one of its pronunciations a line; any of them counts. It is read, never
copied: this repository holds none of its rows. The rules were tuned on the half of the words whose
SHA-256 is even (``tune``); the other half (``held``) was only ever counted.

Both systems and the list go through the same fold, in two steps: NOTATION is what different
authors write for one sound; SPEECH is what speakers do not keep apart (left out by ``--strict``).
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from briefing.engines.g2p import phonemes
from briefing.engines.g2p.words import codes

Rules = tuple[tuple[str, str], ...]

V = "[aeiouəɪʊɛɔæ]"
C = "[^aeiouəɪʊɛɔæ\u0303ʰː]"
TILDE = "\u0303"

NOTATION: Rules = (
    (
        "[ \u0361^\u032a\u02c8\u02cc\u032f\u0329'-]",
        "",
    ),  # blanks, ties, dentals, stress, syllabicity
    ("ᵊ", ""),  # the release of सत्य, written or not
    ("ʱ", "ʰ"),
    ("[ɑɐ]", "a"),
    ("g", "ɡ"),
    ("ɦ", "h"),
    ("ʌ", "ə"),
    (r"r\.", "ɽ"),  # espeak-ng's name of ड़
    ("ɽh", "ɽʰ"),
    ("r", "ɾ"),
    ("[wv]", "ʋ"),
    ("χ", "x"),
    ("tʃ", "c"),
    ("dʒ", "ɟ"),
    (f"({C})ː", r"\1\1"),  # a geminate as length
    ("tc", "cc"),
    ("dɟ", "ɟɟ"),
    ("ː", ""),  # quality already tells long from short
    (f"(?<={C}ʰ)({C}ʰ?)ə$|(?<={C})({C}ʰ?)ə$", r"\1\2"),  # the release as a full schwa
    (f"ɪ({TILDE}?)$", r"i\1"),  # a last short vowel is tense
    (f"ʊ({TILDE}?)$", r"u\1"),
    ("ɪ(?=j)", "i"),  # and so is one before its glide
    ("ʊ(?=ʋ)", "u"),
)
SPEECH: Rules = (
    ("ʂ", "ʃ"),
    ("(?<=h)[ɛɔ]|[ɛɔ](?=h)", "ə"),  # शहर as [ʃɛɦɛɾ] or /ʃəɦəɾ/
    (f"{TILDE}(ŋ(?=[kɡ])|n(?=[tdcɟʃslɾjzkɡ])|m(?=[pbʋ])|ɳ(?=[ʈɖɽ])|ɲ(?=[cɟj]))", TILDE),
    (  # a nasal before a consonant of its place is a nasal vowel
        f"(?<={V})([ŋn](?=[kɡqxh])|[nɲ](?=[tdcɟʃslɾjzʋ])|m(?=[pbfʋ])|[ɳn](?=[ʈɖɽ]))",
        TILDE,
    ),
    (f"ɪ{TILDE}", "i" + TILDE),
    (f"ʊ{TILDE}", "u" + TILDE),
)


def folder(rules: Rules) -> Callable[[str], str]:
    """Return the fold that applies the rules in order."""
    compiled = [(re.compile(pattern), new) for pattern, new in rules]

    def fold(phones: str) -> str:
        phones = unicodedata.normalize("NFD", phones)
        for pattern, new in compiled:
            phones = pattern.sub(new, phones)
        return phones

    return fold


def load(path: Path) -> dict[str, list[str]]:
    """Read a WikiPron list: word → its pronunciations."""
    words: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, phones = line.split("\t")
        words.setdefault(word, []).append(phones)
    return words


def half(word: str) -> str:
    """Say which half a word is in."""
    return "held" if hashlib.sha256(word.encode()).digest()[0] & 1 else "tune"


def judge(said: str, right: set[str]) -> str:
    """Sort an answer (folded) into right, schwa-only and other."""
    if said in right:
        return "right"
    bare = {phones.replace("ə", "") for phones in right}
    return "schwa-only" if said.replace("ə", "") in bare else "other"


def espeak(words: list[str]) -> list[str]:
    """Ask espeak-ng (packages phonemizer and espeakng-loader; GPL, for comparison alone)."""
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    said: list[str] = EspeakBackend("hi").phonemize(words, strip=True)
    return said


def briefing(words: list[str]) -> list[str]:
    """Ask this project's step, each word for the first time."""
    codes.cache_clear()
    return [phonemes(word) for word in words]


def timed(system: Callable[[list[str]], list[str]], words: list[str]) -> tuple[list[str], float]:
    """Return the answers and the processor time they took: the best of three, on one core."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        answers = system(words)
        seconds.append(time.process_time() - start)
    return answers, min(seconds)


def same_stress(words: list[str]) -> str:
    """Say how often the stress marks are espeak-ng's, of words that are otherwise read alike."""
    from briefing.engines.g2p import kokoro_symbols
    from briefing.engines.g2p.espeak import espeak_symbols

    marks = re.compile("[ˈˌ]")
    alike = same = primary = 0
    for word in words:
        ours, theirs = kokoro_symbols(word), espeak_symbols(word)
        if marks.sub("", ours) == marks.sub("", theirs):
            alike += 1
            same += ours == theirs
            primary += ours.replace("ˌ", "") == theirs.replace("ˌ", "")
    return (
        f"of {alike} words read alike {primary / alike:.1%} have the same primary stress, "
        f"{same / alike:.1%} the same secondary ones too"
    )


KINDS = ("right", "schwa-only", "other")


def report(said: Mapping[str, str], words: Mapping[str, set[str]]) -> str:
    """Return the shares of right, schwa-only and other answers in per cent."""
    counts = Counter(judge(said[word], right) for word, right in words.items())
    return "".join(f"{counts[kind] * 100 / len(words):12.2f}" for kind in KINDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--strict", action="store_true", help="fold notation only")
    parser.add_argument("--half", choices=["tune", "held"])
    parser.add_argument("--errors", type=int, default=0, help="show so many errors")
    parser.add_argument("--kind", choices=["schwa-only", "other"])
    parser.add_argument("--stress", action="store_true", help="compare the stress marks alone")
    parser.add_argument("--alone", action="store_true", help="without espeak-ng")
    args = parser.parse_args()
    fold = folder(NOTATION if args.strict else NOTATION + SPEECH)
    listed = {
        word: {fold(p) for p in phones}
        for word, phones in load(args.path).items()
        if args.half in (None, half(word))
    }
    if args.stress:
        print(same_stress(list(listed)))
        return
    print(f"{'':10}{'words':>8}{'right %':>12}{'schwa %':>12}{'other %':>12}{'words/s':>12}")
    for system in (briefing,) if args.alone else (espeak, briefing):
        answers, seconds = timed(system, list(listed))
        said = dict(zip(listed, map(fold, answers), strict=True))
        speed = f"{len(listed) / seconds:12,.0f}"
        print(f"{system.__name__:10}{len(listed):8}{report(said, listed)}{speed}")
    wrong = [
        (kind, word, said[word], *sorted(right))
        for word, right in listed.items()
        if (kind := judge(said[word], right)) != "right" and args.kind in (None, kind)
    ]
    for row in random.Random(1).sample(wrong, min(args.errors, len(wrong))):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
