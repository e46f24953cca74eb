"""Sub- and superscripts: CO₂, PM₂.₅, SO₄²⁻, x², 10⁻⁷, 3×10⁸, E=mc²; also <sub>, <sup> and ^."""

from __future__ import annotations

import re

from briefing.lexicon import pairs
from briefing.normalise.chars import LATIN, LATIN_END, LETTER, WORD_END
from briefing.normalise.classes.acronym import english_number, named
from briefing.normalise.classes.measure import UNITS
from briefing.normalise.english.words import initials
from briefing.normalise.patterns import Pattern
from briefing.normalise.quantity import GAP, NUMBER, oneof
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("formula")

_LOW = "₀₁₂₃₄₅₆₇₈₉"
HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_ASCII = str.maketrans(f"{_LOW}{HIGH}⁺⁻ⁿ₊₋ₙ\u2013", "01234567890123456789+-n+-n-")
_SUB = f"(?:[{_LOW}]+(?:\\.[{_LOW}]+)?|<sub>{GAP}\\d{{1,3}}(?:\\.\\d)?{GAP}</sub>)"
#: The charge of an ion: ²⁺, ⁻.
_CHARGE = f"(?:[{HIGH}]{{0,2}}[⁺⁻])"
POWER = (
    f"(?:[⁺⁻]?[{HIGH}]+|ⁿ|<sup>{GAP}[-\u2013]?(?:\\d{{1,4}}|[a-z]){GAP}</sup>"
    "|\\^\\(?[-\u2013]?(?:\\d{1,4}|[a-z](?![A-Za-z]))\\)?)"
)
_MARKUP = re.compile("[<>/()^\\s]|su[bp]")
#: Units in Latin letters that are quotients: m/s², km/h.
_QUOTIENTS = [unit for unit in UNITS if "/" in unit[1:] and "a" <= unit[0].lower() <= "z"]
_VARIABLES = {2: "स्क्वेयर", 3: "क्यूब"}
_NUMBERS = {2: "वर्ग", 3: "घन"}
_NEEDS = f"{_LOW}{HIGH}⁺⁻ⁿ<^"


def unscripted(script: str) -> str:
    """Return what a sub- or superscript holds, in ASCII: ``<sup>-7</sup>`` is -7."""
    return _MARKUP.sub("", script).translate(_TO_ASCII)


def _exponent(written: str, context: Context) -> str:
    """Say an exponent: आठ, माइनस सात, एन."""
    sign = f"{context.style.minus} " if written.startswith("-") else ""
    digits = written.lstrip("+-")
    said = context.numbers.whole(digits) if digits.isdecimal() else initials(digits)
    return sign + said


def powered(written: str, context: Context) -> str:
    """Say the power of a variable: स्क्वेयर, की घात चार."""
    exponent = unscripted(written)
    name = _VARIABLES.get(int(exponent)) if exponent.isdecimal() else None
    return name or f"की घात {_exponent(exponent, context)}"


@rules.add("unit-quotient", f"{oneof(_QUOTIENTS)}{WORD_END}", starts=("latin",), needs="/")
def _quotient(match: re.Match[str], _context: Context) -> str:
    """Say m/s² and km/h without a number before them."""
    return UNITS[match[0]][0]


@rules.add(
    "chemical",
    f"(?:[A-Z][a-z]?{_SUB}?){{1,12}}(?<=[{_LOW}>A-Za-z]){_CHARGE}?(?![{LETTER}A-Za-z\\d])",
    starts=("latin",),
    needs=_NEEDS,
)
def _chemical(match: re.Match[str], context: Context) -> str | None:
    """Say H₂SO₄, PM₂.₅, Ca²⁺: letters by name, the numbers in English."""
    parts = re.findall(f"[A-Z][a-z]?|{_SUB}|{_CHARGE}", match[0])
    plain = [part if part[0].isalpha() else unscripted(part) for part in parts]
    if not any(part[0].isdigit() or part[-1] in "+-" for part in plain):
        return None
    if known := named("".join(plain)):
        return known
    said = []
    for part in plain:
        if part[0].isalpha():
            said.append(initials(part))
            continue
        digits, charge = part.rstrip("+-"), part[-1]
        numbers = [english_number(piece, context.numbers) for piece in digits.split(".") if piece]
        said.append(" पॉइंट ".join(numbers))
        said.append({"+": "प्लस", "-": "माइनस"}.get(charge, ""))
    return " ".join(part for part in said if part)


@rules.add(
    "chemical-plain",
    f"(?:{oneof(pairs('elements'))}\\d{{0,2}}){{1,8}}(?![A-Za-z\\d])",
    starts=("latin",),
)
def _chemical_plain(match: re.Match[str], context: Context) -> str | None:
    """Say O2, H2CO3: what holds oxygen, or is a gas; PS5 and NH44 are names."""
    parts = re.findall("[A-Z][a-z]?|\\d+", match[0])
    numbers = [part for part in parts if part.isdecimal()]
    if not numbers or "1" in numbers or not ("O" in parts or match[0] in _GASES):
        return None
    said = (
        english_number(part, context.numbers) if part.isdecimal() else initials(part)
        for part in parts
    )
    return named(match[0]) or " ".join(said)


_GASES = frozenset(["H2", "N2", "CH4"])


@rules.add("compound", f"(?:{oneof(pairs('elements'))}){{2,6}}(?![A-Za-z\\d])", starts=("latin",))
def _compound(match: re.Match[str], _context: Context) -> str | None:
    """Say NaOH and KCl by their letters; what is in capitals alone is an acronym."""
    mixed = not match[0].isupper() and match[0] not in pairs("acronyms")
    return initials(match[0]) if mixed else None


