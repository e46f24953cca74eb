"""The command line: parse, call, print. One file a command; nothing is imported before its use."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import click

from briefing.cli.common import Group, echo
from briefing.errors import BriefingError, visible
from briefing.version import __version__

COMMANDS: Mapping[str, str] = {
    "init": "briefing.cli.init:init",
    "make": "briefing.cli.make:make",
    "say": "briefing.cli.say:say",
    "read": "briefing.cli.read:read",
    "daily": "briefing.cli.daily:daily",
    "convert": "briefing.cli.convert:convert",
    "normalise": "briefing.cli.normalise:normalise",
    "pronounce": "briefing.cli.pronounce:pronounce",
    "chapters": "briefing.cli.chapters:chapters",
    "settings": "briefing.cli.settings:settings",
    "feed": "briefing.cli.feed:feed",
    "publish": "briefing.cli.publish:publish",
    "deliver": "briefing.cli.deliver:command",
    "voices": "briefing.cli.voices:voices",
    "lint": "briefing.cli.lint:lint",
    "listen": "briefing.cli.listen:listen",
    "page": "briefing.cli.page:page",
    "serve": "briefing.cli.serve:serve",
    "studio": "briefing.cli.studio:studio",
    "epub": "briefing.cli.epub:epub",
    "prune": "briefing.cli.prune:prune",
    "cache": "briefing.cli.cache:cache",
    "doctor": "briefing.cli.doctor:doctor",
}


class _Main(Group):
    """The group that turns our errors into messages."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BriefingError as error:
            verbose = ctx.find_root().meta.get("briefing.verbose")
            echo(traceback.format_exc() if verbose else f"briefing: {error}", err=True)
            ctx.exit(error.exit_code)
        except click.ClickException as error:
            if isinstance(error, click.UsageError):
                raise click.UsageError(visible(error.format_message()), error.ctx) from None
            raise click.ClickException(visible(error.format_message())) from None
        except KeyboardInterrupt:
            ctx.exit(128 + signal.SIGINT)


@click.group(cls=_Main, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="briefing")
def main() -> None:
    """Turn Hindi text into a podcast.

    \b
    briefing init                   the first files of a podcast
    briefing make news.hi.md        an episode with chapters, in out/
    briefing read news.docx         the script that would be spoken, as Markdown
    briefing say "नमस्ते"            a sentence, in clip.wav
    briefing normalise news.hi.md   what will be spoken

    Exit codes: 0 done, 1 the text or the set-up needs a change, 2 the command was not understood,
    130 and 143 stopped by Ctrl-C and SIGTERM.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal or a pipe in the C locale must not break on Devanagari.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
