"""Acronyms: CSTO by letters, NATO as a word, COVID-19, MH370, U.S.A., MLAs, J&K."""

from __future__ import annotations

import re

from briefing.lexicon import pairs, rows
from briefing.normalise.chars import HINDI_END, LATIN, LATIN_WORD_END, LETTER, PUNCTUATION
from briefing.normalise.classes.roman import value
from briefing.normalise.english.capitals import is_shouted
from briefing.normalise.english.morphology import join
from briefing.normalise.english.words import fold, initials, is_word, word
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import GAP, oneof
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("acronym")

_STOP = LATIN_WORD_END
_NAMED = {re.sub("[ -]", "", written).upper(): spoken for written, spoken in rows("named_numbers")}
_PARTS = re.compile(f"[{LATIN}]+|\\d+(?:\\.\\d+)?")

#: Airlines: after their codes the digits of a flight are said one by one.
_AIRLINES = frozenset(pairs("airlines"))
_OF = re.compile("[A-Z]{1,3}o[A-Z]{1,3}$")  # GoM, SoC: the letters, with that of the "of"
_LONGEST_NUMBER = 3
_SHORTEST_SMALL = 3  # letters of an acronym in lower case: ncert
_YEARS = range(1900, 2100)
_BLOOD = Pattern("«blood»")
_ROMAN = re.compile("I{2,3}|IV|VI{1,3}|IX")
_NEAR = 40  # characters


def acronym(written: str, context: Context | None = None) -> str | None:
    """Say a word in capitals, as a word if it is said so; None if it is not an acronym.

    >>> acronym("CSTO"), acronym("NATO"), acronym("MPs"), acronym("Goa")
    ('सी एस टी ओ', 'नाटो', 'एम पीज़', None)
    """
    known = pairs("acronyms")
    if written in known:
        return known[written]
    if len(written) >= _SHORTEST_SMALL and written.islower() and not is_word(written):
        return known.get(written.upper())
    stem = re.sub("['’]?s$", "", written)
    if stem != written and (stem in known or _OF.match(stem) or (stem.isupper() and len(stem) > 1)):
        said = acronym(stem, context)
        return join(said, "्स") if said else None
    if _OF.match(written):
        return initials(written)
    if not written.isupper() or (len(written) > 1 and is_shouted(written, context)):
        return None
    return initials(fold(written)) or None


@rules.add("blood", f"(AB|[ABO])([+–-])(?:ve)?{_STOP}", starts=("latin",))
def _blood(match: re.Match[str], context: Context) -> str | None:
    """Say a group of blood, O+ or AB-ve; A+ is a grade elsewhere."""
    if not _BLOOD.search(f"{context.before[-_NEAR:]} {context.after[:_NEAR]}"):
        return None
    return f"{initials(match[1])} {'पॉज़िटिव' if match[2] == '+' else 'नेगेटिव'}"


@rules.add(
    "named-number-latin",
    f"[A-Za-z]{{1,8}}[ -]?\\d{{1,3}}[A-Za-z]?\\d?{_STOP}(?![.,:/-]\\d)",
    starts=("latin",),
)
def _named(match: re.Match[str], _context: Context) -> str | None:
    return named(match[0])


@rules.add(
    "numbered",
    f"(?:[A-Z]{{2,6}}-(?=[A-Z]\\d))?[{LATIN}]{{1,14}}(?:-?\\d{{1,9}}(?:\\.\\d{{1,3}}(?![\\d.]))?(?:-?[A-Z]{{1,3}}(?=[-\\d])|[{LATIN}]{{0,3}})){{1,4}}{_STOP}",
    starts=("latin",),
)
def _numbered(match: re.Match[str], context: Context) -> str:
    """Say COVID-19, MH370, PSLV-C58: letters and numbers in turn."""
    said = []
    parts = _PARTS.findall(match[0])
    for place, part in enumerate(parts):
        if part[0].isdecimal():
            said.append(_digits(part, parts[place - 1], context.numbers))
        else:
            said.append(acronym(part) or word(part))
    return " ".join(said)


@rules.add(
    "flight-apart", f"({oneof(_AIRLINES)}) (\\d{{3,4}})(?![\\d,.]\\d|\\d)", starts=("latin",)
)
def _flight(match: re.Match[str], context: Context) -> str | None:
    """Say AI 302 where a flight is spoken of."""
    near = context.before[-_NEAR:] + context.after[:_NEAR]
    said = f"{initials(match[1])} {context.numbers.digits(match[2])}"
    return said if _FLIGHT.search(near) else None


_FLIGHT = Pattern("«flight»")


