"""``briefing pronounce``: how words sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from briefing.cli.common import as_json, echo, print_json, settings_from, spoken_as, verbosity


@click.command()
@click.argument("words", metavar="WORD...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Also speak them into a .wav, .mp3 … file.")
@spoken_as
@as_json
@verbosity
def pronounce(
    words: tuple[str, ...],
    output: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Print the phones of each WORD in IPA; with -o, speak them with a pause after each.

    A row of the lexicon corrects a word: written, spoken, class, note, pronunciation.
    """
    from briefing.clip import say
    from briefing.engines.g2p import phonemes
    from briefing.normalise import lexicon_for

    settings = settings_from(config, "", **options)
    pronunciations = lexicon_for(settings, "").pronunciations()
    heard = {word: phonemes(word, lexicon=pronunciations) for word in words}
    if as_json:
        print_json([{"word": word, "phones": sound} for word, sound in heard.items()])
    elif not quiet:
        for word, sound in heard.items():
            echo(f"{word}\t{sound}")
    if output:
        say("। ".join(words) + "।", Path(output), settings)
