"""Roman numerals: चार्ल्स III, द्वितीय विश्व युद्ध, अध्याय IV, कक्षा X."""

from __future__ import annotations

import re
import unicodedata

from briefing.lexicon import pairs
from briefing.normalise.chars import HINDI_END, LATIN, LETTER
from briefing.normalise.classes.ordinal import ordinal
from briefing.normalise.english.words import initials
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import GAP
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("roman")

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN = "(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_STOP = f"(?![{LATIN}{LETTER}\\d]|['’&]|-\\d)"

#: Divisions that are counted with plain numbers; after these even one letter is a numeral.
_COUNTED = Pattern(
    "«roman-left»(?:[ -]| ?- ?)?(?:[IVXL]{1,6}(?: ?[-–,] ?| (?:से|«and»|«or») )){0,4}\\Z"
)
#: The part of an office or a paper: लेखापरीक्षा-I.
_HYPHENED = Pattern(f"[{LETTER}]{{3}}-\\Z")
#: Crowned heads and popes, and the words that announce one.
_CROWNED = Pattern("«crowned»[ -]\\Z")
_TITLE = Pattern(f"«crown» (?:[{LETTER}]+ ){{1,2}}\\Z")


def value(roman: str) -> int:
    """Return the value of a Roman numeral up to 89.

    >>> value("XIV"), value("XLIX")
    (14, 49)
    """
    total = 0
    for letter, follower in zip(roman, roman[1:] + "I", strict=True):
        amount = _VALUES[letter]
        total += -amount if amount < _VALUES[follower] else amount
    return total


@rules.add("world-war-short", f"WW{GAP}-?(I{{1,3}}){_STOP}", starts=("latin",))
@rules.add("world-war-english", f"(?i:world war)[ -](I{{1,3}}){_STOP}", starts=("latin",))
@rules.add("world-war", f"विश्व[ -]?युद्ध[ -](I{{1,3}}){_STOP}", starts=("phrase", "word"))
def _war(match: re.Match[str], _context: Context) -> str:
    return f"{pairs('romans')[str(value(match[1]))]} विश्व युद्ध"


@rules.add("roman", f"{_ROMAN}{_STOP}", starts=("latin",))
def _roman(match: re.Match[str], context: Context) -> str | None:
    return _read(match[0], context)


@rules.add(
    "roman-ordinal",
    f"({_ROMAN}){GAP}(वाँ|वां|वीं|वें|वी|वे|वा){HINDI_END}",
    starts=("latin",),
)
def _ordinal(match: re.Match[str], context: Context) -> str | None:
    """Say XIIवीं and X वीं."""
    ending = {"ी": "ी", "े": "े"}.get(match[2][1], "ा")
    return ordinal(value(match[1]), ending, context.numbers) if match[1] else None


@rules.add("roman-part", f"({_ROMAN})([A-D]){_STOP}", starts=("latin",))
def _part(match: re.Match[str], context: Context) -> str | None:
    """Say stage IIIB."""
    if not match[1] or not _COUNTED.search(context.before):
        return None
    return f"{context.numbers.cardinal(value(match[1]))} {pairs('letters')[match[2]]}"


@rules.add("roman-sign", "[\u2160-\u217f]{1,6}", starts=("symbol",))
def _sign(match: re.Match[str], context: Context) -> str | None:
    """Say Ⅳ and ⅲ, which are numerals whatever stands around them."""
    letters = unicodedata.normalize("NFKC", match[0]).upper()
    if not re.fullmatch(_ROMAN, letters):
        return None
    return _read(letters, context) or context.numbers.cardinal(value(letters))


@rules.add(
    "enumerator",
    "(?:(?<=\\()(?:[ivx]{1,5}|[a-h])(?=\\))|[ivx]{1,5}(?=[).] )|[a-h](?=\\) ))",
    starts=("latin",),
    needs=").",
)
def _enumerator(match: re.Match[str], context: Context) -> str | None:
    """Say the (ii), (a) and ii) that begin a paragraph or a clause; f(x) has none."""
    before, letters = context.before, match[0].upper()
    begins = before[-2:-1].isspace() if before.endswith("(") else before.endswith("\n")
    if len(before) > before.endswith("(") and not begins and not _goes_on(match[0], context):
        return None
    behind_its_letter = f"({chr(ord(match[0][0]) - 1)})" in before  # (h), (i)
    numeral = not behind_its_letter and re.fullmatch(_ROMAN, letters)
    return context.numbers.cardinal(value(letters)) if numeral else initials(letters)


def _goes_on(letters: str, context: Context) -> bool:
    """Tell whether the numeral before these, or after i, stands near: i) …, ii) …"""
    if letters == "i":
        return re.search("(?<![a-z])ii\\)", context.after) is not None
    place = _LOWER.index(letters) if letters in _LOWER else 0
    return place > 0 and re.search(f"(?<![a-z]){_LOWER[place - 1]}\\)", context.before) is not None


_LOWER = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def _read(letters: str, context: Context) -> str | None:
    """Say a numeral as its neighbours ask for it; None where they ask for letters."""
    number, before = value(letters), context.before
    if _CROWNED.search(before) or _TITLE.search(before):
        return pairs("romans").get(str(number)) or ordinal(number, "े", context.numbers)
    if _COUNTED.search(before):
        return context.numbers.cardinal(number)
    if context.right in cue("rank"):
        return pairs("romans").get(str(number))
    if context.right in cue("class-right"):
        return ordinal(number, "ी", context.numbers)
    if letters in {"I", "V"} and _HYPHENED.search(before):
        return context.numbers.cardinal(number)
    if len(letters) == 1:
        return None
    if letters == "XI" and context.left in {"प्लेइंग", "Playing"}:
        return "इलेवन"
    if re.search(f"[{LATIN}]-\\Z", before):  # Euro-VI
        return context.numbers.cardinal(number)
    named = before.endswith((" ", "-")) and re.search(f"[{LETTER}][ -]\\Z", before)
    return context.numbers.cardinal(number) if named and letters not in {"VI", "XL"} else None
