"""Telephone numbers, PIN codes and helplines: digit by digit."""

from __future__ import annotations

import re

from briefing.normalise.agreement import is_counted
from briefing.normalise.chars import HINDI_END, LETTER
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, GAP
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("telephone")

_GAP = f"(?:{GAP}{DASH}{GAP}|[ \u00a0])"
_FREE = r"(?![\d,.]?\d)"
_NUMBER_OF = "(?:\\s*«number-word»)?"
_TRAIN = Pattern(f"(?:[ -][{LETTER}]{{1,20}}){{0,5}} «train-name»{HINDI_END}")
#: आपका ओटीपी 4821 है, 4821 आपका ओटीपी है.
_PASSWORD = Pattern(f"(?: [{LETTER}]{{1,12}}){{0,4}} «password»")
#: A word that asks for digits, and perhaps other numbers that it already took.
_BEFORE = Pattern(
    f"(?:«dial»{_NUMBER_OF}|(?:नंबर|नम्बर)(?: (?:ये|यह|निम्न|जारी))? हैं?"
    f"|«last-digits» (?:[{LETTER}\\d]{{1,8}} )?«digit-word»)(?:\\s*(?:है|हैं|पर|के लिए))?[\\s:–-]*"
    "(?:\\d[\\d-]*\\s*(?:\\([^)]{0,40}\\)\\s*)?(?:,|«and»|«or»)\\s*){0,4}\\Z"
)
_TRAIN_LEFT = Pattern("«train-name» ?\\(\\Z")
_TRAIN_DIGITS, _OLD_TRAIN_DIGITS = 5, 4
#: दून एक्सप्रेस 3009: a number at the end of the name.
_AFTER_TRAIN = Pattern("«train-name» \\Z")
_ENDS_NAME = Pattern(" ?(?:[,।)–-]|\\Z)")
_ENDS = Pattern(" ?(?:[,।.)]|\\Z)")
_SHORTEST_PASSWORD = 4
_FEWEST_GROUPED = 8
_GROUPED = Pattern("«grouped-id»[\\s:–-]{1,3}\\Z")
#: A place before the code of an address: (उ.प्र.) 244901.
_IN_ADDRESS = Pattern(f"(?<![{LETTER}])«address-word»(?![{LETTER}])[^।\\n]*\\Z")
_PIN_LENGTH = 6
_LONGEST_SHORT_CODE = 5
_OF_TRAINS = Pattern("«train»")
_LONG_ONLY = Pattern(f"«dial-long»{_NUMBER_OF}[\\s:–-]*\\Z")
_NAMED_NUMBER = Pattern("«number-word»[\\s:–-]*\\Z")
#: Who is told something at a number: शिकायत 1930 पर करें, पुलिस को सूचना 112 पर दें.
_TELLS = Pattern("«tell»(?: «tell-then»){0,4}\\s*\\Z")
_AT = Pattern(f"\\s*(?:(?:नंबर|नम्बर)\\s*)?(?:«or» \\S{{3,40}} )?पर{HINDI_END}")
_HELPLINE = Pattern("«helpline-right»")
_NEAR = 60  # characters
_AFTER = Pattern(
    f"\\s*(?:(?:नंबर|नम्बर)\\s*)?(?:(?:पर|को)\\s+(?:[{LETTER}]{{1,20}}\\s+){{0,3}}«dial-right»"
    "|«helpline-right»)"
)


@rules.add("groups", f"\\d{{4}}(?: \\d{{4}}){{2,3}}{_FREE}")
@rules.add(
    "telephone-bracketed",
    f"\\(0\\d{{2,4}}\\){GAP}{DASH}?{GAP}\\d{{3,4}}{_GAP}?\\d{{3,4}}{_FREE}",
    starts=("symbol",),
    needs="(",
)
@rules.add(
    "telephone",
    f"(?:(?:0|91{_GAP})?[6-9]\\d{{4}}{_GAP}?\\d{{5}}|18[06]0(?:{_GAP}?\\d){{6,7}}"
    f"|0\\d{{2,4}}{_GAP}\\d{{3,4}}{_GAP}?\\d{{3,4}}(?:/\\d{{1,4}}(?![\\d/]))?"
    f"|91{DASH}\\d{{2,4}}{DASH}\\d{{6,8}}|0{GAP}\\(\\d{{2,4}}\\){GAP}\\d{{6,8}}){_FREE}",
)
@rules.add(
    "international", f"\\+\\d{{1,3}}(?:{_GAP}?\\d){{7,12}}{_FREE}", starts=("symbol",), needs="+"
)
def _digits(match: re.Match[str], context: Context) -> str:
    plus = "प्लस " if match[0].startswith("+") else ""
    return plus + context.numbers.digits(match[0])


