"""``briefing init``: the first files of a show."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from briefing.cli.common import echo
from briefing.config import FORMS
from briefing.episode.dates import INDIA
from briefing.starter import DAILY, Answers, write

_QUESTIONS = {
    "title": "What is the podcast called?",
    "author": "Who speaks to the listeners?",
    "voice": "Which voice? (briefing voices lists them)",
    "base_url": "At which address will it be on the web? (may stay empty)",
    "sound": "Music?",
}
_MUSIC = ("default", "off")
_FORMS = [form for form in FORMS if form]


@click.command()
@click.argument("folder", metavar="[FOLDER]", default=".")
@click.option("--title", help=_QUESTIONS["title"])
@click.option("--author", help=_QUESTIONS["author"])
@click.option("--voice", metavar="VOICE", help=_QUESTIONS["voice"])
@click.option("--base-url", metavar="URL", help=_QUESTIONS["base_url"])
@click.option("--sound", type=click.Choice(_MUSIC), help="The music of every episode.")
@click.option("--form", type=click.Choice(_FORMS), help="How each episode is arranged.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: what is not given has its default.")
def init(folder: str, form: str | None, yes: bool, **given: Any) -> None:
    """Ask five questions and write a show into FOLDER [.].

    \b
    briefing.toml       its settings
    scripts/<date>.md   a first script
    daily.sh            makes the episode of the day, for cron (docs/daily.md)
    """
    answers = {
        name: _answer(name, question, yes) if given[name] is None else given[name]
        for name, question in _QUESTIONS.items()
    }
    day = datetime.now(INDIA).date()
    made = write(Path(folder), Answers(**answers, form=form or ""), day)
    for path in made:
        echo(path)
    where = "" if folder == "." else f"cd {shlex.quote(folder)} && "
    echo(f"next: edit the script, then {where}./{DAILY}", err=True)


def _answer(name: str, question: str, yes: bool) -> str:
    """Return the default of a question, or what the user says."""
    default = getattr(Answers(), name)
    if yes:
        return str(default)
    kind = click.Choice(_MUSIC) if name == "sound" else None
    return str(click.prompt(question, default=default, type=kind, show_default=bool(default)))
