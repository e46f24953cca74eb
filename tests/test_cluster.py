"""A real Dask scheduler and two worker processes, over TCP on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.place import Place

from briefing import voices
from briefing.engines import SynthesisOptions
from briefing.errors import BriefingError
from briefing.synthesise.check import UnspokenError
from briefing.synthesise.cluster import DaskWorker, SharedCache
from briefing.synthesise.flac import pack
from briefing.synthesise.workers import SynthesisTask

pytest.importorskip("distributed")


class Cluster:
    """A scheduler and its workers, each a process, with the voice and the log of a place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._file = place.folder / "scheduler.json"
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0")]
        self.processes += [
            self._start(
                "worker", "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--name", name
            )
            for name in ("one", "two")
        ]

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, "--scheduler-file", str(self._file)]
        command += ["--no-dashboard", *options]
        return subprocess.Popen(
            command,
            cwd=self._place.folder,
            env={**os.environ, **self._place.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def address(self) -> str:
        while not self._file.exists() or not self._file.read_text():
            time.sleep(0.05)
        address: str = json.loads(self._file.read_text())["address"]
        return address

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, delay_ms=200)


@pytest.fixture
def cluster(place: Place) -> Iterator[Cluster]:
    cluster = Cluster(place)
    yield cluster
    cluster.close()


@pytest.mark.slow
def test_a_cluster_makes_the_same_and_a_lost_worker_costs_its_sentences(
    place: Place, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> None:
    process = place.start("--cluster", cluster.address)
    place.wait_for(3)
    cluster.processes[1].send_signal(signal.SIGKILL)
    _, said = process.communicate(timeout=90)
    assert (process.returncode, said) == (0, "")
    assert len(place.spoken) <= 11
    alone = Place(tmp_path_factory.mktemp("alone"), delay_ms=200)
    assert alone.run() == (0, "")
    assert place.episode() == alone.episode()


@pytest.mark.slow
def test_machines_share_a_cache(place: Place, cluster: Cluster) -> None:
    options = ("--cluster", cluster.address, "--shared-cache", str(place.folder / "shared"))
    assert place.run(*options) == (0, "")
    assert len(place.spoken) == 9
    place.cache.clear()
    assert place.run(*options) == (0, "")
    assert len(place.spoken) == 9


@pytest.mark.slow
def test_another_voice_on_a_machine_is_told(place: Place, cluster: Cluster) -> None:
    toml = place.folder / "voices" / "slow" / "voice.toml"
    other = place.folder / "other" / "voices" / "slow"
    other.mkdir(parents=True)
    (other / "voice.toml").write_text(toml.read_text().replace("0.7", "0.6"))
    data = {"BRIEFING_DATA": str(place.folder / "other")}
    code, said = place.run("--cluster", cluster.address, env=data)
    assert code == 1
    assert "has another slow" in said
    assert "on every machine" in said


@pytest.mark.slow
def test_a_cluster_of_its_own(place: Place) -> None:
    assert place.run("--cluster", "local") == (0, "")
    assert len(place.spoken) == 9


@pytest.mark.slow
def test_no_cluster_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = place.run("--cluster", "tcp://127.0.0.1:9")
    assert code == 1
    assert "tcp://127.0.0.1:9: no cluster" in said
    assert "dask scheduler" in said
    assert "Traceback" not in said


HTML = "<title>an error</title>"


class _Untouched:
    """What a hostile scheduler might send: it would run code when it is used."""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (HTML.encode(), "not a FLAC"),
        (HTML, "gave a str"),
        (None, "gave a NoneType"),
        (_Untouched(), "gave a _Untouched"),
        (b"RIFF" + bytes(100), "not a FLAC"),
        (pack(np.zeros(100, np.float32), 8000), "at 8000 Hz"),
        (pack(np.zeros(100, np.float32), 24_000)[:-3], "no clip"),
        (b"fLaC" + bytes(14) + b"\xff" * 100, "no clip"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_cluster_gives_clips_and_nothing_else(answer: object, words: str, tmp_path: Path) -> None:
    class Answers:
        def submit(self, *_: object, **__: object) -> Answers:
            return self

        def result(self) -> object:
            return answer

    task = SynthesisTask("key", "नमस्ते", voices.find("tone"), SynthesisOptions())
    with pytest.raises(UnspokenError, match=words):
        DaskWorker(Answers(), "").speak(task)


def test_a_shelf_keeps_whole_clips(tmp_path: Path) -> None:
    data = pack(np.full(100, 0.5, np.float32), 24_000)
    for url in (str(tmp_path / "shelf"), "memory://shelf"):
        shelf = SharedCache(url)
        assert shelf.get("ab" * 32) is None
        shelf.put("ab" * 32, data)
        assert shelf.get("ab" * 32) == data
        shelf.put("ab" * 32, data[:-2])
        assert shelf.get("ab" * 32) is None


@pytest.mark.parametrize("url", ["nonesuch://asha:hun@ter2x@h/p", "/dev/null/shelf"])
def test_a_shelf_that_cannot_be_used(url: str) -> None:
    with pytest.raises(BriefingError) as caught:
        SharedCache(url).put("ab" * 32, b"")
    assert "--shared-cache" in caught.value.remedy
    assert "ter2x" not in str(caught.value)
