"""Times of day: 10:30 बजे, शाम 6.30 बजे, 5:00 PM, 18:45, 10-12 बजे, IST."""

from __future__ import annotations

import re

from briefing.lexicon import pairs
from briefing.normalise.chars import HINDI_END, LATIN_END, LATIN_WORD_END
from briefing.normalise.english.words import initials
from briefing.normalise.patterns import Pattern, cue
from briefing.normalise.quantity import DASH, DASHES, GAP, SCALE, oneof, say
from briefing.normalise.rule import Context, RuleSet

rules = RuleSet("time")

_CLOCK = r"\d{1,2}:\d{2}(?!\d)"
_MERIDIEM = f"(?i:a\\.?m|p\\.?m){LATIN_END}\\.?"
#: The same in Devanagari; पीएम is the prime minister too, unless a time is marked.
_HINDI_MERIDIEM = (
    f"(?:ए|पी)\\.?एम(?:\\.|{HINDI_END})(?={GAP}(?:(?:से|तक|पर|को|के|और|बजे){HINDI_END}|[,;।)-]|\\Z))"
)
_ONE = f"(?:\\d{{1,2}}[:.]\\d{{2}}(?!\\d)|\\d{{1,2}}(?![\\d,.:]))(?:{GAP}{_MERIDIEM})?"
_HRS = f"{GAP}(?i:hrs?)\\.?{LATIN_END}"
_HOURS = f"{GAP}बजे{HINDI_END}"

#: Nobody says बजे पर: the word is taken with the time, and said after मिनट alone.
_AT = f"(?P<at> पर{HINDI_END})?"
_PARTS = Pattern(r"(\d{1,2})(?:(?:: ?|[.-]|रू)(\d{2}))?(?:\D*?([aApP]|ए|पी)\.?(?:[mM]|एम))?")
_DAYPART = Pattern("«day-part»(?: «day-part-then»){0,2}\\s*\\Z")


def _daypart(hour: int) -> str:
    """Return what a speaker calls the hour (0–23)."""
    for until, name in ((4, "रात"), (12, "सुबह"), (16, "दोपहर"), (20, "शाम")):
        if hour < until:
            return name
    return "रात"


def _face(hour: int, minute: int, context: Context) -> str | None:
    """Say what the clock shows with बजे, if a speaker has a short form for it."""
    words = context.numbers.words
    if minute == 0:
        return words[hour]
    if context.style.clock != "spoken":
        return None
    if minute == 30:
        return {1: "डेढ़", 2: "ढाई"}.get(hour, f"साढ़े {words[hour]}")
    if minute == 15:
        return f"सवा {words[hour]}"
    return f"पौने {words[hour % 12 + 1]}" if minute == 45 else None


#: What a train does at a time: झाँसी 17.42 पहुँची.
_DEPARTS = Pattern(f"(?: पर)? «departs»{HINDI_END}")
#: What has its time: सूर्योदय 6.04.
_RISES = Pattern("«rises»[ :–-]{0,3}\\Z")
_LATE = Pattern(f" «late»{HINDI_END}")
_PANCHANG = Pattern("«panchang»[^।\n]{0,30}\\Z")
_LAST_HOUR = 33  # of a day that begins at sunrise, counted on
#: 10:00 से 11:30 बजे: the hours are named once.
_TO_HOURS = Pattern(f"{GAP}(?:से|और|या){GAP}{_ONE}{_HOURS}")
_QUARTER_HOURS = {15: "25", 30: "5", 45: "75"}
_QUARTERS = frozenset([0, *_QUARTER_HOURS])
_ROUND = frozenset([0, 15, 20])  # minutes that could be an hour, too, and are not


def _asks_for_at(context: Context) -> bool:
    """Tell whether पर is due after … मिनट: before a verb, not at the end or before तक."""
    right = context.right
    near = context.after.lstrip(" ").startswith(right)
    return (
        bool(right)
        and near
        and right not in cue("clock-right") | cue("day-part") | set(pairs("zones"))
    )


