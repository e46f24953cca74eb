"""``briefing voices info``: everything that is known of a voice."""

from __future__ import annotations

import click

from briefing.cli.common import as_json, echo, print_json, verbosity


@click.command()
@click.argument("name", metavar="VOICE")
@as_json
@verbosity
def info(name: str, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Say everything that is known of a voice: its speakers, files and options too."""
    from briefing import voices as library
    from briefing.cli.voices.facts import row
    from briefing.engines import capability, missing

    voice = library.find(name)
    files, speakers = capability(voice, "files"), capability(voice, "speakers")
    facts = row(voice) | {
        "folder": str(voice.folder),
        "digest": voice.digest,
        "files": [str(path) for path in files(voice)] if files else [],
        "speakers": speakers(voice) if speakers and not missing(voice) else [],
        "options": dict(voice.options),
    }
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        if value in (None, "", [], {}):
            continue
        values = [f"{k} = {v}" for k, v in value.items()] if isinstance(value, dict) else value
        lines = values if isinstance(values, list) else [str(values)]
        for title, line in zip([key, *[""] * len(lines)], lines, strict=False):
            echo(f"{title:<16} {line}")
