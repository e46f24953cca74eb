"""Progress on standard error: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.common import F, echo
from briefing.errors import visible
from briefing.formats.text import clock

if TYPE_CHECKING:
    from briefing.progress import Progress

KINDS = ("bar", "line", "none")
_LINE_S, _BAR_S = 10.0, 0.5


def progress_option(command: F) -> F:
    """Add ``--progress``."""
    what = "A bar, a line every ten seconds, or nothing [bar on a terminal, else line]."
    return click.option("--progress", type=click.Choice(KINDS), help=what)(command)


class Meter:
    """Shows how far the work is, while it is open; what is shown is gone when it closes.

    It is drawn by a thread of its own: a sentence may take longer than people wait for a sign of
    life.
    """

    def __init__(self, kind: str | None, *, quiet: bool = False) -> None:
        chosen = kind or ("bar" if sys.stderr.isatty() else "line")
        self._kind = "none" if quiet else chosen
        self._text, self._share, self._stage = "starting", 0.0, ""
        self._closed = threading.Event()
        self._drawing = threading.Lock()
        self._bar: Any = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Meter:
        if self._kind == "bar":
            self._draw()
        if self._kind != "none":
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._bar is not None:
            self._bar.close()

    def of(self, source: str, label: str = "") -> Callable[[Progress], None]:
        """Return what shows the progress of a script, after its ``label`` if it has one."""
        head = visible(f"{label} · " if label else "")
        self._text, self._share = f"{head}reading {visible(source)}", 0.0

        def show(progress: Progress) -> None:
            share = progress.audio_ms / progress.whole_ms if progress.whole_ms else 0.0
            self._text, self._share = head + describe(progress), min(share, 1.0)
            if self._kind == "bar" and progress.stage != self._stage:
                self._draw()
            self._stage = progress.stage

        return show

    def clear(self, then: str) -> None:
        """Take away what is shown, for lines that stay; what comes back is ``then``."""
        self._text = then
        with self._drawing:
            if self._bar is not None:
                self._bar.clear()

    def _run(self) -> None:
        while not self._closed.wait(_BAR_S if self._kind == "bar" else _LINE_S):
            self._draw()

    def _draw(self) -> None:
        if self._kind == "line":
            echo("briefing: ", self._text, err=True)
            return
        with self._drawing:
            if self._bar is None:
                self._bar = _new_bar(self._text)
            self._bar.n = self._share
            self._bar.ncols = shutil.get_terminal_size().columns - 1
            self._bar.set_description_str(self._text, refresh=False)
            self._bar.refresh()


def describe(progress: Progress) -> str:
    """Return progress in words; what is not known yet is left out.

    >>> from briefing.progress import Progress
    >>> describe(Progress("speaking", 12, 54, 65_000, 250_000, speed=3.04, left_s=61.2))
    '12/54 sentences · 1:05 of about 4:10 · 3.0× · 1:01 left'
    >>> describe(Progress("loading", 0, 54, 0, 250_000, voices=("hm_omega",)))
    'loading hm_omega · 54 sentences, about 4:10'
    """
    whole = clock(round(progress.whole_ms / 1000))
    if progress.stage == "loading":
        names = ", ".join(progress.voices)
        return f"loading {names} · {progress.total} sentences, about {whole}"
    if progress.stage == "encoding":
        return f"encoding {whole}"
    parts = [f"{progress.done}/{progress.total} sentences"]
    parts.append(f"{clock(round(progress.audio_ms / 1000))} of about {whole}")
    if progress.speed is not None:
        parts.append(f"{progress.speed:.1f}×")
    if progress.left_s is not None:
        parts.append(f"{clock(round(progress.left_s))} left")
    return " · ".join(parts)


def _new_bar(text: str) -> Any:
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # this thread draws
    tqdm.set_lock(threading.RLock())  # its own asks the system for a semaphore
    form = "{bar:16} {desc} [{elapsed}]"
    # Rows for a terminal that does not say how many it has: tqdm would show nothing.
    return tqdm(desc=text, total=1.0, bar_format=form, leave=False, nrows=20)
