"""``briefing listen``: is what is heard what is written?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from briefing.formats.text import clock, counted

if TYPE_CHECKING:
    from briefing.episode.heard import HeardFault

#: So many sentences, and this share of all, are not wrong in one episode: the ear is.
_FEW, _UNLIKELY = 5, 0.25


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
    rows: list[dict[str, Any]] = []
    sentences, compared, doubtful = 0, 0, 0
    for name, index, written, faults in _heard(episodes, second, config, lexicon):
        sentences += 1
        compared += faults is not None
        doubtful += bool(faults)
        for fault in faults or ():
            rows.append({"episode": name, "sentence": index, **asdict(fault)})
            if not as_json:
                place = clock(fault.at_ms // 1000)
                echo(f"{name}: {place}: ", style(str(fault), bold=True), f": {written}")
    if as_json:
        print_json({"sentences": sentences, "compared": compared, "findings": rows})
    elif not quiet:
        echo(f"{'✗' if rows else '✓'} {counted(compared, 'sentence')} heard: {_total(rows)}")
        for note in limits(sentences, compared, doubtful):
            echo(note, err=True)
    if rows:
        raise SystemExit(1)


def _heard(
    episodes: Sequence[str], second: str | None, config: str | None, lexicon: str | None
) -> Iterator[tuple[str, int, str, Sequence[HeardFault] | None]]:
    """Yield each sentence: its episode, index and text; what is heard wrong, None if unknown."""
    from briefing.listen.episode import hear_episode, open_episode
    from briefing.normalise import lexicon_for

    opinion = None
    if second:
        from briefing.listen.second import SecondOpinion

        opinion = SecondOpinion(second)
    for name in episodes:
        folder, record = open_episode(name)
        settings = settings_from(config, record.source, lexicon=lexicon)
        pronunciations = dict(lexicon_for(settings, record.source).pronunciations())
        for index, faults in hear_episode(folder, record, pronunciations, opinion):
            yield name, index, record.utterances[index].written, faults


def limits(sentences: int, compared: int, doubtful: int) -> Iterator[str]:
    """Yield what limits a result: sentences that say nothing, a voice that is not understood."""
    if compared < sentences:
        left = counted(sentences - compared, "sentence")
        yield f"{left} could not be compared: what is spoken has signs that the ear cannot read"
    if doubtful >= _FEW and doubtful > compared * _UNLIKELY:
        yield (
            f"{doubtful} of {compared} sentences are reported: more likely the ear does not "
            "understand this voice (docs/listen.md)"
        )


def _total(rows: list[dict[str, Any]]) -> str:
    return counted(len(rows), "fault") if rows else "nothing found"
