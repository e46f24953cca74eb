"""Synthesise utterances on all cores: longest first, each text once, results in script order.

Clips travel through the store, not through memory, so it does not matter how far apart two
sentences are finished. Each worker has a thread here that takes the next text from one queue.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefing.engines import ENGINES, SynthesisOptions, require
from briefing.errors import StoppedError, VoiceError
from briefing.model import Clip, Progress, ProgressCallback, Utterance, Voice
from briefing.synthesise import cache, check, flac
from briefing.synthesise.clip_store import ClipStore
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
#: How often a clip that turns out damaged or gone is made again.
_MOST_REPAIRS = 3
_TICK_S = 0.2
#: Sentences after which the speed is known well enough to tell the time that is left.
_FEWEST_TIMED = 3


@dataclass
class Stop:
    """A request to finish what runs and begin nothing more: the signal's number, 0 for none."""

    signum: int = 0


@dataclass(order=True)
class _Work:
    """A text on its way: queued, running or done; ``order`` says which comes first."""

    order: tuple[int, float, int]
    task: SynthesisTask = field(compare=False)
    cost_s: float = field(compare=False)
    again: bool = field(compare=False)
    waiting_jobs: list[ScriptJob] = field(compare=False)


class WorkerPool:
    """Workers and their queue, for the utterances of any number of scripts.

    One lock (``_changed``) guards the queue, the workers and the state of every job; the methods of
    a :class:`ScriptJob` that the pool calls (``expect``, ``finish``) run while it is held.
    ``most_workers`` is the number of worker processes, 0 for one per core where there is enough to
    do and memory for them. ``distant`` workers, if any, are used instead.
    """

    def __init__(
        self,
        store: ClipStore,
        most_workers: int = 0,
        stop: Stop | None = None,
        distant: Sequence[Worker] = (),
    ) -> None:
        self.store = store
        self.stop = stop or Stop()
        self._most_workers = most_workers or cores()
        self._chosen = bool(most_workers)
        self._distant = distant
        self._workers: list[Worker] = []
        self._queue: list[_Work] = []
        self._known: dict[str, _Work] = {}  # by key, until done
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
            cost_s = expected_ms / 1000 * ENGINES[task.voice.engine].cost
            work = _Work((self._submitted, -expected_ms, index), task, cost_s, again, [])
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
            self._start([InProcessWorker()])

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

    def _next(self, worker: Worker) -> _Work | None:
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

    def _put_back(self, work: _Work) -> None:
        with self._changed:
            self._busy -= 1
            heapq.heappush(self._queue, work)
            self._changed.notify_all()

    def _finish(self, work: _Work, error: BaseException | None, duration_ms: int) -> None:
        with self._changed:
            self._busy -= 1
            self._known.pop(work.task.key, None)
            for job in work.waiting_jobs:
                job.finish(work.task.key, error, duration_ms)
            if duration_ms and work.waiting_jobs:
                work.waiting_jobs[0].made.add(work.task.key)
            self._changed.notify_all()


