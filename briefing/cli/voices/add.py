"""``briefing voices add``: make a voice of a model of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from briefing.cli.common import echo, verbosity
from briefing.config import DEVICES


@click.command()
@click.argument("name")
@click.option("--engine", required=True, help="coqui, onnx-vits, onnx-fastpitch or kokoro.")
@click.option("--model", required=True, metavar="FILE", help="The checkpoint, graph or folder.")
@click.option("--config", metavar="FILE", help="Its configuration [config.json beside it].")
@click.option("--vocoder", metavar="FILE", help="A vocoder's checkpoint or folder.")
@click.option("--vocoder-config", metavar="FILE", help="Its configuration [beside it].")
@click.option("--speaker", help="A speaker of the model.")
@click.option("--speaker-wav", metavar="FILE", help="A recording to speak like.")
@click.option("--licence", required=True, help="What its licence is called.")
@click.option("--commercial/--non-commercial", default=None, help="May it be used commercially?")
@click.option("--licence-url", default="", help="Where the licence can be read.")
@click.option("--attribution", default="", help="Whom to name.")
@click.option("--gender", type=click.Choice(["female", "male", "unknown"]), default="unknown")
@click.option("--source", default="", help="Where the model comes from.")
@click.option("--device", type=click.Choice(DEVICES), default="auto")
@verbosity
def add(name: str, quiet: bool, verbose: bool, device: str, **given: Any) -> None:
    """Add a voice NAME: write its file, try a sentence, and say what was measured."""
    import tempfile
    from dataclasses import replace

    from briefing import voices as library
    from briefing.cli.voices.facts import summary
    from briefing.engines import SynthesisOptions
    from briefing.errors import VoiceError
    from briefing.synthesise import benchmark

    if name in library.known():
        remedy = f"choose another name, or: briefing voices remove {name}"
        raise VoiceError(f"there is a voice named {name!r} already", remedy=remedy)
    voice = _voice(name, given)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "trial.wav"
        measured = benchmark.speak(
            voice, [benchmark.SENTENCE], trial, SynthesisOptions(device=device)
        )
    file = library.add(replace(voice, rate_hz=measured.rate_hz, size_bytes=_size(voice)))
    benchmark.store(name, measured)
    if not quiet:
        echo(f"{file}\n{name}: {summary(measured)}")


def _voice(name: str, given: dict[str, Any]) -> Any:
    from briefing.model import Licence, Voice
    from briefing.system.folders import data_folder

    files = ("model", "config", "vocoder", "vocoder_config", "speaker_wav")
    options = {key: str(Path(given[key]).absolute()) for key in files if given[key]}
    if given["speaker"]:
        options["speaker"] = given["speaker"]
    return Voice(
        name=name,
        engine=given["engine"],
        language="hi",
        gender=given["gender"],
        licence=Licence(
            given["licence"], given["commercial"], given["licence_url"], given["attribution"]
        ),
        source=given["source"] or f"added from {Path(given['model']).name}",
        rate_hz=0,
        size_bytes=0,
        folder=data_folder() / "voices" / name,
        options=options,
    )


def _size(voice: Any) -> int:
    from briefing.engines import capability

    files = capability(voice, "files")
    return sum(path.stat().st_size for path in files(voice)) if files else 0
