"""What the rules say, in Hindi: why each matters, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from briefing.formats import tables


class HindiRule(NamedTuple):
    """A rule's ``why`` and ``remedy``."""

    why: str
    remedy: str


@cache
def hindi_rules() -> Mapping[str, HindiRule]:
    """Return what the rules say in Hindi, by their ids.

    >>> hindi_rules()["cover-square"].remedy
    'इसे चौकोर बनाएँ'
    """
    rows = tables.read(Path(__file__).with_name("rules_hi.tsv"))
    return {id: HindiRule(why, remedy) for id, why, remedy in rows}
