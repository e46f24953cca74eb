"""The linter: says before publishing what players would trip over.

A rule is data and a function; it looks at a subject (an MP3, a feed, an item, a folder, a picture,
a transcript, a server) and yields problems. It reads results alone, whoever made them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from briefing.errors import ConfigError, FeedError, near
from briefing.lint import discover
from briefing.lint.inputs.feed import Feed, open_feed
from briefing.lint.inputs.http import is_web
from briefing.lint.rule import Finding, LintInput, Rule, finding
from briefing.lint.rules import rules

PUBLISHED = "published"

__all__ = ["PUBLISHED", "Finding", "Report", "choose", "episode", "feed", "lint", "rules"]


@dataclass(frozen=True)
class Report:
    """What was looked at (files and URLs, in order) and what was found in it."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...]


def lint(
    names: Sequence[str], *, against: str = "", chosen: Iterable[Rule] | None = None
) -> Report:
    """Check files, folders and URLs by the chosen rules, all by default.

    ``against`` is the last feed, a file or a URL, or ``published``: the address that a feed gives
    for itself.

    Raises
    ------
    FeedError
        if there is no such file, no rule is for it, or the last feed cannot be read.
    """
    wanted = tuple(rules() if chosen is None else chosen)
    old = _old(against) if against and against != PUBLISHED else None
    seen: dict[str, None] = {}
    findings: list[Finding] = []
    try:
        for subject in chain.from_iterable(discover.subjects(name, old) for name in names):
            if isinstance(subject, Feed) and against == PUBLISHED:
                subject.old = _published(subject)
            seen[subject.name] = None
            findings += check(subject, wanted)
    except OSError as error:
        what, remedy = error.strerror or str(error), "check the name and the permissions"
        raise FeedError(what, where=str(error.filename or ""), remedy=remedy) from error
    return Report(tuple(seen), tuple(findings))


def episode(folder: Path) -> list[Finding]:
    """Check an episode's folder by all rules but those that decode the audio."""
    return list(chain.from_iterable(check(s, choose(slow=False)) for s in discover.episode(folder)))


def feed(path: Path, old: bytes = b"") -> list[Finding]:
    """Check a feed, its items and its artwork; ``old`` is what it was before, if it was one."""
    before = Feed(str(path), old)
    found = open_feed(str(path), None if before.problem else before)
    return list(chain.from_iterable(check(s, choose(slow=False)) for s in discover.feed(found)))


def choose(
    only: Sequence[str] = (), ignored: Sequence[str] = (), *, slow: bool = True
) -> tuple[Rule, ...]:
    """Return the rules named, or all; without the ignored and, if asked, without the slow ones.

    The gates come with them, and none can be ignored: without its gate a rule would look at what
    cannot be read.

    Raises
    ------
    ConfigError
        if there is no rule of a name, or an ignored one is a gate.
    """
    known = {rule.id: rule for rule in rules()}
    for name in (*only, *ignored):
        if name not in known:
            raise ConfigError(f"there is no rule {name!r}", remedy=near(name, known))
    for name in ignored:
        if known[name].blocking:
            remedy = "mend what it finds: nothing else can be said of such a file"
            raise ConfigError(f"the rule {name!r} cannot be ignored", remedy=remedy)
    asked = [rule for rule in rules() if not only or rule.id in only]
    decodes = any(rule.slow for rule in asked)
    return tuple(
        rule
        for rule in rules()
        if (rule in asked or (rule.blocking and decodes >= rule.slow))
        and rule.id not in ignored
        and (slow or not rule.slow)
    )


def check(subject: LintInput, wanted: Iterable[Rule]) -> Iterator[Finding]:
    """Yield what rules find in a subject; a gate that finds something is the last to speak."""
    fitting = [rule for rule in wanted if isinstance(subject, rule.applies_to)]
    shut: set[bool] = set()
    for rule in sorted(fitting, key=lambda rule: not rule.blocking):
        if rule.slow in shut or False in shut:
            continue
        for problem in rule.check(subject):
            yield finding(rule, subject, problem)
            if rule.blocking:
                shut.add(rule.slow)


def _published(found: Feed) -> Feed:
    if not is_web(found.url):
        what = "the feed does not say where it is published (<atom:link rel='self'>)"
        raise FeedError(what, where=found.name, remedy="give its address after --against")
    return _old(found.url)


def _old(name: str) -> Feed:
    try:
        found = open_feed(name)
    except OSError as error:
        found = Feed(name, b"")
        found.problem = error.strerror or str(error)
    if found.problem:
        remedy = "give the feed as it was last published, a file or a URL"
        raise FeedError(f"cannot be compared with: {found.problem}", where=name, remedy=remedy)
    return found
