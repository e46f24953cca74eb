"""Dates: 6 जनवरी, 9 नवंबर, 2019, 15/08/2022, 2022-01-09, 10-12 जनवरी, August 15, 2022."""

from __future__ import annotations

import re

from briefing.normalise.chars import HINDI_END, WORD_START
from briefing.normalise.classes.year import ERA, era, full_year, year
from briefing.normalise.months import HINDI_MONTH, LATIN_MONTH, MONTH, NAMES, SHORT_MONTH, month
from briefing.normalise.patterns import Pattern
from briefing.normalise.quantity import DASH, DASHES, GAP
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("date")

_DAY = "(?:[0-2]?\\d|3[01])(?!\\d)"
_SEPARATOR = "[-/.\u2010-\u2015]"
_FREE = f"(?!\\d|{DASH}\\d|[/.,]\\d)"
_SHORT = "['’]\\d\\d(?!\\d)"
_YEAR = f"(?:\\d{{4}}(?!\\d|,\\d)|{_SHORT})"


_LAST_LIKELY_PART = 8  # of a fraction: 3/4 को is one, 4/11 को a day


@rules.add("day-number", f"({_DAY})/(1[0-2]|0?[1-9])(?= को{HINDI_END})", needs="/")
def _day_number(match: re.Match[str], context: Context) -> str | None:
    """Say 15/11 को as a day; 26/11 has a name, and 25/3 may be a score."""
    day, number = int(match[1]), int(match[2])
    if (
        (day <= number and number <= _LAST_LIKELY_PART)
        or (day, number) == (26, 11)
        or _CRICKET.search(context.before + context.after)
    ):
        return None
    return f"{context.numbers.cardinal(day)} {NAMES[number]}"


@rules.add(
    "day-dash-month",
    f"(\\d\\d)-(\\d\\d)(?={GAP}(?:को|से|तक){HINDI_END}|{GAP}(?:[।,)]|\\Z))",
    needs="-",
)
def _dashed(match: re.Match[str], context: Context) -> str | None:
    """Say 12-07 को and 06-05 as a day; without a zero only before को, if it is not a range."""
    day, number = int(match[1]), int(match[2])
    zero = match[0].startswith("0") or match[2].startswith("0")
    falls = day > number and context.right == "को"
    if not (1 <= day <= 31 and 1 <= number <= 12 and (zero or falls)):
        return None
    return f"{context.numbers.cardinal(day)} {NAMES[number]}"


@rules.add("days", f"(?:{_DAY}(?:,{GAP}|{GAP}(?:«and»|«or»){GAP})){{1,6}}(?={_DAY}{GAP}{MONTH})")
def _days(match: re.Match[str], context: Context) -> str:
    """Say the first days of 05, 12, 19 मई."""
    return re.sub("\\d+", lambda day: context.numbers.words[int(day[0])], match[0])


_ENDS = f"{_DAY}{_SEPARATOR}\\d\\d?{_SEPARATOR}(?:\\d{{4}}|\\d\\d)"


@rules.add("date-range", f"{_ENDS}(?: {DASH} |[–—]){_ENDS}{_FREE}", needs=DASHES)
def _numeric_range(match: re.Match[str], context: Context) -> str | None:
    ends = [_numeric(end, context) for end in _NUMERIC.finditer(match[0])]
    return f"{ends[0]} से {ends[1]}" if len(ends) == 2 and all(ends) else None


@rules.add(
    "date", f"({_DAY})({_SEPARATOR})(\\d\\d?)\\2(\\d{{4}}|\\d\\d){_FREE}(?:{GAP}(?P<era>{ERA}))?"
)
def _numeric(match: re.Match[str], context: Context) -> str | None:
    """Say day/month/year; month/day/year where only that can be meant."""
    day, number, last = int(match[1]), int(match[3]), match[4]
    if number > 12 >= day and len(last) == 4:
        day, number = number, day
    said = _date(day, number, full_year(last), context)
    behind = match.groupdict().get("era")
    return f"{said} {era(behind)}" if said and behind else said


def _year(written: str, context: Context) -> str:
    return year(full_year(written.lstrip("'’")), context.numbers)


@rules.add("iso-month", f"(20\\d\\d){DASH}([01]\\d){_FREE}", needs=DASHES)
def _iso_month(match: re.Match[str], context: Context) -> str | None:
    """Say 2024-06 as a month; 2004-05 and 2001-11 are years."""
    last = int(match[2])
    if last > int(match[1][2:]) or not 1 <= last <= 12:
        return None
    return f"{NAMES[last]} {year(int(match[1]), context.numbers)}"


@rules.add("iso-date", f"(\\d{{4}})({DASH}|/)(\\d\\d)\\2(\\d\\d){_FREE}(?:T(?=\\d\\d:))?")
def _iso(match: re.Match[str], context: Context) -> str | None:
    return _date(int(match[4]), int(match[3]), int(match[1]), context)


