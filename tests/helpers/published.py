"""A folder of episodes for the tests of what is published: manifests as `briefing make` writes."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from briefing.episode import manifest
from briefing.system import ffmpeg

EVIL = "<script>alert('1')</script> & \"रात\""
Said = list[tuple[int, int, str, str]]

SAID: Said = [
    (0, 0, "hm_omega", "शाम की ख़बरें"),
    (0, 1, "hm_omega", "नमस्कार।"),
    (0, 1, "hm_omega", "आज 5 ख़बरें।"),
    (2, 0, "hm_omega", "बाज़ार"),
    (2, 1, "hf_alpha", "बाज़ार ₹20 चढ़ा।"),
    (2, 2, "hm_omega", "शुक्रिया।"),
]


def audio(file: Path, seconds: int) -> None:
    """Make an MP3 that is loud in its first half and quiet in its second."""
    tone = f"sine=220:duration={seconds},volume='if(lt(t,{seconds / 2}),1,0.1)':eval=frame"
    arguments = ["-f", "lavfi", "-i", tone, "-c:a", "libmp3lame", "-b:a", "64k", str(file)]
    ffmpeg.run(arguments, doing="making a test tone")


def voice(name: str) -> dict[str, Any]:
    gender = {"hm": "male", "hf": "female"}.get(name[:2], "none")
    licence = {"name": "Apache-2.0", "commercial": True, "url": "https://example.org/l"}
    return {"name": name, "engine": "kokoro", "gender": gender, "licence": licence}


def episode(
    folder: Path, *, said: Said = SAID, seconds: int = 12, sound: bool = False, **changes: Any
) -> Path:
    """Write an episode whose sentences take equal times; return its manifest's file."""
    folder.mkdir(parents=True)
    file = folder / f"{folder.name}.mp3"
    if sound:
        audio(file, seconds)
    else:
        file.write_bytes(bytes(range(256)) * 4)
    step = seconds * 1000 // len(said)
    starts = {c: i * step for i, (c, *_) in reversed(list(enumerate(said)))}
    starts = dict(sorted(starts.items()))
    ends = [*list(starts.values())[1:], seconds * 1000]
    titles = {0: "शाम की ख़बरें", 2: "बाज़ार"} | changes.pop("titles", {})
    table = {
        "schema": manifest.SCHEMA,
        "guid": folder.name,
        "title": "शाम की ख़बरें",
        "slug": folder.name,
        "date": "2026-01-31",
        "author": "समाचार कक्ष",
        "language": "hi",
        "source": "a.md",
        "episode": None,
        "season": None,
        "audio": {
            "file": file.name,
            "mime_type": "audio/mpeg",
            "size_bytes": file.stat().st_size,
            "duration_ms": seconds * 1000,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        },
        "voices": [voice(name) for name in dict.fromkeys(v for _, _, v, _ in said)],
        "chapters": [
            {"title": titles[c], "start_ms": start, "end_ms": end}
            for (c, start), end in zip(starts.items(), ends, strict=True)
        ],
        "utterances": [
            {"written": text, "chapter": c, "paragraph": p, "voice": v}
            | {"start_ms": i * step, "end_ms": i * step + step - 100}
            for i, (c, p, v, text) in enumerate(said)
        ],
        "links": [],
    }
    text = json.dumps(table | changes, ensure_ascii=False)
    (folder / manifest.NAME).write_text(text, encoding="utf-8")
    return folder / manifest.NAME


def record(**parts: Any) -> manifest.Manifest:
    """Return the manifest of an episode that was never made, but for the parts that are given."""
    audio = {"file": "a.mp3", "mime_type": "audio/mpeg", "size_bytes": 1, "duration_ms": 60_000}
    table = {
        "schema": manifest.SCHEMA,
        "guid": "a",
        "title": "शाम की ख़बरें",
        "slug": "a",
        "date": "2026-01-31",
        "source": "a.md",
        "audio": {**audio, "sha256": "0" * 64},
        "voices": [],
        "chapters": [],
        "utterances": [],
    }
    return manifest.from_dict(table | parts, "a test")


@contextmanager
def server(*arguments: str, cwd: Path, logs: bool = False) -> Iterator[str]:
    """Start a server of the command line, give its address, and end it with Ctrl-C.

    It must end well, and say nothing but its address, unless it ``logs`` what is asked.
    """
    program = python(*arguments, cwd=cwd)
    assert program.stdout is not None
    yield program.stdout.readline().strip()
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=10)
    assert (program.returncode, out, "" if logs else err) == (0, "", "")


def python(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """Start the command line as a program of its own, with a cache of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    environment["BRIEFING_CACHE"] = str(cwd / "cache")
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
