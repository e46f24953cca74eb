"""Synthesise utterances on all cores: longest first, each text once, results in script order.

Clips travel through the store, not through memory, so it does not matter how far apart two
sentences are finished. Each worker has a thread here that takes the next text from one queue.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.engines import SynthesisOptions, cost, require
from briefing.errors import StoppedError
from briefing.model import Utterance, Voice
from briefing.synthesise import check, flac
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.job import ScriptJob, Work
from briefing.synthesise.workers import (
    InProcessWorker,
    SubprocessWorker,
    SynthesisTask,
    Worker,
    WorkerLostError,
    workers_that_fit,
)
from briefing.system.machine import cores

#: Less work than this (seconds, estimated) stays in this process: a worker with the default voice
#: takes about 1.2 s to start, so two of them win from a little over a second of work on.
WORTH_S = 2.0
#: A text whose worker is lost this many times is what kills it.
MOST_CRASHES = 3
_TICK_S = 0.2


@dataclass
class Stop:
    """A request to finish what runs and begin nothing more: the signal's number, 0 for none."""

    signum: int = 0


class WorkerPool:
    """Workers and their queue, for the utterances of any number of scripts.

    One lock (``_changed``) guards the queue, the workers and the state of every job; the methods of
    a :class:`ScriptJob` that the pool calls (``expect``, ``queued``, ``finish``) run while it is
    held. ``most_workers`` is the number of worker processes, 0 for one per core where there is
    enough to do and memory for them. ``distant`` workers, if any, are used instead. ``isolated``
    has not even a little work done in this process, which then loads no voice.
    """

    def __init__(
        self,
        store: ClipStore,
        most_workers: int = 0,
        stop: Stop | None = None,
        distant: Sequence[Worker] = (),
        *,
        isolated: bool = False,
    ) -> None:
        self.store = store
        self.stop = stop or Stop()
        self._most_workers = most_workers or cores()
        self._chosen = bool(most_workers)
        self._distant = distant
        self._isolated = isolated
        self._workers: list[Worker] = []
        self._queue: list[Work] = []
        self._known: dict[str, Work] = {}  # by key, until done
        self._submitted = self._busy = 0
        self._closed = False
        self._changed = threading.Condition()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            workers = list(self._workers)
        for worker in workers:
            worker.close()
        self.store.close()

    @property
    def size(self) -> int:
        """How many texts can be spoken at once."""
        return len(self._distant) or self._most_workers

    @property
    def wants_more_work(self) -> bool:
        """Whether workers could soon have nothing to do."""
        return len(self._queue) < 2 * self.size

    def submit(
        self,
        utterances: Sequence[Utterance],
        voices: Mapping[str, Voice],
        options: SynthesisOptions,
        *,
        keep_going: bool = False,
    ) -> ScriptJob:
        """Queue what is not in the store, after the scripts that came before.

        Raises
        ------
        BriefingError
            if a voice that must speak is not installed or not described well.
        """
        job = ScriptJob(self, utterances, voices, options, keep_going=keep_going)
        wanted = {key: i for i, key in reversed(list(enumerate(job.keys)))}
        lacking = [i for key, i in wanted.items() if not self.store.holds(key)]
        for name in sorted({utterances[i].voice for i in lacking}):
            require(voices[name])
        if not self._chosen:
            self._most_workers = min(self._most_workers, workers_that_fit(voices.values()))
        with self._changed:
            for i in lacking:
                self._want(job, i)
            job.queued()
            self._submitted += 1
            self._start_workers()
        return job

    def repeat(self, job: ScriptJob, index: int) -> None:
        """Queue an utterance again even though the store claims to have its clip."""
        with self._changed:
            self._want(job, index, again=True)
            self._start_workers()

    def _want(self, job: ScriptJob, index: int, *, again: bool = False) -> None:
        """Queue the text of a job's utterance, unless it is on its way already."""
        task, key = job.task(index), job.keys[index]
        work = self._known.get(key)
        if work is None:
            expected_ms = job.expected_ms[key]
            cost_s = expected_ms / 1000 * cost(task.voice)
            work = Work((self._submitted, -expected_ms, index), task, cost_s, again, [])
            self._known[key] = work
            heapq.heappush(self._queue, work)
        work.waiting_jobs.append(job)
        job.expect(work)

    def cancel(self, job: ScriptJob) -> None:
        """Take out of the queue what only this job wanted."""
        with self._changed:
            for work in job.pending.values():
                work.waiting_jobs.remove(job)
            job.pending.clear()
            idle = [work for work in self._queue if not work.waiting_jobs]
            self._queue = [work for work in self._queue if work.waiting_jobs]
            heapq.heapify(self._queue)
            for work in idle:
                del self._known[work.task.key]

    def wait(self, job: ScriptJob, key: str) -> BaseException | None:
        """Wait a moment for a text; return what went wrong with it.

        Raises
        ------
        StoppedError
            if the pool was asked to stop before it began with the text.
        """
        with self._changed:
            if key in job.pending:
                if self.stop.signum and not self._busy:
                    raise StoppedError(self.stop.signum)
                self._changed.wait(_TICK_S)
            return job.errors.get(key)

    def _start_workers(self) -> None:
        """Start as many workers as the queue is worth, and wake those there are."""
        self._changed.notify_all()
        waiting = len(self._queue) + self._busy
        if self._distant:
            self._start(self._distant if waiting and not self._workers else [])
            return
        processes = [worker for worker in self._workers if isinstance(worker, SubprocessWorker)]
        most = min(self._most_workers, waiting)
        small = not self._chosen and sum(work.cost_s for work in self._queue) < WORTH_S
        if most > 1 and not (small and not processes):
            self._start([SubprocessWorker() for _ in range(most - len(processes))])
        elif waiting and not self._workers:
            self._start([SubprocessWorker() if self._isolated else InProcessWorker()])

    def _start(self, workers: Sequence[Worker]) -> None:
        for worker in workers:
            self._workers.append(worker)
            threading.Thread(target=self._run, args=(worker,), daemon=True).start()

    def _run(self, worker: Worker) -> None:
        """Feed texts to one worker until there are no more: the body of its thread."""
        while (work := self._next(worker)) is not None:
            error: BaseException | None = None
            data = b""
            try:
                if work.again or not self.store.holds(work.task.key):  # by another process
                    data = self._spoken(worker, work.task)
                    self.store.put(work.task.key, data)
            except WorkerLostError:
                self._put_back(work)
                continue
            except BaseException as caught:  # given to the thread that waits for the clip
                error = caught
            self._finish(work, error, flac.duration_ms(data) if data else 0)
        worker.close()

    def _next(self, worker: Worker) -> Work | None:
        """Wait for a text, the first in order; None when there will be none."""
        with self._changed:
            while not self._closed and not self.stop.signum:
                if isinstance(worker, InProcessWorker) and len(self._workers) > 1:
                    break  # processes have taken over
                if self._queue:
                    self._busy += 1
                    return heapq.heappop(self._queue)
                self._changed.wait(_TICK_S)
            self._workers.remove(worker)
            return None

    def _spoken(self, worker: Worker, task: SynthesisTask) -> bytes:
        """Ask a worker, and again if it is lost; the same text gives the same clip."""
        for losses in range(1, MOST_CRASHES + 1):
            try:
                return worker.speak(task)
            except WorkerLostError as error:
                if self._closed or self.stop.signum:
                    raise
                if losses == MOST_CRASHES:
                    what = f"the worker that spoke was lost {losses} times, at last: {error}"
                    raise check.UnspokenError(what) from error
        raise AssertionError  # pragma: no cover

    def _put_back(self, work: Work) -> None:
        with self._changed:
            self._busy -= 1
            heapq.heappush(self._queue, work)
            self._changed.notify_all()

    def _finish(self, work: Work, error: BaseException | None, duration_ms: int) -> None:
        with self._changed:
            self._busy -= 1
            self._known.pop(work.task.key, None)
            for job in work.waiting_jobs:
                job.finish(work.task.key, error, duration_ms)
            if duration_ms and work.waiting_jobs:
                work.waiting_jobs[0].made.add(work.task.key)
            work.waiting_jobs.clear()  # an idle thread keeps its last work, which must keep no job
            self._changed.notify_all()
