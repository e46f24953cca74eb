"""What the world does to a run: signals, full disks, killed helpers, a second run beside it."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.benches import bench
from helpers.place import TEXT, Place

from briefing import pipeline
from briefing.config import Settings
from briefing.system import ffmpeg
from briefing.system.disk_cache import DiskCache

ROOT = Path(__file__).parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Make the episode undisturbed."""
    calm = Place(tmp_path_factory.mktemp("calm"))
    assert calm.run() == (0, "")
    return calm.episode()


def goes_on(place: Place, wanted: dict[str, bytes]) -> None:
    """Check that the next run speaks nothing again and makes the same episode."""
    held = place.cache.info().entries
    before = len(place.spoken)
    code, said = place.run()
    assert code == 0, said
    assert len(place.spoken) - before == 9 - held
    assert place.episode() == wanted


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)],
    ids=["INT", "TERM"],
)
def test_a_signal_finishes_what_runs(
    number: int, code: int, place: Place, wanted: dict[str, bytes]
) -> None:
    process = place.start()
    place.wait_for(2)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == code
    assert "finishing what is running" in said
    assert "stopped\n  → run the same command again to go on from here" in said
    assert "Traceback" not in said
    assert 2 <= place.cache.info().entries == len(place.spoken) < 9
    assert not (place.folder / "out").exists()
    goes_on(place, wanted)


def test_a_second_signal_stops_at_once(tmp_path: Path) -> None:
    place = Place(tmp_path, delay_ms=60_000)
    process = place.start()
    while not list(children(process.pid)):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    while "finishing" not in (line := process.stderr.readline()):
        assert line, "it ended before it was told to finish"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in said) == (130, False)
    assert list((place.folder / "out").rglob("*.*")) == []


def test_a_kill_loses_nothing_that_was_finished(place: Place, wanted: dict[str, bytes]) -> None:
    process = place.start()
    place.wait_for(4)
    process.kill()
    process.communicate()
    assert place.cache.info().entries >= 2
    time.sleep(1)  # its workers notice, each after its sentence
    goes_on(place, wanted)


