"""The table of rules: each entry is the ``module:attr`` of a tuple of rules, in order of report."""

from __future__ import annotations

import pkgutil
from functools import cache

from briefing.lint.rule import Rule

RULES: tuple[str, ...] = (
    "briefing.lint.rules.stream:RULES",
    "briefing.lint.rules.sound:RULES",
    "briefing.lint.rules.tag:RULES",
    "briefing.lint.rules.cover:RULES",
    "briefing.lint.rules.chapters:RULES",
    "briefing.lint.rules.consistency:RULES",
    "briefing.lint.rules.folder:RULES",
    "briefing.lint.rules.transcript:RULES",
    "briefing.lint.rules.show:RULES",
    "briefing.lint.rules.item:RULES",
    "briefing.lint.rules.enclosure:RULES",
    "briefing.lint.rules.link:RULES",
    "briefing.lint.rules.date:RULES",
    "briefing.lint.rules.guid:RULES",
    "briefing.lint.rules.artwork:RULES",
    "briefing.lint.rules.server:RULES",
)


@cache
def rules() -> tuple[Rule, ...]:
    """Load every rule, in order."""
    return tuple(rule for entry in RULES for rule in pkgutil.resolve_name(entry))
