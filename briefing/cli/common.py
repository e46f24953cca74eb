"""What commands share: verbosity, settings from a file and from options, progress, JSON."""

from __future__ import annotations

import getpass
import json
import os
import pkgutil
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from briefing.cli.completion import completed
from briefing.config import DEVICES, LOUDNESS, Settings
from briefing.config_file import load, settings_for
from briefing.errors import HIDDEN, ScriptError, near, visible, without_secrets
from briefing.style import STYLES
from briefing.voices import QUALITIES

if TYPE_CHECKING:
    from briefing.lint import Finding
    from briefing.read.fetch import WebAccess
    from briefing.studio.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # a token (RFC 9110, section 5.6.2)


class Group(click.Group):
    """A group that loads a command, ``"module:attr"``, when it is asked for."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lazy)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; of a name that is none, say which it is near to."""
        if args and not args[0].startswith("-") and args[0] not in self._lazy:
            hint = near(args[0], self._lazy)
            raise click.UsageError(f"there is no command {args[0]!r}: {hint}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        command: click.Command | None = None
        if name in self._lazy:
            command = completed(pkgutil.resolve_name(self._lazy[name]))
        return command


def _remember_verbose(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
    if value:
        ctx.find_root().meta["briefing.verbose"] = True
    return value


def verbosity(command: F) -> F:
    """Add ``--quiet`` and ``--verbose``."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
    verbose = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        callback=_remember_verbose,
        help="Print details, and a traceback with an error.",
    )
    return quiet(verbose(command))


def as_json(command: F) -> F:
    """Add ``--json``."""
    option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    return option(command)


def spoken_as(command: F) -> F:
    """Add the options for how a text is spoken; their names are those of ``briefing.toml``."""
    options = [
        click.option("--voice", metavar="VOICE", help="The voice that speaks (briefing voices)."),
        click.option("--speed", type=float, help="Rate of speech, 0.5 to 2.0 times the voice's."),
        click.option(
            "--quality", type=click.Choice(QUALITIES), help="high: slower, for voices that have it."
        ),
        click.option("--lexicon", metavar="FILE", help="How words are read [lexicon.tsv]."),
        click.option("--style", type=click.Choice(list(STYLES)), help="How numbers are read."),
        click.option(
            "--list-numbers/--no-list-numbers",
            default=None,
            help="Say the numbers of ordered lists [yes].",
        ),
        click.option("--tables/--no-tables", default=None, help="Read tables, row by row [yes]."),
        click.option(
            "--strict",
            is_flag=True,
            default=None,
            help="Words of the text that would not be spoken are an error.",
        ),
        click.option("--device", type=click.Choice(DEVICES), help="Where to run."),
        click.option("--speaker-wav", metavar="FILE", help="A recording to speak like (XTTS)."),
        config_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command


def web_options(command: F) -> F:
    """Add the options for how the web is asked; the command gets them as its ``access``."""

    @wraps(command)
    def with_access(
        *args: Any, headers: tuple[str, ...], cookie: str | None, allow_private: bool, **rest: Any
    ) -> Any:
        return command(*args, access=_web_access(headers, cookie, allow_private), **rest)

    options = [
        click.option(
            "--header",
            "headers",
            multiple=True,
            metavar="NAME: VALUE",
            help="Send this to the server that the URL names, such as one's own CMS.",
        ),
        click.option("--cookie", metavar="TEXT", help="Send these cookies: NAME=VALUE; …"),
        click.option(
            "--allow-private", is_flag=True, help="Ask addresses of one's own network, too."
        ),
    ]
    changed = cast("F", with_access)
    for option in reversed(options):
        changed = option(changed)
    return changed


def _web_access(headers: tuple[str, ...], cookie: str | None, allow_private: bool) -> WebAccess:
    """Return what :func:`web_options` were given.

    Raises
    ------
    click.UsageError
        if a header is not ``NAME: VALUE``.
    """
    from briefing.read.fetch import WebAccess

    found = {"Cookie": cookie} if cookie else {}
    for header in headers:
        name, colon, value = header.partition(":")
        if not (colon and _HEADER_NAME.fullmatch(name.strip()) and value.strip().isprintable()):
            raise click.UsageError(f"not a header «NAME: VALUE»: {name}")
        found[name.strip().capitalize()] = value.strip()
    return WebAccess(found, allow_private)


config_option = click.option(
    "--config",
    metavar="SHOW",
    help="Settings [briefing.toml beside the script or in the working folder].",
)
loudness_option = click.option("--loudness", type=click.Choice(list(LOUDNESS)), help="How loud.")


def settings_from(config: str | None, source: str, **options: Any) -> Settings:
    """Return the settings of a file (named, or found beside ``source``) and of the options."""
    settings = load(Path(config)) if config else settings_for(source)
    for name in ("lexicon", "cover", "speaker_wav", "c2pa_certificate", "c2pa_key"):
        if options.get(name):
            options[name] = str(Path(options[name]).absolute())
    return settings.with_options(**options)


def desk_of(file: str, editor: str | None = None) -> Desk:
    """Return the desk of the folder that a script lies in; ``editor`` is who changes it.

    Raises
    ------
    ScriptError
        if there is no such folder.
    """
    from briefing.studio.desk import Desk

    folder = Path(file).parent
    if not folder.is_dir():
        raise ScriptError("there is no such file", where=file, remedy="check the name")
    return Desk(folder, editor=editor or getpass.getuser())


def print_findings(findings: Iterable[Finding], *, quiet: bool) -> None:
    """Say on standard error what the linter found: errors, and unless quiet warnings."""
    told = ("error",) if quiet else ("error", "warning")
    for finding in findings:
        if finding.severity in told:
            echo(f"briefing: {finding}", err=True)


class Styled(str):
    """A text with colours, whose own characters are visible."""


def style(text: str, **colours: Any) -> Styled:
    """Return a text in colours, as :func:`click.style` gives it."""
    return Styled(click.style(visible(text), **colours))


def echo(*parts: object, sep: str = "", err: bool = False, nl: bool = True) -> None:
    """Print to the terminal: all output but JSON goes this way.

    A stranger's title or file name may hold control characters: they are shown as escapes. A URL
    shows no secret.
    """
    shown = (part if isinstance(part, Styled) else visible(str(part)) for part in parts)
    click.echo(without_secrets(sep.join(shown)), err=err, nl=nl)


def echo_file(path: Path) -> None:
    """Write the bytes of a file to standard output."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)


def print_json(value: Any) -> None:
    """Print a value as JSON, readable by people too."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    click.echo(HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


@contextmanager
def stopping() -> Iterator[Any]:
    """Yield a Stop that the first Ctrl-C or SIGTERM sets; a second one exits immediately."""
    from briefing.synthesise.scheduler import Stop

    stop = Stop()
    begin = b"\r\033[K" if sys.stderr.isatty() else b""

    def ask(signum: int, _: object) -> None:
        if stop.signum:
            raise SystemExit(128 + signum)
        stop.signum = signum
        # Not through click: the signal may have come in the middle of its output.
        os.write(2, begin + b"briefing: finishing what is running; press again to stop\n")

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(signum, ask) for signum in signals]
    try:
        yield stop
    finally:
        for signum, handler in zip(signals, before, strict=True):
            signal.signal(signum, handler)


#: Goes to the beginning of the line and clears it.
CLEAR = Styled("\r\033[K")
