"""Measures: 120 किमी/घंटा, 5 km², 42-45°C, 2C, 500 MW, 5'10", 28°36′N."""

from __future__ import annotations

import re

from briefing.lexicon import pairs, rows
from briefing.normalise.chars import HINDI_END, LATIN, LETTER, WORD_END, WORD_START
from briefing.normalise.english.words import initials
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, DASHES, GAP, NUMBER, QUANTITY, oneof, say, span
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("measure")


_DOTTED = re.compile(f"([{LETTER}]+)\\.([{LETTER}]+)\\.")


def _spellings(unit: str) -> list[str]:
    """Return the ways to write a unit: m² is m^2 and m<sup>2</sup>, कि.मी. is कि. मी. and कि.मी."""
    if dotted := _DOTTED.fullmatch(unit):
        first, second = dotted.groups()
        return [f"{first}{dot}{second}{end}" for dot, end in _DOTS]
    plain = {"²": "2", "³": "3"}.get(unit[-1])
    return [unit, f"{unit[:-1]}^{plain}", f"{unit[:-1]}<sup>{plain}</sup>"] if plain else [unit]


_DOTS = ((".", "."), (".", ""), (". ", "."), (". ", ""), ("॰", "॰"), ("॰", ""), ("॰ ", "॰"))


#: Each written unit with what it says and how halves are said with it; Hindi words stay as written.
UNITS = {
    written: (form if spoken == "=" else spoken, halves)
    for spoken, halves, forms in rows("units")
    for form in forms.split(",")
    for written in _spellings(form)
}

#: What a slash or a plain प्रति may stand before: ₹50/किलो, 5 kg/ha.
_PER = pairs("per")
_LATIN_UNITS = [written for written in UNITS if written[0].isalpha() and written[0] < "ऀ"]
#: Units in Latin letters that are not English words.
_SPELT = [
    written
    for written in UNITS
    if len(written) > 1 and written[0] < "ऀ" and written.lower() not in cue("unit-word")
]
_STOP = WORD_END
_UNIT = f"(?:{oneof(UNITS)}{_STOP})"
_PER_UNIT = f"(?:{GAP}/{GAP}(?P<per>{oneof(_PER)}){_STOP})"

#: Units that count only when written directly after the number.
_NEVER_APART = frozenset("C")
_PRICE = Pattern("(?:₹|Rs\\.?|रु[.॰]?) ?[\\d,.]+\\Z|(?:रुपये|रुपए|रु[.॰]?|डॉलर|पैसे|/-)\\Z")
_GOLD = Pattern(f"{WORD_START}«gold»{HINDI_END}")
_CARATS = frozenset([14, 18, 20, 22, 23, 24])
#: Where charges are spoken of, 5C is not a temperature.
_SCIENCE = Pattern("«kelvin»")
_ELECTRIC = Pattern("«electric»")
_TORQUE = Pattern("«torque»")
_NEAR = 40  # characters
_COMPASS = {"N": "उत्तर", "S": "दक्षिण", "E": "पूर्व", "W": "पश्चिम"}


@rules.add("feet", f"(\\d{{1,2}})['’′]{GAP}(\\d{{1,2}})(?:\"|”|″|'')", needs="'’′")
def _feet(match: re.Match[str], context: Context) -> str:
    feet, inches = (context.numbers.whole(part) for part in match.groups())
    return f"{feet} फ़ुट {inches} इंच"


@rules.add(
    "inches",
    f'(\\d{{1,3}}(?:\\.\\d)?)["”](?= (?!ने|कहा|है|हैं|था|थी|और|तक)[\\d{LETTER}{LATIN}])',
    needs='"”',
)
def _inches(match: re.Match[str], context: Context) -> str | None:
    """Say 6.7" की स्क्रीन; after an open quotation mark the sign closes it."""
    before = context.before
    if before.count('"') % 2 or before.count("“") > before.count("”"):
        return None
    return f"{say(match[1], context.numbers, UNITS['inch'][1])} इंच"


