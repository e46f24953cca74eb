"""From English sounds (ARPAbet, as CMUdict writes them) to Devanagari, as Hindi media spell them.

Indian English decides: t and d are retroflex, th is थ or द, r is said in every place, and a weak
vowel sounds as its letter (ticket टिकट, student स्टूडेंट). So every phone comes with the letters it
is written with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

#: A sound: its phone (``AH0``) and the letters it is written with (``o``).
Sound = tuple[str, str]

_CONSONANTS = {
    "B": "ब",
    "CH": "च",
    "D": "ड",
    "DH": "द",
    "F": "फ़",
    "G": "ग",
    "HH": "ह",
    "JH": "ज",
    "K": "क",
    "L": "ल",
    "M": "म",
    "N": "न",
    "NG": "ंग",
    "P": "प",
    "R": "र",
    "S": "स",
    "SH": "श",
    "T": "ट",
    "TH": "थ",
    "V": "व",
    "W": "व",
    "Y": "य",
    "Z": "ज़",
    "ZH": "ज़",
}
MATRAS = {
    "अ": "",
    "आ": "ा",
    "इ": "ि",
    "ई": "ी",
    "उ": "ु",
    "ऊ": "ू",
    "ऋ": "ृ",
    "ए": "े",
    "ऐ": "ै",
    "ओ": "ो",
    "औ": "ौ",
    "ऑ": "ॉ",
}
_HALANT = "्"
_NASAL = "ं"
#: Letters that each consonant is written with, for the alignment.
_SPELT = {
    "CH": "ct",
    "DH": "t",
    "F": "fpg",
    "G": "gx",
    "HH": "hwj",
    "JH": "jgd",
    "K": "ckqx",
    "N": "nk",
    "NG": "n",
    "S": "scxzp",
    "SH": "stc",
    "T": "td",
    "TH": "t",
    "V": "vfw",
    "W": "wuoq",
    "Y": "yuiej",
    "Z": "zsx",
    "ZH": "szgj",
}
_VOWEL_LETTERS = frozenset("aeiouyw")
#: What N is written as a dot before; before F and V it stays न्.
_DOTTED = frozenset(["T", "D", "CH", "JH", "K", "G", "S", "SH", "Z", "TH", "DH"])
_STOPS = frozenset(["P", "T", "K"])
#: What a liquid, a nasal or F is not joined to within a word.
_APART = {
    "L": {"W", "R", "N", "HH", "K", "M"},
    "N": {"W", "L", "R", "HH"},
    "M": {"W", "L", "R", "N", "HH", "S", "T", "K"},
    "F": {"W", "N", "HH", "B", "M"},
}
_TOGETHER = {("B", "JH"), ("K", "W"), ("G", "Z"), ("B", "L"), ("G", "N"), ("K", "N"), ("V", "R")}


def is_vowel(phone: str) -> bool:
    """Tell whether a phone is a vowel: those carry a mark of stress."""
    return phone[-1].isdecimal()


def align(word: str, phones: Sequence[str]) -> list[Sound]:
    """Give each phone of a word the letters it is written with.

    >>> align("phone", ["F", "OW1", "N"])
    [('F', 'ph'), ('OW1', 'o'), ('N', 'ne')]
    """
    columns = range(len(phones) + 1)
    costs: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(1e9, 0)] * len(phones)]
    costs += [[(1e9, 0)] * (len(phones) + 1) for _ in word]
    for i in range(len(word) + 1):
        for j in columns[1:]:
            costs[i][j] = min(
                (costs[i - taken][j - 1][0] + _cost(phones[j - 1], word[i - taken : i]), taken)
                for taken in range(min(4, i) + 1)
            )
    spans: list[Sound] = []
    i = len(word)
    for j in reversed(columns[1:]):
        taken = costs[i][j][1]
        spans.append((phones[j - 1], word[i - taken : i]))
        i -= taken
    return spans[::-1]


def _cost(phone: str, letters: str) -> float:
    if not letters:
        return 1.0 if is_vowel(phone) else 0.9
    if is_vowel(phone):
        wrong = letters[0] not in _VOWEL_LETTERS and letters[0] != "h"
        silent = "ghr" if phone.startswith("ER") else "gh"
        rest = sum(
            0.2 if letter in _VOWEL_LETTERS else 0.1 if letter in silent else 1.5
            for letter in letters[1:]
        )
        return (2.0 if wrong else 0.0) + rest
    base = phone.lower()
    wrong = letters[0] not in _SPELT.get(phone, base[0])
    doubled = sum(
        0.2 if letter == letters[0] or letter in "hgkcu" else 0.5 if letter == "e" else 1.5
        for letter in letters[1:]
    )
    return (2.0 if wrong else 0.0) + doubled


def devanagari(sounds: Sequence[Sound]) -> str:
    """Write sounds in Devanagari.

    >>> devanagari(align("doctor", ["D", "AA1", "K", "T", "ER0"]))
    'डॉक्टर'
    """
    sounds = _indian(sounds)
    written = ""
    run: list[Sound] = []
    glided = False
    for place, (phone, letters) in enumerate(sounds):
        if not is_vowel(phone):
            run.append((phone, letters))
            continue
        written += _cluster(run, written, last=False)
        vowel = _vowel(sounds, place)
        written += (MATRAS[vowel[0]] if run or glided else vowel[0]) + vowel[1:]
        glided = vowel[-1] in "यव"
        run = []
    written += _cluster(run, written, last=True)
    return written.replace("ॉलोज", "ोलॉज")  # technology is said with its o's the other way round


def _short_u(sounds: Sequence[Sound]) -> list[Sound]:
    """Say the -ual of actual and visual with a short u: एक्चुअल, विज़ुअल."""
    phones = [phone for phone, _ in sounds]
    for at in range(len(phones) - 2):
        if phones[at : at + 4] == ["AH0", "W", "AH0", "L"]:
            return [*sounds[:at], ("UH0", "u"), *sounds[at + 2 :]]
        if phones[at : at + 3] == ["UW0", "AH0", "L"]:
            return [*sounds[:at], ("UH0", "u"), *sounds[at + 1 :]]
    return list(sounds)


def _indian(sounds: Sequence[Sound]) -> list[Sound]:
    """Split ER into a vowel and R, also in retired, and give new and tube their glide."""
    split: list[Sound] = []
    for place, (phone, letters) in enumerate(_short_u(sounds)):
        if phone == "R" and split and split[-1][0].startswith("AY"):
            following = sounds[place + 1 : place + 2]
            if not (following and is_vowel(following[0][0])):
                split.append(("AX0", ""))
        if phone.startswith("ER"):
            split += [("AX" + phone[2], letters.replace("r", "")), ("R", "r")]
            continue
        last = split[-1][0] if split else ""
        after_s = len(split) > 1 and split[-2][0] == "S"
        if (
            phone[:2] == "UW"
            and letters[:1] in {"u", "e"}
            and last in {"T", "D", "N"}
            and not after_s
        ):
            split.append(("Y", ""))
        split.append((phone, letters))
    return split


def _is_weak(phone: str) -> bool:
    return phone in {"AX0", "AX1", "AX2", "AH0"}


def _cluster(run: Sequence[Sound], before: str, *, last: bool) -> str:
    """Write consonants that no vowel parts; a halant where they are said together.

    ``before`` is what is written so far: after ऑ and after a consonant N and M are letters, not
    a dot (कॉन्सर्ट, इंटर्नशिप).
    """
    written = ""
    first = not before
    dotted = not first and before[-1] not in "ऑॉ"
    for i, (phone, letters) in enumerate(run):
        follower = run[i + 1][0] if i + 1 < len(run) else ""
        sign = _CONSONANTS[phone]
        if phone == "NG" and follower in {"G", "K"}:
            written += _NASAL
            continue
        if (
            dotted
            and not i
            and (
                (phone == "N" and follower in _DOTTED) or (phone == "M" and follower in {"P", "B"})
            )
        ):
            written += _NASAL
            continue
        if phone == "Z" and last and not follower and letters[:1] == "s" and i:
            sign = "स"
        if phone == "T" and letters[-1:] == "d":  # finished
            sign = "ड"
        joined = follower and (first or last or _is_joined(run, i))
        written += sign + (_HALANT if joined else "")
    return written


def _is_joined(run: Sequence[Sound], i: int) -> bool:
    """Tell whether a consonant within a word is said with the next: मास्टर, but नेटवर्क."""
    phone, letters = run[i]
    follower = run[i + 1][0]
    if phone == "R":
        return not letters.endswith("e") and follower not in {"W", "HH"}
    if phone in {"L", "N", "M", "F"}:
        return follower not in _APART[phone]
    if phone == "S":
        return follower in _STOPS and not letters.endswith("e")
    if phone in {"K", "P"} and follower in {"T", "S", "SH", "CH"}:
        return not letters.endswith("e")
    if (phone, follower) in _TOGETHER:
        return True
    return follower in {"R", "Y"} or (follower == "L" and phone in {"P", "K", "G"})


def _vowel(sounds: Sequence[Sound], place: int) -> str:
    """Return the letters of a vowel: an independent vowel and what it glides to."""
    phone, letters = sounds[place]
    after = [sound for sound, _ in sounds[place + 1 : place + 3]]
    if phone == "AH1" and letters[:1] == "o":  # colour
        return "अ"
    make = _VOWELS[phone[:-1]]
    if isinstance(make, str):
        return make
    return make(letters, after, sounds[:place])


def _aa(letters: str, after: list[str], _before: Sequence[Sound]) -> str:
    return "ऑ" if letters[:1] == "o" else "आ"


def _ae(letters: str, after: list[str], before: Sequence[Sound]) -> str:
    """Write the vowel of bank, and of class and dance, where Indian English has a long आ."""
    following = [*after, "", ""][:2]
    if following[0] in {"S", "F"} and (not following[1] or following[1] in {"T", "K", "P", "IY0"}):
        return "आ"
    if following in (["N", "S"], ["N", "CH"]):
        return "आ"
    if not before and following[1] and not is_vowel(following[1]):
        return "ए"
    return "ऐ"


def _ah(letters: str, after: list[str], before: Sequence[Sound]) -> str:
    """Write a weak vowel as its letter."""
    letter = letters[:1]
    if not after:
        return "आ" if letter in {"a", "u"} else "अ"
    if letter == "i" and len(letters) == 1:
        return "आइ" if after == ["Z", "EY1"] else "इ"  # globalisation
    if letter == "y":
        return "इ"
    if letter in {"e", "a"} and after in (["N", "T"], ["N", "S"]):
        return "ए"
    if letter == "a" and after in (["T"], ["T", "S"], ["B", "AH0"]):  # climate, capable
        return "ए"
    if (letter == "e" and (after[0] in {"S", "T"} or after == ["D"])) or after in (
        ["JH"],
        ["N", "JH"],
    ):
        return "ए"
    if letter == "e" and after[0] not in {"L", "M", "N", "R"}:
        return "इ"
    if letter == "o" and (not before or (len(after) == 2 and is_vowel(after[1]))):
        return "ओ"
    return "अ"


def _ao(letters: str, after: list[str], before: Sequence[Sound]) -> str:
    if after[:1] == ["R"] and letters[:1] == "o":
        previous = before[-1][0] if before else ""
        long = "e" in letters or letters[:2] in {"oo", "ou", "oa"} or len(after) == 1
        return (
            "ओ" if long or (previous == "P" and after == ["R", "T"]) or after == ["R", "S"] else "ऑ"
        )
    return "ऑ"


def _aw(_letters: str, after: list[str], _before: Sequence[Sound]) -> str:
    return "आव" if after and _is_weak(after[0]) else "आउ"


def _ay(_letters: str, after: list[str], _before: Sequence[Sound]) -> str:
    if not after:
        return "आई"
    return "आय" if is_vowel(after[0]) and after != ["AH0", "N"] else "आइ"


def _ey(_letters: str, after: list[str], _before: Sequence[Sound]) -> str:
    return "एय" if after and _is_weak(after[0]) else "ए"


def _eh(letters: str, after: list[str], _before: Sequence[Sound]) -> str:
    wide = after[:1] == ["R"] and letters.startswith(("ai", "ea", "a", "ei"))
    return "एय" if wide and (len(after) == 1 or not is_vowel(after[1])) else "ए"


def _ih(letters: str, after: list[str], before: Sequence[Sound]) -> str:
    following = [*after, "", ""][:2]
    if following[0] == "R":
        if not following[1] and (len(letters) > 1 or letters == "e"):
            return "इय"
        return "ई" if following[1] and is_vowel(following[1]) and letters[:1] == "e" else "इ"
    if letters[:1] == "a":
        return "ए"
    if letters[:1] == "e":
        if following == ["Z", ""]:  # classes
            return "ए"
        if not before and following in (["K", "S"], ["G", "Z"]):
            return "ए"
        if (
            before
            and following[0] in {"T", "D", "S"}
            and (not following[1] or following == ["S", "T"])
        ):
            return "ए"
    return "इ"


def _iy(letters: str, after: list[str], before: Sequence[Sound]) -> str:
    if after and is_vowel(after[0]):
        return "इय"
    weak = letters == "e" and len(before) < 2 and len(after) > 1
    return "इ" if weak and (not before or before[-1][0] in {"R", "D", "B", "P"}) else "ई"


def _oy(letters: str, after: list[str], _before: Sequence[Sound]) -> str:
    return "ऑय" if not after or after[0] == "L" or is_vowel(after[0]) else "ऑइ"


def _uh(letters: str, after: list[str], before: Sequence[Sound]) -> str:
    if after[:1] == ["R"]:
        return "ओ" if before and before[-1][0] == "Y" and len(after) > 1 else "ऊ"
    return "उ"


_VOWELS: dict[str, str | Callable[[str, list[str], Sequence[Sound]], str]] = {
    "AA": _aa,
    "AE": _ae,
    "AH": _ah,
    "AO": _ao,
    "AW": _aw,
    "AX": "अ",
    "AY": _ay,
    "EH": _eh,
    "EY": _ey,
    "IH": _ih,
    "IY": _iy,
    "OW": "ओ",
    "OY": _oy,
    "UH": _uh,
    "UW": "ऊ",
}