@rules.add("month-dash-year", f"(0\\d|1[0-2])-(\\d{{4}}){_FREE}", needs="-")
@rules.add("month-year", f"(\\d\\d?)/(\\d{{4}}){_FREE}", needs="/")
def _month_year(match: re.Match[str], context: Context) -> str | None:
    number, of_year = int(match[1]), int(match[2])
    if _CASE.search(context.before):
        return None
    if not (1 <= number <= 12 and 1900 <= of_year <= 2099):
        return None
    return f"{NAMES[number]} {year(of_year, context.numbers)}"


def _date(day: int, number: int, of_year: int, context: Context) -> str | None:
    if not (1 <= day <= 31 and 1 <= number <= 12 and 1100 <= of_year <= 2199):
        return None
    numbers = context.numbers
    return f"{numbers.words[day]} {NAMES[number]} {year(of_year, numbers)}"


#: The number of a case or a file: केस संख्या 12/2024 is not a month.
_CASE = Pattern("«case-number»\\s*\\Z")
#: What must follow the dot of 10. जुलाई: without it the number is that of a list.
_DATED = f"{HINDI_MONTH} (?:(?:को|से|तक){HINDI_END}|{_YEAR})"
_ST = "(?:st|nd|rd|th)?"


@rules.add(
    "day-month",
    f"(?P<first>{_DAY}){_ST}(?:{GAP}(?:{DASH}|/){GAP}(?P<last>{_DAY}){_ST})?"
    f"(?:{GAP}(?P<from>{MONTH}){GAP}{DASH}{GAP}(?P<to>{_DAY}){_ST})?"
    f"(?:[ /-]|(?P<dot>\\.) ?(?={_DATED}))?(?P<month>{MONTH})"
    f"(?:(?:(?P<comma>,)?{GAP}|[/-])(?P<year>{_YEAR})(?:{GAP}(?P<era>{ERA}))?)?",
)
def _day_month(match: re.Match[str], context: Context) -> str | None:
    """Say a day, or a range of days, with its month and, if given, its year."""
    numbers = context.numbers
    first, last = int(match["first"]), int(match["last"] or 0)
    listed = match["dot"] and not context.before.rpartition("\n")[2].strip()
    if not 1 <= first <= 31 or last > 31 or listed:
        return None
    days = numbers.words[first]
    if last:
        days += ("-" if last == first + 1 else " से ") + numbers.words[last]
    if match["to"]:
        days += f" {month(match['from'])} से {numbers.words[int(match['to'])]}"
    said = f"{days} {month(match['month'])}"
    if match["year"]:
        said = f"{said}{match['comma'] or ''} {_year(match['year'], context)}"
    if match["era"]:
        said = f"{said} {era(match['era'])}"
    full = match["era"] or not match["year"]
    return said + context.full_stop(match[0]) if full else said


@rules.add(
    "month-day-hindi",
    f"(?P<month>{HINDI_MONTH}){GAP}(?P<day>{_DAY}),{GAP}(?P<year>{_YEAR}){HINDI_END}",
    starts=("word",),
)
@rules.add(
    "month-day",
    f"(?P<month>{LATIN_MONTH}){GAP}(?P<day>{_DAY}){_ST}(?!:)(?:,?{GAP}(?P<year>{_YEAR}))?",
    starts=("latin",),
)
def _month_day(match: re.Match[str], context: Context) -> str | None:
    """Say August 15, 2022 and जनवरी 26, 1950 with the day first."""
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    said = f"{context.numbers.words[day]} {month(match['month'])}"
    if match["year"]:
        said += f" {_year(match['year'], context)}"
    return said


@rules.add(
    "month-year-named",
    f"(?P<month>{LATIN_MONTH}|{SHORT_MONTH})(?P<comma>,)?(?:[ -]|(?=['’]))(?P<year>{_YEAR})",
    starts=("latin", "word"),
)
def _named_month(match: re.Match[str], context: Context) -> str:
    return f"{month(match['month'])}{match['comma'] or ''} {_year(match['year'], context)}"


@rules.add("apostrophe", _SHORT, starts=("symbol",))
def _apostrophe(match: re.Match[str], context: Context) -> str | None:
    """Say the year of दिसंबर '23 and सन् '65; after anything else it is a quotation's number."""
    if _HINDI_MONTH.search(context.before):
        return _year(match[0], context)
    year = _SHORT_YEAR.search(context.before)
    return context.numbers.words[int(match[0][1:])] if year else None


_SHORT_YEAR = Pattern("(?:सन्|सन|साल|वर्ष) (?:['’]\\d\\d(?:,| «and») ){0,3}\\Z")


_HINDI_MONTH = Pattern(f"{HINDI_MONTH} ?\\Z")
_CRICKET = Pattern(f"{WORD_START}«cricket»")
_NUMERIC = re.compile(f"({_DAY})({_SEPARATOR})(\\d\\d?)\\2(\\d{{4}}|\\d\\d)(?!\\d)")
