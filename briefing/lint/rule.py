"""What a rule is, what it reports, and the players it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args, get_type_hints

from briefing.errors import visible_line, without_secrets

# An error is rejected, lost or misread by a player named; a warning is heard or seen as a fault; a
# note is a suggestion.
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

Player = Literal[
    "Apple Podcasts", "Spotify", "Overcast", "AntennaPod", "Pocket Casts", "Podcasting 2.0"
]
PLAYERS: tuple[Player, ...] = get_args(Player)
ALL = ("all",)


class LintInput(Protocol):
    """What a rule checks: ``name`` is the file or the URL that findings are listed under."""

    name: str


@dataclass(frozen=True)
class Problem:
    """What a rule found in an input, and where: a chapter, a line; empty for the whole."""

    what: str
    where: str = ""


Check = Callable[[Any], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """Something that players need, and the function that checks an input for it.

    ``applies_to`` is the class of the inputs it checks. ``players`` names those it matters to.
    A ``blocking`` rule that finds a problem ends the check of its input, because the other rules
    could not read it. A ``slow`` rule decodes the audio.
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


def rule(
    id: str,
    severity: Severity,
    players: tuple[Player, ...] = (),
    *,
    why: str,
    remedy: str,
    blocking: bool = False,
    slow: bool = False,
) -> Callable[[Check], Rule]:
    """Return a decorator that turns a function into a rule.

    The type of the function's parameter is the class of inputs that the rule applies to. Without
    ``players`` the rule matters to all of them.

    >>> @rule("text-short", "note", why="long texts are cut off", remedy="shorten it")
    ... def short(text: str) -> Iterable[Problem]:
    ...     return [Problem("over 80 characters")] if len(text) > 80 else []
    >>> short.applies_to, short.players, len(short.check("ab" * 41))
    (<class 'str'>, ('all',), 1)
    """

    def decorate(check: Check) -> Rule:
        applies_to = next(iter(get_type_hints(check).values()))
        return Rule(id, severity, applies_to, players or ALL, why, remedy, check, blocking, slow)

    return decorate


@dataclass(frozen=True)
class Finding:
    """A problem in a file or at a URL, with the details of its rule."""

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
        return visible_line(f"{self.file}: {place}{self.what} ({self.rule})")


def finding(rule: Rule, source: LintInput, problem: Problem) -> Finding:
    """Combine a rule, the input it checked, and a problem it found there.

    The place is that of the input, if it is a part of a file, and that of the problem. URLs show
    no secret.
    """
    places = (getattr(source, "where", ""), problem.where)
    return Finding(
        without_secrets(source.name),
        rule.id,
        rule.severity,
        without_secrets(", ".join(place for place in places if place)),
        without_secrets(problem.what),
        rule.why,
        rule.remedy,
        rule.players,
    )