class _Time:
    """A time: its hour on a clock's face, its minute, and the part of the day if known."""

    def __init__(self, written: str) -> None:
        hour, minute, meridiem = _PARTS.match(written).groups()  # type: ignore[union-attr]
        self.hour, self.minute = int(hour), int(minute or 0)
        self.valid = self.hour <= 24 and self.minute < 60
        exact = (
            (self.hour % 12) + 12 * (meridiem in {"p", "P", "पी"}) if meridiem else self.hour % 24
        )
        self.part = _daypart(exact) if meridiem or self.hour > 12 or self.hour == 0 else ""
        self.hour = self.hour % 12 or 12

    def say(self, context: Context, *, part: bool, hours: bool, last: bool) -> str:
        lead = f"{self.part} " if part and self.part else ""
        face = _face(self.hour, self.minute, context)
        if face is not None:
            return f"{lead}{face} बजे" if hours else lead + face
        words = context.numbers.words
        said = f"{lead}{words[self.hour]} बजकर {words[self.minute]} मिनट"
        return f"{said} पर" if last and _asks_for_at(context) else said


#: 10:11:51 से 10:59:47: what begins and ends is a time.
_TO_SECONDS = Pattern(r" (?:से|-|–) \d{1,2}:\d\d:\d\d(?!\d)")
_FROM_SECONDS = Pattern(r"\d:\d\d:\d\d (?:से|-|–) \Z")
#: The length of a day or a night in an almanac.
_LENGTH = Pattern("(?:काल|मान|अवधि) ?[:–-]? ?\\Z")


def _is_moment(context: Context) -> bool:
    """Tell whether h:mm:ss is a time of day by what stands around it."""
    stamped = context.before.endswith("T")  # 2024-11-30T14:07:23
    if stamped or _TO_SECONDS.match(context.after) or _FROM_SECONDS.search(context.before):
        return True
    return bool(_PANCHANG.search(context.before) and not _LENGTH.search(context.before))


@rules.add("parts", r"(\d{1,3}):(\d{1,3}):(\d{1,3})(?![\d:])", kind="fraction", needs=":")
def _parts(match: re.Match[str], context: Context) -> str | None:
    """Say what a fertiliser is mixed of, 12:32:16; or what can be no time."""
    mixed = _MIXED.search(context.before) or _MIXED.search(context.after[:_NEAR])
    if not mixed and int(match[2]) < 60 and int(match[3]) < 60:
        return None
    return "-".join(context.numbers.whole(part) for part in match.groups())


@rules.add(
    "clock-seconds",
    f"(\\d{{1,2}}):(\\d\\d):(\\d\\d(?:\\.\\d{{1,3}})?)(?!\\d|:)"
    f"(?:{GAP}(?P<meridiem>{_MERIDIEM})|(?P<hours>{_HOURS}))?{_AT}",
    needs=":",
)
def _seconds(match: re.Match[str], context: Context) -> str | None:
    """Say h:mm:ss: a time beside a part of the day, AM, बजे, पर or in an almanac; or a duration."""
    time = _Time(f"{match[1]}:{match[2]} {match['meridiem'] or ''}")
    if int(match[2]) > 59 or float(match[3]) >= 60:
        return None
    words = context.numbers.words
    second = context.numbers.decimal(match[3].removeprefix("0"))
    known = bool(_DAYPART.search(context.before))
    if not (known or match["meridiem"] or match["hours"] or match["at"] or _is_moment(context)):
        hours = "घंटा" if int(match[1]) == 1 else "घंटे"
        return f"{words[int(match[1])]} {hours} {words[int(match[2])]} मिनट {second} सेकंड"
    if not float(match[3]):
        last = not (match["at"] or context.after[:1] in {"Z", "+", "-"})
        said = time.say(context, part=not known, hours=True, last=last)
        return f"{said} पर" if match["at"] and said.endswith("मिनट") else said
    part = f"{time.part} " if time.part and not known else ""
    said = f"{part}{words[time.hour]} बजकर {words[time.minute]} मिनट {second} सेकंड"
    return f"{said} पर" if match["at"] or (match["hours"] and _asks_for_at(context)) else said