@rules.add("lineage", f"(?!Q\\.)([A-Z]{{1,3}})((?:\\.\\d{{1,2}}){{1,5}}){_STOP}", starts=("latin",))
def _lineage(match: re.Match[str], _context: Context) -> str:
    """Say the variants of a virus, in English as newsreaders do: JN.1, B.1.1.7."""
    numbers = [
        " ".join(pairs("english_numbers")[digit] for digit in part)
        for part in match[2].split(".")[1:]
    ]
    joint = " डॉट " if len(numbers) > 1 else " "
    return initials(match[1]) + joint + " डॉट ".join(numbers)


@rules.add("joined", f"[A-Z]{{2,6}}(?:-[A-Z]{{2,6}}){{1,3}}{_STOP}", starts=("latin",))
def _joined(match: re.Match[str], context: Context) -> str | None:
    """Say acronyms that a hyphen joins without it: NEET-UG, IIT-JEE."""
    parts = match[0].split("-")
    said = [acronym(part, context) for part in parts]
    if _ROMAN.fullmatch(parts[-1]):  # BS-III
        said[-1] = context.numbers.cardinal(value(parts[-1]))
    return " ".join(part for part in said if part) if all(said) else None


@rules.add("bracketed", "([A-Z]{2,6}) ?\\(([A-Z]{1,3})\\)", starts=("latin",))
def _bracketed(match: re.Match[str], _context: Context) -> str:
    """Say CPI(M) and JD(U) in one breath."""
    return f"{acronym(match[1])} {initials(match[2])}"


@rules.add("dotted", f"(?:[A-Z]\\. ?){{1,5}}[A-Z]\\.?{_STOP}", starts=("latin",))
def _dotted(match: re.Match[str], context: Context) -> str:
    """Say U.S.A. and A.P.J.: the letters; a dot that ends the sentence stays."""
    letters = "".join(re.findall(f"[{LATIN}]", match[0]))
    said = pairs("acronyms").get(letters.upper()) or initials(fold(letters))
    return said + context.full_stop(match[0])


def english_number(digits: str, numbers: Numbers) -> str:
    """Say a number in English, as in formulas: टू, ट्वेल्व; beyond twenty in Hindi."""
    return pairs("english_numbers").get(str(int(digits))) or numbers.whole(digits)


def named(written: str) -> str | None:
    """Say a name with a number in it that is said in English (G20); None for any other."""
    return _NAMED.get(re.sub("[ -]", "", written).upper())


@rules.add("initial", f"[A-Z]\\.(?={GAP}[^\\s{PUNCTUATION}])", starts=("latin",))
def _initial(match: re.Match[str], _context: Context) -> str:
    return initials(match[0][0])


@rules.add("ampersand", f"[{LATIN}]{{1,20}} ?& ?[{LATIN}]{{1,20}}{_STOP}", starts=("latin",))
def _ampersand(match: re.Match[str], context: Context) -> str:
    known = pairs("acronyms").get(re.sub("\\s", "", match[0]))
    return known or " एंड ".join(
        acronym(part, context) or word(part) for part in re.split("\\s*&\\s*", match[0])
    )


_ALONE_LEFT = Pattern(f"(?:\\A|[{LETTER}\\d,।:–-] ?)\\Z")
_ALONE_RIGHT = Pattern(f" (?:«postposition»|«and»|«or»){HINDI_END}|[,।)]|\\s*\\Z")


@rules.add("state-short", f"[uU]p{_STOP}", starts=("latin",))
def _state(match: re.Match[str], context: Context) -> str | None:
    """Say the state written up, alone in Hindi and declined; फ़ॉलो up is none."""
    alone = _ALONE_LEFT.search(context.before) and _ALONE_RIGHT.match(context.after)
    return initials("UP") if alone and context.left not in cue("up-left") else None


@rules.add("acronym", f"[{LATIN}]{{1,12}}(?:['’]s)?{_STOP}", starts=("latin",))
def _acronym(match: re.Match[str], context: Context) -> str | None:
    return acronym(match[0], context)


def _digits(written: str, letters: str, numbers: Numbers) -> str:
    if "." in written:
        return numbers.decimal(written)
    if len(written) > _LONGEST_NUMBER and int(written) in _YEARS and len(letters) > 2:
        century, rest = divmod(int(written), 100)
        if century == 19:
            return f"{numbers.words[19]} सौ {numbers.words[rest] if rest else ''}".strip()
        return numbers.cardinal(int(written))
    flight = letters in _AIRLINES and len(written) >= _LONGEST_NUMBER
    if flight or len(written) > _LONGEST_NUMBER or written.startswith("0"):
        return numbers.digits(written)
    return numbers.whole(written)