def children(pid: int) -> Iterator[int]:
    """Yield the processes that a process started."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            yield int(stat.parent.name)


@pytest.mark.slow
def test_killed_workers_change_nothing(place: Place, wanted: dict[str, bytes]) -> None:
    process = place.start()
    for sentences in (1, 4):
        place.wait_for(sentences)
        victim = next(children(process.pid))
        os.kill(victim, signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert place.episode() == wanted
    assert len(place.spoken) <= 11, "each kill costs a sentence at most"


@pytest.mark.slow
def test_workers_end_with_their_parent(place: Place) -> None:
    process = place.start()
    place.wait_for(1)
    workers = list(children(process.pid))
    assert len(workers) == 2
    process.kill()
    process.communicate()
    for _ in range(300):
        if not any(Path(f"/proc/{pid}/environ").exists() for pid in workers):
            break
        time.sleep(0.05)
    alive = [pid for pid in workers if "workers" in _command(pid)]
    assert alive == []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.mark.slow
def test_the_output_folder_goes_away(place: Place, wanted: dict[str, bytes]) -> None:
    process = place.start()
    place.wait_for(2)
    out = place.folder / "out"
    out.rename(place.folder / "gone")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the output folder was removed or moved" in said
    assert "run the same command again" in said
    assert "Traceback" not in said
    goes_on(place, wanted)


def test_a_file_that_cannot_grow(place: Place, wanted: dict[str, bytes]) -> None:
    """Stand in for a full disk that needs no rights: no file may grow beyond 100 kB."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    code, said = place.run(preexec_fn=limit)
    assert code == 1
    assert "File too large" in said
    assert "Traceback" not in said
    goes_on(place, wanted)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount disks of some kilobytes, where that is allowed."""
    mounted: list[Path] = []

    def mount(kilobytes: int) -> Path:
        disk = tmp_path / f"disk{len(mounted)}"
        disk.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("mounting is not allowed here")
        mounted.append(disk)
        return disk

    yield mount
    for disk in mounted:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [64, 1300], ids=["no room to stitch", "no room to encode"])
def test_the_disk_is_full(
    kilobytes: int, place: Place, wanted: dict[str, bytes], small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(kilobytes)
    code, said = place.run("-o", str(disk / "out"))
    assert code == 1
    assert "No space left on device" in said
    assert "free" in said
    assert "finished clips are kept" in said
    assert "Traceback" not in said
    assert list((disk / "out").rglob("*.*")) == []
    goes_on(place, wanted)


@pytest.mark.slow
def test_the_disk_of_the_cache_is_full(
    place: Place, wanted: dict[str, bytes], small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(64)
    code, said = place.run(env={"BRIEFING_CACHE": str(disk)})
    assert code == 0
    assert f"the clip cache takes nothing more: {disk}" in said
    assert "No space left on device" in said
    assert place.episode() == wanted


@pytest.mark.slow
def test_the_disk_of_temporary_files_is_full(
    place: Place, wanted: dict[str, bytes], small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(16)
    (disk / "filling").write_bytes(bytes(12_000))
    environment = {"TMPDIR": str(disk)}
    assert place.run(env=environment) == (0, "")
    assert place.episode() == wanted
    page = subprocess.run(
        [sys.executable, "-m", "briefing", "page"],
        cwd=place.folder,
        env={**os.environ, **place.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert page.returncode == 1
    assert "No space left on device" in page.stderr
    assert "Traceback" not in page.stderr
    assert sorted(path.name for path in disk.iterdir()) == ["filling"]


@pytest.mark.slow
def test_the_cache_cannot_be_made(place: Place, wanted: dict[str, bytes]) -> None:
    (place.folder / "file").write_text("")
    code, said = place.run(env={"BRIEFING_CACHE": str(place.folder / "file" / "cache")})
    assert code == 0
    assert "the clip cache takes nothing more" in said
    assert place.episode() == wanted


@pytest.mark.parametrize(
    "arguments",
    [".mp3", pytest.param("null", marks=pytest.mark.slow)],
    ids=["encoding", "measuring"],
)
def test_ffmpeg_is_killed(arguments: str, place: Place, wanted: dict[str, bytes]) -> None:
    real = ffmpeg.executable()
    fragile = place.folder / "ffmpeg"
    fragile.write_text(f'#!/bin/sh\ncase "$*" in *{arguments}*) kill -9 $$;; esac\n{real} "$@"\n')
    fragile.chmod(0o755)
    code, said = place.run(env={"BRIEFING_FFMPEG": str(fragile)})
    assert code == 1
    assert "(signal 9)" in said
    assert "run the same command again" in said
    assert list((place.folder / "out").rglob("*.*")) == []
    goes_on(place, wanted)


def test_two_runs_of_the_same_script(place: Place, wanted: dict[str, bytes]) -> None:
    both = [place.start(), place.start()]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert ([process.returncode for process in both], said) == ([0, 0], ["", ""])
    assert place.episode() == wanted


@pytest.mark.slow
def test_what_a_killed_run_left_is_removed(place: Place, wanted: dict[str, bytes]) -> None:
    left = place.folder / "out" / "a" / ".work-left"
    left.mkdir(parents=True)
    (left / "episode.pcm").write_bytes(bytes(100))
    goes_on(place, wanted)


@pytest.mark.slow
def test_the_clock_and_the_workers_are_not_in_the_bytes(
    place: Place, wanted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFING_DATA", str(place.folder))
    monkeypatch.setenv("BRIEFING_CACHE", str(place.folder / "cache"))
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    monkeypatch.chdir(place.folder)
    ticks = iter(range(10**9, 0, -1000))
    monkeypatch.setattr(time, "time", lambda: float(next(ticks)))
    settings = Settings(voice="slow", date="2026-01-31", jobs=1)
    pipeline.make("a.txt", settings)
    assert place.episode() == wanted


def test_the_disk_of_the_cache_is_slow(
    place: Place, wanted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes as slowly as the voice speaks: the same episode, and nothing spoken twice."""
    for name, delay_s in (("put", 0.1), ("read", 0.05), ("holds", 0.02)):
        usual = getattr(DiskCache, name)

        def late(*args: Any, usual: Any = usual, delay_s: float = delay_s) -> Any:
            time.sleep(delay_s)
            return usual(*args)

        monkeypatch.setattr(DiskCache, name, late)
    monkeypatch.setenv("BRIEFING_DATA", str(place.folder))
    monkeypatch.setenv("BRIEFING_CACHE", str(place.folder / "cache"))
    monkeypatch.chdir(place.folder)
    pipeline.make("a.txt", Settings(voice="slow", date="2026-01-31", jobs=2))
    assert place.episode() == wanted
    assert len(place.spoken) == len(set(place.spoken)) == 9


@pytest.mark.slow
def test_json_tells_what_changed(place: Place) -> None:
    def run() -> dict[str, Any]:
        made: dict[str, Any] = json.loads(place.start("--json").communicate(timeout=60)[0])["run"]
        return made

    assert run() == {"spoken": 9, "reused": 0, "failed": 0, "changed": None}
    assert run() == {"spoken": 0, "reused": 9, "failed": 0, "changed": []}
    (place.folder / "a.txt").write_text(TEXT.replace("पटना", "गया"), encoding="utf-8")
    assert run() == {"spoken": 1, "reused": 8, "failed": 0, "changed": [2]}


@pytest.mark.slow
def test_chaos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path))
    report = bench("chaos").chaos(tmp_path, kills=6, sentences=20)
    assert (report.kills, report.wrong) == (6, [])


@pytest.mark.slow
def test_pairs_of_runs(tmp_path: Path) -> None:
    assert bench("chaos").pairs(tmp_path, 4).wrong == []