@rules.add("indexed", f"[A-Za-zα-ω]{_SUB}(?![{LETTER}A-Za-z])", starts=("latin",), needs=_NEEDS)
def _indexed(match: re.Match[str], context: Context) -> str:
    """Say x₁ and T₀."""
    return f"{variable(match[0][0])} {english_number(unscripted(match[0][1:]), context.numbers)}"


def variable(letters: str) -> str:
    """Say the letters of a product: mc, πr."""
    said = {"π": "पाई", "α": "अल्फ़ा", "β": "बीटा", "θ": "थीटा", "λ": "लैम्डा", "σ": "सिग्मा"}
    return " ".join(said.get(letter) or initials(letter) for letter in letters)


@rules.add(
    "unit-power", "[a-z]{1,2}(?:[²³]|\\^[23])(?![A-Za-z\\d])", starts=("latin",), needs=_NEEDS
)
def _unit(match: re.Match[str], _context: Context) -> str | None:
    """Say km² without a number before it."""
    unit = UNITS.get(match[0])
    return unit[0] if unit and len(match[0].rstrip("²³^23")) > 1 else None


@rules.add(
    "power-variable",
    f"([A-Za-zα-ω]{{1,2}})({POWER})([a-z]?)(?![A-Za-z\\d])",
    starts=("latin",),
    needs=_NEEDS,
)
def _power(match: re.Match[str], context: Context) -> str:
    """Say x², mc², xⁿ, πr²h."""
    return f"{variable(match[1])} {powered(match[2], context)} {variable(match[3])}".rstrip()


@rules.add("power-bracket", f"\\)({POWER})(?![A-Za-z\\d])", starts=("symbol",), needs=_NEEDS)
def _bracket(match: re.Match[str], context: Context) -> str | None:
    """Say (a+b)² as होल स्क्वेयर; after a bracket of words the sign is a footnote's."""
    exponent = unscripted(match[1])
    inner = context.before.rpartition("(")[2]
    if not inner or re.search(f"[{LETTER}]", inner):
        return None
    name = _VARIABLES.get(int(exponent)) if exponent.isdecimal() else None
    said = f"होल {name}" if name else f"की घात {_exponent(exponent, context)}"
    return f" {said}"


@rules.add(
    "power-number",
    f"(?:({NUMBER}){GAP}[×xX*·]{GAP})?({NUMBER})({POWER})(?![A-Za-z\\d])(?:{GAP}({oneof(UNITS)}){WORD_END})?",
    needs=_NEEDS,
)
def _number(match: re.Match[str], context: Context) -> str:
    """Say 5², 10⁻⁷, 3×10⁸ m/s."""
    exponent, numbers = unscripted(match[3]), context.numbers
    base = numbers.decimal(match[2])
    name = _NUMBERS.get(int(exponent)) if exponent.isdecimal() else None
    said = f"{base} का {name}" if name else f"{base} की घात {_exponent(exponent, context)}"
    if match[1]:
        said = f"{numbers.decimal(match[1])} गुणा {said}"
    return f"{said} {UNITS[match[4]][0]}" if match[4] else said


@rules.add("coefficient", f"(\\d{{1,4}})([xyzX])(?![{LATIN}])", needs="xyzX")
def _coefficient(match: re.Match[str], context: Context) -> str | None:
    """Say 3x + 5 and the potencies 6x, 30x of homeopathy; elsewhere 3x is a multiple."""
    near = context.before[-_NEAR:] + context.after[:_NEAR]
    if not (_SUM.match(context.after) or _SUMMED.search(context.before) or _POTENCY.search(near)):
        return None
    return f"{context.numbers.whole(match[1])} {initials(match[2])}"


_NEAR = 60  # characters
_SUM = Pattern(f"{GAP}[+=–-]{GAP}[a-z\\d(]")
_SUMMED = Pattern(f"[a-z\\d)]{GAP}[+=–-]{GAP}\\Z")
_POTENCY = Pattern("«potency»")


@rules.add("list-letter", "a(?=(?:, ?| «and» | «or» )[a-z](?![A-Za-z]))", starts=("latin",))
@rules.add(
    "variable",
    f"[a-z](?={GAP}[+=×÷]{GAP}[a-z\\d(])"
    f"|(?:(?<=[+=×÷])|(?<=[+=×÷] )|(?<=[a-z] [–-] ))[a-z]{{1,2}}{LATIN_END}",
    starts=("latin",),
    needs="+=×÷–-",
)
def _letter(match: re.Match[str], _context: Context) -> str:
    """Say the letters of a + b by name; a alone is an article elsewhere."""
    return initials(match[0])


@rules.add("power-word", f"(?<=[{LETTER}])({POWER})", starts=("symbol",), needs=_NEEDS)
@rules.add("power-word-plain", f"(?<=[{LETTER}]\\))()([23])(?![\\d.,])", needs=")")
def _word(match: re.Match[str], context: Context) -> str | None:
    """Say the square of क्षेत्रफल = भुजा² and (भुजा)2; out of a formula it is a footnote."""
    exponent = unscripted(match[match.lastindex or 0])
    if not (exponent.isdecimal() and int(exponent) in _NUMBERS) or not _EQUATION.search(
        context.before.rpartition("\n")[2] + context.after.partition("\n")[0]
    ):
        return None
    return f"का {_NUMBERS[int(exponent)]}"


_EQUATION = re.compile("[=√]")


@rules.add(
    "footnote-mark",
    f"(?:[{HIGH}]{{1,3}}|<sup>{GAP}[\\d,\\[\\] ]{{1,8}}</sup>)",
    starts=("symbol",),
    needs=_NEEDS,
    silent=True,
)
def _footnote(_match: re.Match[str], _context: Context) -> str:
    """Drop the mark of a footnote after a word."""
    return ""