@rules.add(
    "position",
    f"({NUMBER})°{GAP}(?:({NUMBER})['’′]{GAP})?(?:({NUMBER})[\"”″]{GAP})?"
    '(?:([NSEW])(?![A-Za-z])|(?<=[′"”″ ])(?=उत्तर|दक्षिण|पूर्व|पश्चिम)|(?<=′))',
    needs="°",
)
def _position(match: re.Match[str], context: Context) -> str:
    """Say an angle or a geographical position: 28°36′N."""
    degrees, minutes, seconds, compass = match.groups()
    said = [f"{say(degrees, context.numbers)} डिग्री"]
    if minutes:
        said.append(f"{say(minutes, context.numbers)} मिनट")
    if seconds:
        said.append(f"{say(seconds, context.numbers)} सेकंड")
    if compass:
        said.append(_COMPASS[compass])
    return " ".join(said)


_DEGREE = "(?:°|º|˚|℃|℉)(?:[CF](?![A-Za-z]))?|डिग्री"
_AMOUNT = f"{QUANTITY}(?:{GAP}(?:{_DEGREE})?{GAP}{DASH}{GAP}{QUANTITY})?"


def _is_verb(context: Context) -> bool:
    """Tell whether मिली is the verb: at the end, where no liquid is spoken of."""
    ends = _CLAUSE_ENDS.match(context.after)
    return bool(ends) and not _LIQUID.search(context.before[-_NEAR:])


#: After मि. these are counted in millions, not minutes.
_MILLIONS = Pattern(" ?(?:डॉलर|टन|यूरो|पाउंड|घन)")
#: What follows the verb of a clause.
_CLAUSE_ENDS = Pattern(f" ?(?:[।,.!?]|\\Z|(?:है|हैं|थी|थीं|जबकि|और){HINDI_END})")
_LIQUID = Pattern("«liquid»")


@rules.add("measure", f"(?P<amount>{_AMOUNT})(?P<blank>{GAP}-?)(?P<unit>{_UNIT}){_PER_UNIT}?")
@rules.add(
    "measure-twice",
    f"(?P<amount>{QUANTITY}{GAP}(?P<first>{_UNIT}){GAP}{DASH}{GAP}{QUANTITY})(?P<blank>{GAP})"
    f"(?P<unit>(?P=first)){_STOP}(?! ?(?:सें?\\.|[CF]){_STOP}){_PER_UNIT}?",
    needs=DASHES,
)
def _measure(match: re.Match[str], context: Context) -> str | None:
    unit = match["unit"]
    if (unit == "मिली" and _is_verb(context)) or (unit == "मि." and _MILLIONS.match(context.after)):
        return None
    if unit == "C" and _ELECTRIC.search(context.before[-_NEAR:] + context.after[:_NEAR]):
        return f"{say(match['amount'], context.numbers)} {initials('C')}"
    if (unit in _NEVER_APART and match["blank"]) or (unit == "in" and context.right.isdecimal()):
        return None
    if unit == "nm" and _TORQUE.search(context.after[:_NEAR]):
        unit = "Nm"
    spoken, halves = UNITS[unit]
    amount = re.sub(f"{GAP}(?:{_DEGREE}|{re.escape(unit)})(?={GAP}{DASH})", "", match["amount"])
    # Two neighbours are a guess (चार-पाँच किलोमीटर) of what one sees, a span of what one measures.
    said = span(amount, context.numbers, halves, guess=halves == "all")
    per = f" प्रति {_PER[match['per']]}" if match["per"] else ""
    if spoken == "घंटे" and amount == "1" and unit != "घंटे":
        spoken = "घंटा"
    return f"{said} {spoken}{per}{context.full_stop(match[0])}"


@rules.add(
    "per-amount",
    f"(?<=[{LETTER}\\d.₹])/{GAP}({NUMBER}){GAP}({oneof([*UNITS, *_PER])}){_STOP}",
    starts=("symbol",),
    needs="/",
)
def _per_amount(match: re.Match[str], context: Context) -> str | None:
    """Say the slash of ₹1,62,450/10 ग्राम; 33/0.4 kV is not a price."""
    if not _PRICE.search(context.before):
        return None
    unit = _PER.get(match[2]) or UNITS[match[2]][0]
    return f"प्रति {say(match[1], context.numbers)} {unit}"


