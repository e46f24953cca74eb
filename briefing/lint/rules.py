"""The table of rules: each entry is the ``module:attr`` of a tuple of rules, in order of report."""

from __future__ import annotations

import pkgutil
from functools import cache

from briefing.lint.rule import Rule

RULES: tuple[str, ...] = (
    "briefing.lint.stream:RULES",
    "briefing.lint.sound:RULES",
    "briefing.lint.tag:RULES",
    "briefing.lint.cover:RULES",
    "briefing.lint.chapters:RULES",
    "briefing.lint.copies:RULES",
    "briefing.lint.folder:RULES",
    "briefing.lint.transcript:RULES",
    "briefing.lint.show:RULES",
    "briefing.lint.item:RULES",
    "briefing.lint.enclosure:RULES",
    "briefing.lint.link:RULES",
    "briefing.lint.date:RULES",
    "briefing.lint.guid:RULES",
    "briefing.lint.artwork:RULES",
    "briefing.lint.server:RULES",
)


@cache
def rules() -> tuple[Rule, ...]:
    """Load every rule, in order."""
    return tuple(rule for entry in RULES for rule in pkgutil.resolve_name(entry))
