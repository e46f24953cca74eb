"""Dates as Hindi writes them."""

from __future__ import annotations

from datetime import date

from briefing import lexicon


def hindi_date(iso: str) -> str:
    """Write an ISO date as Hindi does; the normaliser reads it.

    >>> hindi_date("2026-01-31")
    '31 जनवरी 2026'
    """
    day = date.fromisoformat(iso)
    months = [row[1] for row in lexicon.rows("months")]
    return f"{day.day} {months[day.month - 1]} {day.year}"
