"""``briefing lint``: find what players would trip over, before they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

import click

from briefing.cli.common import as_json, echo, print_json, style, verbosity
from briefing.errors import visible_line

if TYPE_CHECKING:
    from briefing.lint import Finding, Report
    from briefing.lint.rule import Rule

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


@click.command()
@click.argument("names", metavar="PATH|URL...", nargs=-1)
@click.option("--against", metavar="FEED", help="The last feed: a file, a URL, or «published».")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Check this rule; repeatable.")
@click.option("--ignore", "ignored", multiple=True, metavar="ID", help="Leave this rule out.")
@click.option("--fast", is_flag=True, help="Leave out the rules that decode the audio.")
@click.option(
    "--allow-private",
    is_flag=True,
    help="Let a public feed name addresses of your own network.",
)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--list", "listed", is_flag=True, help="List the rules.")
@as_json
@verbosity
def lint(
    names: tuple[str, ...],
    against: str | None,
    only: tuple[str, ...],
    ignored: tuple[str, ...],
    fast: bool,
    allow_private: bool,
    strict: bool,
    listed: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check MP3 files, feeds, transcripts, artwork, folders of them, and live servers.

    Exits with 1 if there are errors (with --strict: or warnings).
    """
    from briefing import lint as linter

    chosen = linter.choose(only, ignored, slow=not fast)
    if listed:
        _list(chosen, as_json)
        return
    if not names:
        raise click.UsageError("Missing argument 'PATH|URL...'.")
    report = linter.lint(names, against=against or "", chosen=chosen, allow_private=allow_private)
    counts: Counter[str] = Counter(finding.severity for finding in report.findings)
    if as_json:
        print_json({"files": report.names, "findings": [asdict(f) for f in report.findings]})
    else:
        _print(report, counts, quiet=quiet, verbose=verbose)
    if counts["error"] or (strict and counts["warning"]):
        raise SystemExit(1)


def _list(rules: Sequence[Rule], as_json: bool) -> None:
    if as_json:
        rows = [{name: getattr(rule, name) for name in _SHOWN} for rule in rules]
        print_json(rows)
        return
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        severity = style(f"{rule.severity:8}", fg=_COLOURS[rule.severity])
        echo(f"{rule.id:{width}}  ", severity, f" {rule.why}")


_SHOWN = ("id", "severity", "players", "why", "remedy")


def _print(report: Report, counts: Counter[str], *, quiet: bool, verbose: bool) -> None:
    """Print the findings by file, and a line with their totals."""
    shown = [f for f in report.findings if f.severity == "error" or not quiet]
    order = list(report.names)
    shown.sort(key=lambda finding: order.index(finding.file))
    for file, findings in groupby(shown, key=lambda finding: finding.file):
        echo(style(visible_line(file), bold=True))
        _print_findings(findings, verbose=verbose)
    if not quiet:
        echo(summary(len(report.names), counts))


def _print_findings(findings: Iterable[Finding], *, verbose: bool) -> None:
    """Print findings, with the remedy of a rule once, after the last of its findings."""
    for _, same in groupby(findings, key=lambda finding: finding.rule):
        for finding in same:
            severity = style(f"{finding.severity:8}", fg=_COLOURS[finding.severity])
            place = f"{finding.where}: " if finding.where else ""
            what = visible_line(f"{place}{finding.what}  ({finding.rule})")
            echo("  ", severity, f" {what}")
        if verbose:
            echo(f"           {finding.why} ({', '.join(finding.players)})")
        echo(f"           → {finding.remedy}")


def summary(files: int, counts: Counter[str]) -> str:
    """Return the last line: how much was checked, and what was found.

    >>> summary(1, Counter()), summary(3, Counter(error=1, note=2))
    ('✓ 1 file: nothing found', '✗ 3 files: 1 error, 2 notes')
    """
    total = _many(files, "file")
    totals = [_many(counts[name], name) for name in _COLOURS if counts[name]]
    sign = "✗" if counts["error"] else "✓"
    return f"{sign} {total}: {', '.join(totals) or 'nothing found'}"


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