@rules.add(
    "stamp-offset",
    "(?<=\\d\\d:\\d\\d:\\d\\d)(?:(Z)|([+\u2013-])(\\d\\d):(\\d\\d))(?![\\d:])",
    starts=("symbol", "latin"),
    needs="Z+-\u2013",
)
def _stamp_offset(match: re.Match[str], context: Context) -> str:
    """Say the zone at the end of 2024-11-30T14:07:23+05:30."""
    if match[0] == "+05:30":
        return " भारतीय समयानुसार"
    said = [" यू टी सी"]
    if match[2]:
        said.append("प्लस" if match[2] == "+" else context.style.minus)
        said += [context.numbers.words[int(part)] for part in match.group(3, 4) if int(part)]
    return " ".join(said)


@rules.add(
    "lap",
    f"(\\d{{1,2}}):(\\d\\d\\.\\d{{1,3}})(?!\\d)(?!{_HOURS})(?:{GAP}(?:मिनट|सेकंड|सेकेंड){HINDI_END})?",
    needs=":",
)
def _lap(match: re.Match[str], context: Context) -> str | None:
    """Say a runner's 3:32.45 as minutes and seconds."""
    minutes, seconds = int(match[1]), match[2].removeprefix("0")
    if int(match[2][:2]) > 59:
        return None
    return f"{context.numbers.words[minutes]} मिनट {context.numbers.decimal(seconds)} सेकंड"


@rules.add("duration", f"(\\d{{1,2}}):(\\d\\d){GAP}(घंटे|घंटा|घंटों|मिनट){HINDI_END}", needs=":")
def _duration(match: re.Match[str], context: Context) -> str | None:
    """Say 2:30 घंटे as ढाई घंटे, 3:45 मिनट as minutes and seconds."""
    whole, rest, unit = int(match[1]), int(match[2]), match[3]
    if rest > 59:
        return None
    if unit == "मिनट" and _DAYPART.search(context.before):  # दोपहर 1:20 मिनट
        return _Time(f"{whole}:{match[2]}").say(context, part=False, hours=True, last=True)
    if unit != "मिनट" and rest in _QUARTER_HOURS:
        return f"{say(f'{whole}.{_QUARTER_HOURS[rest]}', context.numbers, 'all')} {unit}"
    words, smaller = context.numbers.words, "सेकंड" if unit == "मिनट" else "मिनट"
    return f"{words[whole]} {unit} {words[rest]} {smaller}"


@rules.add(
    "clock-parted",
    f"({_ONE})(?:{GAP}बजे)?{GAP}{DASH}{GAP}(सुबह|दोपहर|शाम|रात) ({_ONE}){_HOURS}",
    needs=DASHES,
)
def _parted(match: re.Match[str], context: Context) -> str | None:
    """Say (सुबह) 9:00-शाम 5:00 बजे with से between."""
    first, second = _Time(match[1]), _Time(match[3])
    if not (first.valid and second.valid):
        return None
    left = first.say(context, part=False, hours=True, last=False)
    return f"{left} से {match[2]} {second.say(context, part=False, hours=True, last=False)}"


@rules.add("clock-font", f"(\\d{{1,2}}रू\\d\\d)(){_HOURS}{_AT}", needs="ू")
@rules.add(
    "clock-hyphened",
    f"(\\d{{1,2}}-[0-5]\\d)()(?:{_HOURS}|(?= (?:से|तक|पर){HINDI_END})){_AT}",
    needs="-",
)
def _hyphened(match: re.Match[str], context: Context) -> str | None:
    """Say the 2-00 and 10-30 बजे of notices, and 12रू00, a colon in an old font; 10-12 is a range."""
    minute = int(match[1][-2:])
    if minute <= 24 and minute not in _ROUND and "-" in match[1]:
        return None
    hours = "बजे" in match[0] or (_DAYPART.search(context.before) and minute in _QUARTERS)
    return _clock(match, context) if hours else None


