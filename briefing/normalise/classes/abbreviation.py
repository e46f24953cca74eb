"""Abbreviations: डॉ., उ.प्र., कि॰मी॰, जन. by its context, initials (ए.पी.जे.), Dr. and Ltd.

The rows of ``abbreviations.tsv`` are read with either dot, and with or without blanks between
their parts. Their further columns are ``pattern=reading``: another reading, where the pattern is
found in the text around (what is before, a tab, what is after).
"""

from __future__ import annotations

import re
from functools import cache

from briefing.lexicon import pairs, rows
from briefing.normalise.chars import BLANK, HINDI_END, LATIN, LETTER
from briefing.normalise.patterns import Pattern, cue, trie
from briefing.normalise.quantity import GAP
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("abbreviation")

_DOT = "[.॰]"
_FIRST = f"(?<![{LETTER}])"
_AROUND = 40  # characters of context that a row sees
_JOINT = "\0"  # where a blank may stand between two parts

#: The names of Latin letters, and of these the ones that are a word or an ending too (आई, जी).
_LETTERS = frozenset([*pairs("letters").values(), "एफ", "डब्लू", "जेड"])
_WORDS = frozenset(["ए", "ई", "जी", "आई", "ओ"])
#: A sentence begins here: the letter with its dot cannot end one.
_STARTS = Pattern("(?:\\A|[।?!\\n] ?)\\Z")
_LETTER_NAME = trie(sorted(_LETTERS))

Reading = tuple[str, tuple[tuple[Pattern, str], ...]]
_AS_IT_STANDS = "="


@cache
def _readings() -> dict[str, Reading]:
    """Return what each abbreviation says, by its letters and inner dots; and where otherwise."""
    found: dict[str, Reading] = {}
    for written, said, *others in rows("abbreviations"):
        readings = (other.rsplit("=", 1) for other in others)
        found[_key(written)] = (said, tuple((Pattern(where), what) for where, what in readings))
    return found


def _key(written: str) -> str:
    return re.sub("\\s", "", written).replace("॰", ".").rstrip(".")


def _hindi_pattern() -> str:
    """Match the Hindi rows; the last dot of several may be missing (उ.प्र में)."""
    written = [re.sub("\\s", "", row[0]) for row in rows("abbreviations") if row[0] > "z"]
    written += [short[:-1] for short in written if "." in short[:-1]]
    found = trie(re.sub("\\.(?=.)", f".{_JOINT}", short) for short in written)
    found = found.replace("\\.", _DOT).replace(_JOINT, GAP)
    return f"{_FIRST}{found}(?:(?<=[.॰])|(?![{LETTER}.॰]))"


_LATIN_ROWS = [row[0] for row in rows("abbreviations") if row[0] <= "z"]


@rules.add(
    "abbreviation-latin",
    f"{trie(_LATIN_ROWS)}(?:(?<=\\.)(?=\\d)|(?![{LATIN}]|-?\\d|\\.[{LATIN}]))",
    starts=("latin",),
)
@rules.add("abbreviation", _hindi_pattern(), starts=("word",), needs=".॰")
def _say(match: re.Match[str], context: Context) -> str | None:
    said, others = _readings()[_key(match[0])]
    around = _around(context)
    said = next((what for where, what in others if where.search(around)), said)
    return None if said == _AS_IT_STANDS else said + context.full_stop(match[0].replace("॰", "."))


def _around(context: Context) -> str:
    """Return what a row of the lexicon may ask for: the text before, a tab, the text after."""
    before = context.before
    return f"{before[-_AROUND:].rjust(len(before) > _AROUND)}\t{context.after[:_AROUND]}"


@rules.add(
    "dotless", f"{_FIRST}{trie(pairs('dotless'))}{HINDI_END}(?!\\.|-[{LETTER}])", starts=("short",)
)
def _dotless(match: re.Match[str], context: Context) -> str | None:
    """Say डॉ, प्रो, नं 28, and a unit that no number stands before: प्रति किमी."""
    around = _around(context)
    found, not_found = _DOTLESS[match[0]]
    if (found and not found.search(around)) or (not_found and not_found.search(around)):
        return None
    return pairs("dotless")[match[0]]


#: What must be found around an abbreviation without a dot, and what must not.
_DOTLESS = {
    written: (Pattern(where[0]) if where else None, Pattern(where[1]) if where[1:] else None)
    for written, _, *where in rows("dotless")
}


_SHORT = "(?:[अ-औ]|[क-ह]़?(?:्[क-ह])?[ा-ौ]?)[ंँ]?"  # one syllable: भा, प्र, कां, उ


@rules.add(
    "short-parts",
    f"{_FIRST}{_SHORT}{_DOT}(?:{_SHORT}{_DOT}){{1,8}}(?:{_SHORT}{HINDI_END})?"
    f"|{_FIRST}{_LETTER_NAME}(?:{_DOT}{_LETTER_NAME}){{1,8}}{HINDI_END}",
    starts=("word",),
    needs=".॰",
)
@rules.add(
    "initials",
    f"{_FIRST}{_LETTER_NAME}{_DOT}(?:{GAP}{_LETTER_NAME}{_DOT}){{1,8}}(?:{GAP}{_LETTER_NAME}{HINDI_END})?",
    starts=("word",),
    needs=".॰",
)
def _initials(match: re.Match[str], context: Context) -> str:
    """Say ए.पी.जे. and के. without their dots, भा.ज.पा. as its letters."""
    parts = re.split(f"[{BLANK}]*{_DOT}[{BLANK}]*", match[0])
    joined = " ".join(part for part in parts if part)
    return joined + context.full_stop(match[0].replace("॰", "."))


@rules.add("initial", f"{_FIRST}{_LETTER_NAME}{_DOT}(?={GAP}[{LETTER}])", starts=("word",))
def _initial(match: re.Match[str], context: Context) -> str | None:
    """Say the letter before a name: एस. जयशंकर; one that is also a word only after a title.

    After another letter (टी वी.) the dot ends a sentence.
    """
    name = match[0][:-1]
    if context.left in _LETTERS or context.left == "डॉट":
        return None
    starts = _STARTS.search(context.before) is not None
    return name if name not in _WORDS or starts or context.left in cue("title") else None


@rules.add("laghava", f"{_FIRST}[{LETTER}]{{1,12}}॰", starts=("word",), needs="॰")
def _either_dot(match: re.Match[str], _context: Context) -> str:
    return match[0][:-1]


@rules.add(
    "abbreviation-unknown",
    f"{_FIRST}(?:{_SHORT}\\.(?= [{LETTER}])|[क-ह]़?\\.(?!\\S))",
    starts=("word",),
    kind="unread",
    needs=".",
)
def _unknown(match: re.Match[str], _context: Context) -> str | None:
    """Say the syllable of an unknown abbreviation and report it; a word does not count as one."""
    syllable = match[0][:-1]
    return syllable if syllable not in cue("syllable") | _LETTERS else None
