"""``briefing make``: scripts into episodes."""

from __future__ import annotations

import shlex
import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.common import (
    as_json,
    echo,
    loudness_option,
    print_findings,
    print_json,
    settings_from,
    spoken_as,
    stopping,
    verbosity,
    web_options,
)
from briefing.cli.progress import Meter, progress_option
from briefing.config import CHAPTERS, EPISODE_TYPES, FORMS, LEVELLERS, Settings
from briefing.encode import ENCODERS
from briefing.formats.text import clock, counted
from briefing.sound import SETS

if TYPE_CHECKING:
    from briefing.batch import BatchResult
    from briefing.episode.result import EpisodeResult
    from briefing.errors import BriefingError
    from briefing.read.fetch import WebAccess


@click.command()
@click.argument("names", metavar="FILE|URL...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="DIR", help="Where episodes go [out].")
@click.option("--title", help="The episode's title [the script's].")
@click.option("--author", help="Who speaks to the listener [the script's or the show's].")
@click.option(
    "--date", metavar="DATE", help="The episode's date, 2026-01-31 or 2026-01-31T07:00 [today]."
)
@click.option("--description", help="What it is about, for the feed [its first sentences].")
@click.option(
    "--soundbite", metavar="WORDS", help="Words of the sentence that a preview begins with."
)
@click.option("--type", type=click.Choice(EPISODE_TYPES), help="What kind of episode [full].")
@click.option("--slug", help="The episode's folder and file name [from the title].")
@click.option("--episode", type=click.IntRange(1), help="The episode's number.")
@click.option("--season", type=click.IntRange(1), help="The season's number.")
@click.option(
    "--chapters",
    type=click.Choice(CHAPTERS),
    help="What begins a chapter [auto: headings, else about ten minutes].",
)
@click.option("--format", type=click.Choice(list(ENCODERS)), help="The kind of file [mp3].")
@click.option("--split", is_flag=True, default=None, help="Also write a file for each chapter.")
@click.option(
    "--alternate",
    type=click.Choice(list(ENCODERS)),
    multiple=True,
    callback=lambda context, option, names: names or None,
    help="Another kind of file too, which the feed offers; may be repeated.",
)
@click.option("--bitrate", "bitrate_kbps", type=int, metavar="KBPS", help="Bit rate [96].")
@loudness_option
@click.option(
    "--leveller", type=click.Choice(list(LEVELLERS)), help="Make sentences equally loud [off]."
)
@click.option("--intro", help="Spoken first; may hold {title} and {date}.")
@click.option("--outro", help="Spoken last; may hold {title} and {date}.")
@click.option(
    "--disclosure",
    metavar="TEXT",
    help="Spoken before all: that the voice is synthetic; «none»: nothing [a sentence].",
)
@click.option("--form", type=click.Choice(FORMS[1:]), help="As a bulletin [as it is written].")
@click.option("--sound", type=click.Choice(SETS[1:]), help="The music [off].")
@click.option("--cover", metavar="FILE", help="A JPEG or PNG picture of the episode.")
@click.option(
    "--pictures/--no-pictures", default=None, help="Use the pictures of the text or page [yes]."
)
@click.option(
    "--c2pa-certificate", metavar="FILE", help="Sign the audio as this certificate (PEM)."
)
@click.option("--c2pa-key", metavar="FILE", help="The certificate's private key (PEM).")
@click.option("-j", "--jobs", type=int, metavar="N", help="Workers at once [0: one per core].")
@click.option("--threads", type=int, metavar="N", help="Threads of each worker [1].")
@click.option("--cache-bytes", type=int, metavar="N", help="Size of the clip cache; 0: none.")
@click.option(
    "--keep-going", is_flag=True, default=None, help="Skip sentences that could not be spoken."
)
@click.option(
    "--listen",
    is_flag=True,
    default=None,
    help="Hear each sentence back, and speak it again if it does not say its text.",
)
@click.option("--cluster", metavar="ADDRESS", help="Speak on a Dask cluster: tcp://…, or local.")
@click.option("--shared-cache", metavar="URL", help="Where the cluster's machines keep clips.")
@spoken_as
@web_options
@as_json
@progress_option
@verbosity
def make(
    names: tuple[str, ...],
    config: str | None,
    as_json: bool,
    progress: str | None,
    quiet: bool,
    verbose: bool,
    access: WebAccess,
    **options: Any,
) -> None:
    """Turn each FILE or URL into an episode: audio with chapters, and a manifest.

    FILE is Hindi text, Markdown, subtitles, or a document (docs/inputs.md lists them), or a folder
    of such files; - is standard input. What was spoken before comes from the clip cache. One FILE
    that fails does not stop the others.
    """
    report = _Report(as_json=as_json, quiet=quiet, verbose=verbose)
    with Meter(progress, quiet=quiet) as meter, stopping() as stop:
        # What is shown on the terminal comes first: these take a moment to load.
        from briefing.batch import make_all
        from briefing.read import not_scripts, scripts

        files = list(scripts(names))
        report.warn(
            f"{name}: left out, it is of no kind that is read" for name in not_scripts(names)
        )
        many = len(files) > 1
        for result in make_all(
            files,
            lambda name: settings_from(config, name, **options),
            lambda name: meter.of(name, name if many else ""),
            stop,
            access,
        ):
            if result.error and not many:
                raise result.error
            meter.clear("checking the episode")
            report.show(result)
    report.close(many=many)
    if not all(result.complete for result in report.results):
        raise SystemExit(1)


class _Report:
    """Prints what became of each script, and at last of all of them, as the options ask for it."""

    def __init__(self, *, as_json: bool, quiet: bool, verbose: bool) -> None:
        self.results: list[BatchResult] = []
        self._as_json, self._quiet, self._verbose = as_json, quiet, verbose
        self._warned: set[str] = set()

    def show(self, result: BatchResult) -> None:
        """Print what the user must know of a script, and its line."""
        from briefing import lint

        self.results.append(result)
        if result.error:
            self._show_error(result.source, result.error)
        if result.episode:
            self.warn(result.episode.warnings)
            print_findings(lint.episode(result.episode.folder), quiet=self._quiet)
            if not self._quiet and not self._as_json:
                echo(_line(result.episode))

    def close(self, *, many: bool) -> None:
        """Print what became of all scripts, and what to do next."""
        if self._as_json:
            rows = [_row(result) for result in self.results]
            print_json(rows if many else rows[0])
        elif not self._quiet:
            if many:
                _table(self.results)
            _next_step([result.episode for result in self.results if result.episode])

    def warn(self, warnings: Iterable[str]) -> None:
        """Print warnings on standard error; the same one once."""
        for warning in warnings:
            if warning not in self._warned:
                echo(f"briefing: {warning}", err=True)
                self._warned.add(warning)

    def _show_error(self, source: str, error: BriefingError) -> None:
        message = str(error)
        where = "" if message.startswith(source) else f"{source}: "
        echo(f"briefing: {where}{message}", err=True)
        if self._verbose:
            echo("".join(traceback.format_exception(error)), err=True)


def _next_step(episodes: Sequence[EpisodeResult]) -> None:
    """Say on a terminal what to do next."""
    if episodes and sys.stderr.isatty():
        output = episodes[-1].folder.parent
        where = "" if str(output) == Settings().output else f" {shlex.quote(str(output))}"
        echo(f"next: briefing page{where}, for a page to listen on", err=True)


def _line(episode: EpisodeResult) -> str:
    audio = episode.manifest.audio
    return (
        f"{episode.audio}  {clock(round(audio.duration_ms / 1000))}, "
        f"{counted(len(episode.manifest.chapters), 'chapter')}, {audio.loudness_lufs} LUFS; "
        f"{_work(episode)}"
    )


def _work(episode: EpisodeResult) -> str:
    total = len(episode.manifest.utterances)
    lost = f", {episode.failed} missing" if episode.failed else ""
    return f"{episode.spoken} of {total} sentences spoken now{lost}"


def _row(result: BatchResult) -> dict[str, Any]:
    """Return what became of a script, as JSON has it."""
    from briefing.episode.manifest import to_dict

    episode = result.episode
    if episode is None:
        return {"source": result.source, "error": str(result.error)}
    run = {
        "spoken": episode.spoken,
        "reused": episode.reused,
        "failed": episode.failed,
        "changed": None if episode.changed is None else list(episode.changed),
    }
    return {"file": str(episode.audio), **to_dict(episode.manifest), "run": run}


def _table(results: Sequence[BatchResult]) -> None:
    """Print a line per script, and how many there were of each kind."""
    width = max(len(result.source) for result in results)
    for result in results:
        name = result.source.ljust(width)
        if result.episode:
            length = clock(round(result.episode.manifest.audio.duration_ms / 1000))
            echo(f"{name}  {length:>8}  {_work(result.episode)}")
        else:
            echo(f"{name}  {'failed':>8}  {result.error.what if result.error else ''}")
    count = sum(result.episode is not None for result in results)
    echo(f"{len(results)} scripts: {count} made, {len(results) - count} failed")
