"""The booth: workers that stay ready, for the sound of a sentence, of a word, of an episode."""

from __future__ import annotations

import io
import threading
import wave
from contextlib import ExitStack
from dataclasses import replace

from briefing.episode.plan import Plan
from briefing.episode.result import EpisodeResult, PlannedScript
from briefing.model import Clip
from briefing.pipeline import finish, open_pool, prepare, quiet, speak
from briefing.progress import ProgressCallback
from briefing.read import read
from briefing.studio.desk import OpenScript
from briefing.synthesise.scheduler import WorkerPool


class Booth:
    """A pool of workers that is opened at the first need: a voice is loaded once.

    Threads may share it.
    """

    def __init__(self) -> None:
        self._closing = ExitStack()
        self._pool: WorkerPool | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the workers."""
        self._closing.close()

    def sentence(self, script: OpenScript, index: int) -> bytes:
        """Return the sound of a sentence as a WAV file, spoken now unless the cache has it.

        Raises
        ------
        BriefingError
            if it cannot be spoken.
        """
        return self._wav(_only(script.planned, index))

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
        pool = self._open(prepared.planned)
        return finish(prepared, speak(prepared.planned, pool), pool, progress)

    def _open(self, planned: PlannedScript) -> WorkerPool:
        with self._lock:
            if self._pool is None:
                self._pool = self._closing.enter_context(open_pool(planned.settings))
            return self._pool

    def _wav(self, planned: PlannedScript) -> bytes:
        clips = speak(planned, self._open(planned)).clips(quiet)
        return wav(next(clips))


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
