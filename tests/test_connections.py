"""Nothing goes out that the user did not ask for: seen from Python, and from the system's calls."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from test_faults import children

ROOT = Path(__file__).parent.parent
#: Run commands in one process; note each event by which Python's own code reaches the net.
GUARDED = """
import json, sys
seen = []
OUT = ("connect", "getaddrinfo", "gethostbyname", "sendto", "sendmsg")
OUT = {f"socket.{name}" for name in OUT}
sys.addaudithook(lambda event, args: seen.append(event) if event in OUT else None)
from briefing.cli import main
for command in json.loads(sys.argv[1]):
    try:
        main(command, prog_name="briefing")
    except SystemExit as end:
        if end.code and command[0] not in ("lint", "feed"):
            raise
print("seen", seen)
"""
COMMANDS = [
    [
        "make",
        "a.txt",
        "--voice",
        "VOICE",
        "--jobs",
        "2",
        "--cache-bytes",
        "0",
        "--date",
        "2026-01-31",
    ],
    ["say", "नमस्ते", "--voice", "VOICE"],
    ["feed"],
    ["page"],
    ["lint", "out", "a.txt.mp3"],
    ["normalise", "a.txt"],
    ["pronounce", "शिकायत"],
    ["voices"],
    ["doctor"],
    ["cache", "info"],
]
#: A session of onnxruntime, from the first place that makes one.
SESSION = "from briefing.engines.kokoro.optimise import signed_products_are_exact as f; f()"


#: What asks for an address, or for a connection to one; a server's own calls are others.
CALLS = re.compile(r"(connect|sendto|sendmsg|sendmmsg)\(\d+, .*(AF_INET|nscd)")


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    """Start Python in a folder that is all it has, under strace where there is one."""
    (folder / "cache").mkdir(exist_ok=True)
    tracing = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(folder / "trace")]
    return subprocess.Popen(
        [*(tracing if shutil.which("strace") else []), sys.executable, *command],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if "TELEMETRY" not in name},
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "HOME": str(folder),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def calls(folder: Path) -> list[str]:
    """Return the calls that lead out, where they could be seen."""
    trace = folder / "trace"
    lines = trace.read_text().splitlines() if trace.is_file() else []
    return [line for line in lines if CALLS.search(line)]


def run(folder: Path, *command: str) -> tuple[str, list[str]]:
    """Run Python; return what it printed and the calls that lead out."""
    process = start(folder, *command)
    printed, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    return printed, calls(folder)


def no_connection(folder: Path, voice: str) -> None:
    (folder / "a.txt").write_text("नमस्ते।\n\nआज बारिश हुई।\n", encoding="utf-8")
    shutil.copy(ROOT / "tests" / "cases" / "sentences.tsv", folder / "a.txt.mp3")
    commands = [[voice if word == "VOICE" else word for word in words] for words in COMMANDS]
    printed, led_out = run(folder, "-c", GUARDED, json.dumps(commands))
    assert printed.splitlines()[-1] == "seen []"
    assert led_out == []


def test_commands_open_no_connection(tmp_path: Path) -> None:
    no_connection(tmp_path, "tone")


@pytest.mark.voice
def test_the_real_voice_opens_no_connection(tmp_path: Path) -> None:
    no_connection(tmp_path, "hm_omega")


def test_onnxruntime_keeps_no_record_and_sends_none(tmp_path: Path) -> None:
    _, led_out = run(tmp_path, "-c", SESSION)
    assert led_out == []
    assert list((tmp_path / "cache").rglob("*")) == []


def test_the_guard_sees_a_connection(tmp_path: Path) -> None:
    """Were it blind, the tests above could not fail."""
    code = GUARDED.partition("from briefing")[0]
    code += "import socket\nsocket.socket(type=2).connect(('127.0.0.1', 9))\nprint(seen)\n"
    printed, led_out = run(tmp_path, "-c", code)
    assert printed == "['socket.connect']\n"
    assert bool(led_out) == bool(shutil.which("strace"))


def test_the_server_opens_no_connection(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    make = ["make", "a.txt", "--voice", "tone", "--date", "2026-01-31"]
    (tmp_path / "a.txt").write_text("नमस्ते।", encoding="utf-8")
    run(tmp_path, "-m", "briefing", *make)
    (tmp_path / "trace").unlink(missing_ok=True)
    process = start(tmp_path, "-m", "briefing", "serve", "--port", "0")
    assert process.stdout is not None
    words = process.stdout.readline().split()
    (url,) = (word for word in words if word.startswith("http://"))
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200
    for child in (*children(process.pid), process.pid):
        os.kill(child, signal.SIGINT)
    process.communicate(timeout=30)
    assert calls(tmp_path) == []
