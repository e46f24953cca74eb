"""Signs: & और, → से, brackets and dashes as a pause, footnotes, bullets and emojis dropped."""

from __future__ import annotations

import re

from briefing.lexicon import pairs
from briefing.normalise.chars import BLANK, IS_LETTER, LATIN, LETTER, WORD_END
from briefing.normalise.months import HINDI_MONTH
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("symbol")
dandas = RuleSet("symbol")

_B = f"[{BLANK}]"

#: What is said or breathed: what stands before it is not the beginning of a line.
_HEARD = Pattern(f"[\u0904-\u0963\u0971-\u097f{LATIN}\\d,;:!?.…'\"‘’“”।॥%₹$€£&@+=×÷°§→]")
_FOOTNOTE = "\\[(?:\\d{1,3}|[a-z]|[a-z]+ needed|संदर्भ|उद्धरण चाहिए|क)\\]"
_UNHEARD = re.compile(_FOOTNOTE)
_DASHES = "-\u2010-\u2015"

#: A dash, and after it nothing but what is dropped.
_AFTER_DASH = Pattern(
    f"[{_DASHES}][^\u0900-\u096f\u0971-\u097f{LATIN}\\d,;:!?.…'\"‘’“”%₹$€£&@+=×÷°§→\\s]*\\Z"
)