@rules.add("hidden", "(\\d{2,6})([xX]{3,8}|\\*{3,8})(\\d{2,5})?(?![\\dA-Za-z])", needs="xX*")
def _hidden(match: re.Match[str], context: Context) -> str:
    """Say a number of which digits are hidden: 9414xxxxxx."""
    numbers = context.numbers
    said = [numbers.digits(match[1]), *["एक्स"] * len(match[2])]
    return " ".join([*said, numbers.digits(match[3])] if match[3] else said)


@rules.add("grouped", f"\\d{{1,5}}(?:[ -]\\d{{1,7}}){{1,5}}{_FREE}")
def _grouped(match: re.Match[str], context: Context) -> str | None:
    """Say ISBN 978-93-5300-112-8 and ID 912 3305 8842."""
    enough = sum(sign.isdecimal() for sign in match[0]) >= _FEWEST_GROUPED
    return _digits(match, context) if enough and _GROUPED.search(context.before) else None


@rules.add("asked", f"\\d{{3,12}}(?:{DASH}\\d{{3,8}})?{_FREE}(?![%+/:])")
def _asked(match: re.Match[str], context: Context) -> str | None:
    """Say a short or long number by digits where its neighbours speak of dialling or of codes."""
    digits = match[0]
    before = context.before
    if len(digits) <= 4 and _LONG_ONLY.search(before) and not _NAMED_NUMBER.search(before):
        return None  # संपर्क 50 लोगों से; ट्रेन 12 घंटे
    if _BEFORE.search(before) or (
        len(digits) <= _LONGEST_SHORT_CODE and _AFTER.match(context.after)
    ):
        return context.numbers.digits(digits)
    if len(digits) <= _LONGEST_SHORT_CODE and _TELLS.search(before) and _AT.match(context.after):
        return context.numbers.digits(digits)
    if digits in cue("helpline-number") and context.right not in cue("postposition"):
        near = context.before[-_NEAR:] + context.after[:_NEAR]
        return context.numbers.digits(digits) if _HELPLINE.search(near) else None
    if digits.endswith("000") or is_counted(context.right):
        return None
    if len(digits) == _PIN_LENGTH and _ENDS.match(context.after) and _IN_ADDRESS.search(before):
        return context.numbers.digits(digits)
    named = _TRAIN.match(context.after) or _TRAIN_LEFT.search(before)
    train = (len(digits) == _TRAIN_DIGITS and named) or (
        len(digits) == _OLD_TRAIN_DIGITS
        and digits[:2] not in {"19", "20"}
        and _AFTER_TRAIN.search(before)
        and _ENDS_NAME.match(context.after)
    )
    password = len(digits) >= _SHORTEST_PASSWORD and _PASSWORD.match(context.after)
    return context.numbers.digits(digits) if train or password else None


@rules.add("trains", f"(\\d{{5}})/(\\d{{5}}|\\d{{1,2}}){_FREE}", kind="identifier", needs="/")
def _trains(match: re.Match[str], context: Context) -> str | None:
    """Say a pair of trains: 12957/12958; 14801/02 where trains are spoken of."""
    if len(match[2]) < _TRAIN_DIGITS and not (
        _OF_TRAINS.search(context.before) or _TRAIN.match(context.after)
    ):
        return None
    return ", ".join(context.numbers.digits(part) for part in match.groups())


@rules.add(
    "pin",
    f"(?:(?<=[{LETTER}])|(?<=[{LETTER}] ))[-–]{GAP}[1-9]\\d{{5}}{_FREE}",
    starts=("symbol",),
    needs="-–",
)
def _pin(match: re.Match[str], context: Context) -> str | None:
    """Say the code after a town, लखनऊ-226001; after कुल, and if round, it is a count."""
    left = context.left
    count = match[0].endswith("000") or left in cue("count-left") | cue("amount-left")
    count = count or is_counted(left)
    return None if count else context.numbers.digits(match[0])
