"""Delete the inherent vowel where it is written but not spoken.

The rule is the classic one: from the right, the schwa falls between V(C)C_ and CV, and at the end
of the word (Ohala, *Aspects of Hindi Phonology*, 1983; Narasimhan, Sproat and Kiraz, "Schwa-
deletion in Hindi text-to-speech synthesis", 2004).
"""

from __future__ import annotations

import re

from briefing.engines.g2p.tables import CONSONANTS as C
from briefing.engines.g2p.tables import VOWELS as V

#: On the reversed word, so that one left-to-right scan goes from the right; a match takes the
#: vowel before the schwa along, which therefore stays.
_MEDIAL = re.compile(f"(?<=[{V}])([{C}])ə((?:[{C}]~?|(?<=[lrɽʈ]ə)(?:gŋ|Jñ|jñ)|(?<=rə)ɖɳ)[{V}])")
#: Three short syllables before a last long one are two feet: छिप.कली, अज.नबी, मक.बरा.
_FEET = re.compile(f"^([{C}]*[əiu][{C}])ə([{C}]ə(?<!hə)[{C}][AIUeEoO](?:~?$|[~yiIuUeo].*))")
#: The participle -ित keeps its stem: नियमित, कथित, प्रचलित.
_PARTICIPLE = re.compile(f"(?<=[{V}][{C}])ə(?=[{C}]it$)")
_FINAL = re.compile(f"[{V}].*[{C}]ə$")


def delete(codes: str) -> str:
    """Return the codes without the schwas that are not spoken.

    >>> delete("ləharənA"), delete("kəmələ"), delete("nə"), delete("əjənəbI")
    ('ləharnA', 'kəməl', 'nə', 'əjnəbI')
    """
    if _FINAL.search(codes):
        codes = codes[:-1]
    if "ə" not in codes:
        return codes
    codes = _PARTICIPLE.sub("a", codes)
    if foot := _FEET.match(codes):
        codes = foot[1] + foot[2]
    return _MEDIAL.sub(r"\1\2", codes[::-1])[::-1]
