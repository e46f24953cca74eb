"""Colours, and whether text on them is readable (WCAG 2.2)."""

from __future__ import annotations

import re

from briefing.errors import ConfigError

Colour = tuple[int, int, int]  # sRGB, 0–255 each

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3 (AA)
LIGHT_PAPER, DARK_PAPER = "#fbfaf7", "#151413"
_STEPS = 50
_MIDDLE = 0.18  # the luminance halfway between black and white in contrast


def parse(text: str) -> Colour:
    """Return a colour written as ``#rrggbb``.

    >>> parse("#7a1f2b")
    (122, 31, 43)

    Raises
    ------
    ConfigError
        if it is written otherwise.
    """
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        remedy = 'write it as "#7a1f2b"'
        raise ConfigError(f"{text!r} is not a colour", where="show.colour", remedy=remedy)
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour with ``share`` (0–1) of the other in it.

    >>> mix((0, 0, 0), (200, 100, 50), 0.5)
    (100, 50, 25)
    """
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0–1 (WCAG 2.2, «relative luminance»)."""
    linear = [
        part / 12.92 if (part := channel / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for channel in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio, 1–21 (WCAG 2.2, «contrast ratio»).

    >>> contrast((0, 0, 0), (255, 255, 255))
    21.0
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: Colour) -> Colour:
    """Return white or black, whichever is more readable on a ground.

    >>> ink_on((122, 31, 43)), ink_on((250, 220, 90))
    ((255, 255, 255), (0, 0, 0))
    """
    return max((WHITE, BLACK), key=lambda ink: contrast(ground, ink))


def faded(ink: Colour, ground: Colour, share: float) -> Colour:
    """Blend up to ``share`` of the background into the ink, as long as text stays readable."""
    while share > 0 and contrast(mix(ink, ground, share), ground) < READABLE:
        share -= 0.05
    return mix(ink, ground, max(share, 0.0))


def readable(colour: str, paper: str, ratio: float = 5.0) -> str:
    """Return a colour, or the nearest mix of it with black or white that is readable on ``paper``.

    ``ratio`` is the least contrast: the 4.5 of AA, and some more for tinted papers.

    Raises
    ------
    ConfigError
        if it is not a colour like ``#7a1f2b``.

    >>> readable("#7a1f2b", LIGHT_PAPER), readable("#7a1f2b", DARK_PAPER)
    ('#7a1f2b', '#af7980')
    """
    own, ground = parse(colour), parse(paper)
    goal = BLACK if luminance(ground) > _MIDDLE else WHITE
    mixes = (mix(own, goal, step / _STEPS) for step in range(_STEPS + 1))
    nearest = next(mixed for mixed in mixes if contrast(mixed, ground) >= ratio)
    return "#" + bytes(nearest).hex()
