"""A script's utterances while they are spoken: what is done, what failed, the clips in order."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from briefing.engines import SynthesisOptions
from briefing.errors import VoiceError
from briefing.message import Message
from briefing.model import Clip, Utterance, Voice
from briefing.progress import Progress, ProgressCallback
from briefing.synthesise import cache, check, flac
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.workers import SynthesisTask

#: How often a clip that turns out damaged or gone is made again.
_MOST_REPAIRS = 3
#: Sentences after which the speed is known well enough to tell the time that is left.
_FEWEST_TIMED = 3


@dataclass(order=True)
class Work:
    """A text on its way: queued, running or done; ``order`` says which comes first."""

    order: tuple[int, float, int]
    task: SynthesisTask = field(compare=False)
    cost_s: float = field(compare=False)
    again: bool = field(compare=False)
    waiting_jobs: list[ScriptJob] = field(compare=False)


class Pool(Protocol):
    """What a job asks of the pool that has its texts spoken."""

    @property
    def store(self) -> ClipStore: ...

    def wait(self, job: ScriptJob, key: str, /) -> BaseException | None: ...

    def repeat(self, job: ScriptJob, index: int, /) -> None: ...

    def cancel(self, job: ScriptJob, /) -> None: ...


class ScriptJob:
    """The utterances of one script, being spoken.

    ``failures`` tells by index which could not be, where it may go on without; ``made`` holds the
    keys that this job had spoken.
    """

    def __init__(
        self,
        pool: Pool,
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
        self.pending: dict[str, Work] = {}
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
        self._beginning: Progress | None = None

    @property
    def losses(self) -> list[str]:
        """Return a message for each sentence that the listener will miss."""
        return [
            Message(
                "a sentence is missing: {error}",
                error=str(check.sentence_error(self._utterances[index], why)),
            )
            for index, why in self.failures.items()
        ]

    def task(self, index: int) -> SynthesisTask:
        """Return what a worker needs to speak an utterance."""
        utterance = self._utterances[index]
        voice = self._voices[utterance.voice]
        key, spoken = self.keys[index], utterance.spoken
        return SynthesisTask(key, spoken, voice, self._options, utterance.delivery)

    def expect(self, work: Work) -> None:
        """Record that a text has been queued."""
        self.pending[work.task.key] = work
        self._done -= self._times[work.task.key]
        self._audio_ms -= self.expected_ms[work.task.key] * self._times[work.task.key]

    def queued(self) -> None:
        """Record how far the utterances are before any worker takes one."""
        if self.pending:
            self._beginning = self.progress("loading")

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
        if self._beginning:  # the workers may be done by now
            progress(self._beginning)
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