class ScriptJob:
    """The utterances of one script, being spoken.

    ``failures`` tells by index which could not be, where it may go on without; ``made`` holds the
    keys that this job had spoken.
    """

    def __init__(
        self,
        pool: WorkerPool,
        utterances: Sequence[Utterance],
        voices: Mapping[str, Voice],
        options: SynthesisOptions,
        *,
        keep_going: bool,
    ) -> None:
        self._pool = pool
        self._utterances = utterances
        self._voices = voices
        self._options = options
        self._keep_going = keep_going
        self.keys = [cache.key(u.spoken, voices[u.voice], options, u.delivery) for u in utterances]
        self.failures: dict[int, str] = {}
        self.made: set[str] = set()
        self.pending: dict[str, _Work] = {}
        self.errors: dict[str, BaseException] = {}
        self.expected_ms = {
            key: check.pace(voices[u.voice]).expected_ms(u.spoken, options.speed)
            for key, u in zip(self.keys, utterances, strict=True)
        }
        self._times = Counter(self.keys)
        self._done = len(utterances)
        self._shown = 0
        self._audio_ms = sum(self.expected_ms[key] for key in self.keys)
        self._made_ms = 0
        self._begun = time.monotonic()

    @property
    def losses(self) -> list[str]:
        """Return a message for each sentence that the listener will miss."""
        return [
            f"a sentence is missing: {check.sentence_error(self._utterances[index], why)}"
            for index, why in self.failures.items()
        ]

    def task(self, index: int) -> SynthesisTask:
        """Return what a worker needs to speak an utterance."""
        utterance = self._utterances[index]
        voice = self._voices[utterance.voice]
        key, spoken = self.keys[index], utterance.spoken
        return SynthesisTask(key, spoken, voice, self._options, utterance.delivery)

    def expect(self, work: _Work) -> None:
        """Record that a text has been queued."""
        self.pending[work.task.key] = work
        self._done -= self._times[work.task.key]
        self._audio_ms -= self.expected_ms[work.task.key] * self._times[work.task.key]

    def finish(self, key: str, error: BaseException | None, duration_ms: int) -> None:
        """Record that a text was spoken, or why it was not."""
        del self.pending[key]
        self._done += self._times[key]
        self._audio_ms += (duration_ms or self.expected_ms[key]) * self._times[key]
        self._made_ms += duration_ms
        if error is not None:
            self.errors[key] = error

    def progress(self, stage: str) -> Progress:
        """Return how far the utterances are."""
        pending = list(self.pending)  # at once: workers take from it
        pending_ms = sum(self.expected_ms[key] * self._times[key] for key in pending)
        speed = left_s = None
        if len(self.made) >= _FEWEST_TIMED:
            speed = self._made_ms / 1000 / (time.monotonic() - self._begun)
            left_s = sum(self.expected_ms[key] for key in pending) / 1000 / speed
        return Progress(
            stage=stage,
            done=self._done,
            total=len(self._utterances),
            audio_ms=round(self._audio_ms),
            whole_ms=round(self._audio_ms + pending_ms),
            speed=speed,
            left_s=left_s,
            voices=tuple(sorted({utterance.voice for utterance in self._utterances})),
        )

    def clips(self, progress: ProgressCallback) -> Iterator[Clip]:
        """Yield the clip of each utterance, in order.

        Raises
        ------
        VoiceError
            if a voice cannot be loaded, or a sentence has no sound: it names the sentence.
        StoppedError
            if the pool was asked to stop.
        BriefingError
            if clips cannot be kept.
        """
        if self.pending:
            progress(self.progress("loading"))
        try:
            for index in range(len(self._utterances)):
                yield self._clip(index, progress)
        finally:
            self._pool.cancel(self)
        if len(self.failures) == len(self._utterances):
            raise check.sentence_error(self._utterances[0], self.failures[0])

    def _clip(self, index: int, progress: ProgressCallback) -> Clip:
        """Wait for an utterance's clip; have it made again if it turns out damaged or gone."""
        import numpy as np

        utterance, key = self._utterances[index], self.keys[index]
        rate_hz = self._voices[utterance.voice].rate_hz
        for _ in range(_MOST_REPAIRS):
            error = self._wait(key, progress)
            if isinstance(error, check.UnspokenError):
                if not self._keep_going:
                    raise check.sentence_error(utterance, error.what) from error
                self.failures[index] = error.what
                return Clip(utterance, np.zeros(0, np.float32), rate_hz, "")
            if error is not None:
                raise error
            speech = self._pool.store.get(key, rate_hz)
            if speech is not None:
                samples = speech.samples
                digest = flac.digest(samples, rate_hz)
                return Clip(utterance, samples, rate_hz, digest, speech.words)
            self._pool.repeat(self, index)
        what = f"a clip was lost {_MOST_REPAIRS} times after it was made: «{utterance.written}»"
        raise VoiceError(what, remedy="check the disk that holds the cache (briefing cache info)")

    def _wait(self, key: str, progress: ProgressCallback) -> BaseException | None:
        while True:
            error = self._pool.wait(self, key)
            if self._done > self._shown:
                self._shown = self._done
                progress(self.progress("speaking"))
            if key not in self.pending:
                return error
