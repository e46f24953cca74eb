"""Signs: & और, → से, brackets and dashes as a pause, footnotes, bullets and emojis dropped."""

from __future__ import annotations

import re

from briefing.normalise.chars import BLANK, LATIN, LETTER
from briefing.normalise.lexicon import pairs
from briefing.normalise.rule import Context, Rule

_B = f"[{BLANK}]"
#: What is said or breathed; anything else between two signs does not part them.
_HEARD = f"[{LETTER}{LATIN}\\d,;:!?.…'\"‘’“”।॥%₹$€£&@+=×÷°§/|→-]"
_OPENERS = "([{<"
_CLOSERS = ")]}>"
_PAUSES = ",;:!?।॥…."
_PICTURE = (
    "[\u203c\u2049\u2139\u231a-\u23ff\u2600-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_TAIL = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"


def _is_first(context: Context) -> bool:
    """Tell whether nothing on the line before is heard."""
    return not re.search(_HEARD, context.before.rpartition("\n")[2])


def _pause(context: Context) -> str:
    """Return a comma, where there is no other pause, and something before and behind."""
    before = context.before.rstrip()
    after = context.after.lstrip(f" \t\u00a0{_CLOSERS}*")
    if _is_first(context) or before[-1:] in _PAUSES or before[-1:] in _OPENERS:
        return ""
    if not after or after[0] in _PAUSES or after[0] == "\n":
        return ""
    return "," if context.after[:1].isspace() else ", "


def _open(_match: re.Match[str], context: Context) -> str:
    return _pause(context)


def _close(_match: re.Match[str], context: Context) -> str:
    following = context.after.lstrip()[:1]
    return "" if following in _OPENERS and following else _pause(context)


def _dash(match: re.Match[str], context: Context) -> str | None:
    """Say a dash as a pause; between two words without blanks it is a hyphen."""
    before, after = context.before[-1:], context.after[:1]
    if _is_first(context):
        return "" if match[0] != "-" or after.isspace() else None
    apart = before.isspace() or after.isspace() or len(match[0]) > 1 or match[0] == "—"
    if match[0] == "-":
        return _pause(context) if before.isspace() and after.isspace() else None
    return _pause(context) if apart or not before or not after else "-"


def _drop(_match: re.Match[str], _context: Context) -> str:
    return ""


def _slash(_match: re.Match[str], context: Context) -> str:
    """Say और/या as it is, other slashes between words as या, at a dateline as a pause."""
    if context.left == "और" or context.right == "या":
        return " "
    if re.match(f"[{LETTER} ]{{2,30}}[:।]", context.after) and _is_dateline(context):
        return ", "
    words = re.search(f"[{LETTER}{LATIN}\\d] ?\\Z", context.before) and re.match(
        f" ?[{LETTER}{LATIN}\\d]", context.after
    )
    return "या" if words else ""


def _is_dateline(context: Context) -> bool:
    return len(context.before.rpartition("\n")[2].split()) <= 3


def _number_sign(_match: re.Match[str], _context: Context) -> str:
    return "नंबर"


def _named(match: re.Match[str], context: Context) -> str | None:
    said = pairs("symbols")[match[0][0]]
    return _pause(context) if said == "," else said


def _mark(match: re.Match[str], _context: Context) -> str:
    return pairs("marks")[match[0]]


def _one_of(signs: str) -> str:
    return "[" + "".join(map(re.escape, signs)) + "]"


_START = ("symbol",)
RULES = (
    Rule(
        "emoji",
        "symbol",
        f"(?:{_PICTURE}{_TAIL}*(?:\u200d{_PICTURE}{_TAIL}*)*|{_TAIL})+",
        _drop,
        _START,
    ),
    Rule(
        "footnote",
        "symbol",
        "\\[(?:\\d{1,3}|[a-z]|[a-z]+ needed|संदर्भ|उद्धरण चाहिए|क)\\]",
        _drop,
        _START,
    ),
    Rule(
        "empty-brackets",
        "symbol",
        f"[(\\[{{]{_B}{{0,3}}[.,?!…]{{0,3}}{_B}{{0,3}}[)\\]}}]",
        _drop,
        _START,
    ),
    Rule("open", "symbol", "[(\\[{]", _open, _START),
    Rule("close", "symbol", "[)\\]}]", _close, _START),
    Rule("dash", "symbol", "-{1,3}|[\u2010-\u2015\u2212]{1,3}", _dash, _START),
    Rule("slash", "symbol", "/", _slash, _START),
    Rule("number-sign", "symbol", f"#(?={_B}?\\d)", _number_sign, _START),
    Rule("mark", "symbol", _one_of("".join(pairs("marks"))), _mark, _START),
    Rule("sign", "symbol", _one_of("".join(pairs("symbols"))), _named, ("symbol", "latin")),
)
