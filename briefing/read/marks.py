"""What an author marks in the words: emphasis, slow speech, a spoken form, who speaks a line.

A mark travels through the readers as one character that no text holds (Unicode's noncharacters,
which are meant for use inside a program), until :func:`extracted` takes it out of the text.
"""

from __future__ import annotations

import re

from briefing.model import Mark, Omission

EMPHASIS, EMPHASIS_END = "\ufdd0", "\ufdd1"
SLOW, SLOW_END = "\ufdd2", "\ufdd3"
#: «FORM written SAID spoken FORM_END»
FORM, SAID, FORM_END = "\ufdd4", "\ufdd5", "\ufdd6"
#: Stands before a line that begins with a name and a colon.
CUE = "\ufdd7"
#: Stands for a silence.
BREAK = "\ufdd8"
#: The words of the marks that stand in brackets; no speaker is called so.
MARK_NAMES = r"/?\s*(?:धीरे|slow)"

_ENDS = {EMPHASIS_END: EMPHASIS, SLOW_END: SLOW}
_KINDS = {EMPHASIS: "emphasis", SLOW: "slow"}
_POINTS = {CUE: "line", BREAK: "break"}
_ALL = re.compile(f"[{EMPHASIS}-{BREAK}]")
_SLOW = re.compile(r"\[\s{0,3}(/?)\s{0,3}(?:धीरे|slow)\s{0,3}\]", re.I)
_FORM = re.compile(r"\{\s{0,3}(?:बोलें|say)\s{0,3}:([^{}]{1,500})\}", re.I)
#: A line that a name and a colon may begin.
_LABELLED = re.compile(
    "(?<=[\n\u2028])(?=[A-Za-z\u0904-\u0939\u0958-\u0961][^:।॥.?!\n\u2028]{0,40}:\\s)"
)


def marked(text: str, line: int) -> tuple[str, list[Omission]]:
    """Turn what an author wrote as marks into their characters, and tell what is left out.

    >>> text, omitted = marked("WHO {बोलें: हू} की [धीरे]नई रपट[/धीरे]", 1)
    >>> extracted(text)[0], [omission.text for omission in omitted]
    ('WHO की नई रपट', ['{बोलें: हू}', '[धीरे]', '[/धीरे]'])
    """
    text = _LABELLED.sub(CUE, re.sub("".join(("[", *_POINTS, "]")), "", text))
    omitted = [
        Omission("mark", match.group(), line + text.count("\n", 0, match.start()))
        for pattern in (_FORM, _SLOW)
        for match in pattern.finditer(text)
    ]
    parts, done = [], 0
    for match in _FORM.finditer(text):
        before, written = _bound(text[done : match.start()])
        parts += [before, FORM, written, SAID, match[1], FORM_END]
        done = match.end()
    whole = "".join([*parts, text[done:]])
    return _SLOW.sub(lambda match: SLOW_END if match[1] else SLOW, whole), omitted


def _bound(text: str) -> tuple[str, str]:
    """Cut off what a spoken form belongs to: what stands in brackets before it, else a word."""
    bare = text.rstrip()
    start = bare.rfind("[") if bare.endswith("]") else -1
    if start >= 0:
        return bare[:start], bare[start + 1 : -1]
    word = bare.split()[-1] if bare else ""
    return bare[: len(bare) - len(word)], word


def extracted(text: str) -> tuple[str, list[Mark]]:
    """Take the marks out of a text whose white space is single blanks; return them in order.

    A mark that nothing ends holds to the end, and an end without a beginning is nothing. A spoken
    form of nothing is text.

    >>> text, marks = extracted(f"एक {EMPHASIS}दो{EMPHASIS_END} {FORM}3{SAID}तीन{FORM_END}")
    >>> text, [tuple(mark) for mark in marks]
    ('एक दो 3', [(3, 5, 'emphasis', ''), (6, 7, 'spoken', 'तीन')])
    """
    kept: list[str] = []
    length = 0
    opened: dict[str, int] = {}
    marks: list[Mark] = []
    done = 0
    for match in _ALL.finditer(text):
        piece = _squeezed(text[done : match.start()], kept)
        sign, done = match.group(), match.end()
        if sign == FORM_END and SAID in opened:
            start, end = opened.pop(FORM, opened[SAID]), opened.pop(SAID)
            if start < end:
                marks.append(Mark(start, end, "spoken", piece.strip()))
                continue
        kept.append(piece)
        length += len(piece)
        if sign in _POINTS:
            marks.append(Mark(length, length, _POINTS[sign]))
        elif sign not in _ENDS:
            opened.setdefault(sign, length)
        elif (start := opened.pop(_ENDS[sign], length)) < length:
            marks.append(Mark(start, length, _KINDS[_ENDS[sign]]))
    rest = _squeezed(text[done:], kept)
    length += len(rest)
    marks += (Mark(at, length, _KINDS[sign]) for sign, at in opened.items() if sign in _KINDS)
    return "".join([*kept, rest]).rstrip(" "), sorted(marks)


def _squeezed(piece: str, kept: list[str]) -> str:
    """Return a piece without a blank that would follow another, or begin the text."""
    last = next((part for part in reversed(kept) if part), " ")
    return piece.lstrip(" ") if last.endswith(" ") else piece
