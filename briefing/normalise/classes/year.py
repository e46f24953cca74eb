"""Years: सन् 1947, 1990 के दशक, 2019-20, 2014-2019, 326 ई.पू., FY24.

1100–1999 are said in hundreds (उन्नीस सौ सैंतालीस), 2000–2099 in thousands. A bare number of four
digits is a year only where its neighbours say so.
"""

from __future__ import annotations

import re

from briefing.normalise.agreement import is_counted
from briefing.normalise.chars import BLANK, HINDI_END, LATIN, LATIN_END, LETTER
from briefing.normalise.months import HINDI_MONTH, LATIN_MONTH
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, DASHES, GAP
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("year")
bare_years = RuleSet("year")

_FREE = r"(?!\d|[,.:/]\d)"

#: What stands before a year.
_LEFT = Pattern(f"(?:(?<!\\S)«year-left»|{HINDI_MONTH}|{LATIN_MONTH}),?\\s*\\Z")
#: What follows a year, whatever the number.
_RIGHT = Pattern(
    f"\\s*(?:ई\\.|ई॰|«year-right»{HINDI_END}|(?:में|मे){HINDI_END}(?!\\s*से{HINDI_END})"
    f"|(?:के|का|की){HINDI_END}\\s*«year-of»{HINDI_END})"
)
#: What follows a year that is not a round number.
_RIGHT_OF_PRECISE = Pattern(
    f"\\s*(?:(?:का|के|की|तक|वाला|वाले|वाली){HINDI_END}(?!\\s*«amount-of»{HINDI_END})"
    f"|से{HINDI_END}(?!\\s*«more-than»{HINDI_END}))"
)
_AND = f"{GAP}(?:,|(?:«and»|«or»|से){HINDI_END}){GAP}"
_LIST = Pattern(f"(?:{_AND}\\d{{4}}(?!\\d)){{1,5}}{GAP}(?:में|के|की|का|तक){HINDI_END}")
_LISTED = Pattern(f"(?<!\\d)\\d{{4}}{_AND}\\Z")
_END = Pattern("[,;।.?!)’”\"'\\s]*(?:[।.?!)]|\\Z)")
_LINE_START = Pattern("(?:\\A|\\n|। )[ •*“‘\"']*\\Z")
_HEADING = Pattern(" ?[:–—] ")
#: The years to choose from: (a) 1924 (b) 1925.
_OPTION = Pattern("\\([A-Ea-e1-5]\\) \\Z")
_OPTION_ENDS = Pattern(" ?(?:\\([A-Ea-e1-5]\\)|\\n|\\Z)")
_QUOTED = re.compile("[\"'’”»]")
_IN_QUOTES = Pattern(f"[\"'‘“«][^\"'‘’“”«»]*[{LETTER}{LATIN}] \\Z")
#: A noun this near decides what the number before it is.
_NOUN_WITHIN = 4
_WORDS = re.compile(f"(?:[{BLANK}]+|(?<=-))([{LETTER}]+)")
_COUNT = Pattern("«count-left»\\s*\\Z")


def year(number: int, numbers: Numbers) -> str:
    """Say a year: 1100–1999 in hundreds.

    >>> from briefing.style import Style
    >>> year(1947, Numbers(Style())), year(1900, Numbers(Style())), year(2020, Numbers(Style()))
    ('उन्नीस सौ सैंतालीस', 'उन्नीस सौ', 'दो हज़ार बीस')
    """
    if not 1100 <= number <= 1999:
        return numbers.cardinal(number)
    hundreds, rest = divmod(number, 100)
    tail = f" {numbers.words[rest]}" if rest else ""
    return f"{numbers.words[hundreds]} सौ{tail}"


def full_year(written: str) -> int:
    """Return the year of two or four written digits; 00–35 are 2000–2035."""
    number = int(written)
    if len(written) > 2:
        return number
    return number + (2000 if number <= 35 else 1900)


def _noun_phrase(context: Context) -> list[str]:
    """Return the words that follow, up to a mark, a postposition or a verb: at most four."""
    words: list[str] = []
    place = 0
    while len(words) < _NOUN_WITHIN and (word := _WORDS.match(context.after, place)):
        if word[1] in cue("no-noun"):
            if words and words[-1].endswith("े") and word[1] in cue("postposition"):
                words[-1] = ""  # कुंभ मेले में: one fair, in the oblique case
            break
        words.append(word[1])
        place = word.end() + context.after.startswith("-", word.end())
    return words


