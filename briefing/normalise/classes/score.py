"""Scores: 3-1 से हराया, 250/6, 6-4, 101*, 4-3-3."""

from __future__ import annotations

import re

from briefing.normalise.chars import HINDI_END, LETTER, WORD_START
from briefing.normalise.patterns import Pattern
from briefing.normalise.quantity import DASH, DASHES, GAP, NUMBER
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("score")

#: A score is spoken of in these words.
_SPORT = Pattern(f"{WORD_START}«sport»")
#: What may follow a score: no noun that could be counted.
_AFTER_SCORE = Pattern(
    f"{GAP}(?:\\(\\d{{1,2}}\\)|\\(?\\d{{1,2}}{DASH}\\d{{1,2}}(?!\\d)"
    f"|\\Z|[,;।.)?!–—”’\"'-]|«score-right»{HINDI_END}|(?:जीत|हार))"
)
#: 6-8 के छात्र, 18-45 की आयु: after a rising pair this is not a score.
_COUNTED = Pattern(f" (?:के|की|का|में)(?! «score-of»){HINDI_END}")
_SENTENCE_END = re.compile("[।?!] ")
_NEXT_SET = Pattern(f"(?:\\(\\d{{1,2}}\\))?,? (\\d{{1,2}}){DASH}(\\d{{1,2}})(?!\\d)")
_LAST_SET = Pattern(f"(?<!\\d)(\\d{{1,2}}){DASH}(\\d{{1,2}}), \\Z")
_MORE = Pattern(f"{GAP}से{HINDI_END}{GAP}«more-than»{HINDI_END}")
_WICKETS = 10
_CRICKET = Pattern(f"{WORD_START}«cricket»")
#: The balls that a batsman faced: 45* (32).
_BALLS = Pattern(f"{GAP}\\(\\d{{1,3}}\\)")
_NUMBER_OF = Pattern("«number-of»\\s*\\Z")
_BOWLING = Pattern(f"{WORD_START}«bowling»")


def _sentence(context: Context) -> str:
    """Return what is near in the same sentence, without the match."""
    return _SENTENCE_END.split(context.before)[-1][-80:] + context.after[:80].split("।")[0]


@rules.add("not-out", f"(\\d{{1,3}})\\*(?![\\d*{LETTER}])", needs="*")
def _not_out(match: re.Match[str], context: Context) -> str | None:
    """Say a batsman's 101* with नाबाद, once in a sentence; elsewhere the star is a footnote's."""
    near = _sentence(context)
    if not (_BALLS.match(context.after) or _CRICKET.search(near)):
        return None
    runs = context.numbers.whole(match[1])
    return runs if "नाबाद" in near else f"नाबाद {runs}"


def _is_score(first: int, second: int, context: Context) -> bool:
    if _MORE.match(context.after) or not _AFTER_SCORE.match(context.after):
        return False
    if first > second or first == 0:
        return True
    sets = _NEXT_SET.match(context.after) or _LAST_SET.search(context.before)
    if sets and int(sets[1]) > int(sets[2]):  # 3-6, 7-5
        return True
    if _COUNTED.match(context.after):
        return False
    return bool(_SPORT.search(_sentence(context)))


@rules.add("cricket", r"(\d{1,3})/(\d{1,2})(?![\d/.,-]\d|\d)", needs="/")
def _wickets(match: re.Match[str], context: Context) -> str | None:
    """Say 250/6: runs पर wickets; before रन as छह विकेट पर दो सौ पचास; a bowler's 5/32 as well."""
    runs, wickets = int(match[1]), int(match[2])
    near = _sentence(context)
    cardinal = context.numbers.cardinal
    if runs <= _WICKETS < wickets and (_BOWLING.search(near) or _CRICKET.search(near)):
        return f"{cardinal(wickets)} रन पर {cardinal(runs)} विकेट"
    if _NUMBER_OF.search(context.before):
        return None
    if wickets > _WICKETS or not (_CRICKET.search(near) or runs > 3 * _WICKETS):
        return None
    if runs <= wickets:
        return None
    if context.right in {"रन", "रनों"}:
        return f"{cardinal(wickets)} विकेट पर {cardinal(runs)}"
    return f"{cardinal(runs)} पर {cardinal(wickets)}"


@rules.add("marks", f"({NUMBER})/(\\d{{2,4}})(?= «marks»{HINDI_END})", needs="/")
def _marks(match: re.Match[str], context: Context) -> str | None:
    """Say the 21/25 अंक of an examination: पच्चीस में से इक्कीस."""
    top = int(match[2])
    if top % 5 or float(match[1].replace(",", "")) > top:
        return None
    return f"{context.numbers.cardinal(top)} में से {context.numbers.decimal(match[1])}"


@rules.add("score-dotted", r"(\d{1,3}) \. (\d{1,3})(?![\d.])", needs=".")
def _dotted(match: re.Match[str], context: Context) -> str | None:
    """Say the agencies' 19 . 21, 21 . 15 से हराया."""
    if not _SPORT.search(_sentence(context)):
        return None
    return "-".join(context.numbers.cardinal(int(part)) for part in match.groups())


@rules.add(
    "score", f"\\d{{1,3}}{GAP}{DASH}{GAP}\\d{{1,3}}(?![\\d/]|{DASH}\\d|[.,:]\\d)", needs=DASHES
)
def _score(match: re.Match[str], context: Context) -> str | None:
    """Say a score: its numbers one after the other (तीन-एक), with no word between."""
    scores = [int(score) for score in re.findall(r"\d+", match[0])]
    if len(scores) == 2 and not _is_score(scores[0], scores[1], context):
        return None
    return "-".join(context.numbers.cardinal(score) for score in scores)


@rules.add("series", f"\\d{{1,6}}(?:{DASH}\\d{{1,6}}){{2,5}}(?![\\d]|{DASH}\\d)", needs=DASHES)
def _series(match: re.Match[str], context: Context) -> str:
    """Say 4-3-3 and 12-7-2023-5: number by number."""
    return "-".join(context.numbers.whole(part) for part in re.findall(r"\d+", match[0]))
