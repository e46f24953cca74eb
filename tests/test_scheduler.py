"""The pool: order, memory, workers that are lost, requests to stop."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.faulty import utterances, voice

from briefing import engines, voices
from briefing.engines import ENGINES, SynthesisOptions
from briefing.errors import StoppedError, VoiceError
from briefing.model import Voice
from briefing.progress import Progress
from briefing.synthesise import scheduler, workers
from briefing.synthesise.cache import ClipCache
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.scheduler import Stop, WorkerPool
from briefing.synthesise.workers import InProcessWorker, SubprocessWorker, workers_that_fit

TEXTS = ("नमस्ते दिल्ली।", "आज।", "कल सुबह बारिश होगी और ठंड बढ़ेगी।", "आज।", "बस।")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path))
    return tmp_path


def crew(folder: Path, jobs: int = 1, stop: Stop | None = None) -> WorkerPool:
    return WorkerPool(ClipStore(ClipCache(folder / "cache"), 1 << 30, folder), jobs, stop)


def digests(pool: WorkerPool, voice: Voice, *texts: str) -> list[str]:
    job = pool.submit(utterances(*texts, voice=voice.name), {voice.name: voice}, SynthesisOptions())
    return [clip.digest for clip in job.clips(lambda *_: None)]


def log(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_clips_come_in_order_and_each_text_is_spoken_once_longest_first(data: Path) -> None:
    tone = voice(data, "noted", log=str(data / "log"))
    with crew(data) as one:
        found = digests(one, tone, *TEXTS)
    assert found[1] == found[3]
    assert len(set(found)) == 4
    assert log(data / "log") == [TEXTS[2], TEXTS[0], TEXTS[1], TEXTS[4]]


def test_workers_make_the_same_as_one(data: Path) -> None:
    tone = voices.find("tone")
    with crew(data / "a") as one:
        alone = digests(one, tone, *TEXTS)
    with crew(data / "b", jobs=2) as two:
        assert digests(two, tone, *TEXTS) == alone
        assert {type(worker) for worker in two._workers} == {SubprocessWorker}


def test_a_pool_that_is_isolated_loads_no_voice_here(data: Path) -> None:
    workers._engines.clear()
    store = ClipStore(ClipCache(data / "cache"), 1 << 30, data)
    with WorkerPool(store, 1, isolated=True) as pool:
        assert len(digests(pool, voices.find("tone"), *TEXTS)) == len(TEXTS)
        assert [type(worker) for worker in pool._workers] == [SubprocessWorker]
    assert not workers._engines


def test_scripts_share_the_queue_in_their_order(data: Path) -> None:
    tone = voice(data, "noted", log=str(data / "log"))
    with crew(data) as one:
        cast = {"noted": tone}
        with one._changed:  # nothing is taken before both are queued
            jobs = [
                one.submit(utterances(*texts, voice="noted"), cast, SynthesisOptions())
                for texts in (TEXTS[:2], TEXTS[1:3])
            ]
        for job in jobs:
            assert len(list(job.clips(lambda *_: None))) == 2
    assert log(data / "log") == [TEXTS[0], TEXTS[1], TEXTS[2]]
    assert [len(job.made) for job in jobs] == [2, 1]


def test_little_work_stays_in_this_process(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tone = voices.find("tone")
    with crew(data / "a", jobs=0) as few:
        digests(few, tone, *TEXTS)
        assert [type(worker) for worker in few._workers] == [InProcessWorker]
    dear = replace(tone, options={**tone.options, "cost": 10.0})
    monkeypatch.setattr(scheduler, "cores", lambda: 2)
    with crew(data / "b", jobs=0) as many:
        digests(many, dear, *TEXTS)
        assert {type(worker) for worker in many._workers} == {SubprocessWorker}


def test_no_more_workers_than_the_memory_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tone, memory = voices.find("tone"), tmp_path / "meminfo"
    memory.write_text("MemTotal: 9000000 kB\nMemAvailable: 4000000 kB\n", encoding="ascii")
    monkeypatch.setattr(workers, "Path", lambda _: memory)
    assert workers_that_fit([tone]) == 30
    assert workers_that_fit([tone, replace(tone, size_bytes=180_000_000)]) == 3
    assert workers_that_fit([replace(tone, size_bytes=1 << 50)]) == 1


def test_progress_counts_every_sentence(data: Path) -> None:
    said: list[Progress] = []
    with crew(data) as one:
        job = one.submit(utterances(*TEXTS), {"tone": voices.find("tone")}, SynthesisOptions())
        for _ in job.clips(said.append):
            pass
    done = [progress.done for progress in said if progress.stage == "speaking"]
    assert done == sorted(set(done))
    assert (done[-1], {progress.total for progress in said}) == (5, {5})
    first, *_, last = said
    assert (first.stage, first.done, first.audio_ms, first.voices) == ("loading", 0, 0, ("tone",))
    assert (first.speed, first.left_s) == (None, None)
    assert last.audio_ms == last.whole_ms == pytest.approx(60 * 53 + 40 * 12, rel=0.1)
    assert last.left_s == 0
    with crew(data) as again:
        cached = again.submit(utterances(*TEXTS), {"tone": voices.find("tone")}, SynthesisOptions())
        said.clear()
        for _ in cached.clips(said.append):
            pass
    (only,) = said
    assert (only.stage, only.done, only.speed) == ("speaking", 5, None)
    assert only.audio_ms == only.whole_ms > 0


def test_progress_begins_at_the_beginning(data: Path) -> None:
    """Workers may be done before anyone asks for the first clip."""
    said: list[Progress] = []
    with crew(data) as one:
        job = one.submit(utterances(*TEXTS), {"tone": voices.find("tone")}, SynthesisOptions())
        while job.pending:
            for key in set(job.keys):
                one.wait(job, key)
        assert len(list(job.clips(said.append))) == len(TEXTS)
    assert [(progress.stage, progress.done) for progress in said] == [
        ("loading", 0),
        ("speaking", 5),
    ]


def test_a_killed_worker_costs_its_sentence_alone(data: Path) -> None:
    noted = {"log": str(data / "log"), "faults": {"बारिश": "killed"}, "once": str(data / "came")}
    fragile = voice(data, "fragile", **noted)
    with crew(data / "a", jobs=2) as two:
        found = digests(two, fragile, *TEXTS)
    assert (data / "came").exists()
    assert sorted(log(data / "log")) == sorted(set(TEXTS))
    with crew(data / "b") as one:
        assert digests(one, fragile, *TEXTS) == found


def test_a_sentence_that_kills_every_worker_is_named(data: Path) -> None:
    deadly = voice(data, "deadly", faults={"बारिश": "killed"})
    with crew(data, jobs=2) as two:
        with pytest.raises(VoiceError, match=r"lost 3 times, at last: killed by signal 9.*बारिश"):
            digests(two, deadly, *TEXTS)
        assert digests(two, deadly, TEXTS[0], TEXTS[1]), "the pool goes on"


def test_out_of_memory_once_changes_nothing(data: Path) -> None:
    options = {"faults": {"बारिश": "out of memory"}, "once": str(data / "came")}
    fragile = voice(data, "fragile", **options)
    with crew(data / "a", jobs=2) as two:
        found = digests(two, fragile, *TEXTS)
    with crew(data / "b") as one:
        assert digests(one, fragile, *TEXTS) == found


@pytest.mark.parametrize("jobs", [1, 2])
def test_stopping_finishes_what_runs_and_keeps_it(jobs: int, data: Path) -> None:
    slow = voice(data, "slow", delay_ms=300, log=str(data / "log"))
    stop = Stop()
    texts = [f"आज {word} में बारिश हुई।" for word in ("दिल्ली", "पटना", "जयपुर", "भोपाल", "इंदौर")]

    def ask() -> None:
        while not log(data / "log"):
            time.sleep(0.01)
        stop.signum = 15

    asking = threading.Thread(target=ask)
    asking.start()
    with crew(data, jobs, stop) as stopped, pytest.raises(StoppedError) as caught:
        digests(stopped, slow, *texts)
    asking.join()
    assert caught.value.exit_code == 143
    kept = ClipCache(data / "cache").info().entries
    assert kept == len(log(data / "log")) < len(texts)
    with crew(data) as again:
        digests(again, slow, *texts)
    assert sorted(log(data / "log")) == sorted(texts)


def test_a_voice_that_is_not_installed_fails_before_any_work(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = replace(ENGINES["tone"], modules=("no_such_module",), extra="more")
    monkeypatch.setattr(engines, "ENGINES", {"tone": lacking})
    with crew(data) as one, pytest.raises(VoiceError, match=r"\[more\]"):
        one.submit(utterances(*TEXTS), {"tone": voices.find("tone")}, SynthesisOptions())
    assert one._workers == []


def test_the_wrong_rate_is_told(data: Path) -> None:
    wrong = replace(voice(data, "wrong"), rate_hz=16_000)
    with crew(data) as one, pytest.raises(VoiceError, match=r"rate_hz = 16000.*24000"):
        digests(one, wrong, *TEXTS)
