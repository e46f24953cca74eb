"""Scores: 3-1 से हराया, 250/6, 6-4, 101*, 4-3-3."""

from __future__ import annotations

import re

from briefing.normalise.chars import END, LETTER
from briefing.normalise.quantity import DASH, B
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("score")

#: A score is spoken of in these words.
_SPORT = re.compile(
    "हरा|हार|जीत|जीता|मात|शिकस्त|पराजित|बढ़त|बराबर|ड्रॉ|ड्रा |क्लीन स्वीप|सीरीज|सीरीज़|श्रृंखला|शृंखला|गोल|सेट"
    "|स्कोर|मुक़ाबल|मुकाबल|फ़ाइनल|फाइनल|पछाड़|रौंद|टाई|मैच|पेनल्टी|शूटआउट|अजेय|गेम"
)

#: What may follow a score: no noun that could be counted.
_AFTER_SCORE = re.compile(
    f"{B}(?:\\(\\d{{1,2}}\\)|\\(?\\d{{1,2}}{DASH}\\d{{1,2}}(?!\\d)|\\Z|[,;।.)?!–—”’\"'-]|(?:से|की|का|के|पर|में|और|तो|रहा|रही|ड्रॉ|बराबर|बराबरी|बढ़त|जीत|जीता|जीती|जीते|हार"
    f"|स्कोर|था|है|हो|कर|करने|किया){END})"
)

#: 6-8 के छात्र, 18-45 की आयु: behind a rising pair this is no score.
_COUNTED = re.compile(f" (?:के|की|का|में)(?! (?:अंतर|स्कोर|बढ़त|हार|जीत|बराबरी|मुक़ाबले|मुकाबले)){END}")
_SENTENCE_END = re.compile("[।?!] ")
_NEXT_SET = re.compile(f"(?:\\(\\d{{1,2}}\\))?,? (\\d{{1,2}}){DASH}(\\d{{1,2}})(?!\\d)")
_LAST_SET = re.compile(f"(?<!\\d)(\\d{{1,2}}){DASH}(\\d{{1,2}}), \\Z")
_MORE = re.compile(f"{B}से{END}{B}(?:ज़्यादा|ज्यादा|अधिक|कम|ऊपर|नीचे){END}")
_WICKETS = 10
_CRICKET = re.compile("विकेट|रन|ओवर|पारी|क्रिकेट|गेंद|बल्लेबाज़|टेस्ट|वनडे|टी20|टी ?ट्वेंटी|T20|स्टंप|लंच")
_NUMBER_OF = re.compile(
    "(?:नंबर|नम्बर|संख्या|क्रमांक|मकान|प्लॉट|खसरा|फ़ाइल|फाइल|केस|पोल|खंभा"
    "|नं\\.|सं\\.|कि\\.?मी\\.?|किलोमीटर)\\s*\\Z"
)
_BOWLING = re.compile("गेंदबाज|गेंदबाज़ी|झटक|चटका|आँकड़|आंकड़")


def _sentence(context: Context) -> str:
    """Return what is near in the same sentence, without the match."""
    return _SENTENCE_END.split(context.before)[-1][-80:] + context.after[:80].split("।")[0]


@rules.add("not-out", f"(\\d{{1,3}})\\*(?![\\d*{LETTER}])")
def _not_out(match: re.Match[str], context: Context) -> str | None:
    """Say a batsman's 101* with नाबाद, once in a sentence; elsewhere the star is a footnote's."""
    near = _sentence(context)
    if not _CRICKET.search(near):
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


@rules.add("cricket", r"(\d{1,3})/(\d{1,2})(?![\d/.,-]\d|\d)")
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


@rules.add("score", f"\\d{{1,3}}{B}{DASH}{B}\\d{{1,3}}(?![\\d/]|{DASH}\\d|[.,:]\\d)")
def _score(match: re.Match[str], context: Context) -> str | None:
    """Say a score: its numbers one after the other (तीन-एक), with no word between."""
    scores = [int(score) for score in re.findall(r"\d+", match[0])]
    if len(scores) == 2 and not _is_score(scores[0], scores[1], context):
        return None
    return "-".join(context.numbers.cardinal(score) for score in scores)


@rules.add("series", f"\\d{{1,6}}(?:{DASH}\\d{{1,6}}){{2,5}}(?![\\d]|{DASH}\\d)")
def _series(match: re.Match[str], context: Context) -> str:
    """Say 4-3-3 and 12-7-2023-5: number by number."""
    return "-".join(context.numbers.whole(part) for part in re.findall(r"\d+", match[0]))
