"""``briefing studio``: hear an episode, correct it, publish it, in a browser on this machine."""

from __future__ import annotations

import getpass
import secrets
import tempfile
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.common import Styled, echo, verbosity
from briefing.errors import BriefingError, ConfigError
from briefing.system import install

if TYPE_CHECKING:
    from briefing.studio.desk import Desk


@click.command()
@click.argument("folder", metavar="[FOLDER]", required=False)
@click.option("-o", "--output", metavar="DIR", help="The folder of the episodes [FOLDER/out].")
@click.option("--publish", "dest", metavar="DEST", default="", help="Where to publish to.")
@click.option("--no-check", is_flag=True, help="Do not ask the public addresses afterwards.")
@click.option("--editor", metavar="NAME", help="Who corrects, for the history [your user name].")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port to listen on [a free one].",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the studio in a browser.")
@verbosity
def studio(
    folder: str | None,
    output: str | None,
    dest: str,
    no_check: bool,
    editor: str | None,
    port: int,
    open_browser: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Open the scripts in FOLDER [.] for correction, until Ctrl-C.

    Prints an address with a secret in it: only who has it can enter, and only from this machine.
    """
    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise BriefingError("the server is not installed", remedy=install.extra("serve"))
    from briefing.studio.desk import Desk

    desk = Desk(
        folder=_folder(folder or "."),
        output=Path(output) if output else None,
        editor=editor or getpass.getuser(),
        destination=dest,
        check=not no_check,
    )
    _serve(desk, port, open_browser=open_browser)


def _serve(desk: Desk, port: int, *, open_browser: bool) -> None:
    """Serve a desk until Ctrl-C, at an address that only who reads it here knows."""
    from briefing.publish.serve import run
    from briefing.studio.app import app
    from briefing.studio.booth import Booth

    token = secrets.token_urlsafe(32)
    with ExitStack() as stack:
        booth = Booth()
        stack.callback(booth.close)

        def ready(url: str) -> None:
            # Not through the filter for secrets: this one is meant for who reads it.
            echo(Styled(f"{url}{token}/"))
            if open_browser:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="briefing-"))
                click.launch(str(_way(Path(folder), f"{url}{token}/")))

        try:
            run(app(desk, token, booth), host="127.0.0.1", port=port, ready=ready)
        except KeyboardInterrupt:
            return


def _folder(name: str) -> Path:
    if not Path(name).is_dir():
        remedy = "give the folder that holds your scripts"
        raise ConfigError("there is no such folder", where=name, remedy=remedy)
    return Path(name)


def _way(folder: Path, url: str) -> Path:
    """Write a file that leads to the studio: other users see a program's arguments, not this."""
    file = folder / "studio.html"
    file.touch(0o600)
    file.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={url}">\n')
    return file
