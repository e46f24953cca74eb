"""Chapters in ffmpeg's metadata format, for the containers whose chapters ffmpeg writes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.model import Mark


def ffmetadata(marks: Sequence[Mark]) -> str:
    """Return the chapters as an FFMETADATA1 file (ffmpeg formats, section 5, Metadata).

    >>> print(ffmetadata([Mark("खेल; मौसम", 0, 1500)]))
    ;FFMETADATA1
    [CHAPTER]
    TIMEBASE=1/1000
    START=0
    END=1500
    title=खेल\\; मौसम
    <BLANKLINE>
    """
    lines = [";FFMETADATA1"]
    for mark in marks:
        title = re.sub(r"([=;#\\\n])", r"\\\1", mark.title)
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={mark.start_ms}", f"END={mark.end_ms}"]
        lines.append(f"title={title}")
    return "\n".join(lines) + "\n"
