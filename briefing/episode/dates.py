"""Dates: as an author writes them, and as Hindi does."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from briefing import lexicon
from briefing.errors import ConfigError

#: The zone of a time that names none.
INDIA = timezone(timedelta(hours=5, minutes=30))
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:(?:T|\s+)(\d\d:\d\d(?::\d\d)?)\s*(Z|IST|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
_ZONES = {"": "+05:30", "IST": "+05:30", "Z": "+00:00"}

_WEEKDAYS = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार")


def hindi_weekday(iso: str) -> str:
    """Name the day of the week of an ISO date.

    >>> hindi_weekday("2026-01-31")
    'शनिवार'
    """
    return _WEEKDAYS[date.fromisoformat(iso).weekday()]


def hindi_date(iso: str) -> str:
    """Write an ISO date as Hindi does; the normaliser reads it.

    >>> hindi_date("2026-01-31")
    '31 जनवरी 2026'
    """
    day = date.fromisoformat(iso)
    months = [row[1] for row in lexicon.rows("months")]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def english_date(iso: str) -> str:
    """Write an ISO date as English does.

    >>> english_date("2026-01-31")
    '31 January 2026'
    """
    day = date.fromisoformat(iso)
    months = [row[2].partition(",")[0] for row in lexicon.rows("months")]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def day_and_time(written: str) -> tuple[str, str]:
    """Take apart what an author gives as a date: the day, and the time with its zone, if any.

    A time without a zone is one in India.

    >>> day_and_time("2026-01-31T07:00+05:30"), day_and_time("2026-01-31 19:30")
    (('2026-01-31', '07:00:00+05:30'), ('2026-01-31', '19:30:00+05:30'))
    >>> day_and_time("2026-01-31")
    ('2026-01-31', '')

    Raises
    ------
    ConfigError
        if it is not a date, or has a time that is not one.
    """
    match = _MOMENT.fullmatch(written.strip())
    try:
        if match is None:
            raise ValueError
        day, clock, zone = match[1], match[2], (match[3] or "").upper()
        if not clock:
            return date.fromisoformat(day).isoformat(), ""
        zone = _ZONES.get(zone, f"{zone[:3]}:{zone[-2:]}")
        moment = datetime.fromisoformat(f"{day}T{clock}{zone}")
    except ValueError:
        what, remedy = f"{written!r} is not a date", "write it as 2026-01-31 or 2026-01-31T07:00"
        raise ConfigError(what, where="date", remedy=remedy) from None
    return moment.date().isoformat(), moment.timetz().isoformat()


def today() -> str:
    """Return the day that it is in India, wherever this machine stands."""
    return datetime.now(INDIA).date().isoformat()


def moment(day: str, time: str = "") -> datetime:
    """Return when a day has this time (with its zone); without one, when it begins in India.

    >>> moment("2026-01-31", "07:00:00+05:30").isoformat(), moment("2026-01-31").isoformat()
    ('2026-01-31T07:00:00+05:30', '2026-01-31T00:00:00+05:30')
    """
    if time:
        return datetime.fromisoformat(f"{day}T{time}")
    return datetime.fromisoformat(day).replace(tzinfo=INDIA)
