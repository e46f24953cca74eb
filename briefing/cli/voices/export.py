"""``briefing voices export``: a VITS or FastPitch voice as ONNX, spoken without torch."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.common import echo, verbosity


@click.command()
@click.argument("name", metavar="VOICE")
@click.option("-o", "--output", metavar="DIR", help="A folder [your voices, as NAME-onnx].")
@verbosity
def export(name: str, output: str | None, quiet: bool, verbose: bool) -> None:
    """Write a VITS or FastPitch voice as ONNX with its vocabulary: the same sound without torch.

    Without -o it is one of your voices at once. A folder made with -o is copied to
    another machine and put into the folder `briefing doctor` names, below voices/.
    """
    import shutil
    from dataclasses import replace

    from briefing import voices as library
    from briefing.engines import capability, missing
    from briefing.errors import VoiceError
    from briefing.synthesise import benchmark
    from briefing.system.folders import data_folder

    voice = library.find(name)
    write = capability(voice, "export")
    if write is None:
        what = f"the voice {name} cannot be exported: its engine {voice.engine} has no export"
        raise VoiceError(what, remedy="Coqui's VITS and FastPitch voices can be")
    if needs := missing(voice):
        raise VoiceError(f"the voice {name} is not installed", remedy=needs)
    target = data_folder() / "voices" / f"{name.replace(':', '-').replace(' ', '_')}-onnx"
    made = replace(write(voice, target), folder=target)
    file = library.add(made)
    measured = benchmark.stored_or_measured(made.name)
    if output is not None:
        shutil.copytree(target, Path(output), dirs_exist_ok=True)
        library.remove(made.name)
        file = Path(output) / file.name
    if not quiet:
        from briefing.cli.voices.facts import summary

        echo(f"{file}\n{made.name}: {summary(measured)}")
