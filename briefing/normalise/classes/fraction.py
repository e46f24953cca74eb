"""Fractions and multipliers: 1/2, 3/4, 2½, ⅔, 1.5 गुना, 2x, 4×100."""

from __future__ import annotations

import re
import unicodedata

from briefing.lexicon import rows
from briefing.normalise.agreement import agree
from briefing.normalise.chars import HINDI_END, LATIN, LETTER, WORD_END
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.numbers import Numbers
from briefing.normalise.patterns import Pattern
from briefing.normalise.quantity import DASH, GAP, NUMBER, oneof, say, span
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("fraction")

_PARTS = {3: "तिहाई", 4: "चौथाई"}
_QUARTERS = {(1, 4): "25", (1, 2): "5", (3, 4): "75"}
_VULGAR = "¼½¾⅐-⅞"
_FULL_MARKS = frozenset([10, 20, 25, 50, 100, 150, 200, 300, 500])
_LARGEST = 9999
#: After these a slash separates the parts of the number of a file or a platform: सं॰-02/03.
_NUMBERED = Pattern("«case-number»[\\s:–-]*\\Z")

#: Days that are named by their numbers, and the clock around: what is written is not a fraction.
_NAMED = {
    written: (said, Pattern(behind[0]) if behind else None)
    for written, said, *behind in rows("named_fractions")
}


def _simple(top: int, bottom: int, context: Context) -> str:
    """Say a fraction: आधा (agreeing), तिहाई and चौथाई by name, else with बटा."""
    numbers = context.numbers
    if context.before.endswith("√"):
        return f"{numbers.cardinal(top)} बटा {numbers.cardinal(bottom)}"
    if (top, bottom) == (1, 2):
        return agree("आध", context)
    if bottom in _PARTS and top < bottom:
        return f"{numbers.words[top]} {_PARTS[bottom]}"
    return f"{numbers.cardinal(top)} बटा {numbers.cardinal(bottom)}"


def _mixed(whole: int, top: int, bottom: int, context: Context) -> str:
    """Say 2½ and 1 3/4 as a speaker does: ढाई, पौने दो."""
    hundredths = _QUARTERS.get((top, bottom))
    said = say(f"{whole}.{hundredths}", context.numbers, "all") if hundredths else ""
    if said and "दशमलव" not in said:
        return said
    return f"{context.numbers.cardinal(whole)} सही {_simple(top, bottom, context)}"


@rules.add("fraction-inches", r"(?:(\d{1,2})[ -])?(\d{1,2})/(\d{1,2})[\"”″]", needs='"”″')
def _inches(match: re.Match[str], context: Context) -> str | None:
    """Say 1/2" and 3 1/4"; after an open quotation mark the sign closes it."""
    opened = context.before.count('"') % 2 or context.before.count("“") > context.before.count("”")
    whole, top, bottom = int(match[1] or 0), int(match[2]), int(match[3])
    if opened or not 0 < top < bottom:
        return None
    said = _mixed(whole, top, bottom, context) if whole else _simple(top, bottom, context)
    return f"{'आधा' if said.startswith('आध') else said} इंच"


@rules.add("fraction", r"(?:(\d{1,4}) )?(\d{1,4})/(\d{1,4})(?![\d/.,-]\d|\d)", needs="/")
def _slash(match: re.Match[str], context: Context) -> str | None:
    top, bottom = int(match[2]), int(match[3])
    if not match[1] and _NUMBERED.search(context.before):
        joint = "-" if match[2].startswith("0") and bottom == top + 1 else " बटा "
        return joint.join(context.numbers.cardinal(part) for part in (top, bottom))
    if top == bottom and top in _FULL_MARKS:
        said = context.numbers.cardinal(top).removeprefix("एक ")
        return f"{said} में से {said}"
    said, behind = _NAMED.get(f"{top}/{bottom}", ("", None))
    if said and not match[1] and (behind is None or behind.match(context.after)):
        return said
    if not bottom or max(top, bottom) > _LARGEST:
        return None
    if match[1]:
        return _mixed(int(match[1]), top, bottom, context) if top < bottom else None
    return _simple(top, bottom, context)


