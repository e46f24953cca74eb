"""Versions and identifiers: 5G, 4K, टी20, 2.1.3, 21A, DL 3C AB 1234, 6E 2134, धारा 302/34."""

from __future__ import annotations

import re
from itertools import pairwise

from briefing.lexicon import pairs, rows
from briefing.normalise.chars import LATIN, LETTER, WORD_END
from briefing.normalise.classes.acronym import english_number
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.english.words import initials
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import GAP, NUMBER, oneof, say
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("identifier")

_STOP = WORD_END
_NAMED = {written.upper(): spoken for written, spoken in rows("named_numbers")}


def _either(written: str) -> str:
    """Return a pattern for a name; 5 जी and टी-20 are 5जी and टी20."""
    joint = f"(?<=[{LETTER}])(?=\\d)|(?<=\\d)(?=[{LETTER}])"
    return re.sub(joint, "[ -]?", re.escape(written))


_DIGIT_FIRST = "|".join(_either(written) for written in _NAMED if written[0].isdecimal())
_WORD_FIRST = "|".join(_either(written) for written in _NAMED if not written[0].isdecimal())

#: The law is cited by these words.
_LAW = Pattern("«law»[\\s,:–-]{0,3}(?:[\\dA-Za-z/(),]{1,12}\\s*(?:,|«and»|«or»)\\s*){0,4}\\Z")
_UNDER = Pattern(" «under-law»")
#: The name of a machine: मिग-21K.
_NAME = Pattern("(?:मिग|सुखोई|राफ़ेल|बोइंग|एयरबस|टी|एफ़)-\\Z")
#: Sections of the income-tax act that are known without the word, where taxes are spoken of.
_SAVINGS = frozenset(["80C", "80D", "80G", "87A"])
_TAX = Pattern("«tax»")
_NEAR = 60  # characters

#: Digits of an identifier up to this length are said as a number, longer ones one by one.
_LONGEST_NUMBER = 3


def number(digits: str, numbers: Numbers) -> str:
    """Say the digits of an identifier: a number up to three, one by one beyond."""
    whole = len(digits) <= _LONGEST_NUMBER and not digits.startswith("0")
    return numbers.whole(digits) if whole else numbers.digits(digits)


@rules.add("nights", f"(\\d{{1,2}})([ND])/(\\d{{1,2}})([ND]){_STOP}", needs="/")
def _nights(match: re.Match[str], context: Context) -> str:
    """Say the 4N/5D of a tour."""
    words, names = context.numbers.words, {"N": "रात", "D": "दिन"}
    first, second = (words[int(match[place])] for place in (1, 3))
    return f"{first} {names[match[2]]} {second} {names[match[4]]}"


@rules.add(
    "named-number-word",
    f"(?:{_WORD_FIRST}){_STOP}(?![.,:/-]\\d)(?![ ]?[{LETTER}]*ओवर)",
    starts=("word",),
    kind="version",
)
@rules.add("named-number", f"(?i:{_DIGIT_FIRST}){_STOP}", kind="version")
def _named(match: re.Match[str], _context: Context) -> str | None:
    written = re.sub("[ -]", "", match[0]).upper()
    return _NAMED.get(written)


@rules.add(
    "version-short",
    f"[vV]\\.?{GAP}\\d{{1,4}}(?:\\.\\d{{1,4}}){{1,3}}(?![\\d.]\\d|\\d)",
    starts=("latin",),
    kind="version",
    needs=".",
)
@rules.add("version", r"\d{1,4}(?:\.\d{1,4}){2,3}(?![\d.]\d|\d)", kind="version", needs=".")
def _version(match: re.Match[str], context: Context) -> str:
    """Say 2.1.3 and v2.1: every part a number, दशमलव between."""
    said = " दशमलव ".join(context.numbers.whole(part) for part in re.findall(r"\d+", match[0]))
    return said if match[0][0].isdecimal() else f"वर्ज़न {said}"


@rules.add(
    "model",
    f"({oneof(pairs('letters').values())})(\\d{{1,2}})-(\\d{{3,5}})(?![\\d-])",
    starts=("word",),
    kind="version",
)
def _model(match: re.Match[str], context: Context) -> str:
    """Say the name of a chip or a laptop: आई7-3630, जी6-2227टीयू."""
    return f"{match[1]} {context.numbers.whole(match[2])} {context.numbers.digits(match[3])}"


@rules.add("model-letter", f"(\\d{{1,4}})([A-Za-z]{{1,2}}){_STOP}", kind="version")
def _model_letter(match: re.Match[str], context: Context) -> str | None:
    """Say the 5s of आईफ़ोन 5s by its letter."""
    if context.left not in cue("device") or match[2] in {"G", "GB", "TB", "MP", "K"}:
        return None
    return f"{context.numbers.whole(match[1])} {initials(match[2])}"


@rules.add("in-one", "(\\d)[ -]in[ -](\\d)(?!\\d)", kind="version", needs="i")
def _in_one(match: re.Match[str], context: Context) -> str:
    """Say 2-in-1."""
    first, second = (english_number(digit, context.numbers) for digit in match.groups())
    return f"{first} इन {second}"


@rules.add("billions", f"({NUMBER})([BT])(\\+)?{_STOP}", kind="cardinal", needs="BT")
def _billions(match: re.Match[str], context: Context) -> str | None:
    """Say 2.5B डॉलर and 1.2T; a whole number with a letter is a name, unless money follows."""
    if "." not in match[1] and context.right not in cue("billions"):
        return None
    scale = "बिलियन" if match[2] == "B" else "ट्रिलियन"
    said = say(f"{match[1]} {scale}", context.numbers)
    return f"{said} से अधिक" if match[3] else said


