"""``briefing voices remove``: remove a voice of your own, or a model that was fetched."""

from __future__ import annotations

import click

from briefing.cli.common import echo, verbosity


@click.command()
@click.argument("name", metavar="VOICE")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@verbosity
def remove(name: str, yes: bool, quiet: bool, verbose: bool) -> None:
    """Remove a voice you added, or the files that `voices get` brought for one."""
    from briefing import voices as library
    from briefing.engines import capability
    from briefing.errors import VoiceError
    from briefing.synthesise import benchmark

    voice = library.find(name)
    own = library.own(name)
    discard = capability(voice, "discard")
    if own is None and discard is None:
        what = f"the voice {name} is part of briefing and keeps no files of its own"
        raise VoiceError(what, remedy=f"briefing voices info {name}")
    if not yes and not click.confirm(f"Remove the voice {name} from this machine?", err=True):
        raise SystemExit(1)
    folder = own
    if own is not None:
        library.remove(name)
    elif discard is not None:
        folder = discard(voice)
    benchmark.forget(name)
    if not quiet:
        echo(f"removed {folder}" if folder else f"{name}: nothing to remove")