#: Signs that are dropped, at the end of what is before.
_DROPPED = re.compile(
    f"[^\u0900-\u096f\u0971-\u097f{LATIN}\\d,;:!?.…'\"‘’“”%₹$€£&@+=×÷°§→\\s()\\[\\]{{}}{_DASHES}]+\\Z"
)
_OPENERS = "([{<"
_CLOSERS = ")]}>"
_PAUSES = ",;:!?।॥…."
_PICTURE = (
    "[\u203c\u2049\u2139\u231a-\u23ff\u2600-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_TAIL = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"

#: What follows the slash of a dateline: नई दिल्ली/मुंबई: …
_PLACE = Pattern(f"[{LETTER}]+(?: [{LETTER}]+)?[:।]")
#: The end of a dateline: रायपुर/ 29 दिसंबर 2022/ मंत्री ने कहा.
_YEAR_LEFT = Pattern("(?<![\\d,/.-])(?:19|20)\\d\\d\\Z")
_WORD_APART = Pattern(f" [{LETTER}]")
_DAY = Pattern(f" \\d{{1,2}} {HINDI_MONTH}")
#: What is divided, and by what: (a + b) / 2.
_TERM = Pattern("\\([^()\u0900-\u0963]*[+×*=√–-][^()\u0900-\u0963]*\\) ?\\Z")
_DIVISOR = Pattern(" ?(?:\\d|[a-z](?![a-z])|\\()")
#: The letters of a difference: p - q.
_ONE_LEFT = Pattern("(?<![A-Za-z])[a-z] \\Z")
_ONE_RIGHT = Pattern(" [a-z](?![A-Za-z])")
_SAID = Pattern(f"[{LETTER}{LATIN}\\d]")

#: The year that ends the number of a letter: 1245-50/2025.
_OF_YEAR = Pattern(r"(?:19|20)\d\d(?![\d,])")
_STORED = Pattern("\\d ?[GMT]B\\Z")
#: What a slash parts in a number: धारा 376ए/511, 7A/23, 22/C.
_NUMBERED_LEFT = Pattern(f"\\d(?:[A-Z]|[{LETTER}]{{1,3}})?\\Z")
_NUMBERED_RIGHT = Pattern(f"(?:\\d{{1,5}}|[A-Z]){WORD_END}|\\d[\\d,]*व|\\d+\\.\\d")
_CAPITAL = Pattern("(?<![A-Za-z])[A-Z]\\Z")
#: A number with its area code: 104/0612-2217681.
_TELEPHONE = Pattern(r"0\d{2,4}-\d")
_LONG = Pattern(r"\d{3,}(?![.,%°\d])")
_WORD_LEFT = Pattern(f"[{LETTER}{LATIN}\\d] ?\\Z")
_WORD_RIGHT = Pattern(f" ?[{LETTER}{LATIN}\\d]")


def _is_first(context: Context) -> bool:
    """Tell whether nothing on the line before is heard."""
    line = context.before.rpartition("\n")[2]
    return not _HEARD.search(_UNHEARD.sub("", line))


def _pause(context: Context) -> str:
    """Return a comma, where there is no other pause, and something before and after."""
    before = context.before.rstrip()
    after = context.after.lstrip(f" \t\u00a0{_CLOSERS}*")
    if _is_first(context) or before[-1:] in _PAUSES or before[-1:] in _OPENERS:
        return ""
    if not after or after[0] in f"{_PAUSES}\n-–—":
        return ""
    return "," if context.after[:1].isspace() else ", "


def _one_of(signs: str) -> str:
    return "[" + "".join(map(re.escape, signs)) + "]"


@dandas.add(
    "danda-letter", f"(?<=[{LETTER}])[Il](?= ?[{LETTER}]|\\s*\\Z|\n)", starts=("latin",), needs="Il"
)
def _danda(_match: re.Match[str], context: Context) -> str | None:
    """Read the letter typed for a danda behind the verb of a sentence: हैI."""
    return "।" if context.left in cue("danda-left") else None


_TOO = ("symbol", "latin")  # Greek letters, and marks that Unicode calls letters


@rules.add("mark", _one_of("".join(pairs("marks"))), starts=_TOO)
def _mark(match: re.Match[str], _context: Context) -> str:
    return pairs("marks")[match[0]]


_START = ("symbol",)


@rules.add("leader", "\\.{4,}|~{2,}|_{3,}|={3,}|\\*{3,}|[-\u2010-\u2015]{4,}", starts=_START)
def _leader(match: re.Match[str], context: Context) -> str:
    """Read a dot or dash leader as a pause; dots in prose are an ellipsis."""
    leads = match[0][0] != "." or context.after.lstrip(" .")[:1].isdecimal()
    return _pause(context) if leads else "" if _is_first(context) else "…"


@rules.add("star", "(?<=\\d)[★⭐]\ufe0f?", starts=_START)
def _star(_match: re.Match[str], _context: Context) -> str:
    """Say the star of a rating: 4.2★."""
    return " स्टार"


@rules.add("number-sign", f"#(?={_B}?\\d)", starts=_START)
def _number_sign(_match: re.Match[str], _context: Context) -> str:
    return "नंबर"


@rules.add("about", "[~≈] ?(?=लगभग|क़?रीब)", starts=_START)
def _about(_match: re.Match[str], _context: Context) -> str:
    """Leave ~ to the word after it: ~लगभग."""
    return ""


@rules.add("sign", _one_of("".join(pairs("symbols"))) + "[\ufe0e\ufe0f]?", starts=_TOO)
def _named(match: re.Match[str], context: Context) -> str | None:
    said = pairs("symbols")[match[0][0]]
    return _pause(context) if said == "," else said


@rules.add("empty-brackets", f"[(\\[{{]{_B}{{0,3}}[.,?!…]{{0,3}}{_B}{{0,3}}[)\\]}}]", starts=_START)
@rules.add("footnote", _FOOTNOTE, starts=_START, silent=True)
@rules.add("emoji", f"(?:{_PICTURE}{_TAIL}*(?:\u200d{_PICTURE}{_TAIL}*)*|{_TAIL})+", starts=_START)
def _drop(_match: re.Match[str], _context: Context) -> str:
    return ""


@rules.add("open", "[(\\[{]", starts=_START)
def _open(_match: re.Match[str], context: Context) -> str:
    return _pause(context)


@rules.add("close", "[)\\]}]", starts=_START)
def _close(_match: re.Match[str], context: Context) -> str:
    following = context.after.lstrip()[:1]
    return "" if following in _OPENERS and following else _pause(context)


@rules.add("dash", f"[{_DASHES}]{{1,3}}", starts=_START)
def _dash(match: re.Match[str], context: Context) -> str | None:
    """Say a dash as a pause; between two words without blanks it is a hyphen."""
    before, after = _DROPPED.sub("", context.before)[-1:], context.after[:1]
    if _AFTER_DASH.search(context.before):
        return ""
    if _is_first(context):
        return None if match[0] == "-" and _SAID.match(after) else ""
    if len(match[0]) == 1 and _ONE_LEFT.search(context.before) and _ONE_RIGHT.match(context.after):
        return context.style.minus
    apart = before.isspace() or after.isspace() or len(match[0]) > 1 or match[0] == "—"
    if before.isspace() and after.isspace() and context.left == context.right:
        return ""  # अलग - अलग
    if match[0] == "-":
        spaced = before.isspace() or before in {*_OPENERS, *_CLOSERS}
        return _pause(context) if spaced and after.isspace() else None
    return _pause(context) if apart or not before or not after else "-"


def _is_dateline(context: Context) -> bool:
    return len(context.before.rpartition("\n")[2].split()) <= 3


@rules.add("list-dot", f"(?<=\\d)\\.(?=[{LETTER}])", starts=_START)
def _list_dot(_match: re.Match[str], _context: Context) -> str:
    """Say 1.भारत with a pause."""
    return ", "


@rules.add(
    "dot",
    f"(?<![{LETTER}.])\\.(?=[{LATIN}])|(?<=[{LETTER}])\\.(?=[a-z])|(?<=[{LATIN}\\d])\\.(?=\\d)",
    starts=_START,
)
def _dot(_match: re.Match[str], _context: Context) -> str:
    """Say Node.js and .com."""
    return "डॉट"


@rules.add("slash", "/", starts=_START)
def _slash(_match: re.Match[str], context: Context) -> str:
    """Say a slash as या, before a year as बटा; not in और/या and P/E; a pause in a dateline."""
    if context.left in cue("and") or context.right in cue("or"):
        return " "
    if _PLACE.match(context.after) and _is_dateline(context):
        return ", "
    line = context.before.rpartition("\n")[2]
    if len(line.split()) == 1 and line[-1:] == context.after[:1] == " ":
        return ","  # पटना / Bihar News
    if _TELEPHONE.match(context.after):
        return ", "
    dated = _YEAR_LEFT.search(context.before) and _WORD_APART.match(context.after)
    if dated or (_DAY.match(context.after) and _is_dateline(context)):
        return ","
    term = _TERM.search(context.before) or context.before.rstrip().endswith("]")
    if term and _DIVISOR.match(context.after):
        return "बटा"
    if _STORED.search(context.before) and context.after[:1].isdecimal():
        return ", "  # 8GB/512GB
    numbered = _NUMBERED_LEFT.search(context.before) and _NUMBERED_RIGHT.match(context.after)
    if numbered or (context.before[-1:].isdecimal() and _OF_YEAR.match(context.after)):
        return "बटा"
    if _CAPITAL.search(context.before) and re.match("[A-Z](?![A-Za-z])", context.after):
        return " "  # P/E
    if IS_LETTER.match(context.before[-1:]) and _LONG.match(context.after):
        return ", "  # ऊवि/2010, एएल/4604
    words = _WORD_LEFT.search(context.before) and _WORD_RIGHT.match(context.after)
    return "या" if words else ""
