"""``briefing voices preview``: hear a voice."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.common import echo, verbosity
from briefing.config import DEVICES


@click.command()
@click.argument("name", metavar="VOICE")
@click.option("-o", "--output", metavar="FILE", help="A .wav, .mp3 or other file [NAME.wav].")
@click.option("--speaker-wav", metavar="FILE", help="A recording to speak like (XTTS).")
@click.option("--device", type=click.Choice(DEVICES), default="auto")
@verbosity
def preview(
    name: str,
    output: str | None,
    speaker_wav: str | None,
    device: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Speak a standard Hindi sentence with a voice, and measure it."""
    import tempfile

    from briefing import voices as library
    from briefing.cli.voices.facts import summary
    from briefing.engines import SynthesisOptions
    from briefing.read.sentences import sentences
    from briefing.synthesise import benchmark
    from briefing.system import ffmpeg
    from briefing.system.files import atomic_path

    recording = Path(speaker_wav).absolute() if speaker_wav else None
    voice = library.find(name, recording)
    path = Path(output or f"{name.replace(':', '-')}.wav")
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "preview.wav"
        said = sentences(benchmark.SENTENCE)
        measured = benchmark.speak(voice, said, clip, SynthesisOptions(device=device))
        with atomic_path(path) as temporary:
            arguments = [*ffmpeg.reading(clip), ffmpeg.writing(temporary)]
            ffmpeg.run(arguments, doing="writing the preview")
    if recording is None:
        benchmark.store(name, measured)
    if not quiet:
        echo(f"{path}\n{name}: {summary(measured)}")
