"""The show's colour, made readable on light and on dark paper (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

from briefing.publish.covers.colour import BLACK, WHITE, contrast, luminance, mix, parse

LIGHT_PAPER, DARK_PAPER = "#fbfaf7", "#151413"
_STEPS = 50
_MIDDLE = 0.18  # the luminance that white and black are equally far from


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
    own, ground = parse(colour), parse(paper)
    goal = BLACK if luminance(ground) > _MIDDLE else WHITE
    mixes = (mix(own, goal, step / _STEPS) for step in range(_STEPS + 1))
    found = next(mixed for mixed in mixes if contrast(mixed, ground) >= ratio)
    return "#" + bytes(found).hex()
