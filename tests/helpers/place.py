"""A folder in which ``briefing make`` runs as a process of its own, with a slow voice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from briefing.synthesise.cache import ClipCache
from helpers.faulty import voice
from helpers.faulty_engine import PYTHONPATH

TEXT = "\n\n".join(f"आज {city} में तेज़ बारिश हुई और सड़कें बंद रहीं।" for city in (
    "दिल्ली", "पटना", "जयपुर", "भोपाल", "इंदौर", "कानपुर", "रायपुर", "शिमला",
))  # fmt: skip


class Place:
    """A folder with a script, a slow voice and a cache of its own."""

    def __init__(self, folder: Path, delay_ms: int = 100) -> None:
        self.folder = folder
        self.cache = ClipCache(folder / "cache" / "clips")
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        voice(folder, "slow", delay_ms=delay_ms, log="log")

    def start(self, *options: str, **more: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "briefing", "make", "a.txt", "--voice", "slow"]
        command += ["--date", "2026-01-31", "--jobs", "2", "--progress", "none", *options]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **self.environment, **more.pop("env", {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **more,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PYTHONPATH": PYTHONPATH,
            "BRIEFING_DATA": str(self.folder),
            "BRIEFING_CACHE": str(self.folder / "cache"),
        }

    def run(self, *options: str, **more: Any) -> tuple[int, str]:
        process = self.start(*options, **more)
        _, said = process.communicate(timeout=60)
        return process.returncode, said

    @property
    def spoken(self) -> list[str]:
        log = self.folder / "log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def wait_for(self, sentences: int) -> None:
        while len(self.spoken) < sentences:
            time.sleep(0.01)

    def episode(self) -> dict[str, bytes]:
        out = self.folder / "out" / "a"
        return {path.name: path.read_bytes() for path in out.iterdir()}
