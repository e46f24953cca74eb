"""All rules, in the order in which they are reported."""

from __future__ import annotations

from briefing.lint.rule import Rule
from briefing.lint.rules import (
    artwork,
    chapters,
    consistency,
    container,
    cover,
    date,
    disclosure,
    enclosure,
    folder,
    guid,
    item,
    link,
    served,
    server,
    show,
    sound,
    stream,
    tag,
    transcript,
    words,
)

_MODULES = (
    stream,
    sound,
    tag,
    cover,
    chapters,
    container,
    consistency,
    folder,
    disclosure,
    transcript,
    words,
    show,
    item,
    enclosure,
    link,
    date,
    guid,
    artwork,
    server,
    served,
)

# A module's rules come in the order of its functions.
RULES: tuple[Rule, ...] = tuple(
    rule for module in _MODULES for rule in vars(module).values() if isinstance(rule, Rule)
)
