"""Describe a voice: a table row and a JSON record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.cli.common import echo, print_json
from briefing.errors import VoiceError

if TYPE_CHECKING:
    from briefing.model import Voice

COMMERCIAL = {True: "yes", False: "no", None: "unknown"}
#: The list's columns; a row of ``--json`` has these keys and more.
COLUMNS: tuple[str, ...] = (
    "name",
    "engine",
    "gender",
    "rate",
    "licence",
    "commercial",
    "size",
    "speed",
)
COLUMNS += ("installed", "source")
_SOURCE_WIDTH = 44
_NEEDS = "needs: "


def show_all(*, as_json: bool) -> None:
    """Print the list of all voices: the default, those that can speak, those to be fetched."""
    from briefing import voices as library

    rows = []
    for folder in library.known().values():
        try:
            rows.append(row(library.read(folder)))
        except VoiceError as error:
            echo(f"briefing: {error}", err=True)  # the others can still be used
    rows.sort(key=_rank)
    if as_json:
        print_json(rows)
        return
    shown = [{key: str(each[key]) for key in COLUMNS} for each in rows]
    commands: dict[str, list[str]] = {}
    for each in shown:
        if each["installed"] != "yes":
            commands.setdefault(each["installed"].removeprefix(_NEEDS), []).append(each["name"])
            each["installed"] = "no"
        if len(each["source"]) > _SOURCE_WIDTH:
            each["source"] = each["source"][: _SOURCE_WIDTH - 1] + "…"
    table = [dict(zip(COLUMNS, COLUMNS, strict=True)), *shown]
    widths = {key: max(len(each[key]) for each in table) for key in COLUMNS}
    for each in table:
        echo("  ".join(each[key].ljust(widths[key]) for key in COLUMNS).rstrip())
    echo("\nspeed: seconds of work for a second of speech on this machine (voices preview)")
    for command, names in commands.items():
        echo(f"to install {', '.join(names)}:\n  {command}")


def _rank(row: dict[str, Any]) -> tuple[bool, bool, bool, str]:
    """Return a voice's place in the list: what comes with the package is before what is fetched."""
    from briefing import voices as library
    from briefing.engines import ENGINES

    fetched = bool(ENGINES[row["engine"]].fetch)
    return row["name"] != library.DEFAULT, row["installed"] != "yes", fetched, row["name"]


def row(voice: Voice) -> dict[str, Any]:
    """Return what is said of a voice."""
    from briefing.engines import missing
    from briefing.synthesise import benchmark

    needs = missing(voice)
    measured = benchmark.stored(voice)
    return {
        "name": voice.name,
        "engine": voice.engine,
        "language": voice.language,
        "gender": voice.gender,
        "rate": f"{voice.rate_hz / 1000:g} kHz",
        "licence": voice.licence.name,
        "commercial": COMMERCIAL[voice.licence.commercial],
        "size": _size(voice),
        "speed": f"{measured.realtime_factor:.2f}" if measured else "–",
        "installed": f"{_NEEDS}{needs}" if needs else "yes",
        "source": voice.source,
        "url": voice.licence.url,
        "attribution": voice.licence.attribution,
        "rate_hz": voice.rate_hz,
        "realtime_factor": measured.realtime_factor if measured else None,
        "memory_bytes": measured.memory_bytes if measured else None,
    }


def _size(voice: Voice) -> str:
    if not voice.size_bytes:
        return "none" if voice.engine == "tone" else "?"
    return f"{voice.size_bytes / 1e6:.0f} MB"


def summary(measured: Any) -> str:
    """Return a measurement as people read it."""
    memory = f", {measured.memory_bytes / 1e6:.0f} MB of memory" if measured.memory_bytes else ""
    return (
        f"{measured.rate_hz / 1000:g} kHz, {measured.realtime_factor:.2f} s of work for a second "
        f"of speech, loaded in {measured.load_s:.1f} s{memory}"
    )
