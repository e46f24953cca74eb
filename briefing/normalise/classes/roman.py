"""Roman numerals: चार्ल्स III, द्वितीय विश्व युद्ध, अध्याय IV, कक्षा X."""

from __future__ import annotations

import re

from briefing.lexicon import pairs
from briefing.normalise.chars import LATIN, LETTER
from briefing.normalise.classes.ordinal import ordinal
from briefing.normalise.quantity import B
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("roman")

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN = "(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_STOP = f"(?![{LATIN}{LETTER}\\d]|['’&]|-\\d)"

#: Divisions that are counted with plain numbers; behind these even one letter is a numeral.
_COUNTED = re.compile(
    "(?:कक्षा|क्लास|अध्याय|भाग|खंड|खण्ड|अनुसूची|चरण|फ़ेज़|फेज|टियर|टाइप|श्रेणी|ग्रुप|समूह|वर्ग|पेपर|प्रश्नपत्र|सेमेस्टर|सीज़न"
    "|सीजन|पार्ट|यूनिट|स्तर|लेवल|मार्क|अंक|दृश्य|अनुच्छेद|परिशिष्ट|सूची|तालिका|स्टेज|अग्नि|पृथ्वी|धनुष|चंद्रयान"
    "|गगनयान|ब्लॉक|बीएस|BS|Class|Chapter|Part|Phase|Tier|Type|Group|Level|Season|Mark|Paper"
    "|Article)[ -]?"
    "(?:[IVXL]{1,6}(?: ?[-–,] ?| (?:से|और|या|व|तथा|एवं) )){0,4}\\Z"
)

#: Crowned heads and popes, and the words that announce one.
_CROWNED = re.compile(
    "(?:एलिज़ाबेथ|एलिजाबेथ|चार्ल्स|जॉर्ज|हेनरी|एडवर्ड|जेम्स|विलियम|रिचर्ड|लुई|फ़िलिप|फिलिप"
    "|फ़ेलिपे|नेपोलियन|निकोलस|पीटर"
    "|कैथरीन|अलेक्ज़ेंडर|अलेक्जेंडर|फ़्रेडरिक|फ्रेडरिक"
    "|विल्हेम|कार्ल|गुस्ताफ़|हैराल्ड|मार्गरेट|पॉल|जॉन पॉल|बेनेडिक्ट|लियो|पायस|ग्रेगरी"
    "|अकबर|आलम|बहादुर|रामसेस|रैमसेस|डेरियस|अब्दुल्ला|मोहम्मद|मुहम्मद|हसन|राजेंद्र|चंद्रगुप्त|पुलकेशिन|कृष्ण|नरसिंह|विक्रमादित्य"
    "|शाहजहाँ|शाह|आसफ़|Elizabeth|Charles|George|Henry|Louis|Edward|James|William)[ -]\\Z"
)
_TITLE = re.compile(
    "(?:राजा|महाराजा|सम्राट|बादशाह|किंग|क्वीन|महारानी|रानी|पोप|ज़ार|नवाब|निज़ाम|सुल्तान|प्रिंस|शाह) "
    f"(?:[{LETTER}]+ ){{1,2}}\\Z"
)
_CLASS = frozenset(["कक्षा", "क्लास", "बोर्ड", "बोर्ड्स"])


def value(roman: str) -> int:
    """Return the value of a Roman numeral up to 89.

    >>> value("XIV"), value("XLIX")
    (14, 49)
    """
    total = 0
    for letter, follower in zip(roman, roman[1:] + "I", strict=True):
        amount = _VALUES[letter]
        total += -amount if amount < _VALUES[follower] else amount
    return total


@rules.add("world-war-short", f"WW{B}-?(I{{1,3}}){_STOP}", starts=("latin",))
@rules.add("world-war-english", f"(?i:world war)[ -](I{{1,3}}){_STOP}", starts=("latin",))
@rules.add("world-war", f"विश्व[ -]?युद्ध[ -](I{{1,3}}){_STOP}", starts=("phrase", "word"))
def _war(match: re.Match[str], _context: Context) -> str:
    return f"{pairs('romans')[str(value(match[1]))]} विश्व युद्ध"


@rules.add("roman", f"{_ROMAN}{_STOP}", starts=("latin",))
def _roman(match: re.Match[str], context: Context) -> str | None:
    number, before = value(match[0]), context.before
    if _CROWNED.search(before) or _TITLE.search(before):
        return pairs("romans").get(str(number)) or ordinal(number, "े", context.numbers)
    if _COUNTED.search(before):
        return context.numbers.cardinal(number)
    if context.right in _CLASS:
        return ordinal(number, "ी", context.numbers)
    if len(match[0]) == 1:
        return None
    if match[0] == "XI" and context.left in {"प्लेइंग", "Playing"}:
        return "इलेवन"
    if re.search(f"[{LATIN}]-\\Z", before):  # Euro-VI
        return context.numbers.cardinal(number)
    named = before.endswith((" ", "-")) and re.search(f"[{LETTER}][ -]\\Z", before)
    return context.numbers.cardinal(number) if named and match[0] not in {"VI", "XL"} else None
