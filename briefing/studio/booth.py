"""The booth: a worker that stays ready, for the sound of a sentence, of a word, of an episode."""

from __future__ import annotations

import io
import logging
import threading
import wave
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from briefing.episode.describe import word_records
from briefing.episode.manifest import WordRecord
from briefing.episode.plan import Plan
from briefing.episode.result import EpisodeResult, PlannedScript
from briefing.errors import BriefingError
from briefing.model import Clip
from briefing.pipeline import finish, open_pool, prepare, quiet, speak, synthesis_options
from briefing.progress import ProgressCallback
from briefing.read import read
from briefing.studio.desk import OpenScript
from briefing.synthesise.scheduler import WorkerPool
from briefing.synthesise.workers import MOST_ENGINES

#: Without a question for so long the worker ends, and its memory is free.
IDLE_S = 900.0
_WORD = "नमस्ते।"
_log = logging.getLogger(__name__)


class Booth:
    """One worker process that keeps a show's voices loaded, until nobody has asked for a while.

    An episode is made by workers of its own, which end with it. Threads may share a booth.
    """

    def __init__(self, idle_s: float = IDLE_S) -> None:
        self._idle_s = idle_s
        self._closing = ExitStack()
        self._pool: WorkerPool | None = None
        self._ready: set[tuple[str, str]] = set()  # voices that are loaded, and their digests
        self._users = 0
        self._idle: threading.Timer | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._end()

    def warm(self, script: OpenScript) -> None:
        """Have the voices of a script loaded in the background, those that say most of it."""
        planned = script.planned
        said = Counter(utterance.voice for utterance in planned.plan.utterances)
        names = [name for name, _ in said.most_common(MOST_ENGINES)]
        with self._lock:
            names = [n for n in names if (n, planned.cast[n].digest) not in self._ready]
            self._ready.update((name, planned.cast[name].digest) for name in names)
        if names:
            threading.Thread(target=self._load, args=(planned, names), daemon=True).start()

    def begin(self, script: OpenScript, index: int) -> None:
        """Have a sentence spoken without waiting for it; whoever asks for it gets it sooner."""
        planned = _only(script.planned, index)
        try:
            with self._open(planned) as pool:
                speak(planned, pool)
        except BriefingError as error:  # told to who asks for the sound
            _log.info("not spoken ahead: %s", error)

    def sentence(self, script: OpenScript, index: int) -> bytes:
        """Return the sound of a sentence as a WAV file, spoken now unless the cache has it.

        Raises
        ------
        BriefingError
            if it cannot be spoken.
        """
        return self._wav(_only(script.planned, index))

    def times(self, script: OpenScript, index: int) -> list[WordRecord]:
        """Return when each written word of a sentence is heard, nothing if the voice does not tell.

        Raises
        ------
        BriefingError
            if it cannot be spoken.
        """
        (clip,) = self.clips(_only(script.planned, index))
        return word_records(clip.utterance.words, clip.words)

    def word(self, script: OpenScript, word: str, respelling: str = "") -> bytes:
        """Return the sound of a word alone in the script's first voice, respelt if it is given.

        Raises
        ------
        BriefingError
            if it cannot be spoken.
        """
        first = script.planned.plan.utterances[0]
        words, said = word.split(), respelling.split()
        pairs = zip(words, said, strict=False)
        pronunciations = tuple(pairs) if said else script.planned.pronunciations
        utterance = replace(first, written=word, spoken=word)
        plan = replace(script.planned.plan, utterances=(utterance,))
        return self._wav(replace(script.planned, plan=plan, pronunciations=pronunciations))

    def make(self, script: OpenScript, progress: ProgressCallback = quiet) -> EpisodeResult:
        """Make the episode of a script, as ``briefing make`` does.

        What ``progress`` raises ends the work; sentences that were spoken are kept.

        Raises
        ------
        BriefingError
            if it cannot be made.
        """
        prepared = prepare(read(script.path), script.settings)
        with open_pool(prepared.planned.settings, isolated=True) as pool:
            return finish(prepared, speak(prepared.planned, pool), pool, progress)

    def clips(self, planned: PlannedScript) -> Iterator[Clip]:
        """Yield the sounds of what is planned, spoken now unless the cache has them.

        Raises
        ------
        BriefingError
            if one cannot be spoken.
        """
        with self._open(planned) as pool:
            yield from speak(planned, pool).clips(quiet)

    def _load(self, planned: PlannedScript, names: Sequence[str]) -> None:
        """Load voices: each says a word, because the first one takes longer than the next."""
        first = planned.plan.utterances[0]
        words = [replace(first, written=_WORD, spoken=_WORD, voice=name) for name in names]
        try:
            with self._open(planned) as pool:
                job = pool.submit(words, planned.cast, synthesis_options(planned))
                for index, key in enumerate(job.keys):
                    if key not in job.pending:  # the cache has it
                        pool.repeat(job, index)
                deque(job.clips(quiet), maxlen=0)
        except BriefingError as error:  # told to who asks for a sound
            _log.info("not loaded ahead: %s", error)

    @contextmanager
    def _open(self, planned: PlannedScript) -> Iterator[WorkerPool]:
        """Give the worker, which ends when nobody has asked for one for a while."""
        with self._lock:
            if self._idle:
                self._idle.cancel()
            if self._pool is None:
                settings = replace(planned.settings, jobs=1)
                self._pool = self._closing.enter_context(open_pool(settings, isolated=True))
            pool = self._pool
            self._users += 1
        try:
            yield pool
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._idle = threading.Timer(self._idle_s, self._rest)
                    self._idle.daemon = True
                    self._idle.start()

    def _rest(self) -> None:
        """End the worker if nobody needs it."""
        with self._lock:
            if not self._users:
                self._end()

    def _end(self) -> None:
        if self._idle:
            self._idle.cancel()
        self._closing.close()
        self._pool = None
        self._ready.clear()

    def _wav(self, planned: PlannedScript) -> bytes:
        (clip,) = self.clips(planned)
        return wav(clip)


def wav(clip: Clip) -> bytes:
    """Return a clip as a WAV file: 16 bits, mono."""
    import numpy as np

    samples = np.clip(clip.samples, -1, 1) * 32767
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(clip.rate_hz)
        out.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def _only(planned: PlannedScript, index: int) -> PlannedScript:
    plan: Plan = planned.plan
    return replace(planned, plan=replace(plan, utterances=(plan.utterances[index],)))
