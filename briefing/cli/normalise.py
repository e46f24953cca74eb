"""``briefing normalise``: what will be spoken, and why."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.common import (
    as_json,
    config_option,
    echo,
    print_json,
    settings_from,
    style,
    verbosity,
)
from briefing.style import STYLES

if TYPE_CHECKING:
    from briefing.model import Paragraph
    from briefing.normalise import Token


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--explain", is_flag=True, help="Show each change: written, spoken, class, rule.")
@click.option("--phonemes", is_flag=True, help="Show how it sounds, in IPA.")
@click.option("--lexicon", metavar="FILE", help="How words are read [lexicon.tsv].")
@click.option("--style", type=click.Choice(list(STYLES)), help="How numbers are read.")
@config_option
@as_json
@verbosity
def normalise(
    file: str,
    explain: bool,
    phonemes: bool,
    lexicon: str | None,
    style: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Print what will be spoken of FILE, one line per paragraph; - is standard input."""
    from briefing.normalise import lexicon_for, normaliser
    from briefing.read import read

    settings = settings_from(config, file, lexicon=lexicon, style=style)
    lexicon_rows = lexicon_for(settings, file)
    reads = normaliser(settings, lexicon_rows)
    script = read(file)
    paragraphs = [p for chapter in script.chapters for p in chapter.paragraphs]
    tokens = [(p.line, _read(p, reads, settings.list_numbers)) for p in paragraphs]
    if phonemes:
        _phonemes(tokens, lexicon_rows.pronunciations(), as_json)
    elif as_json:
        print_json([{"line": line, **asdict(t)} for line, row in tokens for t in row])
    elif explain:
        _explain(tokens)
    else:
        for _, row in tokens:
            echo("".join(token.spoken for token in row))


def _read(paragraph: Paragraph, reads: Callable[..., list[Token]], numbers: bool) -> list[Token]:
    """Return how a paragraph is read, its author's spoken forms too."""
    text = paragraph.with_number(numbers)
    shift = len(text) - len(paragraph.text)
    marks = (mark for mark in paragraph.marks if mark.kind == "spoken")
    return reads(text, given=[(mark.start + shift, mark.end + shift, mark.said) for mark in marks])


def _phonemes(
    rows: Iterable[tuple[int, list[Token]]], pronunciations: Mapping[str, str], as_json: bool
) -> None:
    """Print how each paragraph sounds."""
    from briefing.engines.g2p import phonemes

    texts = [(line, "".join(token.spoken for token in row)) for line, row in rows]
    heard = [(line, phonemes(text, lexicon=pronunciations)) for line, text in texts]
    if as_json:
        print_json([{"line": line, "phones": sound} for line, sound in heard])
    else:
        for _, sound in heard:
            echo(sound)


def _explain(rows: Iterable[tuple[int, list[Token]]]) -> None:
    """Print a table of the changes, and how many there were of each class."""
    changes = [(line, token) for line, row in rows for token in row if token.kind != "plain"]
    if not changes:
        echo("no changes")
        return
    counts = Counter(token.kind for _, token in changes)
    table = [("line", "written", "spoken", "class", "rule")]
    for line, token in changes:
        written, spoken = token.written.strip(), token.spoken.strip()
        table.append((str(line), written, spoken or "-", token.kind, token.rule))
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    widths[-1] = 0  # nothing follows the last column
    for number, row in enumerate(table):
        colours = _HEAD if not number else _UNREAD if row[3] == "unread" else _CHANGE
        cells = [
            style(cell + " " * (width - _width(cell)), **colour)
            for cell, width, colour in zip(row, widths, colours, strict=True)
        ]
        echo(*cells, sep="  ")
    echo()
    for kind, count in counts.most_common():
        echo(f"{count:6}  {kind}")
    echo(f"{len(changes):6}  changes")


_HEAD: tuple[dict[str, Any], ...] = ({"bold": True},) * 5
_CHANGE: tuple[dict[str, Any], ...] = ({}, {"fg": "yellow"}, {"fg": "green"}, {"fg": "cyan"}, {})
_UNREAD: tuple[dict[str, Any], ...] = ({}, {"fg": "red"}, {"fg": "red"}, {"fg": "red"}, {})
#: Signs that take no column of their own: matras above and below, joiners.
_NO_COLUMN = frozenset(["Mn", "Me", "Cf"])


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> _width("कि.मी."), _width("हिंदी")
    (6, 4)
    """
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return wide + sum(unicodedata.category(sign) not in _NO_COLUMN for sign in text)
