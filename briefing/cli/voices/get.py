"""``briefing voices get``: bring a voice's files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from briefing.cli.common import CLEAR, echo, verbosity

if TYPE_CHECKING:
    from briefing.model import Voice


@click.command()
@click.argument("name", metavar="VOICE")
@click.option("--accept-licence", is_flag=True, help="Accept the voice's licence without asking.")
@click.option(
    "--from", "source", default="", metavar="FILE", help="An archive, a folder or a URL instead."
)
@verbosity
def get(name: str, accept_licence: bool, source: str, quiet: bool, verbose: bool) -> None:
    """Download a voice's files, or take them from where you have them.

    The voice's licence is shown and must be accepted. A download that broke off goes on where it
    was. Files are stored in $TTS_HOME/tts, else in your data folder; HF_ENDPOINT names a mirror of
    the Hugging Face hub, and http_proxy and https_proxy are heeded.
    """
    from briefing import voices as library
    from briefing.cli.voices.facts import summary
    from briefing.engines import capability, lacks_package, missing
    from briefing.errors import VoiceError
    from briefing.synthesise import benchmark

    voice = library.find(name)
    if package := lacks_package(voice):
        raise VoiceError(f"the voice {name} cannot be fetched yet", remedy=package)
    needs, fetch = missing(voice), capability(voice, "fetch")
    if needs and fetch is None:
        raise VoiceError(f"the voice {name} is not installed", remedy=needs)
    if fetch is not None and (needs or source):
        _accept(voice, accept_licence)
        meter = _Meter(shown=not quiet and sys.stderr.isatty())
        folder = fetch(voice, source, meter)
        if not quiet:
            echo(f"{name}: stored in {folder}")
    measured = benchmark.stored_or_measured(name)
    if not quiet:
        echo(f"{name}: {summary(measured)}")


def _accept(voice: Voice, accepted: bool) -> None:
    """Show the licence and ask; a script accepts with ``--accept-licence``."""
    from briefing.cli.voices.facts import COMMERCIAL
    from briefing.errors import VoiceError

    licence = voice.licence
    echo(f"{voice.name}: {voice.source}", err=True)
    echo(f"Licence: {licence.name}  {licence.url}", err=True)
    echo(f"Commercial use: {COMMERCIAL[licence.commercial]}", err=True)
    if accepted:
        return
    refused = VoiceError("the licence was not accepted", remedy="--accept-licence accepts it")
    if not sys.stdin.isatty():
        raise refused
    if not click.confirm("Do you accept this licence?", err=True):
        raise refused


class _Meter:
    """How much has come, on one line of standard error."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown

    def __call__(self, done: int, total: int) -> None:
        """Show the share and the megabytes that have come."""
        if not self._shown:
            return
        share = f"{done * 100 // total:3d} % " if total else ""
        filled = done * 30 // total if total else 0
        bar = f"[{'█' * filled}{' ' * (30 - filled)}] " if total else ""
        line = f"{share}{bar}{done / 1e6:.1f} MB" + (f" of {total / 1e6:.1f} MB" if total else "")
        echo(CLEAR, line, err=True, nl=done == total)
