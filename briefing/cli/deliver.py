"""``briefing deliver``: an episode for WhatsApp, the telephone, the radio."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from briefing.cli.common import as_json, config_option, echo, print_json, settings_from, verbosity
from briefing.encode.delivery import PRESETS, deliver
from briefing.formats.text import clock


@click.command(name="deliver")
@click.argument("preset", type=click.Choice(list(PRESETS)))
@click.argument("episode", metavar="EPISODE")
@click.option("-o", "--output", metavar="DIR", help="Where the files go [PRESET-EPISODE].")
@config_option
@as_json
@verbosity
def command(
    preset: str,
    episode: str,
    output: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write the finished EPISODE, a folder below out/, as others take it.

    \b
    whatsapp  voice notes of at most 512 KB, cut between stories, and a text to send with them
    ivr       8 kHz files for telephone systems, one a story: A-law, µ-law, linear
    radio     Broadcast Wave, 48 kHz, 24 bits, -23 LUFS, with bext and cart
    """
    from briefing.episode import library

    stored = library.load(library.folder_of(episode))
    notice = settings_from(config, str(stored.folder / "x")).show.ai_notice
    folder = Path(output or f"{preset}-{stored.manifest.slug}")
    delivered = deliver(preset, stored, folder, notice)
    if as_json:
        print_json([{**asdict(file), "path": str(file.path)} for file in delivered])
    elif not quiet:
        for file in delivered:
            length = "" if file.duration_ms is None else f", {clock(file.duration_ms // 1000)}"
            echo(f"{file.path}  {file.size_bytes:,} bytes{length}")