@rules.add(
    "fraction-dotted", f"(\\d{{1,2}})\\. ?(\\d)/(\\d)(?= «cooked-with»{HINDI_END})", needs="/"
)
def _dotted(match: re.Match[str], context: Context) -> str | None:
    """Say 1. 1/2 कप; at the head of a line the first is the number of a list."""
    whole, top, bottom = (int(part) for part in match.groups())
    listed = not context.before.rpartition("\n")[2].strip(" *•-–")
    return None if listed or top >= bottom else _mixed(whole, top, bottom, context)


@rules.add("fraction-grouped", r"(\d{1,4})/(\d{1,3}(?:,\d{2,3})+)(?![\dव])", needs="/")
def _grouped(match: re.Match[str], context: Context) -> str:
    """Say 1/80,000."""
    return f"{context.numbers.whole(match[1])} बटा {context.numbers.whole(match[2])}"


@rules.add("rating", f"({NUMBER})/(\\d{{1,3}})(?![\\d/.,-]\\d|\\d)", needs="/")
def _rating(match: re.Match[str], context: Context) -> str | None:
    """Say 3.5/5 with बटा."""
    if "." not in match[1]:
        return None
    return f"{context.numbers.decimal(match[1])} बटा {context.numbers.whole(match[2])}"


@rules.add("vulgar-fraction", f"(?:(\\d{{1,6}}){GAP})?([{_VULGAR}])", starts=("digit", "symbol"))
def _vulgar(match: re.Match[str], context: Context) -> str:
    top, _, bottom = unicodedata.normalize("NFKC", match[2]).partition("\u2044")
    if match[1]:
        return _mixed(int(match[1]), int(top), int(bottom), context)
    return _simple(int(top), int(bottom), context)


@rules.add(
    "times",
    f"({NUMBER}(?:{GAP}{DASH}{GAP}{NUMBER})?)(?:{GAP}(?P<word>गुन[ाेी])|[xX×](?![\\d{LATIN}]|{GAP}\\d))",
    kind="multiplier",
    needs="गxX×",
)
def _times(match: re.Match[str], context: Context) -> str:
    """Say 1.5 गुना, 2-3 गुना, 2x."""
    return f"{span(match[1], context.numbers, 'all')} {match['word'] or 'गुना'}"


#: A number and its unit, one side of what is measured.
_SIDE = Pattern(f"\\d{GAP}(?:{oneof(UNITS)}|रु(?:पये|पए)?[.॰]?)?{GAP}\\Z")
#: The factors of a product: 4 x भुजा, लंबाई x चौड़ाई. Between other words x is a letter: x का मान.
_FACTOR = Pattern(f"(?:(?<![{LATIN}] )\\d|(?<![{LETTER}])«factor») \\Z")
_SECOND_FACTOR = Pattern(f"\\A «factor»{WORD_END}")
_NO_LATIN = f"(?![\\d{LATIN}])"
_X = f"{GAP}[xX×✕*]{GAP}"


@rules.add(
    "by",
    f"({NUMBER}){_X}({NUMBER})(?:{_X}({NUMBER}))?(?:{GAP}({oneof(UNITS)}){WORD_END}|{_NO_LATIN})",
    kind="multiplier",
    needs="xX×✕*",
)
def _by(match: re.Match[str], context: Context) -> str:
    """Say 4×100 and 10x12: गुणा between the numbers; 24x7 is around the clock."""
    if match.group(1, 2) == ("24", "7") and not match[3]:
        return _NAMED["24/7"][0]
    said = " गुणा ".join(_plain(part, context.numbers) for part in match.groups()[:3] if part)
    return f"{said} {UNITS[match[4]][0]}" if match[4] else said


@rules.add("by-sign", f"[xX](?={GAP}\\d| [{LETTER}])", starts=("latin",), kind="multiplier")
def _sign(match: re.Match[str], context: Context) -> str | None:
    """Say the x of 10 फ़ुट x 12 फ़ुट and of लंबाई x चौड़ाई."""
    factors = _FACTOR.search(context.before) and _SECOND_FACTOR.search(context.after)
    return "गुणा" if factors or _SIDE.search(context.before) else None


def _plain(written: str, numbers: Numbers) -> str:
    return numbers.decimal(written)