@rules.add(
    "clock-hrs",
    f"(\\d{{1,2}}[:.]\\d\\d)(?:{GAP}{DASH}{GAP}(\\d{{1,2}}[:.]\\d\\d))?{_HRS}{_AT}",
    needs="hH",
)
@rules.add(
    "clock-meridiem-hindi",
    f"(\\d{{1,2}}[:.]\\d\\d{GAP}{_HINDI_MERIDIEM})"
    f"(?:{GAP}{DASH}{GAP}(\\d{{1,2}}[:.]\\d\\d{GAP}{_HINDI_MERIDIEM}))?{_AT}",
    needs="म",
)
@rules.add(
    "clock-meridiem",
    f"(\\d{{1,2}}(?:[:.]\\d\\d)?{GAP}{_MERIDIEM})"
    f"(?:{GAP}{DASH}{GAP}(\\d{{1,2}}(?:[:.]\\d\\d)?{GAP}{_MERIDIEM}))?{_AT}",
    needs="mM",
)
@rules.add("clock", f"({_ONE})(?:{GAP}{DASH}{GAP}({_ONE}))?{_HOURS}{_AT}", needs="ब")
def _clock(match: re.Match[str], context: Context, *, hours: bool = True) -> str | None:
    """Say one time or a range of two."""
    times = [_Time(written) for written in (match[1], match[2]) if written]
    if _LATE.match(context.after) and ":" in match[1] and len(times) == 1:  # 1:20 hrs लेट
        hour, minute = _PARTS.match(match[1]).groups()[:2]  # type: ignore[union-attr]
        words = context.numbers.words
        return f"{words[int(hour)]} {'घंटा' if int(hour) == 1 else 'घंटे'} {words[int(minute)]} मिनट"
    if not all(time.valid for time in times):
        return None
    known = bool(_DAYPART.search(context.before))
    if len(times) == 1:
        said = times[0].say(context, part=not known, hours=hours, last=True)
        return f"{said} पर" if match["at"] and said.endswith("मिनट") else said
    first, second = times
    parted = bool(first.part) and first.part != second.part
    left = first.say(context, part=not known, hours=parted, last=False)
    right = second.say(context, part=parted or not (first.part or known), hours=True, last=False)
    return f"{left} से {right}"


@rules.add(
    "clock-half-named",
    f"(\\d{{1,2}}(?:[:.]\\d\\d)?){GAP}{DASH}{GAP}(\\d{{1,2}}(?:[:.]\\d\\d)?{GAP}(?=([aApP])){_MERIDIEM})",
    needs="mM",
)
def _half_named(match: re.Match[str], context: Context) -> str | None:
    """Say 9-11 AM: the part of the day belongs to both, or to the second alone (11-1 PM)."""
    first, second = _Time(match[1]), _Time(match[2])
    same = (first.hour % 12, first.minute) < (second.hour % 12, second.minute)
    if same:
        first = _Time(f"{match[1]} {match[3]}m")
    if not (first.valid and second.valid):
        return None
    known = bool(_DAYPART.search(context.before))
    parted = not same or first.part != second.part
    left = first.say(context, part=same and not known, hours=False, last=False)
    return f"{left} से {second.say(context, part=parted, hours=True, last=False)}"


@rules.add("clock-spaced", f"(\\d{{1,2}}: \\d{{2}})(){_HOURS}{_AT}", needs=":")
def _spaced(match: re.Match[str], context: Context) -> str | None:
    """Say 06: 07 बजे as one time, where it cannot be a label (वार्ड 5: 10 बजे)."""
    timed = match[1].startswith("0") or _DAYPART.search(context.before.rstrip(": "))
    return _clock(match, context) if timed or match[1][-2:] in {"00", "30"} else None


def _in_ratio(context: Context) -> bool:
    """Tell whether the word for a ratio stands near by in the same sentence."""
    return bool(_OF_RATIO.match(context.after) or _RATIO.search(context.before))


@rules.add("clock-24", f"(\\d\\d)(\\d\\d)(?!\\d)(?:{_HOURS}|{_HRS})", needs="बhH")
def _military(match: re.Match[str], context: Context) -> str | None:
    """Say 0600 बजे and 1845 hrs."""
    time = _Time(f"{match[1]}:{match[2]}")
    known = bool(_DAYPART.search(context.before))
    return time.say(context, part=not known, hours=True, last=True) if time.valid else None


