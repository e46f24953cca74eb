"""Measure how work spreads over workers.

    python bench/scaling.py real [--voice hm_omega] [--minutes 1]     worker processes, 1 and 2
    python bench/scaling.py simulated [--minutes 20]                  1 to 64 workers that sleep
    python bench/scaling.py dask [--minutes 4] [--workers 1 2 4 8]    Dask over TCP, that sleep

Workers that sleep take as long as a voice would, divided by ``--hurry``: everything else (queue,
store, stitching, the cluster's messages) is real and not hurried, so it counts that much more.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from machine import name, record, recordable, run, text

from briefing import voices
from briefing.engines import SynthesisOptions
from briefing.model import Utterance
from briefing.synthesise import check, flac
from briefing.synthesise.cache import ClipCache
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.scheduler import WorkerPool
from briefing.synthesise.workers import SynthesisTask, Worker

#: Seconds of work for a second of speech (the default voice, one thread).
COST = 0.4


@cache
def noise(rate_hz: int) -> bytes:
    """Return four seconds of a clip that is no smaller than speech."""
    samples = np.random.default_rng(1).normal(0, 0.01, 4 * rate_hz).astype(np.float32)
    return flac.pack(samples, rate_hz)


class Sleeper:
    """A worker that sleeps as long as it would speak, and gives the same noise each time."""

    def __init__(self, hurry: float) -> None:
        self._hurry = hurry

    def speak(self, task: SynthesisTask) -> bytes:
        expected_ms = check.pace(task.voice).expected_ms(task.spoken)
        time.sleep(expected_ms / 1000 * COST / self._hurry)
        return noise(task.voice.rate_hz)

    def close(self) -> None:
        """Have nothing to close."""


def spread(minutes: float, workers: list[Worker]) -> tuple[float, float]:
    """Speak a text with workers; return the wall time and the seconds of speech."""
    voice = voices.find("hm_omega")
    sentences = [s.strip() + "।" for s in text(minutes).replace("\n", " ").split("।") if s.strip()]
    utterances = [Utterance(s, s, 0, i, voice.name) for i, s in enumerate(sentences)]
    with tempfile.TemporaryDirectory() as folder:
        store = ClipStore(ClipCache(Path(folder)), 1 << 40, Path(folder))
        with WorkerPool(store, distant=workers) as crew:
            begun = time.monotonic()
            job = crew.submit(utterances, {voice.name: voice}, SynthesisOptions())
            clips = list(job.clips(lambda *_: None))
            wall_s = time.monotonic() - begun
    pace = check.pace(voice)
    return wall_s, sum(pace.expected_ms(clip.utterance.spoken) for clip in clips) / 1000


def table(rows: list[tuple[int, float, float]], hurry: float) -> None:
    """Print workers, wall time, speed-up, efficiency, speed against real time."""
    print(f"{'workers':>8}{'wall s':>9}{'speed-up':>10}{'efficiency':>12}{'real time':>11}")
    for workers, wall_s, speech_s in rows:
        speed_up = rows[0][1] / wall_s
        share = speed_up * rows[0][0] / workers
        wall_s *= hurry
        print(f"{workers:8}{wall_s:9.1f}{speed_up:10.2f}{share:12.2f}{speech_s / wall_s:10.1f}×")


def simulated(args: argparse.Namespace) -> None:
    counts = args.workers or [1, 2, 4, 8, 16, 32, 64]
    rows = [(n, *spread(args.minutes, [Sleeper(args.hurry)] * n)) for n in counts]
    table(rows, args.hurry)


def asleep(task: SynthesisTask, hurry: float) -> bytes:
    """Sleep on a machine of the cluster."""
    return Sleeper(hurry).speak(task)


def dask(args: argparse.Namespace) -> None:
    from distributed import Client, LocalCluster

    class Sent:
        """A worker that lets the cluster sleep."""

        def speak(self, task: SynthesisTask) -> bytes:
            data: bytes = client.submit(asleep, task, args.hurry, pure=False).result()
            return data

        def close(self) -> None:
            """Have nothing to close."""

    rows = []
    for n in args.workers or [1, 2, 4, 8]:
        with (
            LocalCluster(
                n_workers=n, threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as cluster,
            Client(cluster) as client,
        ):
            client.wait_for_workers(n)
            spread(0.2, [Sent() for _ in range(2 * n)])  # imports
            rows.append((n, *spread(args.minutes, [Sent() for _ in range(2 * n)])))
    table(rows, args.hurry)


def real(args: argparse.Namespace) -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        script, clips = Path(folder) / "script.txt", Path(folder) / "cache"
        script.write_text("नमस्ते।", encoding="utf-8")
        out = ("-o", folder, "--voice", args.voice, "--quiet", "--format", "opus")
        run("make", str(script), *out, "--slug", "warm", cache=clips)  # the model's file
        script.write_text(text(args.minutes), encoding="utf-8")
        for jobs in args.workers or [1, 2]:
            ClipCache(clips / "clips").clear()
            used = run("make", str(script), *out, "--jobs", str(jobs), cache=clips)
            rows.append((jobs, used.wall_s, args.minutes * 60))
    table(rows, 1.0)
    if args.record:
        record("scaling", wall_s={str(jobs): wall_s for jobs, wall_s, _ in rows})


WAYS: dict[str, Callable[[argparse.Namespace], None]] = {
    "real": real,
    "simulated": simulated,
    "dask": dask,
}


def main() -> None:
    parser = recordable(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--voice", default="hm_omega")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--workers", type=int, nargs="+")
    parser.add_argument("--hurry", type=float, default=4)
    args = parser.parse_args()
    args.minutes = args.minutes or {"real": 1, "simulated": 20, "dask": 4}[args.way]
    print(name())
    WAYS[args.way](args)


if __name__ == "__main__":
    main()
