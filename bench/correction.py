"""Measure a correction in the studio: from «Save» to the new sound of the sentence.

    python bench/correction.py [--voice hm_omega] [--minutes 5] [--pause 5]

An episode is made; the studio is started, its list and the episode are opened; an editor looks at
it for some seconds, then corrects a text, the reading of a word and a pronunciation, one after
another. Each is timed as a browser asks: the form, the page, the sound of the sentence.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from machine import ROOT, name, record, recordable, run, text

_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("--voice", default="hm_omega")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pause", type=float, default=5, help="seconds before the first one")
    parser.add_argument("--place", help="a folder to keep the episode in, for the next time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place, "desk"), Path(args.place or place, "cache")
        folder.mkdir()
        (folder / "briefing.toml").write_text(f'voice = "{args.voice}"\n', encoding="utf-8")
        script = folder / "a.md"
        words = text(args.minutes)
        script.write_text(f"---\ndate: 2026-01-31\n---\n\n{words}\n", encoding="utf-8")
        run("make", str(script), "-o", str(folder / "out"), "--quiet", cache=cache)
        with studio(folder, cache) as (pid, url):
            rows = measured(Asking(url), pid, words.split()[0], args.pause)
    print(f"{name()}; {args.voice}, {args.minutes:g} minutes; load {os.getloadavg()[0]:.1f}")
    print(f"{'':24}{'form s':>8}{'page s':>8}{'sound s':>8}{'all s':>8}{'cpu s':>8}{'bytes':>9}")
    for label, (form, page, sound, cpu, size) in rows.items():
        figures = f"{form:8.2f}{page:8.2f}{sound:8.2f}{form + page + sound:8.2f}{cpu:8.2f}{size:9d}"
        print(f"{label:24}{figures}")
    if args.record:
        record("correction", voice=args.voice, minutes=args.minutes, **rows)


Row = tuple[float, float, float, float, int]


def measured(ask: Asking, pid: int, word: str, pause_s: float) -> dict[str, Row]:
    """Return what each step took."""
    rows = {}
    begun, cpu = time.monotonic(), cpu_s(pid)
    ask("hi/")
    listed = time.monotonic()
    page = ask("hi/e/a.md/").decode()
    opened = time.monotonic()
    rows["open the episode"] = (listed - begun, opened - listed, 0.0, cpu_s(pid) - cpu, len(page))
    time.sleep(pause_s)
    forms = {
        "the text": ("text", {"index": "1", "text": "किसान सुबह शहर के नए बाज़ार में आए।"}),
        "its text again": ("text", {"index": "1", "text": "किसान शाम को शहर के बाज़ार में आए।"}),
        "a reading, in the show": (
            "reading",
            {"index": "1", "written": "बाज़ार", "spoken": "बड़े बाज़ार"},
        ),
        "a pronunciation": (
            "reading",
            {"index": "1", "written": "किसान", "spoken": "किसान", "respelling": "किसाऽन"},
        ),
    }
    for label, (action, form) in forms.items():
        rows[label] = correction(ask, pid, action, form)
    return rows


def correction(ask: Asking, pid: int, action: str, form: Mapping[str, str]) -> Row:
    """Correct the sentence of an index, and ask for its sound as the browser does."""
    page = ask("hi/e/a.md/").decode()
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version
    times, cpu = [time.monotonic()], cpu_s(pid)
    ask(f"hi/e/a.md/{action}", {"version": version[1], **form})
    times.append(time.monotonic())
    page = ask("hi/e/a.md/").decode()
    times.append(time.monotonic())
    address = re.search(rf'data-sound="(sound/{form["index"]}\.wav[^"]*)"', page)
    assert address
    sound = ask(f"hi/e/a.md/{address[1]}")
    times.append(time.monotonic())
    steps = [after - before for before, after in pairwise(times)]
    return (steps[0], steps[1], steps[2], cpu_s(pid) - cpu, len(sound))


class Asking:
    """What asks the studio."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def __call__(self, path: str, form: Mapping[str, str] | None = None) -> bytes:
        body = None if form is None else urlencode(form)
        method = "GET" if form is None else "POST"
        connection = HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=600)
        with closing(connection):
            connection.request(method, self._parts.path + path, body)
            answer = connection.getresponse()
            data = answer.read()
        if answer.status not in (200, 303):
            raise SystemExit(f"{path}: {answer.status}\n{data.decode()}")
        return data


@contextmanager
def studio(folder: Path, cache: Path) -> Iterator[tuple[int, str]]:
    """Start the studio; give its process and its address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFING_CACHE": str(cache)}
    command = [sys.executable, "-m", "briefing", "studio", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        try:
            yield program.pid, program.stdout.readline().strip()
        finally:
            program.send_signal(signal.SIGINT)


def cpu_s(pid: int) -> float:
    """Return the processor time of a process and of those that it started."""
    used = 0.0
    for process in [pid, *children(pid)]:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        used += sum(map(int, fields[11:15])) / _TICKS
    return used


def children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in lists for child in file.read_text(encoding="ascii").split()]


if __name__ == "__main__":
    main()
