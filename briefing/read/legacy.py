"""Text for the 8-bit fonts of before Unicode, such as Kruti Dev: told, and turned into Unicode.

Such a font draws Devanagari for the codes of Latin letters, in the order of the strokes: ि stands
before its consonants, the र् above behind them. A table says what each code shows; the order is
the same for all.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from briefing import lexicon
from briefing.formats.text import nfc
from briefing.message import Message

_FOLDER = Path(__file__).parent / "fonts"
#: The fonts: their tables, the later ones over the earlier, and what font files call themselves.
FONTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "krutidev": (("krutidev",), r"kruti\s*(?:dev)?|dev\s*lys|k\d{3}\b"),
    "walkman": (("krutidev", "walkman"), r"walkman"),
    "chanakya": (("chanakya",), r"chanakya"),
    "shusha": (("shusha",), r"s(?:h)?usha"),
    "aps": (("aps",), r"aps[-\s]"),
}
_TITLES: Mapping[str, str] = {
    "krutidev": "Kruti Dev",
    "walkman": "Walkman Chanakya",
    "chanakya": "Chanakya",
    "shusha": "Shusha",
    "aps": "APS",
}
#: In which names are looked for: Walkman Chanakya is another font than Chanakya.
_BY_NAME = ("walkman", "krutidev", "chanakya", "shusha", "aps")
_PRE_I, _REPH, _PRE_IN = "\ue000", "\ue001", "\ue002"
_MARKS = {"ि": _PRE_I, "र्": _REPH, "र्ं": f"{_REPH}ं", "र्ि": f"{_REPH}{_PRE_I}", "िं": _PRE_IN}
_MARKS |= {"ीर्": f"ी{_REPH}", "र्िं": f"{_REPH}{_PRE_IN}"}
_LETTER = "[\u0915-\u0939\u0958-\u095f]\u093c?"
_CLUSTER = f"(?:{_LETTER}\u094d)*{_LETTER}"
_SIGNS = "[\u093e-\u094c\u0962\u0963\u0900-\u0903]"
_STEP: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (f"(?<=[\u0904-\u094f])[‘’](?={_LETTER})", "श्"),  # a straight mark that Word made round
        ("\u094d\u093c", "\u093c\u094d"),
        (f"{_PRE_I}\u093c", "\u093cि"),
        ("\u094d{2,}", "\u094d"),
        ("\u094dो", "े"),
        ("\u094dौ", "ै"),
        ("\u094d\u093e", ""),  # a half letter and the stem are the letter
        (f"{_PRE_I}({_CLUSTER})", r"\1ि"),
        (f"{_PRE_IN}({_CLUSTER})", r"\1िं"),
        (f"({_SIGNS}+)(\u094d[\u0930\u092f])", r"\2\1"),
        (f"({_CLUSTER}{_SIGNS}*){_REPH}", r"र्\1"),
        (f"इ{_REPH}", "ई"),
        ("([\u0900-\u0903])([\u093e-\u094c])", r"\2\1"),
        (r"([\u093c-\u094c\u0900-\u0903])\1+", r"\1"),
        ("ाे|ेा", "ो"),
        ("ाै|ैा", "ौ"),
        ("ाॅ|ॅा", "ॉ"),
        ("अा", "आ"),
        ("अो|आे", "ओ"),
        ("अौ|आै", "औ"),
        ("अॉ|आॅ", "ऑ"),
        ("एे", "ऐ"),
        ("([\u0900-\u0903])\u093c", "\u093c\\1"),
        ("(?<![\u0904-\u094f])ः", ":"),
        ("ॅं", "ँ"),  # chandrabindu of two keys
        ("ॉं", "ाँ"),
        ("ऑं", "आँ"),
        (f"[{_PRE_I}{_REPH}{_PRE_IN}]", ""),
    )
)
#: The commonest words of Hindi: about every fourth word of a text is one.
_COMMON = frozenset(
    (
        *("के", "में", "है", "की", "से", "का", "को", "और", "पर", "ने", "नहीं", "यह", "कि", "भी", "तक"),
        *("एक", "हैं", "था", "थे", "थी", "हो", "कर", "इस", "उस", "वह", "ये", "अपने", "लिए", "साथ"),
        *(
            "गया",
            "किया",
            "रहा",
            "रहे",
            "रही",
            "तो",
            "ही",
            "या",
            "जो",
            "बाद",
            "कहा",
            "गई",
            "हुए",
            "हुआ",
        ),
    )
)
_IN_HINDI, _ELSEWHERE = 0.25, 0.02  # shares of such words in Hindi, and in what is none
_PRIOR = 0.05
_CERTAIN = 0.9
_LONGEST_SAMPLE = 4000
_TOKENS = re.compile(r"\S+")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_WRONG = re.compile(
    "(?<![\u0904-\u097f])[\u093a-\u094f\u0900-\u0903]|[\u093e-\u094c]{2}|\u094d[\u093e-\u094c]"
)
_SHORTEST_ENGLISH = 5
_MOSTLY = 0.7
_PUNCTUATION = ".,;:?!()'\"’”"
_FEWEST_WORDS = 4
_STRAY = 0.1  # share of Devanagari in what was typed for a font, and mended since
_FEWEST_WORDS_OF_A_TREE = 8  # pages are many, and those for such a font few


@dataclass(frozen=True)
class Recognised:
    """A font that a text was typed for, and how probable it is that it was."""

    font: str
    probability: float


def font_named(name: str) -> str:
    """Return the family of a font by its name, nothing for a font of Unicode.

    >>> font_named("Kruti Dev 010"), font_named("ABCDEF+Walkman-Chanakya905"), font_named("Mangal")
    ('krutidev', 'walkman', '')
    """
    plain = re.sub("[_-]", " ", name.lower())
    return next((font for font in _BY_NAME if re.search(FONTS[font][1], plain + " ")), "")


def to_unicode(text: str, font: str) -> str:
    """Return text that was typed for a font as Unicode; what the font does not have stays.

    >>> to_unicode("Hkkjr us fØdsV eSp thrk", "krutidev")
    'भारत ने क्रिकेट मैच जीता'
    """
    codes, pattern = _table(font)
    shown = "".join(codes.get(match.group(), match.group()) for match in pattern.finditer(text))
    for step, by in _STEP:
        shown = step.sub(by, shown)
    return nfc(shown)


@cache
def _table(font: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return what each code of a font shows, and the pattern that finds the longest code."""
    codes: dict[str, str] = {}
    for name in FONTS[font][0]:
        for line in (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
            code, tab, shown = line.partition("\t")
            if tab and not line.startswith("# "):
                codes[code] = _MARKS.get(shown, shown)
    longest = sorted(codes, key=len, reverse=True)
    return codes, re.compile("|".join(map(re.escape, longest)) + r"|[\s\S]")


def recognised(text: str) -> Recognised:
    """Return the font that a text was most probably typed for.

    The words that are common in Hindi are counted in the text as each font would show it.

    >>> recognised("ljdkj us dgk gS fd bl o\\"kZ Qly vPNh gksxh vkSj fdlkuksa dks ykHk gksxk").font
    'krutidev'
    >>> recognised("The minister said that the price of oil is up by 5%.").probability < 0.1
    True
    """
    odds = {font: _log_odds(text[:_LONGEST_SAMPLE], font) for font in FONTS}
    best = max(odds, key=lambda font: odds[font])
    return Recognised(best, 1 / (1 + math.exp(-max(-50.0, min(50.0, odds[best])))))


def _log_odds(text: str, font: str) -> float:
    """Return the logarithm of how much more probable it is that a text was typed for a font."""
    words = re.findall("[^\\s।,.!?;:()\"'‘’“”-]+", to_unicode(text, font))
    if not words:
        return -math.inf
    common = sum(word in _COMMON for word in words)
    wrong = sum(bool(_WRONG.search(word) or re.search("[A-Za-z]{2}", word)) for word in words)
    hits = common * math.log(_IN_HINDI / _ELSEWHERE)
    misses = (len(words) - common) * math.log((1 - _IN_HINDI) / (1 - _ELSEWHERE))
    return math.log(_PRIOR / (1 - _PRIOR)) + hits + misses - 0.7 * wrong


def convert_words(text: str, font: str) -> str:
    """Return a text in Unicode whose words were typed for a font, but for those that were not.

    Words in Devanagari stay, as do numbers and words of English.

    >>> convert_words("ljdkj us Microsoft dks uksfVl fn;k", "krutidev")
    'सरकार ने Microsoft को नोटिस दिया'
    """
    return _TOKENS.sub(lambda match: _word(match.group(), font), text)


def _word(word: str, font: str) -> str:
    if 2 * len(_DEVANAGARI.findall(word)) > len(word):
        return word
    return word if word.isdecimal() or _is_english_word(word) else to_unicode(word, font)


def _is_english_word(word: str) -> bool:
    bare = word.strip(_PUNCTUATION)
    return len(bare) >= _SHORTEST_ENGLISH and bare.isalpha() and _is_known(bare)


def text_of(data: bytes) -> str:
    """Return bytes as text: UTF-8, or the codes of an 8-bit font (Windows-1252, free ones too).

    Nothing for UTF-16 and what is no text.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data
    return "" if wide else "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def paragraphs_in_unicode(text: str) -> tuple[str, Recognised | None]:
    """Return a text whose paragraphs may be typed for a font, and what was recognised.

    >>> text = "पहली पंक्ति।\\nljdkj us dgk gS fd bl lky Qly vPNh gSA\\nAll is well."
    >>> paragraphs_in_unicode(text)[0].split("\\n")
    ['पहली पंक्ति।', 'सरकार ने कहा है कि इस साल फसल अच्छी है।', 'All is well.']
    """
    latin = [line for line in text.split("\n") if not _DEVANAGARI.search(line)]
    if len(" ".join(latin[:200]).split()) < _FEWEST_WORDS:
        return text, None
    whole = recognised("\n".join(latin))
    if whole.probability < _CERTAIN:
        return text, None
    lines = [line_in_unicode(line, whole.font) for line in text.split("\n")]
    return "\n".join(lines), whole


def line_in_unicode(line: str, font: str) -> str:
    """Return a line that was typed for a font as Unicode; one of Unicode or English stays."""
    if _DEVANAGARI.search(line) or not line.strip() or _is_english(line):
        return line
    return convert_words(line, font)


def _is_english(line: str) -> bool:
    """Tell whether most words of a line are English."""
    words = [bare for word in line.split() if (bare := word.strip(_PUNCTUATION)).isalpha()]
    known = sum(_is_known(word) for word in words)
    return known > _MOSTLY * len(words)


def _is_known(word: str) -> bool:
    """Tell whether a word is one of English, in one case: letters typed for a font mix theirs."""
    one_case = word.islower() or word.istitle() or word.isupper()
    return word.isascii() and one_case and bool(lexicon.english_sounds().row(word.lower()))


def runs(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield texts with their fonts' families; what follows in one family is one text.

    >>> list(runs([("Hkk", "Kruti Dev 010"), ("jr", "Kruti Dev 011"), ("a", "Arial")]))
    [('Hkkjr', 'krutidev'), ('a', '')]
    """
    for family, group in groupby(parts, key=lambda part: font_named(part[1])):
        yield "".join(text for text, _ in group), family


def in_unicode(parts: Iterable[tuple[str, str]]) -> str:
    """Return texts, each with the name of its font, as one text of Unicode.

    >>> in_unicode([("Hkk", "Kruti Dev 010"), ("jr", "Kruti Dev 010"), (" AI", "Arial")])
    'भारत AI'
    """
    return "".join(to_unicode(text, font) if font else text for text, font in runs(parts))


@dataclass
class TextNode:
    """A text in a tree: that of an element, or what follows it (``tail``); and its font."""

    element: Any
    font: str
    tail: bool = False

    @property
    def text(self) -> str:
        return (self.element.tail if self.tail else self.element.text) or ""

    @text.setter
    def text(self, text: str) -> None:
        setattr(self.element, "tail" if self.tail else "text", text)


def convert_nodes(nodes: Iterable[TextNode]) -> set[str]:
    """Turn texts of a tree into Unicode, and return the families of fonts they were typed for.

    Texts that follow one another in one family are one: a letter's signs may stand in several.
    """
    families = set()
    for family, group in groupby(nodes, key=lambda node: font_named(node.font)):
        first, *rest = group
        if family and (text := first.text + "".join(node.text for node in rest)).strip():
            families.add(family)
            first.text = to_unicode(text, family)
            for node in rest:
                node.text = ""
    return families


def convert_blocks(blocks: Iterable[Sequence[TextNode]]) -> set[str]:
    """Turn blocks of a tree whose fonts are not named into Unicode, and return the font's family.

    Their letters must say that they were typed for one; blocks in Unicode or English stay.
    """
    every = [(nodes, "".join(node.text for node in nodes)) for nodes in blocks]
    rows = [(nodes, text) for nodes, text in every if not (_is_unicode(text) or _is_english(text))]
    sample = "\n".join(sorted((text for _, text in rows), key=len, reverse=True))
    if len(sample[:_LONGEST_SAMPLE].split()) < _FEWEST_WORDS_OF_A_TREE:
        return set()
    found = recognised(sample)
    if found.probability < _CERTAIN:
        return set()
    for nodes, text in rows:
        nodes[0].text = convert_words(text, found.font)
        for node in nodes[1:]:
            node.text = ""
    return {found.font}


def _is_unicode(text: str) -> bool:
    """Tell whether there is nothing to convert in a text: a good part of it is Devanagari."""
    return len(_DEVANAGARI.findall(text)) > _STRAY * len(text) or not text.strip()


def notice(families: Iterable[str], where: str) -> tuple[str, ...]:
    """Return what the user should know of a text that was typed for fonts, nothing without any."""
    names = ", ".join(_TITLES[family] for family in sorted(families))
    what = "{where}: typed for {names}; it was turned into Unicode"
    return (Message(what, where=where, names=names),) if names else ()
