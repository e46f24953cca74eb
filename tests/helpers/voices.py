"""Voices that tests describe themselves."""

from __future__ import annotations

from pathlib import Path

from briefing.model import Licence, Voice

_NONE = Licence("none")


def own_voice(
    folder: Path,
    engine: str,
    name: str = "mine",
    *,
    rate_hz: int = 24_000,
    licence: Licence = _NONE,
    **options: object,
) -> Voice:
    """Return a voice whose files lie in a folder."""
    return Voice(
        name=name,
        engine=engine,
        language="hi",
        gender="none",
        licence=licence,
        source="made by the test",
        rate_hz=rate_hz,
        size_bytes=0,
        folder=folder,
        options=dict(options),
    )
