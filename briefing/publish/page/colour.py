"""The show's colour, made readable on light and on dark paper (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re

from briefing.errors import ConfigError

LIGHT_PAPER, DARK_PAPER = "#fbfaf7", "#151413"
_STEPS = 50

Rgb = tuple[float, float, float]


def readable(colour: str, paper: str, ratio: float = 5.0) -> str:
    """Return a colour, or the nearest mix of it with black or white that can be read on ``paper``.

    ``ratio`` is the least contrast; AA asks for 4.5. Half a step more is for tinted papers.

    Raises
    ------
    ConfigError
        if it is no colour like ``#7a1f2b``.

    >>> readable("#7a1f2b", LIGHT_PAPER), readable("#7a1f2b", DARK_PAPER)
    ('#7a1f2b', '#af7980')
    """
    own, ground = _rgb(colour), _rgb(paper)
    goal = 0.0 if luminance(ground) > 0.18 else 1.0
    mixes = (tuple(c + (goal - c) * i / _STEPS for c in own) for i in range(_STEPS + 1))
    return next(
        written
        for mix in mixes
        if contrast(written := "#" + "".join(f"{round(c * 255):02x}" for c in mix), paper) >= ratio
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    low, high = sorted((luminance(_rgb(one)), luminance(_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def luminance(rgb: Rgb) -> float:
    """Return the relative luminance of sRGB values in [0, 1] (WCAG 2.2, terms)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ConfigError(f"show.colour = {colour!r} is no colour", remedy="write it as #7a1f2b")
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