@rules.add(
    "clock-dotted",
    f"(\\d{{1,2}}\\.[0-5]\\d)()(?={GAP}(?:(?:पर|तक|से|के|को|और|या|«departs»){HINDI_END}|[,;।)]|IST|\\Z)){_AT}",
    needs=".",
)
def _dotted(match: re.Match[str], context: Context) -> str | None:
    """Say सुबह 10.15 पर and 9.30 से 5.30 बजे: a part of the day or an hour makes it a time."""
    to_hours = bool(_TO_HOURS.match(context.after))
    timed = (
        to_hours
        or _DAYPART.search(context.before)
        or _RISES.search(context.before)
        or _DEPARTS.match(context.after)
    )
    return _clock(match, context, hours=not to_hours) if timed else None


@rules.add("clock-minutes", f"(\\d{{1,2}}\\.[0-5]\\d){GAP}मिनट{HINDI_END}{_AT}", needs=".")
def _minutes(match: re.Match[str], context: Context) -> str | None:
    """Say रात 8.39 मिनट पर as a time; without a part of the day it is a duration."""
    time = _Time(match[1])
    timed = _DAYPART.search(context.before) or _PANCHANG.search(context.before)
    if not (timed and time.valid):
        return None
    said = time.say(context, part=False, hours=True, last=False)
    return f"{said} पर" if match["at"] and said.endswith("मिनट") else said


@rules.add("clock-bare", f"({_CLOCK})(?:{GAP}{DASH}{GAP}({_CLOCK}))?(?!:){_AT}", needs=":")
def _bare(match: re.Match[str], context: Context) -> str | None:
    """Say 18:45 without बजे, unless it is a ratio."""
    if _in_ratio(context):
        return None
    hour, minute = (int(part) for part in match[1].split(":"))
    if 24 < hour <= _LAST_HOUR and minute < 60 and _PANCHANG.search(context.before):
        words = context.numbers.words
        return f"{words[hour]} बजकर {words[minute]} मिनट"
    return _clock(match, context, hours=not _TO_HOURS.match(context.after))


_RATIO = Pattern("«ratio»[^।\n]{0,12}\\Z")
_OF_RATIO = Pattern("[^।\n]{0,12}«ratio»")
_MIXED = Pattern("«fertiliser»")
_NEAR = 30  # characters
_SCALED = Pattern(f" (?:{SCALE}|रुपये)")
_SCORED = Pattern(f" (?:से{HINDI_END}|के (?:बहुमत|अंतर){HINDI_END})")


@rules.add(
    "ratio", r"(\d{1,4}(?:\.\d+)?):(\d{1,4}(?:\.\d+)?)(?![\d:]|\.\d)", kind="fraction", needs=":"
)
def _ratio(match: re.Match[str], context: Context) -> str:
    """Say 3:1 with अनुपात between the numbers; with और where the word stands beside them."""
    left, right = (context.numbers.decimal(part) for part in match.groups())
    if left == right or _SCORED.match(context.after):  # 50:50; 3:1 से हराया; 3:2 के बहुमत
        return f"{left}-{right}"
    if _SCALED.match(context.after):  # दिन 21:155 करोड़
        return f"{left}: {right}"
    named = "अनुपात" in context.before[-_NEAR:] + context.after[:_NEAR]
    return f"{left} और {right}" if named else f"{left} अनुपात {right}"


@rules.add(
    "offset",
    f"(UTC|GMT){GAP}([+\u2013-]){GAP}(\\d{{1,2}})(?::?(\\d\\d))?(?![\\d:])",
    starts=("latin",),
)
def _offset(match: re.Match[str], context: Context) -> str:
    """Say UTC+05:30."""
    said = [initials(match[1]), "प्लस" if match[2] == "+" else context.style.minus]
    said += [context.numbers.words[int(part)] for part in match.group(3, 4) if int(part or 0)]
    return " ".join(said)


@rules.add(
    "zone", f"({oneof(pairs('zones'))}){LATIN_WORD_END}(?: पर{HINDI_END})?", starts=("latin",)
)
def _zone(match: re.Match[str], context: Context) -> str | None:
    """Say IST after a time; समयानुसार takes no पर."""
    return (
        pairs("zones")[match[1]]
        if re.search("(?:बजे|[\\d:.]+|[mM]\\.?) ?\\Z", context.before)
        else None
    )
