"""Telephone numbers, PIN codes and helplines: digit by digit."""

from __future__ import annotations

import re

from briefing.normalise.chars import LETTER
from briefing.normalise.quantity import DASH, B
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("telephone")

_GAP = f"(?:{B}{DASH}{B}|[ \u00a0])"
_FREE = r"(?![\d,.]?\d)"
_NUMBER_OF = "(?:\\s*(?:नंबर|नम्बर|नं\\.|संख्या|कोड|सेवा|क्रमांक))?"
_ASKS = (
    "हेल्पलाइन|हेल्प लाइन|टोल फ़्री|टोल-फ़्री|टोल फ्री|टोल-फ्री|डायल|आपातकालीन|आपात|फ़ोन|फोन|मोबाइल|दूरभाष"
    "|कंट्रोल रूम|नियंत्रण कक्ष|व्हाट्सऐप|व्हाट्सएप|संपर्क|पिन|पिनकोड|ओटीपी|ट्रेन|गाड़ी|खाता|खाते|आधार|रोल"
    "|रजिस्ट्रेशन|पंजीकरण|अनुक्रमांक|एसटीडी|कूपन|एम्बुलेंस|OTP|PIN|Helpline"
    "|चाइल्ड लाइन|चाइल्डलाइन|(?:का|की) (?:नंबर|नम्बर)"
)
_TRAIN = re.compile(
    f"(?: [{LETTER}]{{1,20}}){{0,2}} (?:एक्सप्रेस|मेल|सुपरफ़ास्ट|सुपरफास्ट|पैसेंजर|शताब्दी|राजधानी)"
)

#: A word that asks for digits, and perhaps other numbers that it already took.
_BEFORE = re.compile(
    f"(?:{_ASKS}){_NUMBER_OF}(?:\\s*(?:है|हैं|पर|के लिए))?[\\s:–-]*"
    "(?:\\d[\\d-]*\\s*(?:\\([^)]{0,40}\\)\\s*)?(?:,|और|या|व|तथा|एवं)\\s*){0,4}\\Z"
)
_TRAIN_DIGITS = 5
_LONGEST_SHORT_CODE = 5
_OF_TRAINS = re.compile("ट्रेन|गाड़ी|गाड़ियों|रेल|एक्सप्रेस")
_LONG_ONLY = re.compile(f"(?:ट्रेन|गाड़ी|संपर्क|फ़ोन|फोन|मोबाइल){_NUMBER_OF}[\\s:–-]*\\Z")
_NAMED_NUMBER = re.compile("(?:नंबर|नम्बर|नं\\.|संख्या|कोड|क्रमांक)[\\s:–-]*\\Z")

#: Who is told something at a number: शिकायत 1930 पर करें, पुलिस को सूचना 112 पर दें.
_TELLS = re.compile(
    "(?:शिकायत|शिकायतें|सूचना|सहायता|मदद|जानकारी|कॉल|फ़ोन|फोन)"
    "(?: (?:की|के|लिए|हेतु|पुलिस|को|तुरंत|दर्ज|कराने|करने|करें|देने|लेने|तो|या)){0,4}\\s*\\Z"
)
_AT = re.compile(f"\\s*(?:(?:नंबर|नम्बर)\\s*)?पर(?![{LETTER}])")
_AFTER = re.compile(
    f"\\s*(?:(?:नंबर|नम्बर)\\s*)?(?:(?:पर|को)\\s+(?:[{LETTER}]{{1,20}}\\s+){{0,3}}(?:कॉल|काल|फ़ोन|फोन|डायल|संपर्क"
    "|सूचना|शिकायत|सूचित)|डायल|हेल्पलाइन|हेल्प लाइन|टोल)"
)


@rules.add("groups", f"\\d{{4}}(?: \\d{{4}}){{2,3}}{_FREE}")
@rules.add(
    "telephone-bracketed",
    f"\\(0\\d{{2,4}}\\){B}{DASH}?{B}\\d{{3,4}}{_GAP}?\\d{{3,4}}{_FREE}",
    starts=("symbol",),
)
@rules.add(
    "telephone",
    f"(?:(?:0|91{_GAP})?[6-9]\\d{{4}}{_GAP}?\\d{{5}}|18[06]0(?:{_GAP}?\\d){{6,7}}"
    f"|0\\d{{2,4}}{_GAP}\\d{{3,4}}{_GAP}?\\d{{3,4}}){_FREE}",
)
@rules.add("international", f"\\+\\d{{1,3}}(?:{_GAP}?\\d){{7,12}}{_FREE}", starts=("symbol",))
def _digits(match: re.Match[str], context: Context) -> str:
    plus = "प्लस " if match[0].startswith("+") else ""
    return plus + context.numbers.digits(match[0])


@rules.add("hidden", "(\\d{2,6})([xX]{3,8}|\\*{3,8})(\\d{2,5})?(?![\\dA-Za-z])")
def _hidden(match: re.Match[str], context: Context) -> str:
    """Say a number of which digits are hidden: 9414xxxxxx."""
    numbers = context.numbers
    said = [numbers.digits(match[1]), *["एक्स"] * len(match[2])]
    return " ".join([*said, numbers.digits(match[3])] if match[3] else said)


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
    if len(digits) == _TRAIN_DIGITS and _TRAIN.match(context.after):
        return context.numbers.digits(digits)
    return None


@rules.add("trains", f"(\\d{{5}})/(\\d{{5}}|\\d{{1,2}}){_FREE}", kind="identifier")
def _trains(match: re.Match[str], context: Context) -> str | None:
    """Say a pair of trains: 12957/12958; 14801/02 where trains are spoken of."""
    if len(match[2]) < _TRAIN_DIGITS and not _OF_TRAINS.search(context.before):
        return None
    return ", ".join(context.numbers.digits(part) for part in match.groups())


@rules.add(
    "pin", f"(?:(?<=[{LETTER}])|(?<=[{LETTER}] ))[-–]{B}[1-9]\\d{{5}}{_FREE}", starts=("symbol",)
)
def _pin(match: re.Match[str], context: Context) -> str | None:
    """Say the code behind a town: लखनऊ-226001; a round number is a count."""
    return None if match[0].endswith("000") else context.numbers.digits(match[0])
