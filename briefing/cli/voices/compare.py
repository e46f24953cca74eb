"""``briefing voices compare``: one paragraph with several voices, on a page to listen to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from briefing.cli.common import as_json, echo, print_json, verbosity


@click.command()
@click.argument("names", nargs=-1, metavar="[VOICE]...")
@click.option("-o", "--output", default="out/voices", show_default=True, metavar="DIR")
@click.option("--text", help="What they speak [a paragraph of briefing's own].")
@as_json
@verbosity
def compare(
    names: tuple[str, ...],
    output: str,
    text: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Speak one paragraph with each of the NAMES, or every installed voice.

    Writes a folder with index.html, which needs no network: the voices side by side, with their
    speed on this machine, memory, loudness and licence.
    """
    from briefing import voices as library
    from briefing.cli.voices.page import write_page
    from briefing.config_file import settings_for
    from briefing.engines import missing
    from briefing.normalise import lexicon_for, normaliser
    from briefing.read.sentences import sentences
    from briefing.synthesise import benchmark

    folder = Path(output)
    found = [library.find(name) for name in names or library.known()]
    cast = [voice for voice in found if names or (voice.engine != "tone" and not missing(voice))]
    written = text or benchmark.PARAGRAPH
    settings = settings_for("")
    read = normaliser(settings, lexicon_for(settings, ""))
    spoken = ["".join(t.spoken for t in read(part)) for part in sentences(written)]
    rows = []
    for voice in cast:
        if not quiet and sys.stderr.isatty():
            echo(f"{voice.name} …", err=True)
        rows.append(_row(voice, spoken, folder))
    file = write_page(folder, written, rows)
    if as_json:
        print_json({"page": str(file), "voices": rows})
    elif not quiet:
        echo(file)


def _row(voice: Any, spoken: list[str], folder: Path) -> dict[str, Any]:
    """Speak the paragraph with a voice, and return what the page says of it."""
    from dataclasses import asdict

    from briefing.cli.voices.facts import row
    from briefing.encode.loudness import measure as loudness
    from briefing.synthesise import benchmark
    from briefing.system import ffmpeg
    from briefing.system.files import atomic_path

    clip = folder / f"{voice.name.replace(':', '-').replace('/', '-')}.wav"
    with atomic_path(clip) as temporary:
        measured = benchmark.speak(voice, spoken, temporary)
    benchmark.store(voice.name, measured)
    heard = loudness(ffmpeg.reading(clip))
    return {
        **row(voice),
        **asdict(measured),
        "loudness_lufs": heard.loudness_lufs,
        "true_peak_dbtp": heard.true_peak_dbtp,
        "file": clip.name,
    }