@rules.add("serial", f"(?=(?:\\d*[A-Z]){{2}}[A-Z]*\\d)\\d[\\dA-Z]{{7,19}}{_STOP}")
def _serial(match: re.Match[str], context: Context) -> str:
    """Say 07BBBPK4455L1Z2 sign by sign."""
    parts = re.findall("\\d+|[A-Z]+", match[0])
    spelt = (context.numbers.digits if part.isdecimal() else initials for part in parts)
    return " ".join(spell(part) for spell, part in zip(spelt, parts, strict=True))


@rules.add(
    "between-letters", f"(\\d{{1,4}})(?!X|QFY)([A-Z]{{1,3}})(\\d{{1,4}}){_STOP}", kind="version"
)
def _between(match: re.Match[str], context: Context) -> str:
    """Say 22H2."""
    whole = context.numbers.whole
    return f"{whole(match[1])} {initials(match[2])} {whole(match[3])}"


@rules.add("flight", f"6E[ -]?(\\d{{2,4}}){_STOP}", needs="E")
def _flight(match: re.Match[str], context: Context) -> str:
    """Say the flights of IndiGo, whose code begins with a digit: 6E 2134."""
    return f"सिक्स ई {context.numbers.digits(match[1])}"


@rules.add(
    "section",
    f"\\d{{1,4}}[A-Z]{{0,2}}(?:/\\d{{1,4}}[A-Z]?|{GAP}\\((?:\\d{{1,3}}|[A-Za-z]|[{LETTER}]{{1,2}})\\)){{1,4}}",
    needs="/(",
)
def _section(match: re.Match[str], context: Context) -> str | None:
    """Say 302/34 of a law with बटा, 3(1)(b) part by part."""
    cited = "(" in match[0] and _UNDER.match(context.after)
    if not (cited or _LAW.search(context.before)):
        return None
    said = []
    for part in re.findall(f"\\d+|/|[A-Za-z]+|[{LETTER}]+", match[0]):
        if part == "/":
            said.append("बटा")
        elif part.isdecimal():
            said.append(context.numbers.whole(part))
        else:
            said.append(initials(part) if part.isascii() else part)
    return " ".join(said)


@rules.add("section-list", "\\d{1,4}(?:,\\d{1,4}){1,15}(?![\\d,]\\d|\\d)", needs=",")
def _sections(match: re.Match[str], context: Context) -> str | None:
    """Say the sections of धारा 147,148,323 and rooms 101,102 one by one: no lakhs."""
    numbers = [int(part) for part in match[0].split(",")]
    follow = all(second == first + 1 for first, second in pairwise(numbers))
    if not (_LAW.search(context.before) or (follow and len(numbers) > 2)):
        return None
    return ", ".join(map(context.numbers.cardinal, numbers))


@rules.add("millions", f"({NUMBER})M(\\+)?{_STOP}", kind="cardinal", needs="M")
def _millions(match: re.Match[str], context: Context) -> str | None:
    """Say 2M and 1.5M+, as counts of viewers have it."""
    if _LAW.search(context.before):
        return None
    said = say(f"{match[1]} मिलियन", context.numbers)
    return f"{said} से अधिक" if match[2] else said


@rules.add("lettered", f"(\\d{{1,5}})-?([A-Z]{{1,2}}){_STOP}")
def _lettered(match: re.Match[str], context: Context) -> str | None:
    """Say 21A and 498A: the number, then the letter; 2C and 2X are not names outside the law."""
    law = _LAW.search(context.before) or _UNDER.match(context.after)
    law = law or _NAME.search(context.before)
    if match[0] in _SAVINGS:
        law = law or _TAX.search(context.before[-_NEAR:] + context.after[:_NEAR])
    if not law and (match[2] in UNITS or match[2] in {"X", "K"}):
        return None
    return f"{context.numbers.whole(match[1])} {initials(match[2])}"


_PLATE = "([A-Z]{2})[ -]?(\\d{1,2})[ -]?([A-Z]{1,3}(?:[ -]?[A-Z]{1,2})?)?[ -]?(\\d{4})"


@rules.add("plate", f"{_PLATE}(?![\\d{LATIN}])", starts=("latin",))
def _plate(match: re.Match[str], context: Context) -> str | None:
    """Say a vehicle's number: letters by name, the last four digits one by one."""
    state, district, series, digits = match.groups()
    if state == "OR" and context.left[-1:].isdecimal():  # 1800114000 OR 14404
        return None
    said = [initials(state), number(district, context.numbers)]
    if series:
        said.append(initials(re.sub("[ -]", "", series)))
    return " ".join([*said, context.numbers.digits(digits)])


_NAME_OF_LETTER = oneof(pairs("letters").values())


@rules.add(
    "plate-hindi",
    f"({_NAME_OF_LETTER}{{2}})[ -]?(\\d{{1,2}})[ -]?({_NAME_OF_LETTER}{{1,3}})"
    "[ /-]?(\\d{4})(?!\\d)",
    starts=("word",),
)
def _hindi_plate(match: re.Match[str], context: Context) -> str:
    """Say यूपी 32 एबी 1234 and यूके08-एएल/4604."""
    state, district, series, digits = match.groups()
    numbers = context.numbers
    return f"{state} {number(district, numbers)} {series} {numbers.digits(digits)}"