def _names_an_event(number: int, context: Context) -> bool:
    """Tell whether the next noun is what years are named with (1984 सिख दंगों), or a plain name.

    A counted noun (1984 छात्र), or a round number before an unknown noun, does not count.
    """
    words = _noun_phrase(context)
    if not words or _COUNT.search(context.before):
        return False
    counted = [word in cue("counted") for word in words]
    event = [word in cue("year-event") for word in words]
    if number % 50 == 0:
        return any(event) and not any(counted)
    if any(event):
        return not any(counted[: event.index(True)])
    return not any(is_counted(word) for word in words)


def is_year(number: int, context: Context) -> bool:
    """Tell whether a bare number of four digits is a year, by what stands around it."""
    if not 1100 <= number <= 2099:
        return False
    before, after = context.before, context.after
    precise = number % 100 != 0 or number >= 2000
    if _LEFT.search(before) or _RIGHT.match(after) or _LIST.match(after):
        return True
    if before.endswith("(") and after.startswith(")"):
        return True
    if _QUOTED.match(after) and _IN_QUOTES.search(before):
        return True
    if precise and _OPTION.search(before) and _OPTION_ENDS.match(after):
        return True
    if number < 2000 and _names_an_event(number, context):
        return True
    if precise and _LINE_START.search(before) and _HEADING.match(after):
        return True
    if precise and _RIGHT_OF_PRECISE.match(after):
        return True
    if _LISTED.search(before) and _RIGHT_OF_PRECISE.match(after):
        return True
    ends = number >= 1800 and number % 50 != 0 and _END.match(after)
    return bool(ends) and not _COUNT.search(before)


#: The eras after a year.
ERA = (
    f"ई(?= (?:में|मे|के|की|का|तक|से|को){HINDI_END})|"
    f"(?:ईपू|ईसा पूर्व){HINDI_END}|ई{GAP}[.॰]{GAP}पू[.॰]|ई(?:\\.|{GAP}॰)(?!{GAP}[{LETTER}]{{1,2}}[.॰])"
    f"|(?:B\\.?C(?:\\.?E)?|A\\.?D|C\\.?E){LATIN_END}\\.?"
)


@rules.add("era", f"(\\d{{1,4}})(?:{GAP}{DASH}{GAP}(\\d{{2,4}}))?{GAP}({ERA})", needs="ईADBC")
def _era(match: re.Match[str], context: Context) -> str:
    """Say a year, or two, with the era: 326 ई.पू., 1526 ई., 1191-92 ई."""
    said = year(int(match[1]), context.numbers)
    if match[2]:
        joint = "-" if int(match[2]) == (int(match[1]) + 1) % 100 else " से "
        said += joint + year(int(match[2]), context.numbers)
    return f"{said} {era(match[3])}{context.full_stop(match[0])}"


def era(written: str) -> str:
    """Say an era: ई., AD, ई.पू., BC."""
    return "ईसा पूर्व" if re.search("[पB]", written) else "ईस्वी"


_DECADES = Pattern(" (?:के|का|की) दशक")

#: What is numbered within a year: याचिका सं. 1123/2022.
_CASE = Pattern("«case-number»\\s*\\Z")


@rules.add(
    "year-range", f"(\\d{{4}})(?:{GAP}{DASH}{GAP}|/)(\\d{{4}}|\\d\\d){_FREE}", needs=f"/{DASHES}"
)
def _years(match: re.Match[str], context: Context) -> str | None:
    """Say 2019-20 with a hyphen, 2014-19 and 2014-2019 with से."""
    first, second = int(match[1]), int(match[2])
    if not 1100 <= first <= 2099:
        return None
    if "/" in match[0] and _CASE.search(context.before):
        return None
    if len(match[2]) == 4:
        if not first < second <= 2099:
            return None
        return f"{year(first, context.numbers)} से {year(second, context.numbers)}"
    if second != (first + 1) % 100 and second <= first % 100:
        return None
    if first % 100 == 0:  # 2000-01: दो हज़ार-एक would be 2001
        return f"{year(first, context.numbers)} से {year(first + second, context.numbers)}"
    last = "दो हज़ार" if second == 0 else context.numbers.words[second]
    joint = "-" if second == (first + 1) % 100 or _DECADES.match(context.after) else " से "
    return f"{year(first, context.numbers)}{joint}{last}"


