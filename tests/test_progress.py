"""Progress: a bar on a terminal, lines elsewhere, nothing where it is not wanted."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers.place import Place

from briefing.cli import progress
from briefing.cli.progress import Meter
from briefing.progress import Progress

SPEAKING = Progress("speaking", 12, 54, 65_000, 250_000, speed=3.04, left_s=61.2)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, delay_ms=200)


def on_a_terminal(place: Place, *options: str, stop_at: str = "never") -> tuple[int, str]:
    """Run ``briefing make`` with its errors on a terminal; return the code and what is shown."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "briefing", "make", "a.txt", "--voice", "slow", *options]
    environment = {**os.environ, **place.environment, "COLUMNS": "100"}
    process = subprocess.Popen(
        command, cwd=place.folder, env=environment, stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    stopped = False
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        shown += block
        if stop_at.encode() in shown and not stopped:
            process.send_signal(signal.SIGINT)
            stopped = True
    os.close(ours)
    return process.wait(timeout=60), shown.decode()


def test_a_bar_says_how_far_it_is_and_goes_away(place: Place) -> None:
    code, shown = on_a_terminal(place, "--jobs", "1")
    assert code == 0
    assert shown.index("starting") < shown.index("loading slow · 9 sentences, about 0:")
    assert re.search(r"[1-9]/9 sentences · 0:\d\d of about 0:\d\d", shown)
    assert re.search(r"\r +\r+next: briefing page[^\r\n]*\r\n\Z", shown)


def test_ctrl_c_clears_the_line(place: Place) -> None:
    code, shown = on_a_terminal(place, "--jobs", "1", stop_at="/9 sentences")
    assert code == 130
    assert "\r\x1b[Kbriefing: finishing what is running" in shown
    assert "sentences" not in shown.rpartition("\r")[2]


@pytest.mark.parametrize("kind", ["none", "line", "bar"])
def test_it_is_chosen(kind: str, place: Place) -> None:
    code, shown = place.run("--progress", kind)
    assert code == 0
    assert ("[00:" in shown) == (kind == "bar")  # a line is due only where the machine is slow
    assert kind != "none" or not shown
    assert place.run("--progress", "bar", "--quiet")[1] == ""


def test_lines_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_LINE_S", 0.02)
    with Meter(None) as meter:
        show = meter.of("a.md", "a.md")
        time.sleep(0.1)
        show(SPEAKING)
        time.sleep(0.1)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "briefing: a.md · reading a.md"
    assert lines[-1] == ("briefing: a.md · 12/54 sentences · 1:05 of about 4:10 · 3.0× · 1:01 left")


def test_a_name_is_shown_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    with Meter("line") as meter:
        meter.of("\x1b[2J.md", "\x1b[2J.md")(SPEAKING)
        meter._draw()
    assert "\x1b" not in capsys.readouterr().err
