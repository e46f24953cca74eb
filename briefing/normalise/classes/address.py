"""E-mail addresses, web addresses, file names, @handles and #hashtags, the way people say them."""

from __future__ import annotations

import re
from functools import cache

from briefing.lexicon import pairs, rows
from briefing.normalise.chars import HINDI_END, LATIN, LETTER
from briefing.normalise.classes.acronym import acronym, named
from briefing.normalise.english import roman_hindi
from briefing.normalise.english.words import initials, is_made_of_words, is_word, segments, word
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern, cue, trie
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("address")

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ENDS = rows("address_ends")
_HINDI_ENDS = [ending for ending, kind in _ENDS if kind == "hindi"]
_DOMAINS = trie(ending for ending, kind in _ENDS if kind == "domain")
_HOST = f"{_LABEL}(?:\\.{_LABEL}){{0,5}}\\.{_DOMAINS}(?![A-Za-z0-9-])"
_PATH = f"(?:[/?#](?:[A-Za-z0-9._~%=&/?#+-]|[{LETTER}]){{0,300}}(?<![.?]))?"
_FILES = trie(ending for ending, kind in _ENDS if kind == "file")
_NO_FILE_GOES_ON = f"(?![{LATIN}\\d{LETTER}])"
_NAMED = "(?<![A-Za-z])[A-Za-z]{1,3}\\d{1,2}(?![A-Za-z\\d])"
_ORDINAL = "\\d{1,2}(?:st|nd|rd|th)(?![a-z])"
_PIECES = re.compile(
    f"{_ORDINAL}|{_NAMED}|[A-Z]{{2,}}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\\d+|[{LETTER}]+|."
)

#: A state by its two letters: up.nic.in is not the word up.
_STATE = re.compile(r"(?<![A-Za-z0-9-])[a-z]{2}(?=\.(?:gov|nic)\.in)")
_SIGNS = {
    ".": "डॉट",
    "@": "एट द रेट",
    "/": "स्लैश",
    "-": "डैश",
    "_": "अंडरस्कोर",
    "+": "प्लस",
    "=": "इक्वल",
    "&": "एंड",
    "?": "क्वेश्चन मार्क",
    "#": "हैश",
    "%": "परसेंट",
}
_AT = _SIGNS["@"]
_LONGEST_SPELT = 3
_SHORTEST_CHANCE = 5  # letters
_SHORTEST_BEHIND = 5  # letters after a short acronym: pmindia
_LONGEST_ACRONYM = 7  # letters

#: More consonants than a word has, at its end or within it.
_CLUSTER = Pattern("[bcdfgjkmpqtvwxz]{2}[bcdfghjkmpqstvwxz]$|[bcdfghjklmnpqrstvwxz]{4}")
#: Nobody knows how a name that is not a word is said, though it begins with a capital: Sacnilk.com.
_CAPITAL = re.compile(r"(?<![^.])[A-Z][a-z]+(?=\.)")
#: Signs that mean nothing, of a shortened address: bit.ly/31J9pAZ.
_RANDOM = re.compile(r"(?<=/)(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{4,12}(?![A-Za-z\d._-])")
_YEARS = range(1900, 2100)


def tell(written: str, numbers: Numbers) -> str:
    """Tell an address piece by piece: words as words, signs by name.

    >>> from briefing.style import Style
    >>> tell("help.desk@india.gov.in", Numbers(Style()))
    'हेल्प डॉट डेस्क एट द रेट इंडिया डॉट जी ओ वी डॉट इन'
    """
    written = _STATE.sub(lambda match: match[0].upper(), written)
    said = (_piece(piece, numbers) for piece in _PIECES.findall(written))
    return " ".join(piece for piece in said if piece)


def _piece(piece: str, numbers: Numbers) -> str:
    if piece.isdecimal():
        return _number(piece, numbers)
    if piece.isascii() and piece.isalpha():
        return _label(piece)
    if re.fullmatch(_ORDINAL, piece):
        return _number(piece[:-2], numbers)
    if piece.isascii() and piece.isalnum():
        letters = piece.rstrip("0123456789")
        number = _number(piece[len(letters) :], numbers)
        return named(piece) or f"{_label(letters)} {number}"
    return _SIGNS.get(piece, piece if re.match(f"[{LETTER}]", piece) else "")


def _number(digits: str, numbers: Numbers) -> str:
    whole = len(digits) <= _LONGEST_SPELT or (len(digits) == 4 and int(digits) in _YEARS)
    return numbers.whole(digits) if whole else numbers.digits(digits)


