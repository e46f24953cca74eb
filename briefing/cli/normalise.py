"""``briefing normalise``: what will be spoken, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from briefing.cli.common import as_json, config_option, print_json, settings_from, verbosity
from briefing.config import STYLES

if TYPE_CHECKING:
    from briefing.normalise import Token


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--explain", is_flag=True, help="Show each change: written, spoken, class, rule.")
@click.option("--lexicon", metavar="FILE", help="How words are read [lexicon.tsv].")
@click.option("--style", type=click.Choice(STYLES), help="How numbers are read.")
@config_option
@as_json
@verbosity
def normalise(
    file: str,
    explain: bool,
    lexicon: str | None,
    style: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Print what will be spoken of FILE, a line a paragraph; - is standard input."""
    from briefing import pipeline
    from briefing.read import read

    settings = settings_from(config, file, lexicon=lexicon, style=style)
    reads = pipeline.tokens(settings, file)
    script = read(file)
    paragraphs = [p for chapter in script.chapters for p in chapter.paragraphs]
    tokens = [(p.line, reads(p.text)) for p in paragraphs]
    if as_json:
        print_json([{"line": line, **asdict(t)} for line, row in tokens for t in row])
    elif explain:
        _explain(tokens)
    else:
        for _, row in tokens:
            click.echo("".join(token.spoken for token in row))


def _explain(rows: Iterable[tuple[int, list[Token]]]) -> None:
    """Print a table of the changes, and how many there were of each class."""
    counts: Counter[str] = Counter()
    for line, tokens in rows:
        for token in tokens:
            if token.kind == "plain":
                continue
            counts[token.kind] += 1
            written = click.style(token.written.strip(), fg="yellow")
            spoken = click.style(token.spoken.strip(), fg="green")
            rule = f", {token.rule}" if token.rule != token.kind else ""
            click.echo(f"{line}: {written} → {spoken}  ({token.kind}{rule})")
    total = ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()))
    click.echo(f"{sum(counts.values())} changes: {total}" if counts else "no changes")
