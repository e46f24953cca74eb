"""``briefing listen``: is what is heard what is written?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

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
from briefing.formats.text import clock, counted


@click.command()
@click.argument("episodes", metavar="EPISODE...", nargs=-1, required=True)
@click.option("--lexicon", metavar="FILE", help="How words are read [lexicon.tsv].")
@click.option(
    "--second", metavar="MODEL", help="Ask Whisper, too: the folder of a faster-whisper model."
)
@config_option
@as_json
@verbosity
def listen(
    episodes: tuple[str, ...],
    lexicon: str | None,
    second: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Hear each EPISODE, a folder or its manifest, and compare it with its text.

    Reports words that are left out or said twice, other numbers and names, an ending that is cut,
    silence, noise, a change of pace, another language. Exits with 1 if anything is found.
    """
    from briefing.listen.episode import hear_episode, open_episode
    from briefing.normalise import lexicon_for

    opinion = None
    if second:
        from briefing.listen.second import SecondOpinion

        opinion = SecondOpinion(second)
    rows: list[dict[str, Any]] = []
    sentences = 0
    for name in episodes:
        folder, record = open_episode(name)
        settings = settings_from(config, record.source, lexicon=lexicon)
        pronunciations = dict(lexicon_for(settings, record.source).pronunciations())
        for index, faults in hear_episode(folder, record, pronunciations, opinion):
            sentences += 1
            said = record.utterances[index]
            for fault in faults:
                rows.append({"episode": name, "sentence": index, **asdict(fault)})
                if not as_json:
                    place = clock(fault.at_ms // 1000)
                    echo(f"{name}: {place}: ", style(str(fault), bold=True), f": {said.written}")
    if as_json:
        print_json({"sentences": sentences, "findings": rows})
    elif not quiet:
        echo(f"{'✗' if rows else '✓'} {counted(sentences, 'sentence')} heard: {_total(rows)}")
    if rows:
        raise SystemExit(1)


def _total(rows: list[dict[str, Any]]) -> str:
    return counted(len(rows), "fault") if rows else "nothing found"