def _label(piece: str) -> str:
    if len(piece) == 1:
        return initials(piece)
    known = pairs("domains").get(piece.lower())
    if known:
        return known
    if said := acronym(piece):
        return said
    upper = pairs("acronyms").get(piece.upper())
    if upper:
        return upper
    if not re.search("[aeiouyAEIOUY]", piece) or _is_unsayable(piece):
        return initials(piece)
    if piece.islower() and len(piece) <= _LONGEST_SPELT and not is_word(piece, common_only=True):
        return initials(piece)
    named = piece[:1].isupper() and len(piece) > 1  # in #JusticeForAsifa every word has its capital
    return _run_together(piece.lower()) or (word(piece) if named else initials(piece))


def _is_unsayable(piece: str) -> bool:
    """Tell whether letters can be no word: uppsc, ibps."""
    short = len(piece) <= _LONGEST_ACRONYM and not is_word(piece)
    return short and bool(_CLUSTER.search(piece.lower())) and not segments(piece.lower())


def _run_together(piece: str) -> str:
    """Say words written as one, as names of accounts are: narendramodi, pmindia; empty if none."""
    if is_word(piece, common_only=True):
        return word(piece)
    for length in (0, 2, 3):  # a short acronym may lead: pmindia, rbigov
        head, rest = piece[:length], piece[length:]
        parts = segments(rest, cue("short-word"))
        if parts and not (head and (is_word(piece) or len(rest) < _SHORTEST_BEHIND)):
            said = [initials(head)] if head else []
            return " ".join([*said, *map(word, parts)])
    hindi = segments(piece, cue("short-hindi"), roman_hindi.is_part)
    if hindi and not is_word(piece):
        return " ".join(map(roman_hindi.part, hindi))
    if is_word(piece) or is_made_of_words(piece):
        return word(piece)
    return " ".join(map(word, segments(piece, cue("short-word"), _is_long_word)))


def _is_long_word(part: str) -> bool:
    """Tell whether letters within a name are a word of CMUdict; short ones are chance."""
    return len(part) >= _SHORTEST_CHANCE and is_word(part)


@rules.add(
    "domain-hindi",
    f"(?<![{LETTER}])[{LETTER}]{{2,30}}(?:\\.[{LETTER}]{{2,30}}){{0,2}}\\.{trie(_HINDI_ENDS)}{HINDI_END}",
    starts=("word",),
    needs=".",
)
def _hindi(match: re.Match[str], _context: Context) -> str:
    """Tell पत्रिका.कॉम and नौकरी.को.इन."""
    return match[0].replace(".", " डॉट ")


_ANY = ("latin", "digit")


@rules.add("extension", f"\\.(?i:{_FILES}){_NO_FILE_GOES_ON}", starts=("symbol",), needs=".")
@rules.add(
    "file",
    f"[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?=[A-Za-z0-9])){{0,80}}(?<!\\.)\\.{_FILES}{_NO_FILE_GOES_ON}",
    starts=_ANY,
    needs=".",
)
@rules.add("email", f"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{{0,63}})@{_HOST}", starts=_ANY, needs="@")
def _tell(match: re.Match[str], context: Context) -> str:
    return tell(match[0], context.numbers)


@rules.add(
    "url",
    f"(?:(?i:https?|ftp)://(?P<any>{_LABEL}(?:\\.{_LABEL}){{1,5}}(?::\\d{{2,5}})?{_PATH})"
    f"|(?P<known>{_HOST}(?::\\d{{2,5}})?{_PATH}))",
    starts=_ANY,
    needs=".",
)
def _url(match: re.Match[str], context: Context) -> str:
    """Tell a web address; nobody says the https:// before it, or a slash at its end."""
    written = (match["any"] or match["known"]).rstrip("/")
    path = re.search("[/?#]|\\Z", written).start()  # type: ignore[union-attr]
    host = _CAPITAL.sub(lambda label: label[0].lower(), written[:path])
    behind = _RANDOM.sub(lambda part: " ".join(part[0]), written[path:])
    return tell(host + behind, context.numbers)


@rules.add(
    "handle",
    "@([A-Za-z0-9_](?:[A-Za-z0-9_]|\\.(?=[A-Za-z0-9])){0,40})",
    starts=("symbol",),
    needs="@",
)
def _handle(match: re.Match[str], context: Context) -> str:
    return f"{_AT} {tell(match[1], context.numbers)}"


@rules.add(
    "hashtag",
    f"#(?![A-Za-z0-9_]{{0,40}}[{LETTER}]{{1,4}}[.॰])((?=[{LATIN}{LETTER}_\\d]{{0,60}}[{LATIN}{LETTER}])[A-Za-z0-9_{LETTER}]{{1,60}})",
    starts=("symbol",),
    needs="#",
)
def _hashtag(match: re.Match[str], context: Context) -> str:
    said = _phrases().get(match[1].lower()) or tell(match[1].replace("_", " "), context.numbers)
    return f"हैशटैग {said}"


@cache
def _phrases() -> dict[str, str]:
    """Return the readings of the phrases by their letters alone: mannkibaat."""
    return {re.sub("[ -]", "", written).lower(): said for written, said in rows("phrases")}