@rules.add("era-before-latin", f"A\\.?D\\.?{GAP}(\\d{{2,4}}){_FREE}", starts=("latin",))
@rules.add("era-before", f"ई[.॰]{GAP}(\\d{{2,4}}){_FREE}", starts=("word",), needs=".॰")
def _era_before(match: re.Match[str], context: Context) -> str:
    return f"ईस्वी {year(int(match[1]), context.numbers)}"


@rules.add("era-mark", "ई ?॰(?= {1,3}\\d{1,2} )", starts=("word", "phrase"), needs="॰")
def _era_mark(_match: re.Match[str], _context: Context) -> str:
    """Say the era that stands before a full date: ई॰ 6 मई 1529."""
    return "ईस्वी"


@rules.add("samvat", f"वि[.॰]{GAP}सं[.॰]{GAP}(\\d{{1,4}}){_FREE}", starts=("word",), needs=".॰")
def _samvat(match: re.Match[str], context: Context) -> str:
    return f"विक्रम संवत {context.numbers.cardinal(int(match[1]))}"


@rules.add(
    "decade",
    f"((?:(?:1[1-9]|20|[3-9](?=[1-9]))\\d|[2-9])0)['’]?s(?![A-Za-z])(?:{GAP}के दशक)?",
    needs="s",
)
def _decade(match: re.Match[str], context: Context) -> str | None:
    number = int(match[1])
    return f"{year(number, context.numbers)} के दशक" if number % 10 == 0 else None


@rules.add("decades", f"([1-9]0){DASH}([1-9]0) के दशक", needs=DASHES)
def _decades(match: re.Match[str], context: Context) -> str:
    """Say 70-80 के दशक with a hyphen."""
    return f"{context.numbers.whole(match[1])}-{context.numbers.whole(match[2])} के दशक"


@rules.add(
    "financial-year",
    f"FY{GAP}['’]?(\\d{{4}}|\\d\\d)(?:(?:{DASH}|/)(\\d\\d))?(?!\\d)",
    starts=("latin",),
)
def _financial(match: re.Match[str], context: Context) -> str:
    first = full_year(match[1])
    tail = f"-{context.numbers.words[int(match[2])]}" if match[2] else ""
    return f"वित्त वर्ष {year(first, context.numbers)}{tail}"


@rules.add(
    "quarter",
    f"(Q(?=[1-4])|H(?=[12]{GAP}(?:FY|में|के|की|\\d{{4}})))([1-4])(?![\\dA-Za-z])"
    f"(?:[ -]?FY{GAP}['’]?(\\d{{4}}|\\d\\d)(?![\\d-]))?",
    starts=("latin",),
)
def _quarter(match: re.Match[str], context: Context) -> str:
    """Say Q3, H1 and Q3 FY25: the year first, then the part of it."""
    part = f"{_QUARTERS[int(match[2])]} {'तिमाही' if match[1] == 'Q' else 'छमाही'}"
    return f"वित्त वर्ष {year(full_year(match[3]), context.numbers)} की {part}" if match[3] else part


@rules.add("quarter-first", f"([1-4])Q['’]?FY{GAP}['’]?(\\d{{4}}|\\d\\d)(?![\\d-])", needs="Q")
def _quarter_first(match: re.Match[str], context: Context) -> str:
    """Say 2QFY25."""
    said = year(full_year(match[2]), context.numbers)
    return f"वित्त वर्ष {said} की {_QUARTERS[int(match[1])]} तिमाही"


_QUARTERS = ("", "पहली", "दूसरी", "तीसरी", "चौथी")


@bare_years.add("year", f"\\d{{4}}{_FREE}(?!{DASH}\\d)")
def _year(match: re.Match[str], context: Context) -> str | None:
    number = int(match[0])
    return year(number, context.numbers) if is_year(number, context) else None
