"""``briefing serve``: the page, on this machine."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click

from briefing.cli.common import config_option, echo, settings_from, verbosity
from briefing.errors import BriefingError, FeedError
from briefing.system import install


@click.command()
@click.argument("folder", metavar="[FOLDER]", required=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
@config_option
@verbosity
def serve(
    folder: str | None,
    host: str,
    port: int,
    open_browser: bool,
    config: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Serve the page and the files of FOLDER [out] until Ctrl-C.

    Only programs on this machine can reach it, unless --host says otherwise.
    """
    if not (find_spec("starlette") and find_spec("uvicorn")):
        remedy = f"{install.extra('serve')}, or write plain files with briefing page"
        raise BriefingError("the server is not installed", remedy=remedy)
    from briefing.publish.page import Pages
    from briefing.publish.page.waveform import BackgroundWaveform
    from briefing.publish.serve import serve as run

    settings = settings_from(config, "")
    place = _folder(folder or settings.output)

    def ready(url: str) -> None:
        if not quiet:
            echo(url)
        if open_browser:
            click.launch(url)

    pages = Pages(place, settings, BackgroundWaveform(), unread=_warner())
    try:
        run(place, pages, host=host, port=port, ready=ready)
    except KeyboardInterrupt:
        # The way a server is meant to end.
        return


def _folder(name: str) -> Path:
    if not Path(name).is_dir():
        remedy = "make an episode first: briefing make FILE"
        raise FeedError("there is no such folder", where=name, remedy=remedy)
    return Path(name)


def _warner() -> Callable[[BriefingError], None]:
    """Return what says why an episode is not shown, once."""
    warned: set[str] = set()

    def warn(error: BriefingError) -> None:
        message = f"briefing: not shown: {error}"
        if message not in warned:
            warned.add(message)
            echo(message, err=True)

    return warn
