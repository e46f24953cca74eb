"""The linter: finds what players would trip over, before publishing.

A rule is a function and its data: it checks an input (an MP3, a feed, an item, a folder, a picture,
a transcript, a server) and yields problems. It reads finished files, from any program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from briefing.errors import ConfigError, FeedError, near, without_secrets
from briefing.lint import discover
from briefing.lint.inputs.feed import Feed, open_feed
from briefing.lint.inputs.server import AGENT
from briefing.lint.rule import Finding, LintInput, Rule, finding
from briefing.lint.rules import RULES
from briefing.system.web import Web, is_web

PUBLISHED = "published"

__all__ = [
    "PUBLISHED",
    "RULES",
    "Finding",
    "Report",
    "choose",
    "episode",
    "feed",
    "lint",
    "published",
]


@dataclass(frozen=True)
class Report:
    """What was checked (files and URLs, in order) and what was found."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...]


def lint(
    names: Sequence[str],
    *,
    against: str = "",
    chosen: Iterable[Rule] | None = None,
    allow_private: bool = False,
) -> Report:
    """Check files, folders and URLs with the chosen rules, by default all.

    ``against`` is the last feed, a file or a URL, or ``published``: the address that a feed gives
    for itself. ``allow_private`` lets a public feed name addresses of the user's own network.

    Raises
    ------
    FeedError
        if there is no such file, no rule for its kind, or the last feed cannot be read.
    """
    chosen_rules = tuple(RULES if chosen is None else chosen)
    old = _old(against) if against and against != PUBLISHED else None
    inputs = partial(discover.inputs, old=old, allow_private=allow_private)
    checked: dict[str, None] = {}
    findings: list[Finding] = []
    try:
        for source in chain.from_iterable(map(inputs, names)):
            if isinstance(source, Feed) and against == PUBLISHED:
                source.old = _published(source, Web(allow_private=allow_private, agent=AGENT))
            checked[without_secrets(source.name)] = None
            findings += check(source, chosen_rules)
    except OSError as error:
        what, remedy = error.strerror or str(error), "check the name and the permissions"
        raise FeedError(what, where=str(error.filename or ""), remedy=remedy) from error
    return Report(tuple(checked), tuple(findings))


def episode(folder: Path) -> list[Finding]:
    """Check an episode's folder with all rules but those that decode the audio."""
    return list(chain.from_iterable(check(s, choose(slow=False)) for s in discover.episode(folder)))


def feed(path: Path, old: bytes = b"") -> list[Finding]:
    """Check a feed, its items and its artwork; ``old`` is its previous content, if any."""
    previous = Feed(str(path), old)
    current = open_feed(str(path), None if previous.problem else previous)
    return list(chain.from_iterable(check(s, choose(slow=False)) for s in discover.feed(current)))


def published(path: Path, sent: Collection[str] = ()) -> Report:
    """Check whether the public address of a feed that was sent delivers it, and its files.

    ``sent`` names the files that were sent. Nothing is asked for a feed without an address.
    """
    local = open_feed(str(path))
    inputs = list(discover.published(local, sent)) if is_web(local.url) else []
    findings = chain.from_iterable(check(source, choose(slow=False)) for source in inputs)
    names = dict.fromkeys(without_secrets(source.name) for source in inputs)
    return Report(tuple(names), tuple(findings))


def choose(
    only: Sequence[str] = (), ignored: Sequence[str] = (), *, slow: bool = True
) -> tuple[Rule, ...]:
    """Return the rules named, or all, but not the ignored ones, nor the slow ones if asked.

    Blocking rules are always included and cannot be ignored: the others rely on them to have found
    the input readable.

    Raises
    ------
    ConfigError
        if there is no rule of a name, or an ignored one is blocking.
    """
    known = {rule.id: rule for rule in RULES}
    for name in (*only, *ignored):
        if name not in known:
            raise ConfigError(f"there is no rule {name!r}", remedy=near(name, known))
    for name in ignored:
        if known[name].blocking:
            remedy = "correct what it finds: the other rules cannot read such a file"
            raise ConfigError(f"the rule {name!r} cannot be ignored", remedy=remedy)
    requested = {rule.id for rule in RULES if not only or rule.id in only}
    decodes = any(known[name].slow for name in requested)

    def relied_on(rule: Rule) -> bool:
        """Tell whether a requested rule needs this one: slow ones serve slow ones alone."""
        return rule.blocking and (decodes or not rule.slow)

    return tuple(
        rule
        for rule in RULES
        if (rule.id in requested or relied_on(rule))
        and rule.id not in ignored
        and (slow or not rule.slow)
    )


def check(source: LintInput, chosen: Iterable[Rule]) -> Iterator[Finding]:
    """Yield what rules find in an input; a blocking rule that finds something ends the check.

    One that decodes the audio ends only the check by the other slow rules.
    """
    applicable = [rule for rule in chosen if isinstance(source, rule.applies_to)]
    blocked: set[bool] = set()
    for rule in sorted(applicable, key=lambda rule: not rule.blocking):
        if rule.slow in blocked or False in blocked:
            continue
        for problem in rule.check(source):
            yield finding(rule, source, problem)
            if rule.blocking:
                blocked.add(rule.slow)


def _published(current: Feed, web: Web) -> Feed:
    if not is_web(current.url):
        what = "the feed does not say where it is published (<atom:link rel='self'>)"
        raise FeedError(what, where=current.name, remedy="give its address after --against")
    return _old(current.url, web)


def _old(name: str, web: Web | None = None) -> Feed:
    try:
        previous = open_feed(name, web=web)
    except OSError as error:
        previous = Feed(name, b"")
        previous.problem = error.strerror or str(error)
    if previous.problem:
        remedy = "give the feed as it was last published, a file or a URL"
        raise FeedError(f"cannot be compared with: {previous.problem}", where=name, remedy=remedy)
    return previous
