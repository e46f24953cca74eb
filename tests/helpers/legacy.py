"""Text as it was typed for the fonts of before Unicode: their tables inverted."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from briefing.read import legacy

ROOT = Path(__file__).parents[2]
_LETTER = "[\u0915-\u0939\u0958-\u095f]\u093c?"
_CLUSTER = f"(?:{_LETTER}\u094d)*{_LETTER}"
_SIGNS = "[\u093e-\u094c\u0900-\u0903]"
#: Signs that some fonts draw of two.
_PARTS = {"ो": "ाे", "ौ": "ाै", "ऐ": "एे", "ओ": "अाे", "औ": "अाै", "आ": "अा", "ॉ": "ाॅ", "ऑ": "अाॅ"}


def paragraphs() -> list[str]:
    """Return a hundred paragraphs of Hindi."""
    text = (ROOT / "training" / "tarang" / "hi_prompts.txt").read_text(encoding="utf-8")
    lines = [line.split("\t")[-1] for line in text.split("\n") if line.strip()]
    return [" ".join(lines[at * 8 : at * 8 + 8]) for at in range(100)]


@cache
def _inverse(font: str) -> tuple[dict[str, str], re.Pattern[str]]:
    codes, _ = legacy._table(font)
    found: dict[str, str] = {}
    for code, shown in codes.items():
        known = found.get(shown)
        if shown and (known is None or len(code) < len(known)):
            found[shown] = code
    stem = found["ा"]
    for shown, code in list(found.items()):
        if len(shown) > 1 and shown.endswith("\u094d") and shown[:-1] not in found:
            found[shown[:-1]] = code + stem
    longest = sorted(found, key=len, reverse=True)
    return found, re.compile("|".join(map(re.escape, longest)) + r"|[\s\S]")


def written_in(font: str) -> list[str]:
    """Return the paragraphs without the signs of punctuation that a font does not have."""
    codes, _ = legacy._table(font)
    found, _ = _inverse(font)
    lacking = {code for code in codes if code not in found and re.fullmatch(r"[^\w\s]", code)}
    return ["".join(c for c in text if c not in lacking) for text in paragraphs()]


def typed(text: str, font: str) -> str:
    """Return a text of Unicode as it is typed for a font; what the font lacks stays."""
    codes, pattern = _inverse(font)
    text = unicodedata.normalize("NFC", text)
    text = re.sub(f"र्({_CLUSTER}{_SIGNS}*)", rf"\1{legacy._REPH}", text)
    text = re.sub(f"({_CLUSTER})ि", rf"{legacy._PRE_I}\1", text)
    if codes.get("ो") is None or font in ("shusha", "aps"):
        text = re.sub(f"[{''.join(_PARTS)}]", lambda m: codes_or_parts(m.group(), codes), text)
    return pattern.sub(lambda match: codes.get(match.group(), match.group()), text)


def codes_or_parts(sign: str, codes: dict[str, str]) -> str:
    return sign if sign in codes else _PARTS[sign]
