"""What a rule is, what it says, and who is hurt by what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Severity = Literal["error", "warning", "note"]

# An error is refused, lost or misread by a player named; a warning is heard or seen as a fault;
# a note is a wish.
ERROR: Severity = "error"
WARNING: Severity = "warning"
NOTE: Severity = "note"
SEVERITIES: tuple[Severity, ...] = (ERROR, WARNING, NOTE)

APPLE, SPOTIFY, OVERCAST = "Apple Podcasts", "Spotify", "Overcast"
ANTENNAPOD, POCKET_CASTS, PODCASTING20 = "AntennaPod", "Pocket Casts", "Podcasting 2.0"
PLAYERS = (APPLE, SPOTIFY, OVERCAST, ANTENNAPOD, POCKET_CASTS, PODCASTING20)
ALL = ("all",)


class LintInput(Protocol):
    """What a rule looks at: ``name`` is the file or the URL that a finding is listed under."""

    name: str


@dataclass(frozen=True)
class Problem:
    """What a rule found in a subject, and where: a chapter, a line; empty for the whole."""

    what: str
    where: str = ""


Check = Callable[[Any], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """A thing that players ask for, and the function that looks whether it is so.

    ``applies_to`` is the class of the inputs it looks at. ``players`` names those it matters to.
    A ``blocking`` rule that finds something ends the check of its input: nothing else can be said
    of it. A ``slow`` rule decodes the audio.
    """

    id: str
    severity: Severity
    applies_to: type
    players: tuple[str, ...]
    why: str
    remedy: str
    check: Check
    blocking: bool = False
    slow: bool = False


@dataclass(frozen=True)
class Finding:
    """A problem in a file or at a URL, with all that its rule knows."""

    file: str
    rule: str
    severity: Severity
    where: str
    what: str
    why: str
    remedy: str
    players: tuple[str, ...]

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.file}: {place}{self.what} ({self.rule})"


def finding(rule: Rule, subject: LintInput, problem: Problem) -> Finding:
    """Join a rule, the subject it looked at, and a problem it found there.

    The place is the subject's own, where it is a part of a file, and the problem's.
    """
    places = (getattr(subject, "where", ""), problem.where)
    return Finding(
        subject.name,
        rule.id,
        rule.severity,
        ", ".join(place for place in places if place),
        problem.what,
        rule.why,
        rule.remedy,
        rule.players,
    )