@rules.add("unit-sign", "[\u3380-\u33df℃℉]", starts=("symbol",))
def _unit_sign(match: re.Match[str], _context: Context) -> str | None:
    """Say ㎞ and ℃ without a number before them."""
    return UNITS[match[0]][0] if match[0] in UNITS else None


@rules.add("kelvin", f"({NUMBER}){GAP}K{_STOP}", needs="K")
def _kelvin(match: re.Match[str], context: Context) -> str | None:
    """Say 273.15 K; elsewhere K is a thousand."""
    near = context.before[-_NEAR:] + context.after[:_NEAR]
    exact = len(match[1].partition(".")[2]) > 1 and " " in match[0]
    said = exact or _SCIENCE.search(near)
    return f"{say(match[1], context.numbers)} केल्विन" if said else None


@rules.add("carat", f"(\\d{{1,2}}){GAP}[kK]{_STOP}", needs="kK")
def _carat(match: re.Match[str], context: Context) -> str | None:
    """Say 24 k where gold is spoken of."""
    near = context.before[-_NEAR:] + context.after[:_NEAR]
    fine = int(match[1]) in _CARATS and _GOLD.search(near)
    return f"{context.numbers.cardinal(int(match[1]))} कैरेट" if fine else None


@rules.add(
    "unit-quotient-bracketed",
    f"(?<=\\()({oneof(_LATIN_UNITS)})/({oneof(_PER)})(?=\\))",
    starts=("latin",),
    needs="/",
)
def _quotient(match: re.Match[str], _context: Context) -> str:
    """Say (g/dL), the unit of what was said before."""
    return f"{UNITS[match[1]][0]} प्रति {_PER[match[2]]}"


@rules.add("unit-bracketed", f"(?<=\\()({oneof(_SPELT)})(?=\\))", starts=("latin",), needs="(")
@rules.add("unit-per", f"(?:(?<=प्रति )|(?<=वर्ग ))({oneof(_SPELT)}){_STOP}", starts=("latin",))
@rules.add("unit-behind", f"(?:(?<=\\d)|(?<=\\d ))({oneof(_SPELT)}){_STOP}", starts=("latin",))
def _unit(match: re.Match[str], context: Context) -> str | None:
    """Say (mm), प्रति वर्ग km, and the unit after a number that another rule took: 140/90 mmHg."""
    return UNITS[match[1]][0]


@rules.add("per-apart", f" ?/{GAP}({oneof(_PER)}){_STOP}", starts=("symbol",), needs="/")
def _per_apart(match: re.Match[str], context: Context) -> str | None:
    """Say the slash of रुपये /लीटर and 4,000 /µL; in दिन / रात it means or."""
    before = context.before.rstrip()
    amount = match[1] < "z" or match[1][0] in "µμ"
    priced = _PRICE.search(before) or (amount and before[-1:].isdecimal())
    return f"प्रति {_PER[match[1]]}" if priced else None


@rules.add("degrees", "[°º˚] ?([CF])(?![A-Za-z\\d])", starts=("symbol",), needs="°º˚")
def _degrees(match: re.Match[str], _context: Context) -> str:
    """Say °C where no number stands before it: the head of a column."""
    return "डिग्री सेल्सियस" if match[1] == "C" else "डिग्री फ़ारेनहाइट"


@rules.add("per-english", f"(?i:per) ({oneof(_PER)}){_STOP}", starts=("latin",))
@rules.add(
    "per",
    f"(?:(?<=[{LETTER}\\d.₹])|(?<=\\d[KkLM]))/{GAP}({oneof(_PER)}){_STOP}",
    starts=("symbol",),
)
def _per(match: re.Match[str], context: Context) -> str | None:
    """Say the slash of 50 रुपये/किलो."""
    return f"प्रति {_PER[match[1]]}"
