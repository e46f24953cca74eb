"""The numbers of a written text, each with every value that a newsreader may say it by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from briefing.listen.inverse import SpokenNumber, scale

_GROUP = r"\d+(?:,\d+)*"
# Blanks join the groups of a telephone number, and a whole number with its fraction.
_BLANKS = r"(?<=\d{3})\s(?=\d{3})|\s{1,2}(?=\d+/\d)"
_JOIN = rf"(?:\s?[-–—/:.^×xX*ः]\s?|रू(?=\d\d)|{_BLANKS}|\)\s?|\s?\(|,\s(?=\d{{2,3}}(?!\d)))"
_COMPOUND = re.compile(rf"{_GROUP}(?:{_JOIN}{_GROUP}){{0,9}}")
_PART = re.compile(rf"({_GROUP})|({_JOIN})")
# The sign of an abbreviation, in सं० 7 and उ0प्र0; a nought typed for a bullet.
_ZERO_SIGN = re.compile(r"(?<=[\u0900-\u0963])0(?!\d)|^\s*0\s+(?=\D)")
_SCALE = re.compile("\\s?([\u0900-\u0963\u0970-\u097f]+|[A-Za-z]+)\\.?")
_SCALES = {
    "k": 10**3,
    "l": 10**5,
    "lac": 10**5,
    "lakh": 10**5,
    "lpa": 10**5,
    "ला": 10**5,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "मि": 10**6,
    "cr": 10**7,
    "crore": 10**7,
    "क": 10**7,
    "करो": 10**7,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "trillion": 10**12,
}
_COLON = re.compile("ः|रू")  # what looks like one, and what an old font has for it
_FOOTNOTE = re.compile("[\u0900-\u0963.]\\s?(?:\\^|<sup>)$")
_CLOCK = re.compile(r"\s?(?:बजे|hrs|hours|IST)")
_MOST_DIGITS = 24


@dataclass(frozen=True)
class Run:
    """Digits that are said by themselves: as one of these values, or as these digits one by one."""

    values: frozenset[Fraction]
    digits: str = ""
    optional: bool = False

    def taken(self, said: Sequence[SpokenNumber], at: int) -> Iterator[int]:
        """Yield where in the spoken numbers one may stand after this has been said at ``at``."""
        if self.optional:
            yield at
        if at < len(said) and said[at].value in self.values:
            yield at + 1
        spelt = ""
        for number in range(at, min(len(said), at + _MOST_DIGITS)):
            spelt += said[number].digits
            if not said[number].digits or not self.digits.startswith(spelt):
                return
            if spelt == self.digits:
                yield number + 1


Reading = tuple[Run, ...]


@dataclass(frozen=True)
class WrittenNumber:
    """A number as written, and the ways to read it: each a sequence of runs."""

    text: str
    readings: tuple[Reading, ...] = field(repr=False)

    def taken(self, said: Sequence[SpokenNumber], start: int) -> set[int]:
        """Return where one may stand after this number has been said from ``start`` on."""
        return {end for reading in self.readings for end in _ends(reading, said, start)}


def _ends(reading: Reading, said: Sequence[SpokenNumber], start: int) -> set[int]:
    places = {start}
    for run in reading:
        after = {end for at in places for end in run.taken(said, at)}
        # A month between day and year need not be written in digits.
        places = after | {at + 1 for at in after if at < len(said) and said[at].optional}
    return places


def plain(text: str) -> str:
    """Return a text with ASCII digits, exponents behind ``^``, fractions with a slash.

    Signs that look like a nought and are none are left out.

    >>> plain("१२ किमी², 1½, सं० 7"), plain("PM₂.₅")
    ('12 किमी^2, 1 1/2, सं 7', 'PM2.5')
    """
    characters = []
    for character in text:
        decomposed = unicodedata.normalize("NFKC", character)
        if character.isdecimal():
            characters.append(str(int(character)))
        elif character.isdigit():
            raised = "superscript" in unicodedata.name(character, "").lower()
            characters.append(f"^{decomposed}" if raised else decomposed)
        elif "⁄" in decomposed:
            characters.append(f" {decomposed}".replace("⁄", "/"))
        else:
            characters.append(character)
    return _ZERO_SIGN.sub("", "".join(characters))


def written_numbers(text: str, start: int = 0, end: int | None = None) -> list[WrittenNumber]:
    """Return the numbers between two places of a plain text, in order.

    >>> [number.text for number in written_numbers("₹1,250 और 10:30")]
    ['1,250', '10:30']
    """
    return [
        WrittenNumber(match[0], tuple(_readings(text, match)))
        for match in _COMPOUND.finditer(text, start, len(text) if end is None else end)
    ]


def _readings(text: str, match: re.Match[str]) -> Iterator[Reading]:
    groups: list[str] = []
    joins: list[str] = []
    before = text[: match.start()][-1:]
    for part in _PART.finditer(match[0]):
        (joins if part[2] else groups).append(part[0])
    joins = ["/" if join.strip() == "⁄" else _COLON.sub(":", join.strip()) for join in joins]
    yield tuple(
        _run(group, century=bool(index) or before in ("'", "’"))
        for index, group in enumerate(groups)
    )
    yield from _turned(groups, joins)
    yield from _times(groups, joins)
    yield from _with_points(groups, joins, _factor(text, match.end()))
    yield from _spelt(groups, joins)
    yield from _unlike_others(text, match, before, groups, joins)


def _unlike_others(
    text: str, match: re.Match[str], before: str, groups: Sequence[str], joins: Sequence[str]
) -> Iterator[Reading]:
    """Yield readings that hold for one way of writing alone."""
    if before == "[" or (before in ("^", ">") and _FOOTNOTE.search(text, 0, match.start())):
        yield ()  # the mark of a footnote
    if before == ".":
        yield (Run(frozenset([Fraction(f".{groups[0]}")])), *map(_run, groups[1:]))
    if text[: match.start()].endswith(("FY", "fy")):
        yield (_run(groups[0], century=True), *map(_run, groups[1:]))
    if len(groups) > 2 and set(joins) == {"."}:  # a version is said point after point
        first = Run(frozenset([Fraction(f"{groups[0]}.{groups[1]}")]))
        yield (first, *(Run(frozenset([Fraction(f".{group}")])) for group in groups[2:]))
    if len(groups) == 2 and joins == ["-"] and len(groups[1]) == 2:
        if groups[1] == "00":  # 2-00 बजे, 500-00 रुपये
            yield (_run(groups[0]),)
        if _CLOCK.match(text, match.end()):
            yield from _times(groups, [":"])
    if match[0] == "05:30" and before == "+":  # the zone is named
        yield ()
    if groups[0] == "24" and len(groups) == 2:  # around the clock
        yield (_run("24"),)
    if len(groups[0]) == 4 and len(groups) == 1 and _CLOCK.match(text, match.end()):
        yield from _times([groups[0][:2], groups[0][2:]], [":"])


def _run(group: str, *, century: bool = False, factor: int = 1) -> Run:
    digits = group.replace(",", "")
    value = int(digits)
    values = {Fraction(value), Fraction(value * factor)}
    if century and len(digits) == 2:
        values |= {Fraction(1900 + value), Fraction(2000 + value)}
    return Run(frozenset(values), digits)


def _factor(text: str, end: int) -> int:
    """Return by what the words behind a number multiply it: two of them for लाख करोड़."""
    factor = 1
    for _ in range(2):
        match = _SCALE.match(text, end)
        word = match[1].lower() if match else ""
        power = scale(word) or _SCALES.get(word) or _SCALES.get(word.removesuffix("s"))
        if match is None or power is None:
            break
        factor, end = factor * power, match.end()
    return factor


def _turned(groups: Sequence[str], joins: Sequence[str]) -> Iterator[Reading]:
    """Yield the readings in another order: a date from the year on, wickets before runs."""
    runs = [_run(group, century=True) for group in groups]
    if len(groups) == 2 and joins[0] in ("/", "-"):
        yield tuple(reversed(runs))
    if len(groups) == 3 and joins == [".", "/"]:  # 18.5/20 marks
        yield (runs[2], Run(frozenset([Fraction(f"{groups[0]}.{groups[1]}".replace(",", ""))])))
    if len(groups) == 3 and len(set(joins)) == 1 and joins[0] in ("/", "-", "."):
        yield tuple(reversed(runs))
        yield (runs[1], runs[0], runs[2])


def _times(groups: Sequence[str], joins: Sequence[str]) -> Iterator[Reading]:
    """Yield the readings as hours and minutes: half past four may be said of 16:30."""
    if not any(join in (":", ".") for join in joins):
        return
    apart: list[Run] = []
    at_once: list[Run] = []
    index = 0
    while index < len(groups):
        hour = int(groups[index].replace(",", ""))
        hours = {hour, hour % 12, hour % 12 or 12} if hour <= 24 else {hour}
        run = Run(frozenset(map(Fraction, hours)), groups[index].replace(",", ""))
        clock = index + 1 < len(groups) and joins[index] in (":", ".") and hour <= 24
        if clock and len(groups[index + 1]) <= 2:
            minute = int(groups[index + 1])
            apart += [run, _optional_if_zero(groups[index + 1])]
            at_once.append(Run(frozenset(h + Fraction(minute, 60) for h in hours)))
            index += 2
            if index < len(groups) and joins[index - 1] == ":":
                seconds = _optional_if_zero(groups[index])
                apart, at_once, index = [*apart, seconds], [*at_once, seconds], index + 1
        else:
            apart, at_once, index = [*apart, run], [*at_once, run], index + 1
    yield tuple(apart)
    yield tuple(at_once)


def _optional_if_zero(group: str) -> Run:
    digits = group.replace(",", "")
    return Run(frozenset([Fraction(int(digits))]), digits, optional=not int(digits))


def _with_points(groups: Sequence[str], joins: Sequence[str], factor: int) -> Iterator[Reading]:
    """Yield the readings in which a point makes decimals or hundredths, a slash a fraction."""
    for point in ("decimal", "hundredths", ""):
        for slash in (True, False):
            yield tuple(_pointed(groups, joins, factor, point, slash))


def _pointed(
    groups: Sequence[str], joins: Sequence[str], factor: int, point: str, slash: bool
) -> list[Run]:
    runs: list[Run] = []
    index = 0
    while index < len(groups):
        last = index + 1 == len(groups)
        join, following = ("", "") if last else (joins[index], groups[index + 1].replace(",", ""))
        group = groups[index].replace(",", "")
        if join == "." and point == "decimal":
            value = Fraction(f"{group}.{following}")
            runs.append(Run(frozenset([value, value * factor])))
        elif join == "." and point == "hundredths":  # 5.40 rupees, 0.50 dollars
            whole = Run(frozenset([Fraction(int(group))]), group, optional=not int(group))
            cents = Fraction(int(following.ljust(2, "0")))
            runs += [whole, Run(frozenset([cents]), optional=not cents)]
        elif join == "/" and slash and int(following):
            value = Fraction(int(group), int(following))
            mixed = bool(runs) and joins[index - 1] in ("", ".")
            values = {value, *(value + whole for whole in runs[-1].values)} if mixed else {value}
            if mixed:
                runs[-1] = Run(runs[-1].values, runs[-1].digits, optional=True)
            runs.append(Run(frozenset({*values, *(v * factor for v in values)})))
        else:
            runs.append(_run(group, century=index > 0, factor=factor if last else 1))
            index -= 1
        index += 2
    return runs


def _spelt(groups: Sequence[str], joins: Sequence[str]) -> Iterator[Reading]:
    """Yield the readings as digits across groups: of a telephone number, from each group on."""
    digits = [group.replace(",", "") for group in groups]
    for first in range(min(len(digits), 3)):
        for last in range(first + 2, len(digits) + 1):
            before, after = map(_run, groups[:first]), map(_run, groups[last:])
            yield (*before, Run(frozenset(), "".join(digits[first:last])), *after)
    for place, group in enumerate(groups):
        if "," in group:  # 1,2 may be two numbers
            before, after = map(_run, groups[:place]), map(_run, groups[place + 1 :])
            yield (*before, *map(_run, group.split(",")), *after)
