"""Ordinals: 5वीं, 21वें, 10वाँ, 106वाँ, 100वीं, 3री, 1st, 2nd; the suffix gives gender and case."""

from __future__ import annotations

import re

from briefing.lexicon import rows
from briefing.normalise.agreement import agree
from briefing.normalise.chars import HINDI_END, LATIN_END
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, GAP, WHOLE
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("ordinal")

#: The ones that take no वाँ, without their ending.
_OWN = {1: "पहल", 2: "दूसर", 3: "तीसर", 4: "चौथ", 6: "छठ"}
_ENDINGS = {"ा": "वाँ", "े": "वें", "ी": "वीं"}

#: Ordinals before an English word: 12th Fail.
_ENGLISH = {int(number): said for number, said in rows("english_ordinals")}
_LAST_ENGLISH = max(_ENGLISH)
_LAST_CLASS = 12
_BOARD = (10, 12)  # the two classes with an examination of the state: both, and not the 11th
_SCHOOL = Pattern(" (?:(?:का|के|की) )?«school»")
_VOWEL = Pattern("[ाेीि]")


def ordinal(number: int, ending: str, numbers: Numbers) -> str:
    """Say an ordinal; ``ending`` is ा, े or ी.

    From a hundred on only छठा keeps its own form, as the numbered amendments of the constitution
    have it (एक सौ तीनवाँ, एक सौ छठा); सौवाँ and हज़ारवाँ lose their एक.

    >>> from briefing.style import Style
    >>> [ordinal(n, "ी", Numbers(Style())) for n in (1, 5, 106, 100)]
    ['पहली', 'पाँचवीं', 'एक सौ छठी', 'सौवीं']
    """
    if number in _OWN:
        return _OWN[number] + ending
    if number > 100 and number % 100 == 6:
        return f"{numbers.cardinal(number - 6)} {_OWN[6]}{ending}"
    said = numbers.cardinal(number)
    if number in {10**2, 10**3, 10**5, 10**7}:
        said = said.removeprefix("एक ")
    return said + _ENDINGS[ending]


def _ending(suffix: str) -> str:
    found = _VOWEL.search(suffix)
    return found[0] if found else "ा"


#: 1ला, 2रा, 3री, 4थी, 6ठे after their own numbers alone: 70ली. is a measure.
_ATTACHED = (
    "(?:वाँ|वां|वीं|वें|वा|वी|वे|(?<=1)ल[ाीे]|(?<=[23])र[ाीे]|(?<=4)थ[ाीे]"
    f"|(?<=6)ठ(?:[ाीे]|वाँ|वां|वीं|वें)){HINDI_END}"
)
_APART = (
    f"[ -](?:वाँ|वां|वीं|वें){HINDI_END}| (?:वी|वा)(?= [\u0904-\u0939(])"
    f"| वे(?= «ordinal-noun»{HINDI_END})"
)
_SUFFIX = f"{_ATTACHED}|{_APART}"


@rules.add("ordinal", f"(?:(\\d{{1,3}}(?:{_SUFFIX})?){GAP}{DASH}{GAP})?({WHOLE})({_SUFFIX})")
def _hindi(match: re.Match[str], context: Context) -> str:
    numbers = context.numbers
    ending = _ending(match[3])
    last = ordinal(int(match[2].replace(",", "")), ending, numbers)
    if not match[1]:
        return last
    first = int(re.match(r"\d+", match[1])[0])  # type: ignore[index]
    second = int(match[2].replace(",", ""))
    classes = (first, second) == _BOARD and context.right not in cue("no-class")
    joint = "-" if second == first + 1 or classes else " से "
    return f"{ordinal(first, ending, numbers)}{joint}{last}"


@rules.add("ordinal-english", f"(\\d{{1,4}})(?i:st|nd|rd|th){LATIN_END}", needs="tdTD")
def _english(match: re.Match[str], context: Context) -> str:
    """Say 1st, 2nd, 11th with the gender and case of the noun that follows."""
    number = int(match[1])
    if context.right.isascii() and context.right.isalpha() and number <= _LAST_ENGLISH:
        return _ENGLISH[number]
    said = ordinal(number, "ा", context.numbers)
    nasal = said.endswith("ँ")
    stem = said.removesuffix("ँ").removesuffix("ा")
    school = context.left in cue("class") or (
        number <= _LAST_CLASS and _SCHOOL.match(context.after)
    )
    agreed = stem + "ी" if school or context.left in cue("class") else agree(stem, context)
    return agreed if not nasal else agreed + ("ँ" if agreed.endswith("ा") else "ं")
