"""Chapter and verse: गीता 2.47, यूहन्ना 3:16, क़ुरान 2:255, ऋग्वेद 10.90.1, ॥ २.४८ ॥."""

from __future__ import annotations

import re

from briefing.normalise.chars import LETTER
from briefing.normalise.patterns import Pattern
from briefing.normalise.quantity import DASH, GAP
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("identifier")

#: A scripture, or a word for a verse, stands before; or the mark that ends one.
_CITED = Pattern(
    f"(?:(?<![{LETTER}])«scripture»(?: (?:(?:के|की|का|में|से) )?«verse»)?[\\s(:,-]{{0,3}}|[॥।]\\s?)"
    "(?:\\d[\\d.:]*(?:-\\d+)?(?:, ?| «and» )){0,5}\\Z"
)


@rules.add(
    "verse",
    f"(\\d{{1,3}}(?:[.:]\\d{{1,3}}){{1,2}})(?:{GAP}{DASH}{GAP}(\\d{{1,3}}))?(?![\\d%]|[.:,]\\d)",
    needs=".:",
)
def _verse(match: re.Match[str], context: Context) -> str | None:
    """Say the chapter, a pause, the verse; a range of verses with से."""
    if not _CITED.search(context.before):
        return None
    said = ", ".join(context.numbers.cardinal(int(part)) for part in re.split("[.:]", match[1]))
    return f"{said} से {context.numbers.cardinal(int(match[2]))}" if match[2] else said


@rules.add("verse-dashed", f"(\\d{{1,3}}){DASH}(\\d{{1,3}})(?={GAP}(?:॥|।।|\\|\\|))", needs="॥।|")
def _dashed(match: re.Match[str], context: Context) -> str | None:
    """Say the chapter and the verse of ॥18-60॥."""
    if not _MARKED.search(context.before):
        return None
    return ", ".join(context.numbers.cardinal(int(part)) for part in match.groups())


_MARKED = Pattern("(?:॥|।।|\\|\\|)\\s?\\Z")
